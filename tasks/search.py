"""Tasks in the full text search: number, title and the words they stand on.

The office finds every task of its government. Units find what was issued to them: what other units were given stays
out, so the row's own `is_public` is not enough (see `Kind.is_open`).
"""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from core import clock
from departments.models import Department
from policies.search import index
from policies.search.kinds import Kind, Shown, register
from tasks.models import Assignment, Task, TaskState
from tasks.permissions import visible_to

TASK = "task"
BATCH = 500


def index_tasks(tasks: Iterable[Task]) -> None:
    """Put tasks into the index as they stand; called in the transaction of the act that wrote them."""
    index.put(kind=TASK, entries=[_entry(task) for task in tasks])


def open_to_units(tasks: Iterable[Task]) -> None:
    """Let units find what has just been issued to them."""
    index.open_to_units(kind=TASK, object_ids=[task.pk for task in tasks])


def forget_task(task: Task) -> None:
    """Take a draft out that is thrown away."""
    index.remove(kind=TASK, object_ids=[task.pk])


def register_kind() -> None:
    """Make tasks known to the search; called once, when the app is ready."""
    states = tuple((str(value), str(word)) for value, word in TaskState.choices)
    register(Kind(TASK, "督办事项", visible_to, _narrow, _show, states=states, is_open=False, reindex=_reindex))


def _entry(task: Task) -> index.Entry:
    lines = [f"{task.number} {task.title}".strip(), *task.quotation.split("\n"), task.source_note]
    issued = task.policy.issued_on if task.policy else None
    return index.Entry(
        task.pk,
        task.jurisdiction,
        lines,
        on=issued or task.source_date or task.created_at.astimezone(clock.SHANGHAI).date(),
        is_public=task.issued_on is not None,
    )


def _narrow(tasks: QuerySet[Any], unit: Department | None, state: str) -> QuerySet[Any]:
    if state:
        tasks = tasks.filter(state=state)
    if unit is not None:
        parts = Assignment.objects.standing().filter(department=unit)
        tasks = tasks.filter(pk__in=parts.values("task"))
    return tasks


def _show(ids: Iterable[int]) -> dict[int, Shown]:
    rows = Task.objects.filter(pk__in=list(ids)).select_related("policy")
    return {
        one.pk: Shown(
            str(one),
            reverse("tasks:detail", args=[one.pk]),
            one.policy.title if one.policy else one.get_source_display(),
            one.get_state_display(),
        )
        for one in rows
    }


def _reindex() -> int:
    count, rows = 0, Task.objects.order_by("pk").select_related("policy", "jurisdiction").iterator(chunk_size=BATCH)
    while some := list(islice(rows, BATCH)):
        with transaction.atomic():
            index_tasks(some)
        count += len(some)
    return count
