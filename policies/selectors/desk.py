"""Everything the checking desk shows of one document, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from policies.models import (
    CheckingStep,
    LeadBasis,
    Measure,
    MeasureDeadline,
    MeasureState,
    Policy,
    PolicyVersion,
    Responsibility,
    Target,
)
from policies.selectors.marking import Mark, Paragraph, paragraphs
from policies.selectors.questions import Question, questions_of


@dataclass
class MeasureSheet:
    """A measure with everything read in it, dropped values included."""

    measure: Measure
    units: list[Responsibility] = field(default_factory=list)
    deadlines: list[MeasureDeadline] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def doubts(self) -> list[Question]:
        """Return what must be answered before the measure can be confirmed."""
        return [question for question in self.questions if question.is_open_doubt]

    @property
    def kind(self) -> str:
        """Return how the strip shows it: done, ask, open or off."""
        if self.measure.state == MeasureState.REJECTED:
            return "off"
        if self.measure.state == MeasureState.CONFIRMED:
            return "done"
        return "ask" if self.doubts else "open"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text, and a unit it names as coordinating its part, empty for none."""

    start: int
    title: str
    lead: str


@dataclass
class Desk:
    """One version under check: its measures in order, its questions, its text."""

    version: PolicyVersion
    sheets: list[MeasureSheet]
    questions: list[Question]
    headings: list[Heading]

    @property
    def policy(self) -> Policy:
        """Return the document."""
        return self.version.policy

    @cached_property
    def by_id(self) -> dict[int, MeasureSheet]:
        """Return the sheets by the measure's id."""
        return {sheet.measure.pk: sheet for sheet in self.sheets}

    @cached_property
    def kept(self) -> list[MeasureSheet]:
        """Return the sheets of what is or may be a measure."""
        return [sheet for sheet in self.sheets if sheet.kind != "off"]

    @property
    def confirmed(self) -> int:
        """Count what is confirmed."""
        return sum(sheet.kind == "done" for sheet in self.sheets)

    @property
    def waiting(self) -> int:
        """Count what waits for a person."""
        return sum(sheet.kind in {"ask", "open"} for sheet in self.sheets)

    @property
    def undoubted(self) -> list[MeasureSheet]:
        """Return what can be confirmed at one stroke."""
        return [sheet for sheet in self.sheets if sheet.kind == "open"]

    @property
    def open_doubts(self) -> list[Question]:
        """Return what must be dealt with, in the order of the text."""
        return [question for question in self.questions if question.is_open_doubt]

    @property
    def inferred(self) -> int:
        """Count the measures whose lead is the unit listed first, by inference."""
        return sum(sheet.measure.lead_basis == LeadBasis.FIRST_LISTED_INFERRED for sheet in self.sheets)

    @property
    def section_leads(self) -> list[Heading]:
        """Return the headings that name who coordinates their part."""
        return [heading for heading in self.headings if heading.lead]

    def holder(self, key: str) -> MeasureSheet | None:
        """Return the sheet that a value's key (`u12`, `d3`, `t4`) stands on."""
        return self._holders.get(key)

    @cached_property
    def _holders(self) -> dict[str, MeasureSheet]:
        return {key: sheet for sheet in self.sheets for key, _ in values_of(sheet)}

    def source(self, on: tuple[int, int] | None = None) -> list[Paragraph]:
        """Return the text with every unit, date and target as a link, the stretch `on` standing out."""
        version = self.version
        return paragraphs(
            version.source_file.text,
            version.span_start,
            version.span_end,
            measures=[(one.measure.span_start, one.measure.span_end, one.measure.pk) for one in self.kept],
            headings={heading.start for heading in self.headings},
            marks=self._marks(),
            on=on,
        )

    def source_of(self, sheet: MeasureSheet, on: tuple[int, int] | None = None) -> list[Paragraph]:
        """Return the words of one measure alone."""
        measure = sheet.measure
        return paragraphs(
            self.version.source_file.text,
            measure.span_start,
            measure.span_end,
            measures=[(measure.span_start, measure.span_end, measure.pk)],
            headings=[],
            marks=self._marks(),
            on=on,
        )

    def _marks(self) -> list[Mark]:
        return [
            Mark(row.span_start, row.span_end, KIND[key[0]], key, words_of(row))
            for sheet in self.kept
            for key, row in values_of(sheet)
            if row.span_start is not None and not row.is_dropped
        ]


KIND = {"u": "unit", "d": "date", "t": "target"}


def values_of(sheet: MeasureSheet) -> list[tuple[str, Any]]:
    """Return every value of a measure with the key a page names it by."""
    rows = [("u", sheet.units), ("d", sheet.deadlines), ("t", sheet.targets)]
    return [(f"{letter}{row.pk}", row) for letter, listed in rows for row in listed]  # type: ignore[attr-defined]


def words_of(row: Any) -> str:
    """Return what a value is called: the unit it answers to, or its printed words."""
    if isinstance(row, Responsibility):
        return row.registered_name or row.printed_name
    return str(row.text)


def current_version(policies: QuerySet[Policy], pk: int, user: User) -> PolicyVersion:
    """Return the current version of a visible policy with its text; `PolicyVersion.DoesNotExist` otherwise.

    It bears `step_id` and `step_label`: the person's last act at the desk, None for none.
    """
    mine = CheckingStep.objects.standing().filter(policy_version=OuterRef("pk"), done_by=user).order_by("-pk")
    versions = PolicyVersion.objects.select_related("policy__jurisdiction", "source_file").annotate(
        step_id=Subquery(mine.values("pk")[:1]), step_label=Subquery(mine.values("label")[:1])
    )
    return versions.get(policy__in=policies.filter(pk=pk), is_current=True)


def load_desk(version: PolicyVersion) -> Desk:
    """Read the desk of a version: six queries, whatever the number of measures."""
    sheets = [MeasureSheet(measure) for measure in version.measures.select_related("section", "confirmed_by")]
    for sheet in sheets:
        sheet.measure.policy_version = version
    by_id = {sheet.measure.pk: sheet for sheet in sheets}
    units = Responsibility.objects.filter(measure__policy_version=version).with_names()
    for row in units.order_by("position", "pk"):
        by_id[row.measure_id].units.append(row)
    for deadline in MeasureDeadline.objects.filter(measure__policy_version=version).order_by("position", "pk"):
        by_id[deadline.measure_id].deadlines.append(deadline)
    for target in Target.objects.filter(measure__policy_version=version).order_by("position", "pk"):
        by_id[target.measure_id].targets.append(target)
    questions = questions_of(version.findings.select_related("resolved_by"), sheets, version)
    _share(questions, by_id)
    rows = version.sections.values_list("span_start", "title", "leads__department__name", "leads__printed_name")
    headings = [Heading(start, title, held or printed or "") for start, title, held, printed in rows]
    return Desk(version, sheets, questions, headings)


def _share(questions: Sequence[Question], by_id: dict[int, MeasureSheet]) -> None:
    held: dict[int, list[Question]] = defaultdict(list)
    for question in questions:
        for measure in question.measures:
            held[measure.pk].append(question)
    for pk, listed in held.items():
        by_id[pk].questions = listed
