"""Who may be given which role: the three powers exclude each other, and nobody grants anything to himself."""

from datetime import date

from accounts.models import UNIT_ROLES, Membership, Role, User
from accounts.permissions import can_administer, can_manage_person
from core.exceptions import DomainError, NotPermitted
from departments.models import Department, Jurisdiction

POWERS = {Role.ADMINISTRATOR: "系统管理", Role.AUDITOR: "审计"}
BUSINESS = "业务"


def power_of(role: str) -> str:
    """Return to which of the three powers a role belongs."""
    return POWERS.get(Role(role), BUSINESS)


def require_administrator(by: User | None, jurisdiction: Jurisdiction, person: User | None = None) -> None:
    """Raise NotPermitted unless `by` administers the government and is not the person; None is the system."""
    if by is None:
        return
    if not can_administer(by, jurisdiction):
        raise NotPermitted("accounts.not_administrator", "只有本级系统管理员可以管理账号和任职。")
    if person is not None and person.pk == by.pk:
        raise NotPermitted("accounts.own_rights", "不能给自己授权或修改自己的任职，请由另一位系统管理员办理。")


def require_manager(by: User | None, person: User) -> None:
    """Raise NotPermitted unless `by` may change the account itself; None is the system."""
    if by is not None and not can_manage_person(by, person):
        message = "只有该账号任职的全部管辖的系统管理员可以修改它，且不能修改自己的账号。"
        raise NotPermitted("accounts.not_manager", message)


def refuse_unfit(role: Role, jurisdiction: Jurisdiction, department: Department | None) -> None:
    """Raise DomainError for a unit role without a unit, another role with one, or a unit of another government."""
    message = ""
    if role in UNIT_ROLES and department is None:
        message = f"{role.label}须有单位。"
    elif role not in UNIT_ROLES and department is not None:
        message = f"{role.label}不属于某个单位，请不要选择单位。"
    elif department is not None and department.jurisdiction_id != jurisdiction.pk:
        message = "单位须在同一管辖内。"
    if message:
        raise DomainError("accounts.unit_unfit", message, fields={"department": [message]})


def refuse_second_power(person: User, role: Role, first: date | None, last: date | None) -> None:
    """Raise DomainError when the person holds another of the three powers at the same time, in any government."""
    held = Membership.objects.filter(user=person).during(first, last).select_related("jurisdiction")
    for row in held:
        if power_of(row.role) != power_of(role):
            message = (
                f"{person}已是{row.jurisdiction}的{row.get_role_display()}："
                "系统管理、审计和业务三类权限不能由同一人同时持有。"
            )
            raise DomainError("accounts.second_power", message, fields={"role": [message]})
