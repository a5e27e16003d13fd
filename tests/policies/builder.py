"""Small documents of 云州市 as the reader would return them, with spans that really point at the words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from policies.parsing.types import (
    Finding,
    ParsedDeadline,
    ParsedDocument,
    ParsedFile,
    ParsedMeasure,
    ParsedSection,
    ParsedTarget,
    ParsedUnit,
)
from policies.services.sandbox import FileReading

DEFAULT_UNITS = (("市发展改革委", "lead", "first_listed"), ("市财政局", "co", "explicit"))


@dataclass(frozen=True)
class Paragraph:
    """A measure to be written: its words and what stands in them."""

    number: str
    title: str
    body: str
    units: Sequence[tuple[Any, Any, Any]] = DEFAULT_UNITS
    deadlines: Sequence[tuple[str, date | None, Any]] = ()
    targets: Sequence[tuple[str, float, str]] = ()
    lead_basis: Any = "first_listed_inferred"
    doubts: Sequence[tuple[str, str, str]] = ()
    section: str | None = None


ROADS = Paragraph(
    "1",
    "加快道路建设",
    "加快道路建设。到2026年底前完成道路投资39亿元。(责任单位:市发展改革委、市财政局)",
    deadlines=[("2026年底前", date(2026, 12, 31), "year")],
    targets=[("完成道路投资39亿元", 3_900_000_000.0, "元")],
)
WATER = Paragraph(
    "2",
    "整治河湖",
    "整治河湖。年内整治河道12条。(责任单位:市水利局、各县(市、区)人民政府)",
    units=[("市水利局", "lead", "first_listed"), ("各县(市、区)人民政府", "co", "explicit")],
    deadlines=[("年内", date(2026, 12, 31), "year")],
    targets=[("整治河道12条", 12.0, "条")],
)
HOUSING = Paragraph(
    "3",
    "改造老旧小区",
    "改造老旧小区。(责任单位:市住房城市建设局、市财政局)",
    units=[("市住房城市建设局", "lead", "first_listed"), ("市财政局", "co", "explicit")],
    doubts=[("units.near_miss", "“市住房城市建设局”与“市住房城乡建设局”只差一个字", "市住房城市建设局")],
)


@dataclass
class Sheet:
    """The text as it grows."""

    text: str = ""
    sections: list[ParsedSection] = field(default_factory=list)

    def add(self, words: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += words + "\n"
        return start, start + len(words)


def document(
    *paragraphs: Paragraph,
    title: str = "云州市促进发展若干措施",
    doc_number: str | None = "云政发〔2026〕5号",
    issuer: str | None = "云州市人民政府",
    parser_version: str = "test-1",
    findings: tuple[Finding, ...] = (),
    **fields,
) -> ParsedFile:
    """Return a file with one document of these paragraphs."""
    sheet = Sheet()
    sheet.add(title)
    section = ParsedSection("一", "夯实基础", sheet.add("一、夯实基础(由市发展改革委牵头)"), ("市发展改革委",))
    measures = tuple(_measure(sheet, paragraph) for paragraph in paragraphs)
    parsed = ParsedDocument(
        title=title,
        span=(0, len(sheet.text)),
        doc_number=doc_number,
        issuer=issuer,
        issued_on=fields.pop("issued_on", date(2026, 3, 1)),
        expires_on=fields.pop("expires_on", date(2026, 12, 31)),
        sections=(section,),
        measures=measures,
        findings=findings,
        **fields,
    )
    return ParsedFile(text=sheet.text, documents=(parsed,), parser_version=parser_version)


def _measure(sheet: Sheet, paragraph: Paragraph) -> ParsedMeasure:
    start, end = sheet.add(f"{paragraph.number}.{paragraph.body}")
    text = sheet.text[start:end]

    def span(words: str) -> tuple[int, int]:
        at = start + text.index(words)
        return at, at + len(words)

    return ParsedMeasure(
        number=paragraph.number,
        title=paragraph.title,
        section="一、夯实基础",
        text=text,
        span=(start, end),
        lead_basis=paragraph.lead_basis,
        units=tuple(
            ParsedUnit(name, role, basis, span(name), f"units.{basis}") for name, role, basis in paragraph.units
        ),
        deadlines=tuple(ParsedDeadline(w, day, p, span(w), "dates.year") for w, day, p in paragraph.deadlines),
        targets=tuple(
            ParsedTarget(w, value, unit, "=", span(w), "targets.sum") for w, value, unit in paragraph.targets
        ),
        findings=tuple(
            Finding(code, "doubt", message, paragraph.number, "一、夯实基础", span(words))
            for code, message, words in paragraph.doubts
        ),
    )


def moved(parsed: ParsedFile, **changes) -> ParsedFile:
    """Return a file whose only document has other values."""
    return replace(parsed, documents=(replace(parsed.documents[0], **changes),))


def reading(parsed: ParsedFile) -> FileReading:
    """Return what the reading process answers with."""
    return FileReading(parsed=parsed, format="text", warnings=())
