"""Reading 同报: what seems to ask the same in different documents, and the groups that supervisors made."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from departments.models import Department, Jurisdiction
from tasks.models import Assignment, LinkedTask, Task, TaskLink
from tasks.permissions import Visitor, visible_to
from tasks.similar import Alike, Text, alike

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two matters of different documents that seem to ask the same of some units."""

    first: Task
    second: Task
    percent: int
    units: tuple[str, ...]


def suggestions(
    user: Visitor, jurisdiction: Jurisdiction, *, unit: Department | None = None, limit: int = SHOWN
) -> list[Suggestion]:
    """Return the likeliest duplicates among open matters that share a unit and are not linked yet; four queries."""
    tasks = visible_to(user).open().filter(jurisdiction=jurisdiction).select_related("policy")
    if unit is not None:
        mine = Assignment.objects.standing().filter(department=unit)
        tasks = tasks.filter(pk__in=mine.values("task"))
    by_id = {task.pk: task for task in tasks}
    units = units_of(by_id)
    group = dict(LinkedTask.objects.filter(task__in=by_id).values_list("task", "link"))
    found = []
    for one in alike(_text(task) for task in by_id.values()):
        shared = units[one.first] & units[one.second]
        if shared and not _linked(one, group):
            first, second = by_id[one.first], by_id[one.second]
            found.append(Suggestion(first, second, one.percent, tuple(sorted(shared))))
        if len(found) == limit:
            break
    return found


def _text(task: Task) -> Text:
    return Text(task.pk, task.policy_id, f"{task.title}{task.quotation}")


def _linked(one: Alike, group: dict[int, int]) -> bool:
    return one.first in group and group[one.first] == group.get(one.second)


def units_of(task_ids: Collection[int]) -> dict[int, set[str]]:
    """Return the names of the standing units by task; one query."""
    rows = Assignment.objects.standing().filter(task__in=task_ids)
    found: dict[int, set[str]] = defaultdict(set)
    for task_id, name in rows.values_list("task", "department__name"):
        found[task_id].add(name)
    return found


def groups(user: Visitor, jurisdiction: Jurisdiction) -> list[tuple[TaskLink, list[Task]]]:
    """Return the groups of a government with their matters, the newest group first; two queries."""
    rows = LinkedTask.objects.filter(link__jurisdiction=jurisdiction, task__in=visible_to(user))
    by_link: dict[int, tuple[TaskLink, list[Task]]] = {}
    for row in rows.select_related("link__created_by", "task__policy").order_by("-link", "task"):
        by_link.setdefault(row.link_id, (row.link, []))[1].append(row.task)
    return list(by_link.values())


def linked_with(user: Visitor, task: Task) -> list[Task]:
    """Return the other matters of a matter's group that a person may see; one query."""
    group = LinkedTask.objects.filter(task=task).values("link")
    rows = visible_to(user).filter(linked__link__in=group).exclude(pk=task.pk)
    return list(rows.select_related("policy").order_by("pk"))
