"""填报负担 of one unit: how many reports it is asked for, by month and by document, and what asks the same twice."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from core.access import access_of
from departments.models import Department
from insights.burden import Burden, burden_of
from tasks.linked import Suggestion, suggestions
from tasks.models import Assignment, ProgressReport

MONTHS = 6


def may_see_burden(user: object, unit: Department) -> bool:
    """Say whether a person reads what a unit is asked for: the office, and the unit itself."""
    access = access_of(user)
    return unit.jurisdiction_id in access.overseen or unit.pk in access.unit_ids


@dataclass(frozen=True, slots=True)
class UnitBurden:
    """What a unit is asked for: this month against others, the last months, by document, duplicates, saved reports."""

    burden: Burden
    months: list[tuple[date, int]]
    by_policy: list[tuple[int | None, str, int]]
    matters: int
    leading: int
    duplicates: list[Suggestion]
    answered: int


def unit_burden(user: User, unit: Department, today: date) -> UnitBurden:
    """Return the burden of a unit; a fixed number of queries."""
    first = today.replace(day=1)
    last = today.replace(day=monthrange(today.year, today.month)[1])
    begin = first
    for _ in range(MONTHS - 1):
        begin = (begin - timedelta(days=1)).replace(day=1)
    asked = ProgressReport.objects.filter(assignment__department=unit)
    days = asked.filter(due_on__range=(begin, last)).values_list("due_on", flat=True)
    counted = Counter(day.replace(day=1) for day in days if day is not None)
    months, month = [], begin
    while month <= first:
        months.append((month, counted[month]))
        month = (month + timedelta(days=32)).replace(day=1)
    this_month = asked.filter(due_on__range=(first, last))
    documents = this_month.values_list("assignment__task__policy", "assignment__task__policy__title")
    by_policy = Counter(documents)
    parts = Assignment.objects.open().filter(department=unit)
    return UnitBurden(
        burden=burden_of(unit.jurisdiction, [unit.pk], today),
        months=months,
        by_policy=[(pk, title or "未附文件的事项", n) for (pk, title), n in by_policy.most_common()],
        matters=parts.count(),
        leading=parts.filter(is_first_lead=True).count(),
        duplicates=suggestions(user, unit.jurisdiction, unit=unit),
        answered=asked.filter(answered_by__isnull=False, due_on__year=today.year).count(),
    )
