"""A world with one of everything, a token of every role, and the real addresses of each operation."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.scopes import SCOPES
from accounts.tokens import issue_token
from tests.access.collected import modules
from tests.access.endpoints import endpoints
from tests.access.rows import ANONYMOUS, PARTS, Row
from tests.cast import Cast

ROLES = (*PARTS, ANONYMOUS)


@dataclass(frozen=True)
class Asked:
    """A row of the access matrix in this world: its address, what is sent, and what each part of the cast gets."""

    row: Row
    parts: dict[str, Any]
    address: str
    body: Any

    @property
    def headers(self) -> dict[str, str]:
        """The headers that go with it."""
        return dict(self.row.headers) | ({"If-Match": f'"{self.row.version}"'} if self.row.version else {})


@dataclass(frozen=True)
class World:
    """The cast, its tokens by part, and the rows of the matrix by operation ("POST /api/v1/tasks/{id}/close/")."""

    cast: Cast
    tokens: dict[str, str]
    asked: dict[str, list[Asked]]

    def sign_in(self, part: str) -> dict[str, str]:
        """Return the headers with which a part of the cast asks; the answers unpacked, for the reader of answers."""
        plain = {"Accept-Encoding": "identity"}
        return plain if part == ANONYMOUS else {**plain, "Authorization": f"Bearer {self.tokens[part]}"}


def make_world(cast: Cast) -> World:
    """Make what the access matrix asks about, all of it."""
    tokens = {part: issue_token(user=getattr(cast, part), name="合同测试", scopes=sorted(SCOPES))[1] for part in PARTS}
    is_api = {one.name: one.is_api for one in endpoints()}
    asked: dict[str, list[Asked]] = defaultdict(list)
    for module in modules().values():
        rows = [row for row in module.ROWS if is_api[row.name]]
        made = module.make(cast) if rows and hasattr(module, "make") else None
        for row in rows:
            parts = dict(row.at(cast, made))
            address = reverse(row.name, kwargs=parts)
            body = row.data(cast, made) if row.method != "GET" else None
            asked[label(row.method, address, parts)].append(Asked(row, parts, address + row.query, body))
    return World(cast, tokens, dict(asked))


def label(method: str, address: str, parts: dict[str, Any]) -> str:
    """Return the name of an operation as the description has it, from one of its addresses."""
    for name, value in parts.items():
        shown = "id" if name == "pk" else name
        address = re.sub(rf"/{re.escape(str(value))}(?=[/.]|$)", f"/{{{shown}}}", address, count=1)
    return f"{method} {address}"
