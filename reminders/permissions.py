"""Who reads which reminder: own ones, and all of the governments a person looks after."""

from django.db.models import Q

from accounts.models import User
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
