"""What a circular says, read from the tables: four queries whatever the number of units."""

from collections import Counter
from datetime import date

from departments.models import Jurisdiction
from exchange.documents.circular import CircularFacts, LateLine, UnitLine
from tasks.models import Assignment, Task, Urging


def circular_facts(jurisdiction: Jurisdiction, start: date, end: date) -> CircularFacts:
    """Return how the matters of a government stand on the last day of a period, by first lead."""
    leads = Assignment.objects.standing().filter(is_first_lead=True, task__jurisdiction=jurisdiction)
    rows = leads.select_related("task", "department").order_by("department__position", "department_id", "task_id")
    open_counts, late_counts, done = Counter[str](), Counter[str](), Counter[str]()
    late: list[LateLine] = []
    names: dict[str, None] = {}
    for part in rows.filter(task__issued_on__lte=end).exclude(task__state="cancelled"):
        task, name = part.task, part.department.name
        finished = task.completed_on is not None and task.completed_on <= end
        if finished:
            done[name] += int(task.completed_on is not None and task.completed_on >= start)
            if done[name]:
                names.setdefault(name)
            continue
        if task.state in ("suspended", "transferred", "closed"):
            continue
        names.setdefault(name)
        open_counts[name] += 1
        if task.due_on is not None and task.due_on < end:
            late_counts[name] += 1
            late.append(LateLine(task.number, task.title, name, task.due_on, (end - task.due_on).days))
    urged = Counter(
        Urging.objects.issued()
        .filter(assignment__task__jurisdiction=jurisdiction, issued_on__range=(start, end))
        .values_list("assignment__department__name", flat=True)
    )
    units = [UnitLine(name, open_counts[name], late_counts[name], done[name], urged[name]) for name in names]
    return CircularFacts(
        jurisdiction,
        start,
        end,
        tuple(sorted(units, key=lambda one: (-one.late, -one.open))),
        tuple(sorted(late, key=lambda one: (-one.days, one.number))),
        Task.objects.filter(jurisdiction=jurisdiction, issued_on__range=(start, end)).count(),
    )
