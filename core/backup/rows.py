"""Rows as lines of JSON and back: the same text from SQLite and from PostgreSQL."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

if TYPE_CHECKING:
    Column = models.Field[Any, Any]
else:
    Column = models.Field
Model = type[models.Model]
# whoever is signed in stays out of a backup: a stolen one opens no session, and a restore ends them all
LEFT_OUT = {"sessions.session"}
BATCH = 500


def kept_models(registry: Any = apps) -> list[Model]:
    """Return the models whose rows a backup holds, those behind many-to-many relations included, by label."""
    found = registry.get_models(include_auto_created=True)
    kept = [one for one in found if one._meta.managed and not one._meta.proxy and one._meta.label_lower not in LEFT_OUT]
    return sorted(kept, key=lambda one: str(one._meta.label_lower))


def columns(model: Model) -> list[Column]:
    """Return the columns of a model's own table that a row is written with."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def lines(model: Model) -> Iterator[bytes]:
    """Yield each row in the order of its key as one line: an array of values in the order of `columns`."""
    names = [field.attname for field in columns(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=2000):
        # keys in order: PostgreSQL's jsonb does not keep the order in which SQLite's text was written
        text = json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        yield text.encode() + b"\n"


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it, in a form that `field.to_python` reads again."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str | dict | list):
        return value
    return str(value)


def put(model: Model, source: Iterable[bytes], names: list[str]) -> int:
    """Insert rows as they were, keys included, past `save`, defaults and automatic dates; returns how many.

    `names` are the columns in the order of the lines. Runs inside the caller's transaction.
    """
    by_name = {field.attname: field for field in columns(model)}
    fields = [by_name[name] for name in names]
    quote = connection.ops.quote_name
    into = ", ".join(quote(str(field.column)) for field in fields)
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({into}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608  # nosec B608
    count, batch = 0, list[list[Any]]()
    with connection.cursor() as cursor:
        for line in source:
            values = zip(fields, json.loads(line), strict=True)
            batch.append([_prepared(field, value) for field, value in values])
            count += 1
            if len(batch) == BATCH:
                cursor.executemany(sql, batch)
                batch.clear()
        if batch:
            cursor.executemany(sql, batch)
    return count


def _prepared(field: Column, value: Any) -> Any:
    if value is not None and isinstance(field, models.BinaryField):
        value = base64.b64decode(value)
    elif value is not None and isinstance(field, models.DurationField):
        value = timedelta(seconds=value)
    elif value is not None and isinstance(field, models.ForeignKey):
        value = field.target_field.to_python(value)
    elif value is not None and not isinstance(field, models.JSONField):
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)


def migration_names() -> list[str]:
    """Return the applied migrations as `app.name`, the state of the tables."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
