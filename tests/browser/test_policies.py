"""Checking a document in a real browser: from the file to its publication, by mouse, by keyboard, without script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from policies.models import Measure, Policy
from policies.services import importing, sandbox
from tests.cast import make_unit
from tests.policies.builder import HOUSING, ROADS, WATER, document, reading

WIDTHS = [360, 390, 768, 992, 1024, 1200, 1280, 1359, 1440]


@pytest.fixture
def reads(monkeypatch, settings, tmp_path) -> Callable[..., None]:
    """Let the reading process answer with a prepared file."""
    settings.MEDIA_ROOT = tmp_path
    return lambda parsed: monkeypatch.setattr(sandbox, "read_policy", lambda **_: reading(parsed))


@pytest.fixture
def policy(cast, reads) -> Policy:
    """Three measures, the last with a misprinted unit, in a register that knows the right one."""
    make_unit(cast.jurisdiction, "市住房城乡建设局")
    reads(document(ROADS, WATER, HOUSING))
    outcome = importing.import_file(jurisdiction=cast.jurisdiction, data=b"x", filename="措施.txt", by=cast.supervisor)
    return outcome.policies[0]


@pytest.fixture
def desk(page, cast, sign_in, policy) -> Any:
    """The desk before the supervisor's eyes."""
    sign_in(page, cast.supervisor)
    page.goto(reverse("policies:desk", args=[policy.pk]))
    return page


def test_a_document_with_one_doubt_is_published_in_five_clicks(desk, policy):
    desk.get_by_label("市住房城乡建设局").check()
    desk.get_by_role("button", name="采用").click()
    desk.get_by_text("已登记为市住房城乡建设局").wait_for()
    desk.get_by_role("link", name="确认无问题的 3 条").click()
    desk.get_by_role("button", name="确认 3 条").click()
    desk.get_by_role("link", name="发布…").click()
    desk.get_by_role("dialog").get_by_role("button", name="发布").click()
    desk.get_by_text("已发布，各单位可以查看。").wait_for()
    policy.refresh_from_db()
    assert policy.state == "published"


def test_a_span_lights_its_reading_and_a_reading_its_span(desk, policy):
    unit = Measure.objects.get(number="1").responsibilities.get(role="co")
    desk.locator(f"#s-u{unit.pk}").click()
    desk.get_by_role("heading", name="第1条 识别结果").wait_for()
    assert desk.locator("#read .val.is-on").inner_text() == "市财政局"
    desk.locator("#read").get_by_role("link", name="市发展改革委").click()
    desk.locator("#src .is-on", has_text="市发展改革委").wait_for()


def test_the_keyboard_does_it_all(desk, policy):
    desk.get_by_label("市住房城乡建设局").check()
    desk.locator("h1").click()
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("c")
    desk.get_by_text("已登记为").wait_for()
    for _ in range(3):
        waiting = Measure.objects.unconfirmed().count()
        desk.evaluate("document.activeElement.blur()")
        desk.keyboard.press("c")
        desk.get_by_text(f"已确认 {4 - waiting}").first.wait_for()
    assert not Measure.objects.unconfirmed().exists()
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("z")
    desk.get_by_text("还有 1 条未确认").wait_for()
    desk.get_by_role("heading", name="第2条 识别结果").wait_for()
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("[")
    desk.get_by_role("heading", name="第1条 识别结果").wait_for()
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("e")
    desk.get_by_role("link", name="完成", exact=True).wait_for()
    desk.get_by_role("heading", name="第1条 识别结果").wait_for()


def test_keys_pressed_faster_than_answers_come_are_done_one_after_the_other(desk, policy):
    first, second, third = Measure.objects.order_by("position").values_list("number", flat=True)
    last = Measure.objects.get(number=third)
    desk.goto(f"{reverse('policies:desk', args=[policy.pk])}?m={last.pk}")
    desk.get_by_role("heading", name=f"第{third}条 识别结果").wait_for()
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.type("[[")
    desk.get_by_role("heading", name=f"第{first}条 识别结果").wait_for()
    desk.keyboard.type("]")
    desk.get_by_role("heading", name=f"第{second}条 识别结果").wait_for()


def test_typing_a_short_form_offers_the_unit(desk, cast, policy):
    row = Measure.objects.get(number="1").responsibilities.get(role="co")
    desk.goto(f"{reverse('policies:desk', args=[policy.pk])}?m={row.measure_id}&edit=u{row.pk}")
    desk.locator("#id_unit").fill("")
    desk.locator("#id_unit").press_sequentially("zfcx")
    desk.get_by_label("市住房城乡建设局").wait_for()
    desk.get_by_role("button", name="保存").click()
    desk.get_by_text("单位已更正").wait_for()
    row.refresh_from_db()
    assert str(row.department) == "市住房城乡建设局"


def test_everything_works_without_script(chromium, live_server, cast, sign_in, policy):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, cast.supervisor)
    page.goto(reverse("policies:desk", args=[policy.pk]))
    page.get_by_label("市住房城乡建设局").check()
    page.get_by_role("button", name="采用").click()
    page.get_by_role("link", name="确认无问题的 3 条").click()
    page.get_by_role("button", name="确认 3 条").click()
    page.get_by_role("link", name="发布…").click()
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    page.get_by_role("link", name="退回校核…").wait_for()
    policy.refresh_from_db()
    assert policy.state == "published"
    context.close()


def pages(policy: Policy) -> dict[str, str]:
    """Return the pages to be looked at."""
    roads = Measure.objects.get(number="1")
    desk = reverse("policies:desk", args=[policy.pk])
    return {
        "desk": desk,
        "correction": f"{desk}?m={roads.pk}&edit=co",
        "list": reverse("policies:list"),
        "checking": reverse("policies:checking"),
        "upload": reverse("policies:upload"),
        "detail": reverse("policies:detail", args=[policy.pk]),
        "measure": reverse("policies:measure", args=[roads.pk]),
        "validity": reverse("policies:validity"),
        "validity of one": reverse("policies:validity-decide", args=[policy.pk]),
        "search": reverse("policies:search") + "?q=市",
    }


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)])
def test_axe_finds_nothing_on_any_page(desk, axe, policy, theme, width):
    page = desk
    page.context.add_cookies([{"name": "duban_theme", "value": theme, "url": page.url}])
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for name, url in pages(policy).items():
        page.goto(url)
        found[name] = axe(page)
    assert {name: places for name, places in found.items() if places} == {}


def test_no_page_scrolls_sideways_at_any_width(page, cast, sign_in, sideways, policy):
    sign_in(page, cast.supervisor)
    found = {}
    for name, url in pages(policy).items():
        page.goto(url)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found[name, width] = sideways(page)
    assert {key: by for key, by in found.items() if by} == {}
