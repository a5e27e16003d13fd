"""What the pages of the reminders share: who may open them, and the tabs between them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from accounts.government import current_government
from departments.models import Jurisdiction
from notifications.permissions import deliveries_visible_to
from reminders.permissions import may_oversee

ROWS = 50
PAGES = (
    ("reminders:list", "提醒"),
    ("reminders:deliveries", "投递"),
    ("reminders:doubtful", "结果不明"),
    ("reminders:day", "复盘"),
    ("reminders:preview", "试算"),
    ("reminders:rules", "规则"),
    ("reminders:machinery", "运行状况"),
)


def overseen_government(request: HttpRequest) -> Jurisdiction:
    """Return the government whose reminders are shown; 403 for who does not look after it."""
    government = current_government(request)
    if government is None or not may_oversee(request.user, government):
        raise PermissionDenied("提醒台账供督查室、系统管理员和审计员查看。您收到的提醒在“消息”中。")
    return government


def page_tabs(request: HttpRequest, government: Jurisdiction, current: str) -> list[dict[str, Any]]:
    """Return the tabs between the pages, with the number of what waits for a person."""
    doubtful = deliveries_visible_to(request.user).filter(message__jurisdiction=government).doubtful().count()
    return [
        {
            "label": label,
            "url": reverse(name),
            "count": doubtful if name == "reminders:doubtful" else None,
            "current": name == current,
        }
        for name, label in PAGES
    ]
