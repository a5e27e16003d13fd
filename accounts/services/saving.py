"""常用视图: a list's conditions kept under a name by the person who looks at it."""

from urllib.parse import parse_qsl, urlencode

from accounts.access import actor_of
from accounts.models import SavedView, User
from audit.services import record, unit_of_work
from core import clock
from core.exceptions import DomainError
from departments.models import Jurisdiction

# the pages that can be kept, and how many views of one page a person has
PLACES = {"tasks:list": "事项台账", "tasks:overdue": "逾期清单", "insights:board": "督查看板"}
MOST = 20
# of one visit, not of the view
PASSING = {"page", "name", "next"}
LONGEST_QUERY = 1000
LONGEST_NAME = 40


def saved_views(user: User, place: str) -> "list[SavedView]":
    """Return a person's views of a page, the oldest first."""
    return list(SavedView.objects.filter(user=user, place=place)) if place in PLACES else []


def save_view(*, user: User, place: str, name: str, query: str, jurisdiction: Jurisdiction | None) -> SavedView:
    """Keep the conditions of a page under a name; the same name keeps the new conditions."""
    name = name.strip()
    if place not in PLACES:
        raise DomainError("accounts.view_place", "这一页不能存为常用视图。")
    if not name or len(name) > LONGEST_NAME:
        raise DomainError("accounts.view_name", "请填写名称，不超过 40 字。")
    pairs = [(key, value) for key, value in parse_qsl(query.lstrip("?")) if key not in PASSING]
    kept = urlencode(pairs)
    if not kept:
        raise DomainError("accounts.view_empty", "请先选定条件，再存为常用视图。")
    if len(kept) > LONGEST_QUERY:
        raise DomainError("accounts.view_long", "条件太多，不能存为常用视图。")
    with unit_of_work():
        known = SavedView.objects.filter(user=user, place=place)
        if known.count() >= MOST and not known.filter(name=name).exists():
            raise DomainError("accounts.view_count", f"每页最多 {MOST} 个常用视图，请先删除不用的。")
        row, _ = SavedView.objects.update_or_create(
            user=user, place=place, name=name, defaults={"query": kept, "created_at": clock.now()}
        )
        after = {"name": name, "conditions": kept}
        record("accounts.save_view", row, actor=actor_of(user), jurisdiction=jurisdiction, after=after)
    return row


def drop_view(*, view: SavedView, by: User, jurisdiction: Jurisdiction | None) -> None:
    """Forget a view of one's own."""
    with unit_of_work():
        before = {"name": view.name, "conditions": view.query}
        record("accounts.drop_view", view, actor=actor_of(by), jurisdiction=jurisdiction, before=before)
        view.delete()
