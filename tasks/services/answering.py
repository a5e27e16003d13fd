"""One report answers the linked matters of its unit (同报): its words, its share, its values, each with the origin."""

from collections.abc import Callable

from core.exceptions import DomainError
from policies.models import Target
from tasks.models import IndicatorReading, ProgressReport, Task
from tasks.services.gathering import previous_promise, targets_of

# completion is claimed matter by matter and is not carried over
CARRIED = ("progress", "problems", "coordination", "next_steps", "percent", "on_schedule", "expected_finish")


def carry_over(origin: ProgressReport, report: ProgressReport, task: Task) -> None:
    """Write the origin's words and values into a report that is a draft."""
    for name in CARRIED:
        setattr(report, name, getattr(origin, name))
    last = previous_promise(report)
    report.promise_kept = origin.promise_kept if last is not None and last.next_steps else ""
    report.answered_by = origin
    report.version += 1
    report.save(update_fields=[*CARRIED, "promise_kept", "answered_by", "version"])
    values: dict[tuple[object, ...], IndicatorReading | None] = {}
    for one in origin.readings.select_related("target"):
        # two indicators that look alike say nothing about which of them is meant
        values[_key(one.target)] = None if _key(one.target) in values else one
    for target in targets_of(task):
        found = values.get(_key(target))
        if found is not None:
            defaults = {"value": found.value, "note": found.note}
            IndicatorReading.objects.update_or_create(report=report, target=target, defaults=defaults)


def _key(target: Target) -> tuple[object, ...]:
    """Return by what the targets of two documents are the same: value, unit and comparator."""
    return target.value, target.unit, target.comparator


def is_complete(report: ProgressReport, require: Callable[[Task, ProgressReport], None], task: Task) -> bool:
    """Say whether a report that was carried over can go out by itself."""
    try:
        require(task, report)
    except DomainError:
        return False
    return True


def origin_word(origin: ProgressReport) -> str:
    """Return what the history says of a report that another one answered."""
    return f"同报：内容来自 {origin.assignment.task.number} 的{origin.period_label}报送"
