"""Sign-in tells nobody which names exist: the same words, the same answer, the same work of the hasher."""

import re

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.urls import reverse

from accounts import services
from accounts.models import Role, User

SIGN_IN = reverse("accounts:sign-in")
NAMES = ("fagai", "caizheng", "oa", "nobody-of-this-name")


def counted(plain, runs):
    """Return a method that notes its runs."""

    def run(self, *given):
        runs.append(plain.__name__)
        return plain(self, *given)

    return run


@pytest.fixture
def hashed(cast, settings, monkeypatch):
    """How often argon2 ran; the cast holds a live, a disabled and a machine's account."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for user in (cast.clerk, cast.co_clerk):
        user.set_password("正确的长密码")
        user.save()
    User.objects.filter(pk=cast.co_clerk.pk).update(is_active=False)
    services.create_service_account(
        jurisdiction=cast.jurisdiction, username="oa", name="市政府OA", purpose="报送", contact="",
        role=Role.SUPERVISOR, by=None,
    )  # fmt: skip
    runs: list[str] = []

    for name in ("encode", "verify"):
        monkeypatch.setattr(Argon2PasswordHasher, name, counted(getattr(Argon2PasswordHasher, name), runs))
    return runs


@pytest.mark.parametrize("username", NAMES)
def test_a_wrong_password_costs_one_run_of_the_hasher_whoever_is_asked_for(client, hashed, username):
    client.post(SIGN_IN, {"username": username, "password": "错的密码"})
    assert len(hashed) == 1, hashed


def test_a_wrong_password_gets_the_same_page_whoever_is_asked_for(client, hashed, settings):
    settings.AXES_ENABLED = True
    pages = set()
    for name in NAMES:
        answer = client.post(SIGN_IN, {"username": name, "password": "错的密码"})
        # masked anew on every page
        text = re.sub(r"\b[A-Za-z0-9]{64}\b", "TOKEN", answer.content.decode())
        pages.add((answer.status_code, text.replace(f'value="{name}"', 'value="NAME"')))
    assert len(pages) == 1
