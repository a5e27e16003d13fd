"""The plan of an import: what a parsed file changes in what is stored. Pure: nothing here reads or writes a row.

A document is `changed` when a stored one bears the same own number and issuer, `suggested` when only title (and
issuer, where both are known) agree, which a person decides, and `new` otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

from policies.parsing.types import ParsedDocument, ParsedFile, ParsedMeasure
from policies.services.proposals import comparable, measure_proposal

MatchKind = Literal["new", "changed", "suggested"]
ChangeKind = Literal["added", "removed", "changed", "unchanged"]
# below this share of common characters two paragraphs with one number are two different measures
ALIKE = 0.5
_FOLDS = str.maketrans("（）〔〕［］【】[]", "()()()()()")


@dataclass(frozen=True, slots=True)
class StoredMeasure:
    """A measure of a stored version, with the reading it was proposed with."""

    id: int
    number: str
    title: str
    text: str
    proposal: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A stored policy as matching needs it."""

    id: int
    title: str
    doc_number: str
    issuer: str
    parser_version: str
    measures: tuple[StoredMeasure, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """What becomes of one measure; `fields` names what differs (text, title, units, deadlines, targets, lead_basis)."""

    kind: ChangeKind
    stored: StoredMeasure | None = None
    parsed: ParsedMeasure | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """What becomes of one document of the file."""

    document: ParsedDocument
    match: MatchKind
    stored: StoredDocument | None = None
    changes: tuple[MeasureChange, ...] = ()

    def count(self, kind: ChangeKind) -> int:
        """Return how many measures change in this way."""
        return sum(change.kind == kind for change in self.changes)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What becomes of the documents of one file, in their order."""

    documents: tuple[DocumentPlan, ...] = field(default=())

    @property
    def undecided(self) -> tuple[int, ...]:
        """Positions of the documents that wait for a person."""
        return tuple(at for at, one in enumerate(self.documents) if one.match == "suggested")

    @property
    def changed(self) -> tuple[int, ...]:
        """Positions of the documents that replace the reading of a stored one."""
        return tuple(at for at, one in enumerate(self.documents) if one.match == "changed")


def folded(text: str | None) -> str:
    """Return a title, number or name as it is compared: one width of brackets, no spaces, no book marks."""
    return "".join((text or "").translate(_FOLDS).split()).strip("《》")


def plan_import(
    parsed: ParsedFile,
    stored: Sequence[StoredDocument],
    decisions: Mapping[int, int | None] | None = None,
) -> ImportPlan:
    """Return the plan; `decisions` maps a document's position to the policy it changes, None for a new one."""
    taken: set[int] = set()
    plans = []
    for at, document in enumerate(parsed.documents):
        match, candidate = _match(document, [one for one in stored if one.id not in taken])
        if decisions and at in decisions:
            chosen = decisions[at]
            candidate = next((one for one in stored if one.id == chosen), None)
            match = "changed" if candidate else "new"
        if candidate is not None:
            taken.add(candidate.id)
        changes = _changes(document, candidate, parsed.parser_version)
        plans.append(DocumentPlan(document, match, candidate, changes))
    return ImportPlan(tuple(plans))


def _match(document: ParsedDocument, stored: Sequence[StoredDocument]) -> tuple[MatchKind, StoredDocument | None]:
    number, issuer, title = folded(document.doc_number), folded(document.issuer), folded(document.title)
    for one in stored:
        if number and issuer and (number, issuer) == (folded(one.doc_number), folded(one.issuer)):
            return "changed", one
    for one in stored:
        same_issuer = not issuer or not one.issuer or folded(one.issuer) == issuer
        if title and title == folded(one.title) and same_issuer:
            return "suggested", one
    return "new", None


def _changes(document: ParsedDocument, stored: StoredDocument | None, parser_version: str) -> tuple[MeasureChange, ...]:
    if stored is None:
        return tuple(MeasureChange("added", parsed=measure) for measure in document.measures)
    same_parser = stored.parser_version == parser_version
    pairs = _pairs(stored.measures, document.measures)
    changes = []
    for at, measure in enumerate(document.measures):
        old = pairs.get(at)
        changes.append(
            _compare(old, measure, same_parser=same_parser) if old else MeasureChange("added", None, measure)
        )
    kept = {old.id for old in pairs.values()}
    changes += [MeasureChange("removed", stored=old) for old in stored.measures if old.id not in kept]
    return tuple(changes)


def _pairs(old: Sequence[StoredMeasure], new: Sequence[ParsedMeasure]) -> dict[int, StoredMeasure]:
    """Match each new measure with an old one: same text first, then number and title, then number or title alone."""
    free = list(old)
    pairs: dict[int, StoredMeasure] = {}

    def take(agrees: Any) -> None:
        for at, measure in enumerate(new):
            found = None if at in pairs else next((one for one in free if agrees(one, measure)), None)
            if found is not None:
                pairs[at] = found
                free.remove(found)

    take(lambda one, measure: folded(one.text) == folded(measure.text))
    take(lambda one, measure: one.number == (measure.number or "") and folded(one.title) == folded(measure.title))
    take(lambda one, measure: bool(measure.title) and folded(one.title) == folded(measure.title))
    take(lambda one, measure: bool(measure.number) and one.number == measure.number and _alike(one.text, measure.text))
    return pairs


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _compare(old: StoredMeasure, new: ParsedMeasure, *, same_parser: bool) -> MeasureChange:
    if folded(old.text) != folded(new.text):
        return MeasureChange("changed", old, new, ("text", *_differing(old, new)))
    # the same words read by another release of the reader: what a person decided about them stands
    fields = _differing(old, new) if same_parser else ()
    return MeasureChange("changed" if fields else "unchanged", old, new, fields)


def _differing(old: StoredMeasure, new: ParsedMeasure) -> tuple[str, ...]:
    before, after = comparable(old.proposal), comparable(measure_proposal(new))
    return tuple(name for name in after if before[name] != after[name])
