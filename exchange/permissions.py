"""Who sees which paper and who may have it made: the queryset and the predicates side by side."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.access import access_of
from accounts.models import User
from departments.models import Jurisdiction
from exchange.models import Paper, PaperKind, PaperQuerySet
from tasks.permissions import visible_to as visible_tasks

Visitor = User | AnonymousUser


def papers_visible_to(user: Visitor) -> PaperQuerySet:
    """Return the papers a person may open: all of its office; for units the letters to them and orders they are on."""
    access = access_of(user)
    orders = Q(kind=PaperKind.ORDER, about__task__in=visible_tasks(user)) if access.unit_ids else Q(pk__in=[])
    mine = Q(department__in=access.unit_ids) | orders
    return Paper.objects.filter(Q(jurisdiction__in=access.overseen) | mine).distinct()


def may_make_papers(user: Visitor, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person has official paper made: the supervisors and leaders of a government."""
    return jurisdiction.pk in access_of(user).overseen
