"""Roles of people: given, ended, held for somebody absent, handed over when somebody leaves."""

from datetime import date

from django.db.models import Q

from accounts.access import access_of, forget_access
from accounts.models import Membership, Role, User
from accounts.services.granting import refuse_second_power, refuse_unfit, require_administrator
from audit.context import SYSTEM
from audit.services import record, unit_of_work
from core import clock
from core.exceptions import DomainError, NotPermitted
from departments.models import Department, Jurisdiction


def add_role(
    *,
    person: User,
    jurisdiction: Jurisdiction,
    role: Role,
    by: User | None,
    department: Department | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    deputy_for: Membership | None = None,
    reason: str = "",
) -> Membership:
    """Give a person a role in a government, in a unit for clerks and unit heads; refused beside another power."""
    require_administrator(by, jurisdiction, person)
    role = Role(role)
    refuse_unfit(role, jurisdiction, department)
    _refuse_dates(valid_from, valid_to)
    with unit_of_work():
        # two grants at once wait for each other here, so that they cannot add up to two powers
        User.objects.select_for_update().get(pk=person.pk)
        refuse_second_power(person, role, valid_from or clock.today(), valid_to)
        _refuse_twice(person, jurisdiction, role, department, valid_from, valid_to)
        row = Membership.objects.create(
            user=person,
            jurisdiction=jurisdiction,
            department=department,
            role=role,
            valid_from=valid_from,
            valid_to=valid_to,
            deputy_for=deputy_for,
        )
        _note("accounts.set_deputy" if deputy_for else "accounts.add_role", row, by, reason)
    forget_access(person)
    return row


def end_role(*, membership: Membership, on: date, by: User | None, reason: str = "") -> Membership:
    """End a role on a day; whoever stood in for it ends as well."""
    require_administrator(by, membership.jurisdiction, membership.user)
    if membership.valid_from and on < membership.valid_from:
        message = "离任日期不能早于任职日期。"
        raise DomainError("accounts.dates_out_of_order", message, fields={"on": [message]})
    with unit_of_work():
        deputies = membership.deputies.filter(Q(valid_to=None) | Q(valid_to__gt=on))
        for row in [membership, *deputies]:
            row.valid_to = max(on, row.valid_from) if row.valid_from else on
            row.save(update_fields=["valid_to"])
            _note("accounts.end_role", row, by, reason)
    forget_access(membership.user)
    return membership


def set_deputy(
    *, membership: Membership, deputy: User, first: date, last: date, by: User | None, reason: str = ""
) -> Membership:
    """Let somebody else hold a role during an absence, from a day to a day, both included."""
    if deputy.pk == membership.user_id:
        message = "代理人不能是本人。"
        raise DomainError("accounts.own_deputy", message, fields={"deputy": [message]})
    after = date.fromordinal(last.toordinal() + 1)
    return add_role(
        person=deputy,
        jurisdiction=membership.jurisdiction,
        role=Role(membership.role),
        department=membership.department,
        valid_from=first,
        valid_to=after,
        deputy_for=membership,
        by=by,
        reason=reason,
    )


def hand_over(
    *, person: User, successor: User, jurisdiction: Jurisdiction, on: date, by: User | None, reason: str = ""
) -> list[Membership]:
    """Let a successor hold from a day on every role that a leaving person holds in a government; nothing hangs."""
    require_administrator(by, jurisdiction, person)
    if successor.pk == person.pk:
        message = "接手人不能是本人。"
        raise DomainError("accounts.own_successor", message, fields={"successor": [message]})
    held = Membership.objects.filter(user=person, jurisdiction=jurisdiction, deputy_for=None).lasting(on)
    taken: list[Membership] = []
    with unit_of_work():
        for row in held.select_related("department", "jurisdiction", "user"):
            standing = Membership.objects.filter(
                user=successor, jurisdiction=jurisdiction, department=row.department, role=row.role
            ).lasting(on)
            end_role(membership=row, on=on, by=by, reason=reason)
            if not standing.exists():
                taken.append(
                    add_role(
                        person=successor,
                        jurisdiction=jurisdiction,
                        role=Role(row.role),
                        department=row.department,
                        valid_from=on,
                        by=by,
                        reason=reason,
                    )
                )
    return taken


def follow_unit(
    *, membership: Membership, department: Department, on: date, by: User | None, reason: str
) -> Membership | None:
    """Let a post in a unit that was reformed go on in the unit that took its duties over; deputies go along.

    The person, the role and the powers stay the same, so a supervisor may do it, but never for the own post. Returns
    the new post, None where the person holds it there already.
    """
    if by is not None and membership.jurisdiction_id not in access_of(by).supervised | access_of(by).administered:
        raise NotPermitted("accounts.not_reformer", "只有本级督查员和系统管理员可以随机构改革转移任职。")
    if by is not None and by.pk == membership.user_id:
        raise NotPermitted("accounts.own_rights", "不能给自己授权或修改自己的任职，请由另一位系统管理员办理。")
    if department.jurisdiction_id != membership.jurisdiction_id or department.pk == membership.department_id:
        message = "请选择本级的另一个单位。"
        raise DomainError("accounts.unit_unfit", message, fields={"department": [message]})
    with unit_of_work():
        post = _moved(membership, department, on=on, post=None, by=by, reason=reason)
        deputies = membership.deputies.lasting(on).exclude(user=by.pk if by else None)
        for row in deputies.select_related("user", "jurisdiction"):
            _moved(row, department, on=on, post=post, by=by, reason=reason)
    return post


def _moved(
    row: Membership, department: Department, *, on: date, post: Membership | None, by: User | None, reason: str
) -> Membership | None:
    """End a post and open the same one in another unit, unless the person has it there; both are noted."""
    last, first = row.valid_to, max(on, row.valid_from or on)
    standing = Membership.objects.filter(
        user=row.user_id, jurisdiction=row.jurisdiction_id, department=department, role=row.role
    ).during(first, last)
    row.valid_to = first
    row.save(update_fields=["valid_to"])
    _note("accounts.end_role", row, by, reason)
    forget_access(row.user)
    if standing.exists():
        return None
    moved = Membership.objects.create(
        user=row.user,
        jurisdiction=row.jurisdiction,
        department=department,
        role=row.role,
        valid_from=first,
        valid_to=last,
        deputy_for=post,
    )
    _note("accounts.follow_unit", moved, by, reason)
    return moved


def _refuse_dates(first: date | None, last: date | None) -> None:
    if first and last and last <= first:
        message = "离任日期须晚于任职日期。"
        raise DomainError("accounts.dates_out_of_order", message, fields={"valid_to": [message]})


def _refuse_twice(
    person: User,
    jurisdiction: Jurisdiction,
    role: Role,
    department: Department | None,
    *dates: date | None,
) -> None:
    first = dates[0] or clock.today()
    same = Membership.objects.filter(user=person, jurisdiction=jurisdiction, role=role, department=department)
    if same.during(first, dates[1]).exists():
        message = f"{person}已有这一任职。"
        raise DomainError("accounts.role_twice", message, fields={"role": [message]})


def _note(action: str, row: Membership, by: User | None, reason: str) -> None:
    after = {
        "role": Role(row.role).label,
        "unit": row.department,
        "from": row.valid_from,
        "to": row.valid_to,
        "deputy": row.deputy_for.user if row.deputy_for else None,
    }
    record(
        action,
        row.user,
        actor=by.actor if by is not None else SYSTEM,
        jurisdiction=row.jurisdiction,
        after={name: value for name, value in after.items() if value is not None},
        reason=reason,
    )
