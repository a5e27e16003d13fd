"""Who may see and change people, memberships and tokens: predicates `(user, obj) -> bool` beside their querysets."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.access import access_of
from accounts.models import Membership, ServiceAccount, Token, User
from departments.models import Department, Jurisdiction

Person = User | AnonymousUser


def visible_jurisdictions(user: Person) -> QuerySet[Jurisdiction]:
    """Return the governments in which a person holds any role."""
    return Jurisdiction.objects.filter(pk__in=access_of(user).any)


def can_see_jurisdiction(user: Person, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person holds any role in a government."""
    return jurisdiction.pk in access_of(user).any


def can_administer(user: Person, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person keeps the accounts, units and rules of a government."""
    return jurisdiction.pk in access_of(user).administered


def can_audit(user: Person, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person reads the audit log of a government."""
    return jurisdiction.pk in access_of(user).audited


def can_supervise(user: Person, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person supervises a government's tasks."""
    return jurisdiction.pk in access_of(user).supervised


def can_lead(user: Person, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person decides what supervisors of a government forward."""
    return jurisdiction.pk in access_of(user).led


def can_oversee(user: Person, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person supervises or leads in a government."""
    return jurisdiction.pk in access_of(user).overseen


def can_work_for(user: Person, department: Department) -> bool:
    """Say whether a person is a clerk of a unit today, as deputy too."""
    return department.pk in access_of(user).clerk_of


def can_head(user: Person, department: Department) -> bool:
    """Say whether a person approves what a unit sends today."""
    return department.pk in access_of(user).head_of


def visible_people(user: Person) -> QuerySet[User]:
    """Return the people an administrator keeps: whoever holds or held a role in the own governments.

    Everybody else sees only the own account here.
    """
    ours = Membership.objects.filter(jurisdiction__in=access_of(user).administered).values("user")
    return User.objects.filter(Q(pk__in=ours) | Q(pk=user.pk))


def can_manage_person(user: Person, person: User) -> bool:
    """Say whether an administrator may change an account: not the own one, and nobody who also serves elsewhere."""
    access = access_of(user)
    if user.pk == person.pk or person.is_superuser:
        return False
    held = Membership.objects.filter(user=person).lasting(access.on).values_list("jurisdiction_id", flat=True)
    if not held:
        held = Membership.objects.filter(user=person).values_list("jurisdiction_id", flat=True)
    return bool(held) and access.administered.issuperset(held)


def visible_tokens(user: Person) -> QuerySet[Token]:
    """Return the own tokens and, for administrators, those of the service accounts they keep."""
    governments = access_of(user).administered
    ours = Membership.objects.filter(jurisdiction__in=governments).values("user")
    return Token.objects.filter(Q(user=user.pk) | Q(user__in=ours, user__is_service=True))


def can_manage_tokens(user: Person, owner: User) -> bool:
    """Say whether a person may issue and revoke an account's tokens: the own, or a kept service account's."""
    if user.pk == owner.pk:
        return user.is_active
    return owner.is_service and can_manage_person(user, owner)


def visible_service_accounts(user: Person) -> QuerySet[ServiceAccount]:
    """Return the service accounts of the governments a person administers."""
    ours = Membership.objects.filter(jurisdiction__in=access_of(user).administered).values("user")
    return ServiceAccount.objects.filter(user__in=ours)
