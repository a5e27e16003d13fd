"""Who reads which message and who settles a doubtful delivery: querysets and predicates side by side."""

from django.db.models import QuerySet

from accounts.models import User
from audit.context import Principal
from core.access import access_of
from core.exceptions import NotPermitted
from departments.models import Jurisdiction
from notifications.models import (
    AllowedHost,
    ChannelName,
    Delivery,
    DeliveryQuerySet,
    Endpoint,
    Lane,
    Message,
    MessageQuerySet,
)


def messages_visible_to(user: object) -> MessageQuerySet:
    """Return what a person received; nobody reads another's inbox."""
    return Message.objects.inbox_of(user) if isinstance(user, User) and user.is_active else Message.objects.none()


def overseen_governments(user: object) -> frozenset[int]:
    """Return the governments whose reminders and deliveries a person may look through."""
    access = access_of(user)
    return access.overseen | access.administered | access.audited


def deliveries_visible_to(user: object) -> DeliveryQuerySet:
    """Return the deliveries of the governments a person looks after."""
    return Delivery.objects.filter(message__jurisdiction__in=overseen_governments(user))


def lanes_of(government: Jurisdiction) -> QuerySet[Lane]:
    """Return the lanes a government's deliveries take: those all share, and those of its own addresses outside."""
    own = [f"{row.channel}:{row.pk}" for row in Endpoint.objects.filter(jurisdiction=government)]
    return Lane.objects.filter(name__in=[*ChannelName.values, *own])


def may_settle(user: object, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person may say what became of a doubtful delivery: supervisors and administrators."""
    access = access_of(user)
    return jurisdiction.pk in access.supervised | access.administered


def may_keep_endpoints(user: object, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person keeps the addresses outside and the list of hosts: administrators only."""
    return jurisdiction.pk in access_of(user).administered


def require_endpoint_keeper(by: Principal | None, jurisdiction: Jurisdiction) -> None:
    """Raise `NotPermitted` unless `by` administers the government; None is the system itself."""
    if by is not None and not may_keep_endpoints(by, jurisdiction):
        raise NotPermitted("notifications.not_administrator", "只有本级系统管理员可以管理对外地址。")


def endpoints_visible_to(user: object) -> QuerySet[Endpoint]:
    """Return the addresses outside of the governments a person administers."""
    return Endpoint.objects.filter(jurisdiction__in=access_of(user).administered).select_related("jurisdiction")


def hosts_visible_to(user: object) -> QuerySet[AllowedHost]:
    """Return the allowed hosts of the governments a person administers."""
    return AllowedHost.objects.filter(jurisdiction__in=access_of(user).administered).select_related("jurisdiction")
