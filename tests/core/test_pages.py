"""The theme and the sheet of components."""

import pytest
from django.test import Client

from accounts.models import User
from core.views import THEME_COOKIE


@pytest.fixture
def supervisor(client, cast):
    client.force_login(cast.supervisor, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_theme_is_kept_in_a_cookie_and_the_page_shown_again(supervisor):
    answer = supervisor.post("/theme/", {"theme": "dark", "next": "/design/?state=compact"})
    assert answer.status_code == 302
    assert answer["Location"] == "/design/?state=compact"
    assert answer.cookies[THEME_COOKIE].value == "dark"
    assert 'data-bs-theme="dark"' in supervisor.get("/design/").text


def test_an_unknown_theme_and_another_host_are_not_followed(supervisor):
    answer = supervisor.post("/theme/", {"theme": "pink", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in answer["Location"]
    assert THEME_COOKIE not in answer.cookies


def test_an_unknown_theme_in_the_cookie_falls_back_to_light(supervisor):
    supervisor.cookies[THEME_COOKIE] = "pink"
    assert 'data-bs-theme="light"' in supervisor.get("/design/").text


def test_the_sheet_leaves_no_variable_undefined(supervisor):
    page = supervisor.get("/design/").text
    assert "UNDEFINED" not in page
    assert "督查员" in page
    assert "云州市" in page
    assert "安岭市" not in page


def test_the_moved_clock_shows_itself(supervisor, settings):
    settings.DUBAN_TODAY = "2026-01-05"
    assert "演练日期 2026年1月5日，星期一" in supervisor.get("/design/").text


def test_no_page_that_is_not_there_is_told_from_one_that_may_not_be_seen(supervisor):
    answer = supervisor.get("/there-is-nothing-here/")
    assert answer.status_code == 404
    assert "没有这件事项，或您不能查看" in answer.text
    assert "UNDEFINED" not in answer.text


def test_a_stranger_gets_the_same_page_for_what_is_not_there(client, cast):
    answer = client.get("/there-is-nothing-here/")
    assert answer.status_code == 404
    assert "UNDEFINED" not in answer.text


def test_a_refusal_names_its_reason_and_the_request(client, cast):
    nobody = User.objects.create_user(username="nobody", password="密码-nobody", name="新来的人")
    client.force_login(nobody, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/")
    assert answer.status_code == 403
    assert "您的账号还没有任职" in answer.text
    assert f"请求编号 {answer['X-Request-ID']}" in answer.text
    assert "UNDEFINED" not in answer.text


def test_an_outdated_form_is_told_so_in_plain_words(cast):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "没有提交：页面已过期" in answer.text
    assert "UNDEFINED" not in answer.text


def test_a_fault_of_the_system_shows_nothing_of_its_inside(client, cast, monkeypatch):
    def broken(request, density):
        raise RuntimeError("the inside")

    monkeypatch.setattr("core.views.components", broken)
    client.force_login(cast.supervisor, backend="django.contrib.auth.backends.ModelBackend")
    client.raise_request_exception = False
    answer = client.get("/design/")
    assert answer.status_code == 500
    assert "系统出错，没有完成" in answer.text
    assert "the inside" not in answer.text
