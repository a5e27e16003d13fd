"""What the masthead, the table above the text and the signature say about a document: `read_metadata`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from policies.parsing.dates import read_date
from policies.parsing.effective import find_effective
from policies.parsing.masthead import Cell, cells_of, fields_of, is_furniture
from policies.parsing.signature import Signature, find_signatures
from policies.parsing.title import find_title, head_of, is_organ, kind_of, organs_of
from policies.parsing.types import Finding, Kind, Span
from policies.parsing.view import view_of

HEAD = 8000  # characters at the beginning in which the masthead, the title and a notice's signature are looked for
TAIL = 3000  # characters at the end in which a signature is looked for

_TITLE_YEAR = re.compile(r"(?<![\d—–\-~至])((?:19|20)\d\d)年")
_NUMBER_YEAR = re.compile(r"[〔\[(【]((?:19|20)\d\d)[〕\])】]")
_TITLE_RANGE = re.compile(r"(?:19|20)\d\d年?[—–\-~至]+(?:19|20)\d\d年?")
_BRACKETED = r"[〔\[(【]\s?(?:19|20)\d\d\s?[〕\])】]\s?第?\s?\d{1,5}\s?号"
_NUMBER = re.compile(
    rf"[\u4e00-\u9fffA-Za-z]{{1,24}}\s?{_BRACKETED}|[\u4e00-\u9fff]{{2,24}}令\s?\(?第?\s?\d{{1,5}}\s?号\)?"
)
_NUMBER_BEHIND = re.compile(rf"(?<=[\u4e00-\u9fff])\(([\u4e00-\u9fff]{{1,12}}\s?{_BRACKETED})\)$")
_ORDER_NUMBER = re.compile(r"\(?第\s?\d{1,5}\s?号\)?")
_RUNNING_NUMBER = re.compile(rf"(?:^|\s|通知|意见|决定|方案|办法)([\u4e00-\u9fff]{{2,12}}\s?{_BRACKETED})(?=\s|各|$)")
_BRACKET = re.compile(r"《[^《》]*》|[(\[][^()\[\]]*[)\]]")
_TITLE_ISSUER = re.compile(r"^(.{2,60}?)(?:印发|关于|转发|批转)")
_MET = re.compile(r"((?:19|20)\d\d)年\d{1,2}月\d{1,2}日[^。]{0,60}?(?:召开|主持|会议|研究)")
_ISO_ALONE = re.compile(r"^20\d\d-\d{1,2}-\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$")
_FULL_ORGAN = re.compile(r"(?:政府|委员会|办公厅|办公室|领导小组|[厅局委部]|国务院|分区)$")
_SPACE = re.compile(r"\s+")
_INDEX = re.compile(r"[0-9A-Za-z][0-9A-Za-z/\-_.()\u4e00-\u9fff]{4,60}$")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields of one document; None where the document does not say.

    `title` is in simplified script and on one line. `year` is the year that 年内 and 全年 mean in it. `kind` is judged
    by title and masthead only: the assembly knows whether there are measures and may judge again.
    """

    title: str | None = None
    doc_number: str | None = None
    index_number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    year: int | None = None
    kind: Kind = "policy"
    findings: tuple[Finding, ...] = ()


def _own_number(head: Sequence[Cell], labelled: str | None, title: str | None) -> str | None:
    """The document's own number: labelled, alone in its cell or after the title; never in 《》 or a bracket."""
    if labelled and (match := _NUMBER.match(labelled)):
        return _SPACE.sub("", match.group())
    for cell in head:
        if not is_furniture(cell) and (match := _NUMBER.fullmatch(cell.text.strip("()"))):
            return _SPACE.sub("", match.group())
    if title and (behind := _NUMBER_BEHIND.search(title)):
        return _SPACE.sub("", behind[1])
    for order, cell in pairwise(head):
        if order.text.endswith("令") and _ORDER_NUMBER.fullmatch(cell.text):
            return _SPACE.sub("", order.text + cell.text)
    for cell in head[:3]:
        if match := _RUNNING_NUMBER.search(_BRACKET.sub("", cell.text[:400].split("。", 1)[0])):
            return _SPACE.sub("", match[1])
    return None


def _name(value: str | None) -> str | None:
    """A labelled name of an organ, without what follows it."""
    if not value:
        return None
    name = _SPACE.sub("、", value.strip(" 、,;"))
    return name if len(name) <= _LONGEST_NAME and not re.search(r"[。:!?《》]", name) else None


def _organs_alone(head: Sequence[Cell]) -> list[str]:
    """The first organs that stand on lines of their own."""
    found: list[str] = []
    for cell in head:
        organs = organs_of(cell.text)
        if found and not organs:
            break
        found += organs
    # a line cut from a paragraph may end like an office (中外合作办): only full names stand without a signature
    return found if all(map(_FULL_ORGAN.search, found)) else []


def _issuer(
    head: Sequence[Cell], fields: Mapping[str, str], signature: Signature | None, title: str | None
) -> str | None:
    if signature and signature.organs:
        return signature.organs
    if named := _name(fields.get("issuer")):
        return named
    above = _organs_alone(head)
    prefix = _TITLE_ISSUER.match(title or "")
    if prefix and is_organ(prefix[1]) and prefix[1] != "".join(above):
        return "、".join(organs_of(prefix[1]))
    publisher = _name(fields.get("publisher"))
    return "、".join(above) or (publisher if publisher and is_organ(publisher) else None)


def _labelled_day(fields: Mapping[str, str], field: str) -> date | None:
    return read_date(fields[field]) if field in fields else None


def _published(fields: Mapping[str, str], cells: Sequence[Cell]) -> date | None:
    """The labelled day of publication, else a bare 2025-07-02 on a line of its own near the beginning or the end."""
    if "published_on" in fields:
        return _labelled_day(fields, "published_on")
    return next((read_date(cell.text) for cell in (*cells[:8], *cells[-4:]) if _ISO_ALONE.match(cell.text)), None)


def _year(title: str | None, issued_on: date | None, published_on: date | None, number: str | None) -> int | None:
    """The document's own year: a single year in the title, else the year it is made for, else that of its number."""
    years = {int(year) for year in _TITLE_YEAR.findall(_TITLE_RANGE.sub("", title or ""))}
    if len(years) == 1:
        return years.pop()
    day = issued_on or published_on
    if day is None:
        numbered = _NUMBER_YEAR.search(number or "")
        return int(numbered[1]) if numbered else None
    # What is issued in the last days of December is about the year that follows.
    return day.year + 1 if (day.month, day.day) >= (12, 20) else day.year


def _met_in(title: str | None, opening: str) -> int | None:
    """The year of the meeting that minutes are of: 2024年5月20日,市长主持召开…"""
    met = _MET.search(opening) if "纪要" in (title or "") else None
    return int(met[1]) if met else None


def _findings(
    signature: Signature | None, labelled: date | None, title: str | None, issued_on: date | None
) -> tuple[Finding, ...]:
    found = []
    if signature and labelled and signature.day != labelled:
        message = f"落款日期{signature.day.isoformat()}与信息表的成文日期{labelled.isoformat()}不一致，请确认"
        found.append(Finding("meta.dates_differ", "doubt", message, span=signature.span))
    if title is None:
        found.append(Finding("meta.no_title", "info", "没有读到文件标题"))
    if issued_on is None:
        found.append(Finding("meta.no_issue_date", "info", "没有读到成文日期，相对时限无法推算"))
    return tuple(found)


def _effective(
    plain: str, span: Span, fields: Mapping[str, str], issued_on: date | None, published_on: date | None
) -> date | None:
    """The printed or labelled day; 自发布之日起 only where one day alone is known, or both are the same."""
    found = find_effective(view_of(plain, span))
    if found is None:
        return _labelled_day(fields, "effective_on")
    if found.on:
        return found.on
    if found.event in ("发布", "公布") and published_on:
        return published_on if issued_on in (None, published_on) else None
    return issued_on


def read_metadata(plain: str, span: Span) -> Metadata:
    """The metadata of the document in `plain[span]`; findings have codes meta.*; never raises."""
    start, end = span
    top = cells_of(plain, start, min(end, start + HEAD))
    bottom = cells_of(plain, max(start + HEAD, end - TAIL), end) if end - start > HEAD else []
    fields = fields_of([*top, *bottom])
    head = head_of(top)
    title = find_title(top, fields.get("title"))
    signatures = [*find_signatures(top), *find_signatures(bottom)]
    signature = next((s for s in signatures if s.organs), signatures[0] if signatures else None)
    labelled = _labelled_day(fields, "issued_on")
    issued_on = labelled or (signature.day if signature else None)
    published_on = _published(fields, [*top, *bottom])
    number = _own_number(head, fields.get("doc_number"), title)
    index = _INDEX.match(fields.get("index_number", ""))
    return Metadata(
        title=_NUMBER_BEHIND.sub("", title) if title else None,
        doc_number=number,
        index_number=index.group() if index else None,
        issuer=_issuer(head, fields, signature, title),
        issued_on=issued_on,
        published_on=published_on,
        effective_on=_effective(plain, span, fields, issued_on, published_on),
        year=_year(title, issued_on, published_on, number) or _met_in(title, plain[start : min(end, start + HEAD)]),
        kind=kind_of(title),
        findings=_findings(signature, labelled, title, issued_on),
    )
