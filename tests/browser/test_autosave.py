"""A form that saves itself: what was typed is never lost, and the field in focus is never touched."""

import pytest

from tests.browser.urls import Draft


@pytest.fixture
def form(page, cast, sign_in, settings, monkeypatch):
    """The form as a clerk has it, before an empty draft."""
    settings.ROOT_URLCONF = "tests.browser.urls"
    for name, value in {"text": "", "version": 1, "answer": 200}.items():
        monkeypatch.setattr(Draft, name, value)
    sign_in(page, cast.clerk)
    page.goto("/try/")
    return page


def state(form):
    return form.locator("[data-save-state]")


def test_it_saves_two_seconds_after_the_last_key(form):
    form.get_by_label("进展").press_sequentially("完成 92%")
    form.get_by_text("已自动保存").wait_for()
    assert "10:42:16" in state(form).inner_text()
    assert Draft.text.strip() == "完成 92%"
    assert form.evaluate("document.activeElement.name") == "progress"
    assert form.locator("[name=version]").input_value() == "2"


def test_it_saves_at_once_when_the_field_is_left_and_names_what_is_wrong(form, axe):
    field = form.get_by_label("进展")
    field.fill("进展顺利")
    field.press("Tab")
    form.get_by_text("请写明数字。").wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    assert form.locator(f"#{field.get_attribute('aria-describedby').split()[-1]}").inner_text() == "请写明数字。"
    assert axe(form) == []
    form.get_by_text("1 处须更正").click()
    assert form.evaluate("document.activeElement.name") == "progress"
    field.fill("完成 92%")
    field.press("Tab")
    form.get_by_text("请写明数字。").wait_for(state="detached")
    assert not form.get_by_text("处须更正").is_visible()


def test_a_failure_keeps_the_text_and_is_tried_again(form, console):
    console.expect("503")
    Draft.answer = 503
    form.get_by_label("进展").fill("完成 92%")
    form.get_by_label("进展").press("Tab")
    form.get_by_text("没有保存，正在重试").wait_for()
    Draft.answer = 200
    form.evaluate("window.dispatchEvent(new Event('focus'))")
    form.get_by_text("已自动保存").wait_for()
    assert Draft.text.strip() == "完成 92%"


def test_somebody_elses_version_is_shown_and_nothing_is_overwritten(form, console):
    console.expect("409")
    Draft.answer = 409
    form.get_by_label("进展").fill("完成 92%")
    form.get_by_label("进展").press("Tab")
    form.get_by_text("市财政局联络员，10:41").wait_for()
    assert "没有保存：他人已改过" in state(form).inner_text()
    assert form.get_by_label("进展").input_value() == "完成 92%"
    assert Draft.text == ""


def test_sending_waits_for_a_save_under_way(form):
    held = []

    def hold(route):
        held.append(route)

    form.route("**/try/save/", hold)
    form.get_by_label("进展").fill("完成 92%")
    form.get_by_label("进展").press("Tab")
    form.get_by_text("正在保存").wait_for()
    form.get_by_role("button", name="送单位审签").click()
    with form.expect_request(lambda asked: asked.url.endswith("/try/") and asked.method == "POST") as sent:
        held[0].continue_()
    assert "version=2" in sent.value.post_data
