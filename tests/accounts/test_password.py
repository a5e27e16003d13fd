"""Changing the own password, and having to."""

import pytest
from django.urls import reverse

from accounts.models import User
from audit.models import Entry

PAGE = reverse("accounts:password")
GOOD = {"old_password": "密码-fagai", "new_password": "梅雨时节家家有雨Ab20", "again": "梅雨时节家家有雨Ab20"}


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.clerk)
    return client


def test_a_changed_password_holds_and_the_session_goes_on(signed_in, cast):
    assert signed_in.post(PAGE, GOOD).status_code == 302
    cast.clerk.refresh_from_db()
    assert cast.clerk.check_password(GOOD["new_password"])
    assert signed_in.get(PAGE).status_code == 200
    entry = Entry.objects.get(action="accounts.change_password")
    assert GOOD["new_password"] not in str((entry.before, entry.after))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"old_password": "不对"}, "原密码不正确"),
        ({"again": "别的密码一二三四五"}, "两次输入的新密码不一致"),
        ({"new_password": "password123", "again": "password123"}, "太常见"),
        ({"new_password": "密码-fagai", "again": "密码-fagai"}, "新密码不能与原密码相同"),
    ],
)
def test_a_bad_change_is_refused_beside_its_field(signed_in, cast, change, message):
    response = signed_in.post(PAGE, GOOD | change)
    assert response.status_code == 422
    assert message in response.content.decode()
    cast.clerk.refresh_from_db()
    assert cast.clerk.check_password("密码-fagai")


def test_somebody_who_must_change_the_password_gets_nowhere_else_before(signed_in, cast):
    User.objects.filter(pk=cast.clerk.pk).update(must_change_password=True)
    government = reverse("accounts:government")
    assert signed_in.post(government).url.startswith(PAGE)
    problem = signed_in.get("/api/v1/schema/")
    assert problem.status_code == 403
    assert problem.json()["code"] == "auth.password_change"
    signed_in.post(PAGE, GOOD)
    assert signed_in.post(government).status_code == 404
