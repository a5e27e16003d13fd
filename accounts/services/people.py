"""Accounts of people and of systems: made by administrators, disabled when somebody leaves, never deleted."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import Role, ServiceAccount, User
from accounts.services.granting import require_administrator, require_manager
from accounts.services.log import record_person
from accounts.services.roles import add_role
from audit.context import SYSTEM, Actor
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError
from departments.models import Department, Jurisdiction

# without characters that are mistaken for each other on paper
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
FIRST_PASSWORD_LENGTH = 14


def first_password() -> str:
    """Return a password to be told once and changed at the first sign-in."""
    return "".join(secrets.choice(ALPHABET) for _ in range(FIRST_PASSWORD_LENGTH))


def actor(by: User | None) -> Actor:
    """Return who acts, as the log freezes it."""
    return by.actor if by is not None else SYSTEM


def create_person(
    *,
    jurisdiction: Jurisdiction,
    username: str,
    name: str,
    role: Role,
    by: User | None,
    department: Department | None = None,
    email: str = "",
    phone: str = "",
) -> tuple[User, str]:
    """Make an account with its first role; returns it with a password that must be changed at the first sign-in."""
    require_administrator(by, jurisdiction)
    password = first_password()
    with unit_of_work():
        person = _new_account(username=username, name=name, email=email, phone=phone, must_change_password=True)
        person.set_password(password)
        person.save()
        add_role(person=person, jurisdiction=jurisdiction, role=role, department=department, by=by)
        record_person("accounts.create", person, by=actor(by), after={"username": username, "name": name})
    return person, password


def create_service_account(
    *,
    jurisdiction: Jurisdiction,
    username: str,
    name: str,
    purpose: str,
    contact: str,
    role: Role,
    by: User | None,
    department: Department | None = None,
) -> ServiceAccount:
    """Make an account for a system: it has a role like a person and signs in by token only."""
    require_administrator(by, jurisdiction)
    with unit_of_work():
        user = _new_account(username=username, name=name, email="", phone="", is_service=True)
        user.set_unusable_password()
        user.save()
        account = ServiceAccount.objects.create(user=user, purpose=purpose, contact=contact)
        add_role(person=user, jurisdiction=jurisdiction, role=role, department=department, by=by)
        after = {"username": username, "name": name, "purpose": purpose, "contact": contact}
        record_person("accounts.create", user, by=actor(by), after=after)
    return account


def _new_account(*, username: str, name: str, email: str, phone: str, **more: Any) -> User:
    user = User(username=username.strip(), name=name.strip(), email=email.strip(), phone=phone.strip(), **more)
    refuse_bad_account(user)
    return user


def refuse_bad_account(user: User) -> None:
    """Raise DomainError with the fields of an account that are not as they must be."""
    errors: dict[str, list[str]] = {}
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        errors = dict(error.message_dict)
    if not user.name:
        errors["name"] = ["请填写姓名。"]
    if user.email and "email" not in errors:
        try:
            validate_email(user.email)
        except ValidationError as error:
            errors["email"] = error.messages
    if User.objects.filter(username__iexact=user.username).exclude(pk=user.pk).exists():
        errors["username"] = [f"用户名“{user.username}”已有人使用。"]
    if errors:
        raise DomainError("accounts.invalid", "账号信息有误，请核对。", fields=errors)


def correct_person(*, person: User, name: str, email: str, phone: str, by: User | None) -> User:
    """Correct name and addresses of an account."""
    require_manager(by, person)
    wanted = {"name": name.strip(), "email": email.strip(), "phone": phone.strip()}
    before = {field: getattr(person, field) for field in wanted}
    changed = [field for field in wanted if before[field] != wanted[field]]
    for field in changed:
        setattr(person, field, wanted[field])
    refuse_bad_account(person)
    if changed:
        with unit_of_work():
            person.save(update_fields=changed)
            record_person(
                "accounts.update",
                person,
                by=actor(by),
                before={field: before[field] for field in changed},
                after={field: wanted[field] for field in changed},
            )
    return person


def reset_password(*, person: User, by: User | None) -> str:
    """Give an account a new first password; its sessions end, and it must be changed at the next sign-in."""
    require_manager(by, person)
    if person.is_service:
        raise DomainError("accounts.service_password", "系统对接账号没有密码，请签发令牌。")
    password = first_password()
    with unit_of_work():
        person.set_password(password)
        person.must_change_password, person.password_set_at = True, clock.real_now()
        person.save(update_fields=["password", "must_change_password", "password_set_at"])
        record_person("accounts.reset_password", person, by=actor(by))
    return password


def set_active(*, person: User, active: bool, by: User | None, reason: str = "") -> User:
    """Disable an account, whose sessions and tokens end at once, or enable it again."""
    require_manager(by, person)
    if person.is_active != active:
        with unit_of_work():
            person.is_active = active
            person.save(update_fields=["is_active"])
            action = "accounts.enable" if active else "accounts.disable"
            record_person(action, person, by=actor(by), after={"is_active": active}, reason=reason)
    return person
