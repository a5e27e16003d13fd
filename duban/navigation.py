"""The one table of the navigation: which page, under which word, for whom. Pages that do not exist yet are left out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from accounts.models import BUSINESS_ROLES, UNIT_ROLES, Role

OFFICE = (Role.SUPERVISOR, Role.LEADER)
EVERYBODY = tuple(Role)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the navigation; `more` puts it behind 更多, `counts` shows the unread messages beside it."""

    name: str
    label: str
    roles: tuple[Role, ...]
    more: bool = False
    counts: bool = False


ENTRIES = (
    Entry("insights:onepage", "一页纸", (Role.LEADER,)),
    Entry("insights:decisions", "待决定", (Role.LEADER,)),
    Entry("insights:workbench", "工作台", UNIT_ROLES),
    Entry("insights:board", "督查看板", OFFICE),
    Entry("policies:checking", "校核", (Role.SUPERVISOR,)),
    Entry("tasks:list", "我的事项", UNIT_ROLES),
    Entry("tasks:list", "事项台账", OFFICE),
    Entry("tasks:reviews", "审核", (Role.SUPERVISOR,)),
    Entry("tasks:urgings", "催办", (Role.SUPERVISOR,)),
    Entry("policies:list", "政策文件", BUSINESS_ROLES),
    Entry("audit:log", "审计", (Role.AUDITOR,)),
    Entry("insights:administration", "系统管理", (Role.ADMINISTRATOR,)),
    Entry("accounts:people", "用户", (Role.ADMINISTRATOR,)),
    Entry("departments:list", "单位", (Role.ADMINISTRATOR,)),
    Entry("notifications:inbox", "消息", EVERYBODY, counts=True),
    Entry("tasks:unattended", "无人承办", (*OFFICE, Role.ADMINISTRATOR), more=True),
    Entry("tasks:linked", "同报事项", OFFICE, more=True),
    Entry("tasks:kept", "档案", OFFICE, more=True),
    Entry("insights:statistics", "统计", OFFICE, more=True),
    Entry("exchange:papers", "文书", BUSINESS_ROLES, more=True),
    Entry("departments:list", "单位", (Role.SUPERVISOR,), more=True),
    Entry("departments:days", "工作日", (Role.ADMINISTRATOR,), more=True),
    Entry("notifications:endpoints", "对外地址", (Role.ADMINISTRATOR,), more=True),
    Entry("outward:list", "推送订阅", (Role.ADMINISTRATOR,), more=True),
    Entry("reminders:list", "提醒台账", (Role.SUPERVISOR, Role.ADMINISTRATOR), more=True),
)
PERSON_ENTRIES = (
    Entry("insights:recent", "最近查看", EVERYBODY),
    Entry("insights:done", "我的办理记录", BUSINESS_ROLES),
    Entry("work:list", "我的后台作业", EVERYBODY),
    Entry("notifications:preferences", "接收方式", EVERYBODY),
    Entry("outward:calendars", "日历订阅", BUSINESS_ROLES),
    Entry("accounts:password", "修改密码", EVERYBODY),
    Entry("accounts:tokens", "我的令牌", EVERYBODY),
)

# pages that belong to another entry than the list of their app
BELONGS = {
    "notifications:endpoint": "notifications:endpoints",
    "notifications:endpoint-new": "notifications:endpoints",
    "policies:desk": "policies:checking",
    "policies:upload": "policies:checking",
    "policies:import": "policies:checking",
}


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as the page shows it."""

    label: str
    url: str
    current: bool = False
    more: bool = False
    counts: bool = False


def address(name: str) -> str:
    """Return the address of a page by name, empty where there is no such page (yet)."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _current(view_name: str, names: Iterable[str]) -> str:
    """Return the entry a page belongs to: itself, else the list of its app."""
    known = set(names)
    view_name = BELONGS.get(view_name, view_name)
    if view_name in known:
        return view_name
    app_list = f"{view_name.partition(':')[0]}:list"
    return app_list if app_list in known else ""


def links(entries: Iterable[Entry], roles: Iterable[str], view_name: str = "") -> list[Link]:
    """Return what a person with these roles sees, each page once, in the table's order."""
    held = set(roles)
    chosen: dict[str, Entry] = {}
    for entry in entries:
        if held & set(entry.roles):
            chosen.setdefault(entry.name, entry)
    here = _current(view_name, chosen)
    found = [(entry, address(entry.name)) for entry in chosen.values()]
    return [
        Link(entry.label, url, current=entry.name == here, more=entry.more, counts=entry.counts)
        for entry, url in found
        if url
    ]
