"""Queries of a fixed shape, put into SQL once a process: what every request asks costs the database's time, not ours.

Django writes the SQL of a queryset anew each time it is used, which takes longer than running a small query. A
`Prepared` is built from a queryset in which the values are left open; it is compiled on first use, once for each
database and each length of a list, and then only filled in. Adapters of values and converters of columns are Django's.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

# a list is filled up to one of these lengths with its last value, so that few forms of a query are kept
LENGTHS = (1, 2, 5, 10, 25, 50, 100, 200, 500, 1000, 2000, 5000)


class Open(Expression):
    """A value that is filled in when the query runs: `due_on__lt=Open("today")`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return a placeholder whose parameter is the name of the value."""
        return "%s", [_Place(self.name, 0)]


class OpenList(Expression):
    """A list of values that is filled in when the query runs, of one length: `pk__in=OpenList("keys", 25)`."""

    def __init__(self, name: str, length: int) -> None:
        super().__init__()
        self.name = name
        self.length = length

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return as many placeholders as the list is long."""
        return f"({', '.join(['%s'] * self.length)})", [_Place(self.name, n) for n in range(self.length)]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the values a parameter comes from; the position counts in lists only."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """A compiled query: the SQL, its parameters with places left open, and how columns are converted."""

    sql: str
    parameters: tuple[Any, ...]
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]


class Prepared:
    """A query of plain columns (`values_list`) compiled once; `rows` runs it with values.

    `build` takes one keyword argument a value, an `Open` or, where a list is given, an `OpenList`, and returns the
    queryset. An empty list holds nothing, so that `in` finds nothing.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self._plans: dict[tuple[Any, ...], _Plan] = {}

    def rows(self, *, using: str = "default", **values: Any) -> list[tuple[Any, ...]]:
        """Run the query and return its rows."""
        connection = connections[using]
        filled = {name: _filled(value) for name, value in values.items()}
        shape = (connection.vendor, *((name, len(each)) for name, each in filled.items() if isinstance(each, list)))
        plan = self._plans.get(shape)
        if plan is None:
            plan = self._plans[shape] = self._compile(using, filled)
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, [_parameter(one, filled, connection) for one in plan.parameters])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return _converted(found, plan, connection) if plan.converters else found

    def _compile(self, using: str, filled: dict[str, Any]) -> _Plan:
        left_open = {
            name: OpenList(name, len(each)) if isinstance(each, list) else Open(name) for name, each in filled.items()
        }
        compiler: Any = self.build(**left_open).using(using).query.get_compiler(using)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([chosen[0] for chosen in compiler.select])
        held = tuple((at, tuple(convert), expression) for at, (convert, expression) in converters.items())
        return _Plan(sql, tuple(parameters), held)


def columns(model: type[Model], *names: str) -> list[str]:
    """Return columns of a model (all without `names`) in the order in which `Model.from_db` takes their values."""
    return [field.attname for field in model._meta.concrete_fields if not names or field.attname in names]


def _filled(value: Any) -> Any:
    """Return a value as it is, a collection as a list of one of the lengths."""
    if isinstance(value, str) or not isinstance(value, Collection):
        return value
    values = list(value) or [None]
    length = next((one for one in LENGTHS if one >= len(values)), len(values))
    return values + values[-1:] * (length - len(values))


def _parameter(one: Any, filled: dict[str, Any], connection: Any) -> Any:
    if not isinstance(one, _Place):
        return one
    value = filled[one.name]
    if isinstance(value, list):
        value = value[one.position]
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _converted(found: list[tuple[Any, ...]], plan: _Plan, connection: Any) -> list[tuple[Any, ...]]:
    rows = [list(row) for row in found]
    for at, convert, expression in plan.converters:
        for row in rows:
            value = row[at]
            for one in convert:
                value = one(value, expression, connection)
            row[at] = value
    return [tuple(row) for row in rows]
