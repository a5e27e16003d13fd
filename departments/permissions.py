"""Who sees a government's register of units and who keeps it: predicates beside `DepartmentQuerySet.visible_to`."""

from audit.context import Principal
from core.access import access_of
from core.exceptions import NotPermitted
from departments.models import Department, Jurisdiction


def may_see_register(user: object, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person may read a government's units: whoever holds any role there."""
    return jurisdiction.pk in access_of(user).any


def may_see(user: object, department: Department) -> bool:
    """Say whether a person may read a unit."""
    return department.jurisdiction_id in access_of(user).any


def may_keep_register(user: object, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person may change names, rosters and successions: administrators and supervisors."""
    access = access_of(user)
    return jurisdiction.pk in access.administered | access.supervised


def require_keeper(by: Principal | None, jurisdiction: Jurisdiction) -> None:
    """Raise `NotPermitted` unless `by` keeps the register; None is the system itself (commands, jobs)."""
    if by is not None and not may_keep_register(by, jurisdiction):
        raise NotPermitted("departments.not_keeper", "只有本级系统管理员和督查员可以维护单位名录。")


def may_administer(user: object, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person keeps the calendar of a government: administrators only."""
    return jurisdiction.pk in access_of(user).administered


def require_rule_keeper(by: Principal | None, jurisdiction: Jurisdiction) -> None:
    """Raise `NotPermitted` unless `by` administers the government and so keeps its rules; None is the system itself."""
    if by is not None and not may_administer(by, jurisdiction):
        raise NotPermitted("departments.not_administrator", "只有本级系统管理员可以修改业务规则。")


def require_administrator(by: Principal | None, jurisdiction: Jurisdiction) -> None:
    """Raise `NotPermitted` unless `by` administers the government; None is the system itself."""
    if by is not None and not may_administer(by, jurisdiction):
        raise NotPermitted("departments.not_administrator", "只有本级系统管理员可以调整工作日。")
