"""Signing in with a real browser."""

import pytest


@pytest.fixture
def sign_in_page(page, cast):
    """The sign-in page of an installation with people in it."""
    page.goto("/accounts/sign-in/?next=/design/")
    return page


@pytest.fixture(params=[("light", 1440), ("dark", 1440), ("light", 360), ("dark", 360)], ids=str)
def shown(request, page, set_theme, db):
    """The sign-in page of an empty installation in both themes, wide and narrow."""
    theme, width = request.param
    set_theme(page, theme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/accounts/sign-in/")
    assert page.locator("html").get_attribute("data-bs-theme") == theme
    return page


def test_axe_finds_nothing_and_nothing_scrolls_sideways(shown, axe, sideways):
    assert axe(shown) == []
    assert sideways(shown) == 0


def test_a_person_signs_in_with_the_keyboard_and_comes_to_the_page_that_was_asked_for(sign_in_page):
    sign_in_page.get_by_label("用户名").focus()
    sign_in_page.keyboard.type("fagai")
    sign_in_page.keyboard.press("Tab")
    sign_in_page.keyboard.type("密码-fagai")
    sign_in_page.keyboard.press("Enter")
    sign_in_page.wait_for_url("**/design/")
    assert "市发展改革委联络员" in sign_in_page.locator(".who summary").inner_text()


def test_a_wrong_password_keeps_the_name_and_leads_to_the_password(sign_in_page, console, axe):
    console.expect("422")
    sign_in_page.get_by_label("用户名").fill("fagai")
    sign_in_page.get_by_label("密码", exact=True).fill("错的密码")
    sign_in_page.get_by_role("button", name="登录", exact=True).click()
    sign_in_page.get_by_role("alert").wait_for()
    assert "用户名或密码不正确" in sign_in_page.get_by_role("alert").inner_text()
    assert sign_in_page.get_by_label("用户名").input_value() == "fagai"
    assert sign_in_page.evaluate("document.activeElement.name") == "password"
    assert axe(sign_in_page) == []


def test_the_password_can_be_shown(sign_in_page):
    field = sign_in_page.get_by_label("密码", exact=True)
    field.fill("一个密码")
    sign_in_page.get_by_role("button", name="显示密码").click()
    assert field.get_attribute("type") == "text"
    sign_in_page.get_by_role("button", name="显示密码").click()
    assert field.get_attribute("type") == "password"


def test_signing_out_leads_back_to_the_sign_in_page(page, cast, sign_in):
    sign_in(page, cast.clerk)
    page.goto("/design/")
    page.locator(".who summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/accounts/sign-in/**")
    assert page.get_by_role("heading", name="登录").is_visible()
