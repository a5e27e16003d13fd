"""The auditor's page, its export, Django's administration and REST: for auditors of the government, nobody else."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse

from accounts.models import Membership, Role, User
from accounts.tokens import issue_token
from audit.models import Chain, Entry
from audit.services import record
from audit.words import action_word, changes_of
from core import clock
from departments import services
from departments.models import DepartmentKind
from tasks.transitions import TABLE

LOG, EXPORT = reverse("audit:log"), reverse("audit:export")
OTHERS = ("clerk", "head", "supervisor", "leader", "administrator", "outsider", "stranger")


@pytest.fixture
def entries(cast):
    """A corrected unit, a new name, and an act in another government."""
    services.correct_department(
        department=cast.lead_unit, by=cast.supervisor, version=1, kind=DepartmentKind.PARTY, parent=cast.co_unit,
        duties="", position=0,
    )  # fmt: skip
    services.add_name(department=cast.lead_unit, name="=市发改委", by=cast.administrator, source="简称表")
    record("departments.create", cast.stranger_unit, jurisdiction=cast.other_jurisdiction)
    return list(Entry.objects.all())


@pytest.fixture
def auditor(client, cast):
    client.force_login(cast.auditor)
    return client


def page(response) -> str:
    assert response.status_code == 200
    text: str = response.content.decode()
    assert "UNDEFINED" not in text
    return text


@pytest.mark.usefixtures("entries")
def test_the_log_says_in_words_who_changed_what(auditor):
    text = page(auditor.get(LOG))
    for words in (
        "督查员",
        "修改",
        "市发展改革委",
        "类别：</span>政府部门 → 党委机构",
        "上级单位：</span>市财政局",
    ):
        assert words in text
    assert "理由：简称表" in text
    assert "安岭市" not in text


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ({"actor": "督查"}, "类别：", "简称表"),
        ({"action": "增加名称"}, "简称表", "类别："),
        ({"action": "departments.correct"}, "类别：", "简称表"),
        ({"q": "简称"}, "简称表", "类别："),
        ({"unit": "无此单位"}, "没有符合条件的记录", "类别："),
        ({"until": "2020-01-01"}, "没有符合条件的记录", "类别："),
    ],
)
def test_the_log_is_filtered(auditor, query, shown, hidden):
    text = page(auditor.get(LOG, query))
    assert shown in text
    assert hidden not in text
    assert "去掉条件" in text


@pytest.mark.usefixtures("entries")
def test_a_day_counts_from_midnight_to_midnight_in_shanghai(auditor):
    today = clock.local(clock.real_now()).date()
    assert "简称表" in page(auditor.get(LOG, {"since": today, "until": today}))
    assert "没有符合条件" in page(auditor.get(LOG, {"since": today + timedelta(days=1)}))


@pytest.mark.usefixtures("entries")
def test_the_anchor_of_the_chain_is_shown_as_it_would_be_kept(auditor, cast):
    chain = Chain.objects.get(pk=cast.jurisdiction.pk)
    text = page(auditor.get(LOG))
    assert f"当前锚点：第 {chain.length} 条" in text
    assert chain.head in text
    record("departments.create", cast.lead_unit, jurisdiction=cast.jurisdiction)
    later = page(auditor.get(LOG))
    assert f"当前锚点：第 {chain.length + 1} 条" in later
    assert chain.head not in later


def test_a_government_without_entries_has_no_anchor(auditor):
    assert "当前锚点" not in page(auditor.get(LOG))


def test_a_bad_condition_is_said_and_shows_nothing(auditor, entries):
    text = page(auditor.get(LOG, {"since": "gestern"}))
    assert "没有符合条件" in text
    assert 'role="alert"' in text
    assert auditor.get(EXPORT, {"since": "gestern"}).status_code == 400


def test_a_long_log_is_read_page_by_page_at_the_same_cost(auditor, cast, django_assert_max_num_queries):
    for number in range(120):
        record("departments.create", cast.lead_unit, jurisdiction=cast.jurisdiction, reason=f"第{number}次")
    with django_assert_max_num_queries(12):
        first = auditor.get(LOG)
    assert "第119次" in page(first)
    older = first.context["older"]
    with django_assert_max_num_queries(12):
        second = page(auditor.get(LOG, {"before": older}, headers={"HX-Request": "true"}))
    assert "第69次" in second
    assert "第70次" not in second
    assert "<html" not in second


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_but_an_auditor_reads_the_log(client, cast, entries, who):
    client.force_login(getattr(cast, who))
    assert client.get(LOG).status_code == 403
    assert client.get(EXPORT).status_code == 403
    assert client.get("/api/v1/audit/entries/").status_code == 403
    assert client.get(f"/api/v1/audit/entries/{entries[0].pk}/").status_code == 403
    assert client.get("/api/v1/audit/chains/").status_code == 403


def test_an_auditor_of_two_governments_reads_the_one_chosen(auditor, cast, entries):
    Membership.objects.create(user=cast.auditor, jurisdiction=cast.other_jurisdiction, role=Role.AUDITOR)
    assert "市发展改革委" in page(auditor.get(LOG))
    auditor.post(reverse("accounts:government"), {"government": cast.other_jurisdiction.pk})
    assert "市发展改革委" not in page(auditor.get(LOG))


def test_the_export_is_csv_without_formulas_and_leaves_an_entry(auditor, cast, entries):
    Entry.objects.get(action="departments.add_name")
    response = auditor.get(EXPORT, {"action": "增加名称"})
    rows = list(csv.reader(StringIO(b"".join(response).decode("utf-8-sig"))))
    assert rows[0][:3] == ["序号", "时间", "操作人"]
    assert [row[4] for row in rows[1:]] == ["增加名称"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    entry = Entry.objects.get(action="audit.export")
    assert (entry.jurisdiction_id, entry.actor_name) == (cast.jurisdiction.pk, "审计员")
    assert entry.after == {"conditions": {"action": "增加名称"}}


def test_values_that_are_no_columns_and_unknown_verbs_are_readable(cast):
    record(
        "tasks.unheard_of", cast.lead_unit, jurisdiction=cast.jurisdiction, before={"on": None, "nested": {"on": 1}},
        after={"on": "2026-01-01", "yes": True, "several": ["甲", "乙"]},
    )  # fmt: skip
    words = [(one.label, one.before, one.after) for one in changes_of(Entry.objects.get())]
    assert words == [
        ("生效日期", "—", "2026-01-01"),
        ("nested", "生效日期：1", "—"),
        ("yes", "—", "是"),
        ("several", "—", "甲、乙"),
    ]


def test_rest_gives_the_auditors_entries_and_chain_heads(auditor, cast, entries):
    rows = auditor.get("/api/v1/audit/entries/", {"action": "departments.add_name"}).json()["results"]
    assert [(row["action_word"], row["actor_name"]) for row in rows] == [("增加名称", "系统管理员")]
    foreign = Entry.objects.get(jurisdiction_id=cast.other_jurisdiction.pk)
    assert auditor.get(f"/api/v1/audit/entries/{foreign.pk}/").status_code == 404
    chains = auditor.get("/api/v1/audit/chains/").json()
    assert [(chain["jurisdiction_id"], chain["length"]) for chain in chains] == [(cast.jurisdiction.pk, 2)]
    for method in ("post", "put", "patch", "delete"):
        assert getattr(auditor, method)(f"/api/v1/audit/entries/{rows[0]['id']}/").status_code == 405


def test_an_auditors_token_needs_the_scope(client, cast, entries):
    for scopes, status in ((["audit:read"], 200), (["tasks:read"], 403)):
        _, clear = issue_token(user=cast.auditor, name="留存", scopes=scopes)
        assert client.get("/api/v1/audit/entries/", headers={"Authorization": f"Bearer {clear}"}).status_code == status


def test_djangos_administration_shows_the_log_to_auditors_and_changes_nothing(client, cast, entries):
    User.objects.filter(pk__in=[cast.auditor.pk, cast.administrator.pk]).update(is_staff=True)
    User.objects.filter(pk=cast.administrator.pk).update(is_superuser=True)
    client.force_login(User.objects.get(pk=cast.administrator.pk))
    assert client.get("/admin/audit/entry/").status_code == 403
    client.force_login(User.objects.get(pk=cast.auditor.pk))
    assert client.get("/admin/audit/entry/").status_code == 200
    own = Entry.objects.filter(jurisdiction_id=cast.jurisdiction.pk)[0]
    assert client.get(f"/admin/audit/entry/{own.pk}/change/").status_code == 200
    assert client.post(f"/admin/audit/entry/{own.pk}/change/", {"actor_name": "别人"}).status_code == 403
    assert client.post(f"/admin/audit/entry/{own.pk}/delete/", {"post": "yes"}).status_code == 403
    foreign = Entry.objects.get(jurisdiction_id=cast.other_jurisdiction.pk)
    assert client.get(f"/admin/audit/entry/{foreign.pk}/change/").status_code == 302


def test_every_act_of_the_workflow_is_said_and_found_in_words(auditor, cast):
    row = next(row for row in TABLE if row.code == "report.submit")
    record(row.code, cast.lead_unit, jurisdiction=cast.jurisdiction, reason="月报")
    assert [action_word(one.code) for one in TABLE] == [one.word for one in TABLE]
    assert "月报" in page(auditor.get(LOG, {"action": row.word}))
