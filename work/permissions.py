"""Who sees long work: one's own, and for administrators that of their government, without what came of it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.access import access_of
from accounts.models import User
from work.models import Job, JobQuerySet

Visitor = User | AnonymousUser


def visible_to(user: Visitor) -> JobQuerySet:
    """Return the jobs a person may follow."""
    access = access_of(user)
    own = Q(created_by=user.pk, jurisdiction__in=access.any) if user.pk else Q(pk__in=[])
    return Job.objects.filter(own | Q(jurisdiction__in=access.administered))


def may_cancel(user: Visitor, job: Job) -> bool:
    """Say whether a person may stop a job: its own, and an administrator whatever blocks the machine."""
    return is_own(user, job) or job.jurisdiction_id in access_of(user).administered


def may_open_result(user: Visitor, job: Job) -> bool:
    """Say whether a person may open what came of a job: who started it, while still in office there."""
    return is_own(user, job) and job.jurisdiction_id in access_of(user).any


def is_own(user: Visitor, job: Job) -> bool:
    """Say whether a person started a job."""
    return user.pk is not None and job.created_by_id == user.pk
