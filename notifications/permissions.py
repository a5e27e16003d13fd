"""Who reads which message and who settles a doubtful delivery: querysets and predicates side by side."""

from django.db.models import QuerySet

from accounts.models import User
from core.access import access_of
from departments.models import Jurisdiction
from notifications.models import (
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
