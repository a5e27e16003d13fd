"""Who sees which entries of the navigation."""

import pytest

from accounts.models import Role
from duban import navigation
from duban.navigation import ENTRIES, EVERYBODY, Entry, links


@pytest.fixture(autouse=True)
def _every_page_exists(monkeypatch):
    monkeypatch.setattr(navigation, "address", lambda name: f"/{name}/")


def labels(*roles: Role) -> list[str]:
    return [link.label for link in links(ENTRIES, roles)]


def test_a_clerk_works_at_the_workbench_and_calls_the_ledger_mine():
    assert labels(Role.CLERK)[:2] == ["工作台", "我的事项"]
    assert "督查看板" not in labels(Role.CLERK)


def test_a_supervisor_sees_the_board_and_the_whole_ledger():
    seen = labels(Role.SUPERVISOR)
    assert {"督查看板", "校核", "事项台账", "提醒台账"} <= set(seen)
    assert "我的事项" not in seen


def test_the_three_powers_see_nothing_of_each_other():
    assert labels(Role.AUDITOR) == ["审计", "消息"]
    assert "审计" not in labels(Role.ADMINISTRATOR)
    assert "事项台账" not in labels(Role.ADMINISTRATOR)


def test_a_page_stands_once_for_a_person_of_two_roles():
    seen = labels(Role.CLERK, Role.SUPERVISOR)
    assert len([one for one in seen if one in {"我的事项", "事项台账"}]) == 1


def test_a_stranger_sees_nothing():
    assert links(ENTRIES, []) == []


def test_a_page_belongs_to_itself_else_to_the_list_of_its_app():
    def current(view_name: str) -> list[str]:
        return [link.label for link in links(ENTRIES, [Role.SUPERVISOR], view_name) if link.current]

    assert current("insights:board") == ["督查看板"]
    assert current("tasks:detail") == ["事项台账"]
    assert current("core:design") == []


def test_a_page_that_does_not_exist_is_left_out(monkeypatch):
    monkeypatch.setattr(navigation, "address", lambda name: "" if name == "gone:list" else "/x/")
    shown = links([Entry("gone:list", "没有", EVERYBODY), Entry("here:list", "在", EVERYBODY)], [Role.CLERK])
    assert [link.label for link in shown] == ["在"]
