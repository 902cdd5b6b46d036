"""Pages for paper, as PDF.

A sheet is a Typst file of ours. What people wrote reaches it as data and is never read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.http import HttpResponse
from django.utils.translation import get_language

_WEB = Path(__file__).parent.parent
_one_at_a_time = Lock()


def on_paper(sheet: str, data: Mapping[str, Any], name: str) -> HttpResponse:
    """The sheet, such as `room/paper/board.typ`, filled in and sent as a file of this name."""
    response = HttpResponse(typeset(sheet, data), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def typeset(sheet: str, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF, which a screen reader can read. Scripts that typst's own fonts lack come from the machine's."""
    said = json.dumps({"language": (get_language() or "en").split("-")[0], **data})
    with _one_at_a_time:  # a compiler keeps what it has laid out, and is one thread's at a time
        made = _compiler().compile(str(_WEB / sheet), sys_inputs={"data": said})
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(_WEB))
