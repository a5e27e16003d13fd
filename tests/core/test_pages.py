"""The theme and the sheet of components."""

import pytest

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
