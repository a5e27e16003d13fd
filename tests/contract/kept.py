"""Requests and answers as they once were: kept in `kept/*.json`, and asked again by every later version.

Ids are written as names ("{tasks.task.pk}": what `tests/access/tasks.py` makes under that name; "{cast.lead_unit.pk}").
`make contract KEEP=1` adds examples of operations that have none yet; what is kept is never written over.
"""

import json
import re
from pathlib import Path
from typing import Any

from tests.access.collected import modules
from tests.access.endpoints import endpoints
from tests.access.rows import PARTS, Row
from tests.cast import Cast

FOLDER = Path(__file__).parent / "kept"
_NAME = re.compile(r"\{([\w.]+)\}")
# what the log says of an object: its fields are those of whatever was changed
FREE = {"before", "after"}
# what an answer says in these words must stay the same; everything else must keep its type
WORDS = {"state", "code", "light", "role", "source", "kind", "level", "decision", "name", "title", "status"}


class Named:
    """Stands in for the cast and for what a module makes: reads like it, and answers with names instead of values."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return f"{{{self._path}.{name}}}" if name in {"pk", "id"} else Named(f"{self._path}.{name}")

    def __getitem__(self, name: Any) -> Any:
        return Named(f"{self._path}.{name}")


def rows() -> list[tuple[str, Row]]:
    """Return the rows of the REST interface that succeed for somebody, with their apps."""
    is_api = {one.name: one.is_api for one in endpoints()}
    found = [(app, row) for app, module in modules().items() for row in module.ROWS if is_api[row.name]]
    return [(app, row) for app, row in found if not row.scopeless and any(code < 300 for code in row.expected.values())]


def request_of(app: str, row: Row) -> dict[str, Any]:
    """Return a row as a request with names for ids."""
    cast: Any = Named("cast")
    made: Any = Named(app)
    who = next(part for part in PARTS if row.expected[part] < 300)
    return {
        "as": who,
        "method": row.method,
        "name": row.name,
        "parts": dict(row.at(cast, made)),
        "query": row.query,
        "if_match": row.version,
        "body": row.data(cast, made) if row.method != "GET" else None,
    }


def filled(value: Any, known: dict[str, Any]) -> Any:
    """Return a value with every name replaced by what bears it in this world."""
    if isinstance(value, dict):
        return {name: filled(held, known) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [filled(held, known) for held in value]
    if isinstance(value, str) and (match := _NAME.fullmatch(value)):
        return _follow(match.group(1), known)
    return value


def _follow(path: str, known: dict[str, Any]) -> Any:
    first, *rest = path.split(".")
    found = known[first]
    for name in rest:
        if isinstance(found, dict):
            found = found[name]
        else:
            found = found[int(name)] if name.isdecimal() else getattr(found, name)
    return found


def known_things(cast: Cast) -> dict[str, Any]:
    """Make what the names stand for."""
    is_api = {one.name: one.is_api for one in endpoints()}
    made = {}
    for app, module in modules().items():
        if hasattr(module, "make") and any(is_api[row.name] for row in module.ROWS):
            made[app] = module.make(cast)
    return {"cast": cast, **made}


def lost(old: Any, new: Any, at: str = "") -> list[str]:
    """Return what an old answer said and a new one does not: fields, types, words."""
    if at.rpartition(".")[2] in FREE:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        gone = [f"{at}.{name}: gone" for name in old if name not in new]
        return gone + [line for name in old if name in new for line in lost(old[name], new[name], f"{at}.{name}")]
    if isinstance(old, list) and isinstance(new, list):
        if old and not new:
            return [f"{at}: empty"]
        # rows come and go; one of them must be as the first was
        return min((lost(old[0], one, f"{at}[]") for one in new), key=len) if old else []
    is_word = at.rpartition(".")[2] in WORDS
    # what was null may have become known
    changed = old != new if is_word else old is not None and type(old) is not type(new)
    return [f"{at}: {old!r} has become {new!r}"] if changed else []


def examples() -> list[dict[str, Any]]:
    """Return everything that is kept."""
    return [one for file in sorted(FOLDER.glob("*.json")) for one in json.loads(file.read_text())]
