"""A page's styles and scripts weigh little, whatever a screen brings later."""

import gzip
from importlib.resources import files

import pytest

from tests.web.parts.colours import PARTS

LIMIT = 40 * 1024


def test_styles_and_scripts_stay_under_forty_kilobytes():
    ours = [file for kind in ("css", "js") for file in sorted(PARTS.glob(f"static/parts/**/*.{kind}"))]
    htmx = files("django_htmx") / "static/django_htmx/htmx-2.min.js"

    weight = sum(
        len(gzip.compress(content)) for content in [*(file.read_bytes() for file in ours), htmx.read_bytes()]
    )

    assert len(ours) > 40
    assert weight <= LIMIT, f"{weight / 1024:.1f} KB"


@pytest.mark.parametrize("file", sorted(PARTS.glob("static/parts/js/*.js")), ids=lambda file: file.name)
def test_scripts_need_no_eval(file):
    text = file.read_text()

    assert "eval(" not in text
    assert "new Function" not in text
    assert "innerHTML" not in text
