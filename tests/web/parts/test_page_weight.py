"""A page's styles and scripts weigh little, whatever a screen brings later."""

import gzip
from importlib.resources import files

import pytest

from juncture.web.parts.storage import bundled
from tests.web.parts.colours import CSS, PARTS

LIMIT = 40 * 1024


def test_styles_and_scripts_stay_under_forty_kilobytes():
    styles = bundled((CSS / "all.css").read_text(), lambda name: (CSS / name).read_text()).encode()
    scripts = [file.read_bytes() for file in sorted(PARTS.glob("static/parts/js/*.js"))]
    htmx = (files("django_htmx") / "static/django_htmx/htmx-2.min.js").read_bytes()
    assert len(scripts) >= 12

    weight = sum(len(gzip.compress(content)) for content in [styles, htmx, *scripts])

    assert weight <= LIMIT, f"{weight / 1024:.1f} KB"


@pytest.mark.parametrize("file", sorted(PARTS.glob("static/parts/js/*.js")), ids=lambda file: file.name)
def test_scripts_need_no_eval(file):
    text = file.read_text()

    assert "eval(" not in text
    assert "new Function" not in text
    assert "innerHTML" not in text
