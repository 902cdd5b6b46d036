"""Styles travel as one file and mean the same."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from juncture.web.parts.storage import bundled
from tests.web.parts.colours import CSS


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    storage = {"BACKEND": "juncture.web.parts.storage.BundlingStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def served(root: Path, name: str) -> Path:
    return root / json.loads((root / "staticfiles.json").read_text())["paths"][name]


def test_all_styles_are_one_file_with_nothing_left_to_fetch(collected):
    text = served(collected, "parts/css/all.css").read_text()

    assert "@import" not in text
    assert text.startswith("@layer reset, tokens, base, layout, components, screens, utilities;")
    assert "@layer components" in text
    assert text.count("{") == text.count("}")
    assert "--ink-1: oklch" in text
    assert "@media print" in text


def test_the_one_file_is_lighter_than_the_many(collected):
    one = len(gzip.compress(served(collected, "parts/css/all.css").read_bytes()))
    many = sum(len(gzip.compress(file.read_bytes())) for file in CSS.rglob("*.css"))

    assert one < many * 0.7, f"{one} of {many} bytes"


def test_collecting_twice_gives_the_same(collected):
    first = served(collected, "parts/css/all.css")

    call_command("collectstatic", interactive=False, verbosity=0)

    assert served(collected, "parts/css/all.css") == first


def test_an_import_becomes_its_layer():
    text = '@layer a, b;\n@import url("x.css") layer(a);\n@import url("y.css") layer(b) print;'

    whole = bundled(
        text, {"x.css": "p { margin: 0; } /* why */", "y.css": "a { color: inherit; }"}.__getitem__
    )

    assert "@layer a {\np { margin: 0; }\n}" in whole
    assert "@media print {\n@layer b {\na { color: inherit; }\n}\n}" in whole
    assert "why" not in whole
