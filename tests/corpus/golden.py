"""Comparing what the reader finds with what a careful clerk wrote down (`*.json` beside each text).

A golden file says: `shows` (the row of the domain it stands for), `doc` (fields that must agree), `measures` with
their units, lead basis, deadlines, targets and `doubts`, the families of findings that must ask a person (none where
the list is empty, not compared where it is null), `blanket_units`, `section_leads`, `articles`. Everything found is
compared: what is not in the golden file is an invention.
"""

import json
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import opencc

from policies.parsing.types import Finding, ParsedDocument, ParsedFile, ParsedMeasure, ParsedTarget

FOLDER = Path(__file__).parent
_DOUBTING = ("units", "lead", "clause", "outline")
Golden = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One small document of the corpus."""

    name: str
    text: str
    golden: Golden


def cases() -> list[Case]:
    """Return the corpus, in the order of its names."""
    paths = sorted(path for path in FOLDER.glob("[0-9]*.json"))
    return [
        Case(path.stem, path.with_suffix(".txt").read_text("utf-8"), json.loads(path.read_text("utf-8")))
        for path in paths
    ]


def squash(words: str | None) -> str:
    """Return words without blanks and widths."""
    return "".join(unicodedata.normalize("NFKC", words or "").split())


@cache
def _simplifier() -> Any:
    return opencc.OpenCC("tw2s")


def problems(golden: Golden, file: ParsedFile) -> list[str]:
    """Return every difference between the golden file and the reading, a line each."""
    found = [*_document(golden, file.documents[0])] if file.documents else ["no document"]
    if articles := golden.get("articles"):
        got = [(squash(document.title), document.kind) for document in file.documents]
        if got != [(squash(article["title"]), article["kind"]) for article in articles]:
            found.append(f"articles: got {got}")
    measures = [measure for document in file.documents for measure in document.measures]
    wanted = golden["measures"]
    if golden.get("only_with_units"):
        measures = [measure for measure in measures if measure.units]
    if len(measures) != len(wanted):
        found.append(f"measures: want {[m['number'] for m in wanted]} got {[m.number for m in measures]}")
    for one, measure in zip(wanted, measures, strict=False):
        label = f"{one['number']} {one['title'][:8]}"
        found.extend(f"{label}: {problem}" for problem in _measure(golden, one, measure))
    found.extend(_findings(golden, file, measures))
    found.extend(_spans(file))
    return found


def _document(golden: Golden, document: ParsedDocument) -> Iterator[str]:
    for name, want in golden["doc"].items():
        got = getattr(document, name)
        got = got.isoformat() if hasattr(got, "isoformat") else got
        # a notice that prints a policy bears both names: either is a right title
        right = squash(want) == squash(got) or (name == "title" and got and squash(want) in squash(got))
        if not right:
            yield f"doc.{name}: want {want!r} got {got!r}"
    if "kind" in golden and golden["kind"] != document.kind:
        yield f"kind: want {golden['kind']} got {document.kind}"
    for lead in golden.get("section_leads", []):
        leads = [
            name
            for s in document.sections
            if squash(s.number or s.title).startswith(lead["number"])
            for name in s.leads
        ]
        if leads != [lead["lead"]]:
            yield f"section {lead['number']}: want {lead['lead']} got {leads}"


def _measure(golden: Golden, one: Golden, measure: ParsedMeasure) -> Iterator[str]:
    def key(number: str | None) -> str:
        return squash(number).strip("().、第条")

    if key(one["number"]) != key(measure.number):
        yield f"number {measure.number!r}"
    if not one.get("any_title") and squash(one["title"]) != squash(measure.title):
        yield f"title {measure.title!r}"
    if not (one.get("any_section") or golden.get("section_match")) and not _same_section(
        one["section"], measure.section
    ):
        yield f"section {measure.section!r}"
    if one["lead_basis"] != measure.lead_basis:
        yield f"lead_basis {measure.lead_basis}"
    yield from _units(golden, one, measure)
    if "deadlines" in one:
        want = Counter((d["date"] or d["recurrence"] or "open", d.get("precision")) for d in one["deadlines"])
        got = Counter(
            (d.date.isoformat() if d.date else d.recurrence or "open", d.precision if _asked(one, d) else None)
            for d in measure.deadlines
        )
        if want != got:
            yield f"deadlines: want {sorted(map(str, want))} got {sorted(map(str, got))}"
    yield from _targets(one, measure)


def _asked(one: Golden, deadline: Any) -> bool:
    """Say whether the golden file names a precision for this date."""
    printed = deadline.date.isoformat() if deadline.date else None
    return any(d.get("precision") and d["date"] == printed for d in one["deadlines"])


def _same_section(want: str | None, got: str | None) -> bool:
    return (not want and not got) or bool(want and got and squash(got).startswith(squash(want)[:8]))


def _units(golden: Golden, one: Golden, measure: ParsedMeasure) -> Iterator[str]:
    want = Counter((squash(u["name"]), u["role"]) for u in one["units"])
    got = Counter((squash(u.name), u.role) for u in measure.units if u.basis != "blanket")
    if want != got:
        yield f"units: lost {sorted((want - got).elements())} extra {sorted((got - want).elements())}"
    blanket = sorted(squash(u.name) for u in measure.units if u.basis == "blanket")
    if blanket != sorted(squash(name) for name in golden.get("blanket_units", [])):
        yield f"blanket: got {blanket}"
    scopes = {squash(u["name"]): u["scope"] for u in one["units"] if "scope" in u}
    for unit in measure.units:
        if (scope := scopes.get(squash(unit.name))) and scope not in (unit.scope or ""):
            yield f"scope of {unit.name}: want {scope} got {unit.scope}"


def _targets(one: Golden, measure: ParsedMeasure) -> Iterator[str]:
    rest = list(measure.targets)
    for want in one["targets"]:
        hit = next((t for t in rest if _is(want, t)), None)
        if hit is None:
            yield f"target lost: {want}"
        else:
            rest.remove(hit)
            if want.get("comparator", hit.comparator) != hit.comparator:
                yield f"target {want['value']}: comparator {hit.comparator}"
    for never in one.get("not_targets", []):
        yield from (f"not a target: {t.text}" for t in rest if _is(never, t))
    if rest and not one.get("optional_targets"):
        yield f"targets invented: {[t.text for t in rest]}"


def _is(want: Golden, target: ParsedTarget) -> bool:
    return math.isclose(want["value"], target.value, rel_tol=1e-9) and squash(want["unit"]) == squash(target.unit)


def _families(findings: list[Finding]) -> set[str]:
    return {f.code.split(".")[0] for f in findings if f.severity == "doubt"}


def _findings(golden: Golden, file: ParsedFile, measures: list[ParsedMeasure]) -> Iterator[str]:
    everywhere = [
        *file.findings,
        *(f for d in file.documents for f in d.findings),
        *(f for m in measures for f in m.findings),
    ]
    for family in golden.get("anywhere", []):
        if family not in _families(everywhere):
            yield f"no doubt about {family} anywhere"
    for one, measure in zip(golden["measures"], measures, strict=False):
        families = _families(list(measure.findings)) & set(_DOUBTING)
        if one["doubts"] is not None and families != set(one["doubts"]):
            codes = [f.code for f in measure.findings]
            yield f"{one['number']} doubts: want {one['doubts']} got {sorted(families)} of {codes}"
    about = _families([f for d in file.documents for f in d.findings])
    if (wanted := golden.get("document_doubts")) and not about & set(wanted):
        yield f"document doubts: want one of {wanted} got {sorted(about)}"
    if not golden.get("anywhere") and (
        families := _families([f for d in file.documents for f in d.findings if not f.measure]) & {"outline"}
    ):
        yield f"document doubts nobody asked for: {sorted(families)}"


def _spans(file: ParsedFile) -> Iterator[str]:
    """Yield values whose span does not show the printed words."""
    for document in file.documents:
        for measure in document.measures:
            values = [(u.name, u.span) for u in measure.units]
            values += [(v.text, v.span) for v in measure.deadlines]
            values += [(v.text, v.span) for v in measure.targets]
            for words, (start, end) in values:
                printed = squash(_simplifier().convert(file.text[start:end]))
                if printed != squash(_simplifier().convert(words)):
                    yield f"span of {words!r} shows {printed!r}"
