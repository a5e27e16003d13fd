"""The sheet of components in a real browser: what people write pages from must itself be right."""

import pytest

from duban.navigation import EVERYBODY, Entry

WIDTHS = [360, 390, 768, 992, 1024, 1200, 1280, 1359, 1440]


@pytest.fixture
def open_sheet(page, cast, sign_in, set_theme):
    """Open the sheet as the supervisor sees it, in a theme and at a width."""

    def act(theme="light", width=1440):
        sign_in(page, cast.supervisor)
        set_theme(page, theme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/design/")
        return page

    return act


@pytest.fixture
def sheet(open_sheet):
    """The sheet, light, on a wide screen."""
    return open_sheet()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(open_sheet, axe, theme, width):
    sheet = open_sheet(theme, width)
    assert sheet.locator("html").get_attribute("data-bs-theme") == theme
    assert axe(sheet) == []


def test_no_width_scrolls_sideways(sheet, sideways):
    found = {}
    for width in WIDTHS:
        sheet.set_viewport_size({"width": width, "height": 900})
        found[width] = sideways(sheet)
    assert found == dict.fromkeys(WIDTHS, 0)


def test_the_theme_changes_at_once_and_is_remembered(sheet):
    with sheet.expect_response("**/theme/"):
        sheet.get_by_role("button", name="改用深色").first.click()
    assert sheet.locator("html").get_attribute("data-bs-theme") == "dark"
    assert sheet.get_by_role("button", name="改用浅色").first.is_visible()
    sheet.reload()
    assert sheet.locator("html").get_attribute("data-bs-theme") == "dark"


def test_the_theme_works_without_script(chromium, live_server, cast, sign_in):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, cast.supervisor)
    page.goto("/design/")
    page.get_by_role("button", name="改用深色").first.click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert page.url.endswith("/design/")
    context.close()


def test_question_mark_lists_the_keys_and_escape_closes_the_list(sheet):
    sheet.keyboard.press("?")
    dialog = sheet.get_by_role("dialog", name="快捷键")
    dialog.wait_for()
    assert "催办所选事项" in dialog.inner_text()
    sheet.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_keys_walk_the_rows_and_pick_them(sheet):
    bar = sheet.get_by_role("region", name="已选事项")
    assert not bar.is_visible()
    sheet.keyboard.press("j")
    sheet.keyboard.press("x")
    sheet.keyboard.press("j")
    sheet.keyboard.press("x")
    assert "已选 2 件" in bar.inner_text()
    assert sheet.locator("tr.is-picked").count() == 2
    sheet.get_by_role("button", name="取消选择").click()
    assert not bar.is_visible()


def test_shift_picks_a_range(sheet):
    boxes = sheet.locator("[data-pick]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    assert sheet.locator("tr.is-picked").count() == 3


def test_single_keys_rest_in_a_field_and_can_be_switched_off(sheet):
    field = sheet.get_by_label("进展")
    field.focus()
    sheet.keyboard.type("?jx")
    assert sheet.locator("dialog[open]").count() == 0
    assert field.input_value().startswith("?jx")
    sheet.get_by_role("heading", level=1).click()
    sheet.evaluate("document.activeElement.blur()")
    sheet.keyboard.press("?")
    sheet.get_by_label("启用单键快捷键").uncheck()
    sheet.keyboard.press("Escape")
    sheet.keyboard.press("?")
    assert sheet.locator("dialog[open]").count() == 0


def test_a_question_is_asked_before_letters_go_out(sheet, axe):
    sheet.locator(".rowx").get_by_role("button", name="催办").click()
    dialog = sheet.get_by_role("dialog", name="向 2 个单位发出催办函？")
    assert dialog.is_visible()
    assert axe(sheet) == []
    dialog.get_by_role("button", name="取消").click()
    assert not dialog.is_visible()


def test_a_panel_opens_at_the_side_and_gives_the_focus_back(sheet, axe, sideways):
    opener = sheet.get_by_role("button", name="审核9月补报")
    opener.click()
    panel = sheet.get_by_role("dialog", name="审核9月补报")
    box = panel.bounding_box()
    assert round(box["x"] + box["width"]) == 1440
    assert box["height"] == 900
    assert axe(sheet) == []
    sheet.set_viewport_size({"width": 360, "height": 800})
    assert sideways(sheet) == 0
    panel.get_by_role("button", name="关闭").click()
    assert not panel.is_visible()
    assert opener.evaluate("element => element === document.activeElement")


def test_charts_are_drawn_and_told_in_words(sheet):
    charts = sheet.locator("[data-chart]")
    assert charts.count() == 3
    for chart in charts.all():
        assert chart.locator("svg path").count() > 0
        assert "：" in chart.get_attribute("aria-label")
    sheet.locator(".chart-d summary").first.click()
    assert sheet.locator(".chart-d table").first.locator("tbody tr").count() == 30


def test_the_menu_opens_on_a_phone_and_closes_with_escape(monkeypatch, open_sheet):
    monkeypatch.setattr("duban.context_processors.ENTRIES", (Entry("core:design", "组件与状态", EVERYBODY),))
    sheet = open_sheet(width=390)
    menu = sheet.get_by_role("navigation", name="菜单")
    assert not menu.is_visible()
    sheet.locator("details.menu > summary").click()
    assert menu.get_by_role("link", name="组件与状态").get_attribute("aria-current") == "page"
    sheet.keyboard.press("Escape")
    assert not menu.is_visible()
