"""Accounts: made with a first password, corrected, disabled; made by Excel all or none."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from accounts import services
from accounts.models import Membership, Role, User
from accounts.services.sheet import TITLES, carry_out, plan_import
from audit.models import Entry
from core.exceptions import DomainError, NotPermitted

GOOD = {"username": "yibao", "name": "市医保局联络员", "email": "yibao@yunzhou.example"}


def create(cast, by="administrator", **changes):
    values = GOOD | {"role": Role.CLERK, "department": cast.other_unit} | changes
    return services.create_person(jurisdiction=cast.jurisdiction, by=getattr(cast, by), **values)


def test_a_new_person_signs_in_with_the_first_password_and_must_change_it(cast):
    person, password = create(cast)
    assert person.check_password(password)
    assert len(password) >= 14
    assert person.must_change_password
    assert Membership.objects.get(user=person).department == cast.other_unit
    entry = Entry.objects.get(action="accounts.create")
    assert (entry.jurisdiction_id, entry.actor_name) == (cast.jurisdiction.pk, "系统管理员")
    assert password not in str(Entry.objects.values_list("before", "after"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "FAGAI"}, "username"),
        ({"username": "有 空格"}, "username"),
        ({"username": ""}, "username"),
        ({"name": " "}, "name"),
        ({"email": "not an address"}, "email"),
        ({"role": Role.CLERK, "department": None}, "department"),
    ],
)
def test_an_account_that_is_not_right_is_refused_by_field_and_not_stored(cast, changes, field):
    before = User.objects.count()
    with pytest.raises(DomainError) as refused:
        create(cast, **changes)
    assert field in refused.value.fields
    assert User.objects.count() == before


@pytest.mark.parametrize("by", ["clerk", "supervisor", "auditor", "stranger_supervisor"])
def test_nobody_but_an_administrator_makes_accounts(cast, by):
    with pytest.raises(NotPermitted):
        create(cast, by=by)


def test_name_and_addresses_are_corrected_with_a_trace(cast):
    services.correct_person(person=cast.clerk, name="新名", email="x@yunzhou.example", phone="", by=cast.administrator)
    entry = Entry.objects.get(action="accounts.update")
    assert (entry.before["name"], entry.after["name"]) == ("市发展改革委联络员", "新名")


@pytest.mark.parametrize("who", ["administrator", "stranger"])
def test_an_administrator_changes_neither_himself_nor_people_of_other_governments(cast, who):
    person = getattr(cast, who)
    with pytest.raises(NotPermitted):
        services.reset_password(person=person, by=cast.administrator)
    with pytest.raises(NotPermitted):
        services.set_active(person=person, active=False, by=cast.administrator)


def test_a_reset_password_ends_the_sessions(cast, client):
    client.force_login(cast.clerk)
    password = services.reset_password(person=User.objects.get(pk=cast.clerk.pk), by=cast.administrator)
    assert client.get("/accounts/password/").status_code == 302
    assert client.post("/accounts/sign-in/", {"username": "fagai", "password": password}).status_code == 302


def test_disabling_and_enabling_leave_a_trace_once(cast):
    for active in (False, False, True):
        services.set_active(person=cast.clerk, active=active, by=cast.administrator, reason="调离")
    actions = list(Entry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["accounts.disable", "accounts.enable"]


def test_a_service_account_has_a_role_and_no_password(cast):
    account = services.create_service_account(
        jurisdiction=cast.jurisdiction, username="oa", name="市政府OA", purpose="报送进展", contact="市政府办",
        role=Role.SUPERVISOR, by=cast.administrator,
    )  # fmt: skip
    assert not account.user.has_usable_password()
    with pytest.raises(DomainError, match="没有密码"):
        services.reset_password(person=account.user, by=cast.administrator)


def sheet(*rows) -> bytes:
    book = Workbook()
    book.active.append(TITLES)
    for row in rows:
        book.active.append([row.get(title) for title in TITLES])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


ROW = {"用户名": "yibao", "姓名": "市医保局联络员", "角色": "承办人", "单位": "市水利局"}


def test_accounts_of_a_sheet_are_a_plan_until_confirmed(cast):
    data = sheet(ROW, {"用户名": "ducha9", "姓名": "督查员（九科）", "角色": "督查员", "邮箱": "d9@yunzhou.example"})
    plan = plan_import(cast.jurisdiction, data)
    assert plan.wrong == []
    assert not User.objects.filter(username="yibao").exists()
    made = carry_out(jurisdiction=cast.jurisdiction, data=data, digest=plan.digest, by=cast.administrator)
    assert [person.username for person, _ in made] == ["yibao", "ducha9"]
    assert all(person.check_password(password) for person, password in made)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"用户名": "fagai"}, "第2行，用户名：用户名“fagai”已有人使用。"),
        ({"用户名": None}, "第2行，用户名："),
        ({"姓名": None}, "第2行，姓名："),
        ({"角色": "处长"}, "第2行，角色：须为承办人、"),
        ({"角色": None}, "第2行，角色：不能为空。"),
        ({"单位": "市没有局"}, "第2行，单位：名录中没有“市没有局”。"),
        ({"单位": None}, "第2行，单位：承办人须有单位。"),
        ({"角色": "督查员"}, "第2行，单位：督查员不属于某个单位，请留空。"),
        ({"邮箱": "x"}, "第2行，邮箱："),
    ],
)
def test_what_is_wrong_in_a_sheet_is_said_by_row_and_column_and_nothing_is_made(cast, change, expected):
    data = sheet(ROW | change)
    wrong = [str(one) for one in plan_import(cast.jurisdiction, data).wrong]
    assert any(one.startswith(expected) for one in wrong), wrong
    before = User.objects.count()
    with pytest.raises(DomainError, match="表中有误"):
        carry_out(jurisdiction=cast.jurisdiction, data=data, digest="", by=cast.administrator)
    assert User.objects.count() == before


def test_the_same_user_name_twice_in_a_sheet_is_refused(cast):
    wrong = plan_import(cast.jurisdiction, sheet(ROW, ROW | {"用户名": "YIBAO"})).wrong
    assert [str(one) for one in wrong] == ["第3行，用户名：与第2行相同。"]
