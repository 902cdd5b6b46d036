"""The design check says nothing about the protocols that come along."""

from pathlib import Path

import pytest

import juncture
from juncture.engine.wording.design import check_design, read_plan

SHIPPED = sorted((Path(juncture.__file__).parent / "practice" / "library" / "protocols").glob("*.yaml"))


def test_there_are_protocols_to_check():
    assert SHIPPED


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_protocol_has_no_findings(path: Path):
    fields, lines = read_plan(path.read_text(encoding="utf-8"))

    assert [(finding.rule, finding.line, finding.reason) for finding in check_design(fields, lines)] == []
