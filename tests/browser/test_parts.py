"""Parts of pages changed by htmx, under the strict content policy and with the token of the page."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def queue(page, cast, sign_in, settings):
    """A page with two queues and a list."""
    settings.ROOT_URLCONF = "tests.browser.urls"
    sign_in(page, cast.clerk)
    page.goto("/parts/")
    return page


def rows(queue):
    return queue.locator("#list li").all_inner_texts()


def test_a_tab_changes_the_list_and_the_address_and_back_leads_back(queue):
    assert rows(queue) == ["修路", "架桥", "种树"]
    queue.get_by_role("link", name="逾期").click()
    expect(queue.locator("#list li")).to_have_count(2)
    assert queue.url.endswith("?queue=late")
    assert queue.get_by_role("link", name="逾期").get_attribute("aria-current") == "page"
    assert queue.get_by_role("link", name="全部").get_attribute("aria-current") is None
    queue.go_back()
    expect(queue.locator("#list li")).to_have_count(3)
    assert queue.title() == "队列 · 督办"


def test_an_address_with_a_queue_shows_the_whole_page(queue):
    queue.goto("/parts/?queue=late")
    assert rows(queue) == ["修路", "架桥"]
    assert queue.get_by_role("heading", level=1).inner_text() == "队列"


def test_a_button_acts_with_the_pages_token_and_says_what_was_done(queue):
    queue.get_by_role("button", name="签收").click()
    toast = queue.get_by_role("status").get_by_text("已签收 1 件")
    toast.wait_for()
    assert queue.locator("#list").inner_text() == "没有了"
    queue.get_by_role("button", name="收起").click()
    toast.wait_for(state="detached")


def test_a_failure_is_said_in_words_with_the_request_number_and_changes_nothing(queue, console):
    console.expect("500")
    queue.get_by_role("button", name="出错").click()
    alert = queue.get_by_role("alert")
    alert.wait_for()
    assert "没有完成：系统出错" in alert.inner_text()
    assert "请求编号" in alert.inner_text()
    assert "内部文字" not in queue.content()
    assert len(rows(queue)) == 3


def test_somebody_signed_out_is_shown_the_way_and_loses_nothing(queue, console):
    console.expect("401")
    queue.get_by_role("button", name="过期").click()
    link = queue.get_by_role("alert").get_by_role("link", name="重新登录后再试一次")
    link.wait_for()
    assert link.get_attribute("href") == "/accounts/sign-in/"
    assert len(rows(queue)) == 3
