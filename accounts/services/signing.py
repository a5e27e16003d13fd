"""What sign-in leaves behind, and changing the own password."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.log import record_person
from audit.context import SYSTEM
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError


def note_sign_in(*, user: User, way: str = "password") -> None:
    """Record that a person signed in: by password, oidc or cas."""
    with unit_of_work():
        record_person("accounts.sign_in", user, by=user.actor, after={"way": way})


def note_sign_out(*, user: User) -> None:
    """Record that a person signed out."""
    with unit_of_work():
        record_person("accounts.sign_out", user, by=user.actor)


def note_lock_out(*, username: str) -> None:
    """Record that an existing account was locked after too many wrong passwords; unknown names are not kept."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        with unit_of_work():
            record_person("accounts.lock_out", user, by=SYSTEM)


def change_password(*, user: User, old_password: str, new_password: str) -> None:
    """Set the own password; it must differ from the old one and pass the validators."""
    if not user.check_password(old_password):
        raise DomainError("accounts.wrong_password", "原密码不正确。", fields={"old_password": ["原密码不正确。"]})
    if old_password == new_password:
        raise DomainError(
            "accounts.same_password", "新密码不能与原密码相同。", fields={"new_password": ["新密码不能与原密码相同。"]}
        )
    try:
        validate_password(new_password, user)
    except ValidationError as error:
        raise DomainError(
            "accounts.weak_password", "新密码不符合要求。", fields={"new_password": error.messages}
        ) from error
    with unit_of_work():
        user.set_password(new_password)
        user.must_change_password = False
        user.password_set_at = clock.real_now()
        user.save(update_fields=["password", "must_change_password", "password_set_at"])
        record_person("accounts.change_password", user, by=user.actor)
