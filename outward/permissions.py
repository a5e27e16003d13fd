"""Who keeps subscriptions: the administrators of their government; querysets and predicates side by side."""

from django.db.models import Q, QuerySet

from accounts.models import User
from core.access import access_of
from core.exceptions import NotPermitted
from departments.models import Department, Jurisdiction
from outward.models import CalendarFeed, Push, Subscription


def may_keep(user: object, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person keeps the subscriptions of a government."""
    return jurisdiction.pk in access_of(user).administered


def require_keeper(by: User | None, jurisdiction: Jurisdiction) -> None:
    """Raise `NotPermitted` unless `by` administers the government; None is the system itself."""
    if by is not None and not may_keep(by, jurisdiction):
        raise NotPermitted("outward.not_administrator", "只有本级系统管理员可以管理推送订阅。")


def visible_to(user: object) -> QuerySet[Subscription]:
    """Return the subscriptions of the governments a person administers, and those told in its own name."""
    own = Q(account=user.pk) if isinstance(user, User) else Q(pk=None)
    rows = Subscription.objects.filter(Q(jurisdiction__in=access_of(user).administered) | own)
    return rows.select_related("jurisdiction", "account")


def pushes_visible_to(user: object) -> QuerySet[Push]:
    """Return what was told to the subscriptions a person may see."""
    return Push.objects.filter(subscription__in=visible_to(user)).select_related("subscription")


def may_follow(user: object, department: Department | None) -> bool:
    """Say whether a person may have deadlines in a calendar: the own ones, those of an own or an overseen unit."""
    access = access_of(user)
    if department is None:
        return bool(access.business)
    return department.pk in access.unit_ids or department.jurisdiction_id in access.overseen


def require_follower(by: User, department: Department | None) -> None:
    """Raise `NotPermitted` unless the person may have these deadlines in a calendar."""
    if not may_follow(by, department):
        message = "只能订阅本人、本单位和所督查单位的时限。"
        raise NotPermitted("outward.not_follower", message, fields={"department": [message]})


def units_followed_by(user: object) -> QuerySet[Department]:
    """Return the units whose deadlines a person may have in a calendar."""
    access = access_of(user)
    return Department.objects.filter(Q(pk__in=access.unit_ids) | Q(jurisdiction__in=access.overseen))


def feeds_of(user: object) -> QuerySet[CalendarFeed]:
    """Return a person's own calendar addresses; nobody sees another's."""
    own = user.pk if isinstance(user, User) else None
    return CalendarFeed.objects.filter(owner=own).select_related("department")
