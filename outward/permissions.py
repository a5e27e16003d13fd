"""Who keeps subscriptions: the administrators of their government; querysets and predicates side by side."""

from django.db.models import Q, QuerySet

from accounts.models import User
from core.access import access_of
from core.exceptions import NotPermitted
from departments.models import Jurisdiction
from outward.models import Push, Subscription


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
