"""The administrator's pages of accounts, and everybody's own tokens."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import services
from accounts.models import Membership, Role, Token, User
from accounts.tokens import find_token
from tests.accounts.test_people import ROW, sheet

PEOPLE = reverse("accounts:people")


def page(response) -> str:
    text: str = response.content.decode()
    assert "UNDEFINED" not in text
    return text


def address(name, obj):
    return reverse(f"accounts:{name}", kwargs={"pk": obj.pk})


@pytest.fixture
def admin(client, cast):
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def service(cast) -> User:
    account = services.create_service_account(
        jurisdiction=cast.jurisdiction, username="oa", name="市政府OA", purpose="报送", contact="",
        role=Role.SUPERVISOR, by=cast.administrator,
    )  # fmt: skip
    return account.user


def test_the_list_shows_the_own_governments_people_and_units_without_anybody(admin, cast):
    text = page(admin.get(PEOPLE))
    assert "市发展改革委联络员" in text
    assert "安岭市" not in text
    assert "<b>2</b> 个单位没有承办人" in text


def test_the_list_is_searched_and_filtered(admin, cast, service):
    def shown(**query):
        return page(admin.get(PEOPLE, query, headers={"HX-Request": "true"}))

    assert "督查员" not in shown(q="财政局")
    assert "caizheng" in shown(q="财政局")
    assert "fagai-head" in shown(role="unit_head")
    assert "市政府OA" in shown(state="service")
    User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    assert "市发展改革委联络员" in shown(state="disabled")
    Membership.objects.filter(user=cast.co_clerk).update(valid_to="2020-01-01")
    assert "市财政局联络员" in shown(state="roleless")
    assert "没有这样的账号" in shown(q="无此人")


def test_the_list_costs_the_same_for_few_and_many(admin, cast, django_assert_max_num_queries):
    for number in range(30):
        services.create_person(
            jurisdiction=cast.jurisdiction, username=f"p{number}", name=f"联络员{number}", role=Role.CLERK,
            department=cast.lead_unit, by=None,
        )  # fmt: skip
    with django_assert_max_num_queries(20):
        admin.get(PEOPLE)


@pytest.mark.parametrize("who", ["clerk", "supervisor", "leader", "auditor"])
def test_nobody_but_administrators_keeps_accounts(client, cast, who):
    client.force_login(getattr(cast, who))
    for name in ("people", "person-new", "service-new", "people-import", "people-template"):
        assert client.get(reverse(f"accounts:{name}")).status_code == 403
    assert client.get(address("person", cast.co_clerk)).status_code == 403
    assert client.post(address("password-reset", cast.co_clerk)).status_code == 403


def test_people_of_other_governments_are_not_there(admin, cast):
    assert admin.get(address("person", cast.stranger)).status_code == 404
    role = Membership.objects.get(user=cast.stranger)
    assert admin.post(address("role-end", role), {"on": "2026-01-01"}).status_code == 404


def test_a_new_persons_first_password_is_shown_once(admin, cast):
    sent = {"username": "yibao", "name": "市医保局联络员", "role": "clerk", "department": cast.other_unit.pk}
    response = admin.post(reverse("accounts:person-new"), sent)
    password = re.search(r"<kbd>(\w{14})</kbd>", page(response))
    assert password
    person = User.objects.get(username="yibao")
    assert person.check_password(password.group(1))
    assert "no-store" in response["Cache-Control"]
    assert password.group(1) not in page(admin.get(address("person", person)))


def test_a_refused_account_keeps_what_was_typed(admin, cast):
    sent = {"username": "fagai", "name": "另一位", "role": "clerk"}
    response = admin.post(reverse("accounts:person-new"), sent)
    assert response.status_code == 422
    text = page(response)
    assert "另一位" in text
    assert "已有人使用" in text


def test_an_accounts_page_corrects_grants_ends_and_hands_over(admin, cast):
    person = cast.clerk
    assert admin.post(address("person", person), {"name": "新名", "email": "", "phone": "1"}).status_code == 302
    add = {"role-role": "unit_head", "role-department": cast.co_unit.pk}
    assert admin.post(address("role-add", person), add).status_code == 302
    again = admin.post(address("role-add", person), add)
    assert again.status_code == 422
    assert "已有这一任职" in page(again)
    head = Membership.objects.get(user=person, role="unit_head")
    deputy = {"deputy-colleague": cast.outsider.pk, "deputy-first": "2026-03-02", "deputy-last": "2026-03-06"}
    assert admin.post(address("role-deputy", head), deputy).status_code == 302
    assert admin.post(address("role-deputy", head), deputy | {"deputy-last": "2026-03-01"}).status_code == 422
    assert admin.post(address("role-end", head), {"on": "2026-12-01"}).status_code == 302
    assert admin.post(address("role-end", head), {"on": "bad"}).status_code == 422
    over = {"over-colleague": cast.outsider.pk, "over-on": "2026-11-30"}
    assert admin.post(address("hand-over", person), over).status_code == 302
    text = page(admin.get(address("person", cast.outsider)))
    assert "代 新名" in text


def test_an_account_is_disabled_enabled_and_its_password_reset(admin, cast):
    person = cast.clerk
    assert admin.post(address("activity", person), {"active": "0", "reason": "调离"}).status_code == 302
    assert not User.objects.get(pk=person.pk).is_active
    assert "账号已停用" in page(admin.get(address("person", person)))
    admin.post(address("activity", person), {"active": "1"})
    assert User.objects.get(pk=person.pk).is_active
    assert "只显示这一次" in page(admin.post(address("password-reset", person)))


def test_the_own_account_is_shown_but_not_changed(admin, cast):
    own = cast.administrator
    assert "这是您自己的账号" in page(admin.get(address("person", own)))
    assert admin.post(address("activity", own), {"active": "0"}).status_code == 422
    assert "没有重设" in page(admin.post(address("password-reset", own), follow=True))
    assert admin.post(address("role-add", own), {"role-role": "supervisor"}).status_code == 422
    assert User.objects.get(pk=own.pk).is_active


def test_accounts_come_by_excel_with_a_preview(admin, cast):
    upload = SimpleUploadedFile("账号.xlsx", sheet(ROW))
    shown = admin.post(reverse("accounts:people-import"), {"file": upload})
    assert "将新增 <b>1</b> 个用户" in page(shown)
    made = admin.post(reverse("accounts:people-confirm"), shown.context["confirm"].initial)
    assert "市医保局联络员" in page(made)
    again = admin.post(reverse("accounts:people-confirm"), shown.context["confirm"].initial, follow=True)
    assert "没有导入" in page(again)
    wrong = admin.post(reverse("accounts:people-import"), {"file": SimpleUploadedFile("a.xlsx", sheet(ROW))})
    assert "第2行，用户名：用户名“yibao”已有人使用" in page(wrong)
    assert admin.get(reverse("accounts:people-template")).status_code == 200


def test_everybody_issues_own_tokens_which_are_shown_once(client, cast):
    client.force_login(cast.clerk)
    own = reverse("accounts:tokens")
    response = client.post(own, {"name": "我的脚本", "scopes": ["tasks:read"], "days": "30"})
    clear_text = re.search(r"<kbd>([0-9a-f]{10}\.[\w-]{40,})</kbd>", page(response))
    assert clear_text
    token = find_token(clear_text.group(1))
    assert token
    assert clear_text.group(1) not in page(client.get(own))
    rotated = client.post(address("token-rotate", token), {"overlap": "24"})
    assert "只显示这一次" in page(rotated)
    client.post(address("token-revoke", token))
    assert find_token(clear_text.group(1)) is None
    assert client.post(own, {"name": "", "days": "0"}).status_code == 422


def test_other_peoples_tokens_are_not_there(client, cast, service):
    token, _ = services.issue_token(owner=service, name="OA", scopes=["tasks:read"], days=30, by=cast.administrator)
    for who in (cast.clerk, cast.supervisor, cast.stranger_supervisor):
        client.force_login(who)
        assert client.get(address("tokens-of", service)).status_code == 404
        assert client.post(address("token-revoke", token)).status_code == 404
        assert client.post(address("token-rotate", token), {"overlap": "0"}).status_code == 404
    client.force_login(cast.administrator)
    assert client.get(address("tokens-of", cast.clerk)).status_code == 403
    assert "OA" in page(client.get(address("tokens-of", service)))
    client.post(address("token-revoke", token))
    assert Token.objects.get().revoked_at


def test_a_new_system_leads_to_its_tokens(admin, cast):
    sent = {"username": "platform", "name": "数据平台", "purpose": "读取", "role": "leader"}
    response = admin.post(reverse("accounts:service-new"), sent)
    user = User.objects.get(username="platform")
    assert response.url == address("tokens-of", user)
    assert user.is_service
