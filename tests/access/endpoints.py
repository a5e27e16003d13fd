"""Every address of the project with its methods, from the URL configuration."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

PAGE_METHODS = ("GET", "POST")
API_METHODS = ("get", "post", "put", "patch", "delete")
# Django's own administration has tests of its own (tests/audit, tests/accounts)
OTHERS_OWN = ("admin",)
APPS = (
    "core", "audit", "departments", "accounts", "notifications", "work", "policies", "tasks", "reminders", "insights",
    "exchange", "outward", "duban",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address by name, with the methods it may answer."""

    name: str
    app: str
    methods: tuple[str, ...]
    is_api: bool
    dummies: tuple[tuple[str, Any], ...]

    @property
    def path(self) -> str:
        """The address with made-up values for its parts."""
        return reverse(self.name, kwargs=dict(self.dummies))


def endpoints() -> list[Endpoint]:
    """Return all endpoints but those of Django's administration, each once."""
    found = {one.name: one for one in _walk(get_resolver().url_patterns, (), {})}
    return sorted(found.values(), key=lambda one: one.name)


def _walk(patterns: Any, spaces: tuple[str, ...], converters: dict[str, Any]) -> Iterator[Endpoint]:
    for entry in patterns:
        known = {**converters, **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            if entry.namespace not in OTHERS_OWN:
                yield from _walk(entry.url_patterns, (*spaces, *filter(None, [entry.namespace])), known)
        elif isinstance(entry, URLPattern):
            yield _endpoint(entry, spaces, known)


def _endpoint(entry: URLPattern, spaces: tuple[str, ...], converters: dict[str, Any]) -> Endpoint:
    view: Any = entry.callback
    kind = getattr(view, "cls", None)
    assert entry.name, f"{entry.pattern} has no name"
    name = ":".join([*spaces, entry.name])
    regex: Any = getattr(entry.pattern, "regex", None)
    parts: dict[str, Any] = {} if converters else dict.fromkeys(regex.groupindex, "1")
    parts |= {part: 1 if isinstance(known, IntConverter) else "1" for part, known in converters.items()}
    app = (kind or view).__module__.partition(".")[0]
    # what no app of ours answers belongs to the wiring
    app = app if app in APPS else "duban"
    return Endpoint(name, app, _methods(view, kind), kind is not None, tuple(parts.items()))


def _methods(view: Any, kind: Any) -> tuple[str, ...]:
    if kind is None:
        return PAGE_METHODS
    actions = getattr(view, "actions", None)
    names = actions if actions else [name for name in API_METHODS if hasattr(kind, name)]
    return tuple(name.upper() for name in API_METHODS if name in names)
