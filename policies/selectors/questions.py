"""What waits for a person as one list to work off: findings, and names that answer to nothing in the register.

The same remark on many measures is one entry; a doubt is answered once where one answer serves all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policies import wording
from policies.models import Finding, Measure, PolicyVersion, Responsibility, Severity

if TYPE_CHECKING:
    from policies.selectors.desk import MeasureSheet


@dataclass
class Question:
    """One entry of the list: `key` names it in addresses (`f12` a finding, `n34` a name by its first row)."""

    key: str
    code: str
    severity: str
    message: str
    findings: list[Finding] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    units: list[Responsibility] = field(default_factory=list)
    start: int = 0

    @property
    def title(self) -> str:
        """Return the short title."""
        return wording.finding_title(self.code)

    @property
    def is_resolved(self) -> bool:
        """Say whether somebody dealt with it; a name that answers to nothing never is."""
        return bool(self.findings) and all(finding.resolved_at is not None for finding in self.findings)

    @property
    def is_open_doubt(self) -> bool:
        """Say whether a person must look."""
        return self.severity == Severity.DOUBT and not self.is_resolved

    @property
    def word(self) -> str:
        """Return how it is labelled in the list."""
        if self.is_resolved:
            return "已处理"
        return "须处理" if self.severity == Severity.DOUBT else "供参考"

    @property
    def place(self) -> str:
        """Return where it stands: 第10条, 12 条, or 全文."""
        if not self.measures:
            return "全文"
        return self.measures[0].label if len(self.measures) == 1 else f"{len(self.measures)} 条"

    @property
    def resolution(self) -> str:
        """Return how it was dealt with."""
        return next((finding.resolution for finding in self.findings if finding.resolution), "")


def questions_of(
    findings: Iterable[Finding], sheets: Sequence["MeasureSheet"], version: PolicyVersion
) -> list[Question]:
    """Return the list: open doubts in the order of the text, then remarks, then what is dealt with."""
    measures = {sheet.measure.pk: sheet.measure for sheet in sheets if sheet.kind != "off"}
    units = {(row.measure_id, row.span_start): row for sheet in sheets for row in sheet.units if not row.is_dropped}
    listed = list(_of_findings(findings, measures, units, version))
    asked = {row.pk for question in listed if question.is_open_doubt for row in question.units}
    listed += _of_names(sheets, asked)
    return sorted(listed, key=lambda one: (one.is_resolved, one.severity != Severity.DOUBT, one.start, one.key))


def _of_findings(
    findings: Iterable[Finding],
    measures: dict[int, Measure],
    units: dict[tuple[int, int | None], Responsibility],
    version: PolicyVersion,
) -> Iterable[Question]:
    groups: dict[tuple[object, ...], Question] = {}
    for finding in findings:
        if finding.measure_id is not None and finding.measure_id not in measures:
            continue
        finding.policy_version = version
        # the same words about many measures are one remark; a doubt is asked where it stands
        alone = finding.severity == Severity.DOUBT
        key = ("one", finding.pk) if alone else (finding.code, finding.message, finding.resolved_at is None)
        question = groups.setdefault(
            key,
            Question(f"f{finding.pk}", finding.code, finding.severity, finding.message, start=finding.span_start or 0),
        )
        question.findings.append(finding)
        if finding.measure_id is not None:
            finding.measure = measures[finding.measure_id]
            question.measures.append(finding.measure)
            named = units.get((finding.measure_id, finding.span_start))
            if named is not None and finding.code.startswith("units."):
                question.units.append(named)
    return groups.values()


def _of_names(sheets: Sequence["MeasureSheet"], asked: set[int]) -> list[Question]:
    """Ask once for every name that neither a unit nor a roster bears, unless a finding asks about it already."""
    groups: dict[str, Question] = {}
    for sheet in sheets:
        if sheet.kind == "off":
            continue
        for row in sheet.units:
            if row.is_dropped or row.department_id or row.roster_id or row.pk in asked:
                continue
            question = groups.setdefault(
                row.printed_name,
                Question(
                    f"n{row.pk}",
                    "units.unresolved",
                    Severity.DOUBT,
                    f"单位库中没有“{row.printed_name}”，登记一次，全文适用。",
                    start=row.span_start or 0,
                ),
            )
            question.units.append(row)
            if not question.measures or question.measures[-1] is not sheet.measure:
                question.measures.append(sheet.measure)
    return list(groups.values())
