"""How a row of the matrix is written.

    row("departments:edit", "GET", ok=KEEPERS, missing=STRANGERS, at=lambda cast, made: {"pk": cast.lead_unit.pk})

Whoever is not named gets `rest` (403); nobody signed in gets the sign-in page (pages: 302) or 401 (REST). `ok` is who
gets the row's own answer `status` (200), `missing` who gets 404 because the object is invisible to them; `others`
names any further answers, by status.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.cast import Cast

UNIT_PEOPLE = ("clerk", "head", "co_clerk", "outsider")
OFFICE = ("supervisor", "leader")
KEEPERS = ("administrator", "supervisor")
BUSINESS = (*UNIT_PEOPLE, *OFFICE)
HERE = (*BUSINESS, "auditor", "administrator")
STRANGERS = ("stranger", "stranger_supervisor")
PARTS = (*HERE, *STRANGERS)
ANONYMOUS = "anonymous"

Given = Callable[[Cast, Any], Mapping[str, Any]]


def nothing(_cast: Cast, _made: Any) -> Mapping[str, Any]:
    """Return no parts of the address, no data."""
    return {}


@dataclass(frozen=True)
class Row:
    """One endpoint and method: what each part of the cast gets."""

    name: str
    method: str
    expected: Mapping[str, int]
    at: Given = nothing
    data: Given = nothing
    query: str = ""
    # REST writes of versioned records: sent as If-Match
    version: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    # REST: answers a token whatever its scopes (the description of the interface itself)
    scopeless: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def row(
    name: str,
    method: str = "GET",
    *,
    ok: Iterable[str] = (),
    status: int = 200,
    missing: Iterable[str] = (),
    others: Mapping[int, Iterable[str]] | None = None,
    rest: int = 403,
    anonymous: int | None = None,
    **given: Any,
) -> Row:
    """Return a row; see the module's own words."""
    expected = dict.fromkeys(PARTS, rest)
    for answer, parts in {status: ok, 404: missing, **(others or {})}.items():
        expected |= dict.fromkeys(parts, answer)
    is_api = ":" not in name
    expected[ANONYMOUS] = anonymous if anonymous is not None else (401 if is_api else 302)
    return Row(name, method, expected, **given)
