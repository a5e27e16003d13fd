"""最近查看: what a person opened lately, kept in the session as kinds and ids.

Whether it is still visible is asked anew by whoever shows it.
"""

from django.http import HttpRequest

KEY = "recent"
MOST = 20


def remember(request: HttpRequest, kind: str, pk: int) -> None:
    """Put an object in front of what the person opened lately."""
    before = recent(request)
    now = [(kind, pk), *(one for one in before if one != (kind, pk))][:MOST]
    if now != before:
        request.session[KEY] = [list(one) for one in now]


def recent(request: HttpRequest) -> list[tuple[str, int]]:
    """Return kinds and ids of what was opened lately, the latest first."""
    return [(str(kind), int(pk)) for kind, pk in request.session.get(KEY, [])]
