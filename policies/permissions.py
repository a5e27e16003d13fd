"""Who sees which policies and who may change them: the querysets and the predicates side by side."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.access import access_of
from accounts.models import User
from core.exceptions import NotPermitted
from departments.models import Jurisdiction
from policies.models import Finding, ImportRun, Measure, MeasureQuerySet, Policy, PolicyQuerySet, PolicyState

Visitor = User | AnonymousUser


def visible_to(user: Visitor) -> PolicyQuerySet:
    """Return the policies a person may read: all where it supervises or leads, published ones where it works."""
    access = access_of(user)
    return Policy.objects.filter(
        Q(jurisdiction__in=access.overseen)
        | (Q(jurisdiction__in=access.unit_jurisdictions) & ~Q(state=PolicyState.IN_REVIEW))
    )


def measures_visible_to(user: Visitor) -> MeasureQuerySet:
    """Return the measures a person may read: those of visible policies, for units the confirmed ones only."""
    access = access_of(user)
    return Measure.objects.filter(
        Q(policy_version__policy__jurisdiction__in=access.overseen)
        | (
            Q(policy_version__policy__jurisdiction__in=access.unit_jurisdictions, state="confirmed")
            & ~Q(policy_version__policy__state=PolicyState.IN_REVIEW)
            & Q(policy_version__published_at__isnull=False)
        )
    )


def findings_visible_to(user: Visitor) -> QuerySet[Finding]:
    """Return the findings on current versions that a person may read: those of the governments it oversees."""
    overseen = access_of(user).overseen
    return Finding.objects.filter(policy_version__policy__jurisdiction__in=overseen, policy_version__is_current=True)


def import_runs_visible_to(user: Visitor) -> QuerySet[ImportRun]:
    """Return the imports a person may follow: those of the governments it supervises."""
    return ImportRun.objects.filter(jurisdiction__in=access_of(user).supervised)


def can_see(user: Visitor, policy: Policy) -> bool:
    """Say whether a person may read a policy."""
    access = access_of(user)
    if policy.jurisdiction_id in access.overseen:
        return True
    return policy.jurisdiction_id in access.unit_jurisdictions and policy.state != PolicyState.IN_REVIEW


def can_check(user: Visitor, policy: Policy) -> bool:
    """Say whether a person checks and publishes this policy: the supervisors of its government."""
    return policy.jurisdiction_id in access_of(user).supervised


def can_see_desk(user: Visitor, policy: Policy) -> bool:
    """Say whether a person may look at the checking desk: supervisors and leaders."""
    return policy.jurisdiction_id in access_of(user).overseen


def can_import(user: Visitor, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person may bring documents into a government."""
    return jurisdiction.pk in access_of(user).supervised


def can_decide_validity(user: Visitor, policy: Policy) -> bool:
    """Say whether a person may extend, repeal or supersede a policy: supervisors and leaders of its government."""
    return policy.jurisdiction_id in access_of(user).overseen


def require_checker(by: User | None, policy: Policy) -> None:
    """Raise `NotPermitted` unless `by` may check the policy; None is the system itself (commands, jobs)."""
    if by is not None and not can_check(by, policy):
        raise NotPermitted("policies.not_checker", "只有本级督查员可以校核和发布文件。")


def require_importer(by: User | None, jurisdiction: Jurisdiction) -> None:
    """Raise `NotPermitted` unless `by` may import into the government; None is the system itself."""
    if by is not None and not can_import(by, jurisdiction):
        raise NotPermitted("policies.not_importer", "只有本级督查员可以导入文件。")
