"""The first government and its first administrator: how an installation begins. Nobody could grant it, so once only."""

from accounts.models import Membership, Role, User
from accounts.services.people import create_person
from audit.services import record, unit_of_work
from core.exceptions import DomainError
from departments.models import Jurisdiction


def found(*, government: str, number_prefix: str, username: str, name: str, email: str = "") -> tuple[User, str]:
    """Make the first government and its administrator; returns the account with its first password.

    Raises DomainError when an administrator exists: further ones are made by administrators, with their own names
    in the log.
    """
    if Membership.objects.filter(role=Role.ADMINISTRATOR).exists():
        raise DomainError("accounts.founded", "已有系统管理员，不再生成；其他账号请由系统管理员在“用户”页面建立。")
    if not government.strip() or not number_prefix.strip():
        raise DomainError("accounts.government_missing", "请给出管辖名称和事项编号字头。")
    with unit_of_work():
        jurisdiction, is_new = Jurisdiction.objects.get_or_create(
            name=government.strip(), defaults={"number_prefix": number_prefix.strip()}
        )
        if is_new:
            after = {"name": jurisdiction.name, "number_prefix": jurisdiction.number_prefix}
            record("departments.found", jurisdiction, jurisdiction=jurisdiction, after=after)
        return create_person(
            jurisdiction=jurisdiction, username=username, name=name, role=Role.ADMINISTRATOR, by=None, email=email
        )
