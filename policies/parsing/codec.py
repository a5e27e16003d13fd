"""The reader's values as plain JSON and back, for the pipe between the reading process and the program.

Only the classes of `types` are rebuilt: nothing that arrives names a class to make.
"""

import dataclasses
from collections.abc import Callable
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Convert = Callable[[Any], Any]
T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return dataclasses as dictionaries, dates as ISO words and tuples as lists, all the way down."""
    if dataclasses.is_dataclass(value):
        kind: Any = type(value)
        return {name: to_plain(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def from_plain(kind: type[T], plain: Any) -> T:
    """Rebuild a value of a dataclass from what `to_plain` gave; raise KeyError, TypeError or ValueError for others."""
    hint: Any = kind
    built: T = _converter(hint)(plain)
    return built


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _converter(hint: Any) -> Convert:
    """Return the function that turns plain JSON into a value of the annotated type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if dataclasses.is_dataclass(hint):
        return _dataclass(hint)
    if hint is date:
        return date.fromisoformat
    if origin in {Union, UnionType}:
        inner = [_converter(argument) for argument in arguments if argument is not type(None)]
        return lambda plain: None if plain is None else inner[0](plain)
    if origin is tuple:
        return _tuple(arguments)
    if hint is float:
        return float
    return lambda plain: plain


def _dataclass(kind: Any) -> Convert:
    hints = get_type_hints(kind)
    converters = {name: _converter(hints[name]) for name in _names(kind)}

    def build(plain: Any) -> Any:
        return kind(**{name: convert(plain[name]) for name, convert in converters.items()})

    return build


def _tuple(arguments: tuple[Any, ...]) -> Convert:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        item = _converter(arguments[0])
        return lambda plain: tuple(item(value) for value in plain)
    items = [_converter(argument) for argument in arguments]
    return lambda plain: tuple(convert(value) for convert, value in zip(items, plain, strict=True))
