"""An installation of the first release, with rows in every table, comes to the newest form and keeps every value."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from core import clock

OWN = ("core", "audit", "departments", "accounts", "notifications", "policies", "tasks", "reminders")
# what a check constraint of the first release asks for
AS_THE_RULES_ASK: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "departments.succession": lambda rows: {"successor": another(rows["departments.department"])},
    "accounts.membership": lambda rows: {"department": rows["departments.department"]},
    "tasks.extension": lambda _: {"due_on_before": date(2026, 1, 5), "due_on_asked": date(2026, 2, 5)},
    "tasks.task": lambda rows: {"measure": made(measure_model(rows), rows), "number": "云督〔2026〕1号"},
    "tasks.assignment": lambda _: {"role": "lead"},
    "reminders.reminder": lambda rows: {"assignment": rows["tasks.assignment"]},
}
VALUES: list[tuple[type, Any]] = [
    (models.BooleanField, False),
    (models.JSONField, {}),
    (models.DateTimeField, clock.real_now),
    (models.DateField, date(2026, 1, 5)),
    (models.DecimalField, "1"),
    (models.IntegerField, 1),
    (models.FileField, "sources/2026/01/a.txt"),
    (models.EmailField, "lianluoyuan@yunzhou.example"),
]


@pytest.fixture
def first_release(transactional_db):
    """The tables as the first migrations make them; the newest ones again afterwards."""
    executor = MigrationExecutor(connection)
    roots = [node for app in OWN for node in executor.loader.graph.root_nodes(app)]
    executor.migrate(roots)
    yield MigrationExecutor(connection).loader.project_state(roots).apps
    call_command("migrate", verbosity=0)


def made(model: Any, rows: dict[str, Any]) -> Any:
    """Return one row of a model, with a row of everything it must point at."""
    label = model._meta.label_lower
    if label not in rows:
        rows[label] = None
        values = {field.name: value_of(field, rows) for field in model._meta.local_concrete_fields if must_have(field)}
        asked = AS_THE_RULES_ASK.get(label, lambda _: {})(rows)
        rows[label] = model._base_manager.create(**(values | asked))
    return rows[label]


def another(row: Any) -> Any:
    """Return a second row like this one, under another name."""
    copy = type(row)._base_manager.get(pk=row.pk)
    copy.pk, copy.name = None, "另一个"
    copy.save()
    return copy


def measure_model(rows: dict[str, Any]) -> Any:
    return type(rows["departments.jurisdiction"])._meta.apps.get_model("policies", "measure")


def must_have(field: Any) -> bool:
    if isinstance(field, models.AutoField):
        return False
    return not field.null and (field.is_relation or not field.has_default())


def value_of(field: Any, rows: dict[str, Any]) -> Any:
    if field.is_relation:
        return made(field.related_model, rows)
    if field.choices:
        return field.choices[0][0]
    for kind, value in VALUES:
        if isinstance(field, kind):
            return value() if callable(value) else value
    return "文字"[: field.max_length]


def test_every_value_of_the_first_release_is_there_after_the_upgrade(first_release):
    models_then = [model for app in OWN for model in first_release.get_app_config(app).get_models()]
    rows: dict[str, Any] = {}
    for model in models_then:
        made(model, rows)
    before = {model._meta.label_lower: list(model._base_manager.order_by("pk").values()) for model in models_then}
    assert all(before.values())
    call_command("migrate", verbosity=0)
    now = MigrationExecutor(connection).loader.project_state().apps
    for label, then in before.items():
        model = now.get_model(label)
        kept = [field.attname for field in model._meta.concrete_fields if field.attname in then[0]]
        assert model._meta.pk.attname in kept
        after = list(model._base_manager.order_by("pk").values(*kept))
        assert after == [{name: row[name] for name in kept} for row in then], label
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    connection.check_constraints()
