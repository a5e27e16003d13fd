"""Sign-in and sign-out: what is said of wrong passwords, when a name is locked, where one goes on to."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from audit.models import Entry
from core import clock

SIGN_IN = reverse("accounts:sign-in")
PASSWORD = reverse("accounts:password")


@pytest.fixture
def counting(settings) -> None:
    """Let django-axes count, as it does outside the tests."""
    settings.AXES_ENABLED = True


def attempt(client, username="fagai", password="错的密码", **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def test_the_right_password_signs_in_and_is_recorded(client, cast):
    response = attempt(client, password="密码-fagai", next=PASSWORD)
    assert response.status_code == 302
    assert response.url == PASSWORD
    assert Entry.objects.filter(action="accounts.sign_in", actor_id=cast.clerk.pk).count() == 1


@pytest.mark.parametrize("username", ["fagai", "nobody-of-this-name"])
@pytest.mark.usefixtures("counting")
def test_a_wrong_password_tells_the_tries_left_and_keeps_the_name(client, cast, username):
    attempt(client, username)
    response = attempt(client, username)
    assert response.status_code == 422
    page = response.content.decode()
    assert "用户名或密码不正确，还可再试 3 次" in page
    assert f'value="{username}"' in page
    assert "错的密码" not in page


@pytest.mark.usefixtures("counting")
def test_five_wrong_passwords_lock_the_name_until_a_time_that_stays_true(client, cast):
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False) as machine:
        for _ in range(5):
            locked = attempt(client)
        assert locked.status_code == 429
        assert "已锁定至 09:30" in locked.content.decode()
        assert Entry.objects.filter(action="accounts.lock_out", object_id=cast.clerk.pk).count() == 1
        machine.shift(timedelta(minutes=29))
        still = attempt(client, password="密码-fagai")
        assert still.status_code == 429
        assert "已锁定至 09:30" in still.content.decode()
        machine.shift(timedelta(minutes=2))
        assert attempt(client, password="密码-fagai").status_code == 302


@pytest.mark.usefixtures("counting")
def test_a_stranger_elsewhere_does_not_lock_a_colleague_out(client, cast):
    for _ in range(5):
        client.post(SIGN_IN, {"username": "fagai", "password": "错的密码"}, REMOTE_ADDR="203.0.113.9")
    assert attempt(client, password="密码-fagai").status_code == 302


@pytest.mark.usefixtures("counting")
def test_a_made_up_forwarding_header_does_not_give_new_tries(client, cast):
    for number in range(5):
        response = client.post(
            SIGN_IN, {"username": "fagai", "password": "错的密码"}, headers={"X-Forwarded-For": f"198.51.100.{number}"}
        )
    assert response.status_code == 429


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_sign_in_never_leads_to_another_host(client, cast, settings, target):
    settings.LOGIN_REDIRECT_URL = "accounts:password"
    response = attempt(client, password="密码-fagai", next=target)
    assert response.url == PASSWORD


def test_disabled_people_and_service_accounts_do_not_sign_in_by_password(client, cast):
    User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    User.objects.filter(pk=cast.co_clerk.pk).update(is_service=True)
    assert attempt(client, password="密码-fagai").status_code == 422
    assert attempt(client, "caizheng", "密码-caizheng").status_code == 422


def test_the_session_ends_when_the_account_is_disabled(client, cast):
    client.force_login(cast.clerk)
    assert client.get(PASSWORD).status_code == 200
    User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    assert client.get(PASSWORD).status_code == 302


def test_sign_out_needs_a_post_and_ends_the_session(client, cast):
    client.force_login(cast.clerk)
    assert client.get(reverse("accounts:sign-out")).status_code == 405
    assert client.post(reverse("accounts:sign-out")).url == SIGN_IN
    assert client.get(PASSWORD).status_code == 302
    assert Entry.objects.filter(action="accounts.sign_out").count() == 1


def test_sign_in_changes_the_session_key(client, cast):
    client.get(SIGN_IN)
    client.session["seen"] = "before"
    before = client.session.session_key
    attempt(client, password="密码-fagai")
    assert client.session.session_key != before


def test_a_session_ends_after_half_an_hour_without_a_request(client, cast, settings):
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False) as machine:
        attempt(client, password="密码-fagai")
        machine.shift(timedelta(minutes=settings.DUBAN_SESSION_IDLE_MINUTES - 1))
        assert client.get(PASSWORD).status_code == 200
        machine.shift(timedelta(minutes=settings.DUBAN_SESSION_IDLE_MINUTES - 1))
        assert client.get(PASSWORD).status_code == 200
        machine.shift(timedelta(minutes=settings.DUBAN_SESSION_IDLE_MINUTES + 1))
        response = client.get(PASSWORD, follow=True)
        assert response.redirect_chain[0][0].startswith(SIGN_IN)
        assert "分钟没有操作，请重新登录" in response.content.decode()


def test_a_session_ends_after_the_working_day_however_busy(client, cast, settings):
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False) as machine:
        client.force_login(cast.clerk)
        for _ in range(settings.DUBAN_SESSION_MINUTES // 20):
            assert client.get(PASSWORD).status_code == 200
            machine.shift(timedelta(minutes=20))
        machine.shift(timedelta(minutes=1))
        assert client.get(PASSWORD).status_code == 302


def test_moving_the_offices_day_leaves_sessions_alone(client, cast, settings):
    client.force_login(cast.clerk)
    assert client.get(PASSWORD).status_code == 200
    settings.DUBAN_TODAY = (clock.today() + timedelta(days=400)).isoformat()
    assert client.get(PASSWORD).status_code == 200


def test_a_page_asks_for_sign_in_and_htmx_gets_a_401(client, db):
    assert client.get(PASSWORD).url == f"{SIGN_IN}?next={PASSWORD}"
    assert client.get(PASSWORD, headers={"HX-Request": "true"}).status_code == 401
