"""到期销毁: an archived matter is deleted after its term, by a leader's decision; the audit log keeps its tombstone."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import models, transaction

from accounts.models import User
from audit.services import record, unit_of_work
from core import clock
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from tasks import permissions
from tasks.kept import kept_until, terms
from tasks.models import Evidence, Task
from tasks.services.acting import require_version

# whose rows go with a matter: what hangs on it elsewhere stops the deletion; of papers goes the link, the paper stays
OWN_APPS = {"tasks", "reminders", "exchange"}


def erase(*, task: Task, reason: str, by: User | None, version: int | None = None) -> None:
    """Delete an archived matter whose term is over with everything that hangs on it, files too.

    The audit log keeps number, title, dates, the count of what went, and the reason; its number is given to nobody
    again. Raises `NotPermitted` for everybody but a leader, `TransitionForbidden` before the term is over.
    """
    with unit_of_work():
        current = Task.objects.select_for_update(of=("self",)).select_related("jurisdiction").get(pk=task.pk)
        if by is None or not permissions.may_lead_task(by, current):
            raise NotPermitted("tasks.not_leader", "保管期满销毁由督查室主任、分管领导决定。")
        require_version(current, version)
        until = kept_until(current, terms(current.jurisdiction, clock.today()))
        if until is None or until >= clock.today():
            raise TransitionForbidden("tasks.term_not_over", "未归档、永久保管或保管期未满的事项不能销毁。")
        if not reason.strip():
            raise DomainError("tasks.reason_missing", "请写明销毁的理由。", fields={"reason": ["请写明理由。"]})
        files = _files(current)
        gone: dict[str, int] = {}
        subject = Task.objects.get(pk=current.pk)
        _delete(Task.objects.filter(pk=current.pk), gone)
        record(
            "task.erase", subject, actor=by.actor, jurisdiction=current.jurisdiction, reason=reason.strip(),
            before={
                "number": current.number, "title": current.title, "state": current.get_state_display(),
                "archived_at": current.archived_at, "kept_until": until,
            },
            after={"erased": gone, "files": len(files)},
        )  # fmt: skip
        for storage, name in files:
            transaction.on_commit(partial(storage.delete, name))


def _files(task: Task) -> list[tuple[Any, str]]:
    kept = [one.file for one in Evidence.objects.filter(report__assignment__task=task)]
    named = [*kept, *([task.source_document] if task.source_document else [])]
    return [(file.storage, file.name) for file in named if file.name]


def _delete(rows: Any, gone: dict[str, int]) -> None:
    """Delete rows, before them what points to them, and count it by table; PROTECT stays everybody else's rule."""
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        return
    for relation in _pointing_to(rows.model):
        below = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
        if relation.related_model is rows.model:
            below.update(**{relation.field.name: None})
            continue
        if relation.related_model._meta.app_label not in OWN_APPS and below.exists():
            name = relation.related_model._meta.verbose_name
            raise TransitionForbidden("tasks.still_needed", f"事项仍被“{name}”引用，不能销毁。")
        _delete(below, gone)
    name = rows.model._meta.model_name
    gone[name] = gone.get(name, 0) + len(ids)
    # what points to the rows is gone: anything left is protected and stops this
    rows.model._base_manager.filter(pk__in=ids).delete()


def _pointing_to(model: type[models.Model]) -> Iterable[Any]:
    # hidden ones too: a key without a way back (related_name="+") holds its row as well
    fields: Any = model._meta.get_fields(include_hidden=True)
    return [one for one in fields if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)]
