"""Who reads which reminder: own ones, and all of the governments a person looks after."""

from django.db.models import Q

from accounts.models import User
from audit.context import Principal
from core.access import access_of
from core.exceptions import NotPermitted
from departments.models import Jurisdiction
from notifications.permissions import overseen_governments
from reminders.models import Reminder, ReminderQuerySet


def visible_to(user: object) -> ReminderQuerySet:
    """Return the reminders a person may see."""
    if not isinstance(user, User):
        return Reminder.objects.none()
    return Reminder.objects.filter(Q(jurisdiction__in=overseen_governments(user)) | Q(recipient=user))


def may_oversee(user: object, jurisdiction: Jurisdiction | None) -> bool:
    """Say whether a person may look through all reminders, deliveries and previews of a government."""
    return jurisdiction is not None and jurisdiction.pk in overseen_governments(user)


def may_keep_rules(user: object, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person keeps the rules of the reminders: administrators only."""
    return jurisdiction.pk in access_of(user).administered


def require_rule_keeper(by: Principal | None, jurisdiction: Jurisdiction) -> None:
    """Raise `NotPermitted` unless `by` keeps the rules; None is the system itself."""
    if by is not None and not may_keep_rules(by, jurisdiction):
        raise NotPermitted("reminders.not_administrator", "只有本级系统管理员可以修改提醒规则。")
