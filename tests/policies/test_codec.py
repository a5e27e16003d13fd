"""Values of the reader survive the way through JSON exactly."""

import json
from datetime import date

import pytest

from policies.parsing import codec
from policies.parsing.types import (
    Finding,
    ParsedDeadline,
    ParsedDocument,
    ParsedFile,
    ParsedMeasure,
    ParsedSection,
    ParsedTarget,
    ParsedUnit,
    ParsedValidity,
)

FILE = ParsedFile(
    text="一、稳住工业\ud83d",
    parser_version="1",
    findings=(Finding("outline.gap", "doubt", "编号不连续", measure="3", section="一", span=(0, 4)),),
    documents=(
        ParsedDocument(
            title="稳增长措施",
            span=(0, 7),
            issued_on=date(2025, 3, 1),
            validity=ParsedValidity(text="试行2年", basis="text", span=(1, 2), suggested=date(2027, 3, 1)),
            sections=(ParsedSection("一、", "稳住工业", (0, 6), leads=("市财政局", "市审计局")),),
            measures=(
                ParsedMeasure(
                    number=None,
                    title="稳住",
                    section=None,
                    text="稳住",
                    span=(2, 4),
                    lead_basis="explicit",
                    units=(ParsedUnit("市财政局", "lead", "explicit", (1, 3), "role.lead", scope="资金"),),
                    deadlines=(ParsedDeadline("年底前", date(2025, 12, 31), "year", (1, 2), "d", "yearly"),),
                    targets=(ParsedTarget("39亿元", 3.9e9, "元", ">=", (1, 2), "t", due=None),),
                ),
            ),
        ),
    ),
)


def test_a_parsed_file_comes_back_equal_through_json() -> None:
    sent = json.dumps(codec.to_plain(FILE), ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert codec.from_plain(ParsedFile, json.loads(sent.decode("utf-8", "surrogatepass"))) == FILE


def test_a_value_that_is_no_parsed_file_is_refused() -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        codec.from_plain(ParsedFile, {"text": "", "documents": [{"title": "x"}], "parser_version": "1", "findings": []})
