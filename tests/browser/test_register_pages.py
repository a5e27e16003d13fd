"""The pages of the register, of accounts and of the log in a real browser: for all readers, by phone, in the dark."""

import os
from datetime import date
from pathlib import Path

import pytest

from accounts import services as accounts
from accounts.models import Role
from departments import services

# where pictures go when somebody wants to look at the pages: DUBAN_PICTURES=/tmp/pictures
PICTURES = os.environ.get("DUBAN_PICTURES", "")


@pytest.fixture
def furnished(transactional_db):
    """The standing cast with names, a reform ahead, a deputy and a service account with a token."""
    from tests.cast import make_cast

    cast = make_cast()
    by = cast.administrator
    services.add_name(department=cast.lead_unit, name="市发改委", source="常用简称", by=by)
    services.add_name(department=cast.lead_unit, name="市发展和改革委员会", by=by)
    services.merge(
        predecessors=[cast.other_unit], successor=cast.lead_unit, on=date(2026, 1, 1), source="云州市机构改革方案",
        by=cast.supervisor,
    )  # fmt: skip
    account = accounts.create_service_account(
        jurisdiction=cast.jurisdiction, username="oa", name="市政府OA", purpose="报送", contact="",
        role=Role.SUPERVISOR, by=by,
    )  # fmt: skip
    accounts.issue_token(owner=account.user, name="报送接口", scopes=["tasks:read", "tasks:write"], days=365, by=by)
    accounts.set_deputy(
        membership=cast.clerk.memberships.get(), deputy=cast.co_clerk, by=by,
        first=date(2026, 1, 5), last=date(2036, 1, 9),
    )  # fmt: skip
    return cast, account


def addresses(cast, account):
    """Each page with who looks at it."""
    return [
        ("sign-in", None, "/accounts/sign-in/"),
        ("password", "clerk", "/accounts/password/"),
        ("units", "supervisor", "/departments/"),
        ("unit", "supervisor", f"/departments/{cast.lead_unit.pk}/"),
        ("unit-gone", "clerk", f"/departments/{cast.other_unit.pk}/"),
        ("unit-new", "supervisor", "/departments/new/"),
        ("unit-edit", "supervisor", f"/departments/{cast.lead_unit.pk}/edit/"),
        ("reform", "supervisor", f"/departments/{cast.lead_unit.pk}/reform/split/"),
        ("rosters", "supervisor", "/departments/rosters/"),
        ("roster", "supervisor", f"/departments/rosters/{cast.roster.pk}/"),
        ("import", "supervisor", "/departments/import/"),
        ("people", "administrator", "/accounts/people/"),
        ("person", "administrator", f"/accounts/people/{cast.clerk.pk}/"),
        ("person-new", "administrator", "/accounts/people/new/"),
        ("tokens", "administrator", f"/accounts/people/{account.user_id}/tokens/"),
        ("log", "auditor", "/audit/"),
    ]


@pytest.fixture
def eyes(sign_in, set_theme, axe, sideways):
    """What it takes to look at pages as somebody."""
    return sign_in, set_theme, axe, sideways


@pytest.mark.parametrize(("look", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])
def test_every_page_is_readable_for_all_and_never_scrolls_sideways(page, eyes, furnished, look, width):
    (cast, account), (sign_in, set_theme, axe, sideways) = furnished, eyes
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for name, who, address in addresses(cast, account):
        if who:
            sign_in(page, getattr(cast, who))
        set_theme(page, look)
        page.goto(address)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{look}-{width}.png", full_page=True)
        problems = [*axe(page), *([f"{over} px too wide"] if (over := sideways(page)) else [])]
        if problems:
            found[name] = problems
    assert found == {}


def test_a_unit_is_renamed_and_found_by_its_former_name(page, sign_in, furnished):
    cast, _ = furnished
    sign_in(page, cast.supervisor)
    page.goto(f"/departments/{cast.co_unit.pk}/")
    page.get_by_role("link", name="机构改革").click()
    page.get_by_label("新全称").fill("市财政和国资局")
    page.get_by_label("生效日期").fill("2026-01-01")
    page.get_by_label("依据").fill("云州市机构改革方案")
    page.get_by_role("button", name="下一步").click()
    page.get_by_text("“市财政局”作为曾用名仍指向本单位").wait_for()
    page.get_by_role("button", name="登记更名").click()
    page.get_by_role("heading", name="市财政和国资局").wait_for()
    page.goto("/departments/")
    page.get_by_role("searchbox", name="查找单位").fill("caizhengju")
    page.locator("#list tbody tr").nth(1).wait_for(state="detached")
    page.locator("#list").get_by_role("link", name="市财政和国资局").wait_for()


def test_an_administrator_ends_a_role_in_a_dialog(page, sign_in, furnished):
    cast, _ = furnished
    sign_in(page, cast.administrator)
    page.goto(f"/accounts/people/{cast.co_clerk.pk}/")
    page.get_by_role("button", name="离任").last.click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("离任日期").fill("2026-02-01")
    dialog.get_by_role("button", name="离任", exact=True).click()
    page.get_by_role("cell", name="2026-02-01").wait_for()
