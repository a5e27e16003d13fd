"""The pages of the policies: who sees them, what they show, what an act leads to, and what they cost."""

import time
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import Department
from policies.models import Measure, Policy
from policies.services import checking
from tests.cast import make_unit
from tests.policies.builder import ROADS, WATER, Paragraph, document


@pytest.fixture
def at_desk(cast, policy):
    """A supervisor's browser and the addresses of the desk."""
    client = Client()
    client.force_login(cast.supervisor)
    return client


def desk_url(policy: Policy, verb: str = "") -> str:
    """Return the address of the desk or of one of its verbs."""
    return reverse("policies:desk-act", args=[policy.pk, verb]) if verb else reverse("policies:desk", args=[policy.pk])


def measure(number: str) -> Measure:
    """Return a measure of the current version."""
    return Measure.objects.current().get(number=number)


def act(client: Client, policy: Policy, verb: str, **data):
    """Post one act."""
    return client.post(desk_url(policy, verb), data)


PAGES = ["list", "checking", "upload", "desk", "detail", "measure"]


def page_urls(policy: Policy) -> dict[str, str]:
    """Return the address of every page."""
    return {
        "list": reverse("policies:list"),
        "checking": reverse("policies:checking"),
        "upload": reverse("policies:upload"),
        "desk": desk_url(policy),
        "detail": reverse("policies:detail", args=[policy.pk]),
        "measure": reverse("policies:measure", args=[measure("1").pk]),
    }


ACCESS = {
    "supervisor": [200, 200, 200, 200, 200, 200],
    "leader": [200, 403, 403, 200, 200, 200],
    "clerk": [200, 403, 403, 404, 404, 404],
    "outsider": [200, 403, 403, 404, 404, 404],
    "auditor": [403, 403, 403, 404, 404, 404],
    "administrator": [403, 403, 403, 404, 404, 404],
    "stranger": [200, 403, 403, 404, 404, 404],
    "stranger_supervisor": [200, 200, 200, 404, 404, 404],
}


@pytest.mark.parametrize("part", ACCESS)
def test_who_sees_which_page_of_a_policy_under_check(cast, policy, part):
    client = Client()
    client.force_login(getattr(cast, part))
    urls = page_urls(policy)
    found = [client.get(urls[name]).status_code for name in PAGES]
    assert found == ACCESS[part]


@pytest.mark.parametrize("part", ["clerk", "head", "outsider"])
def test_units_read_a_published_policy_and_its_confirmed_measures_only(cast, policy, part):
    checking.confirm_undoubted(policy=policy, by=cast.supervisor)
    checking.reject(measure=measure("3"), version=1, reason="不督办", by=cast.supervisor)
    checking.publish(policy=policy, version=1, by=cast.supervisor)
    client = Client()
    client.force_login(getattr(cast, part))
    page = client.get(reverse("policies:detail", args=[policy.pk])).content.decode()
    assert "加快道路建设" in page
    assert "改造老旧小区</a>" not in page
    assert client.get(reverse("policies:measure", args=[measure("1").pk])).status_code == 200
    assert client.get(reverse("policies:measure", args=[measure("3").pk])).status_code == 404
    assert client.get(desk_url(policy)).status_code == 403


@pytest.mark.parametrize("part", ["leader", "clerk", "outsider", "stranger_supervisor"])
def test_nobody_else_acts_at_the_desk(cast, policy, part):
    client = Client()
    client.force_login(getattr(cast, part))
    roads = measure("1")
    answer = act(client, policy, "confirm", m=roads.pk, version=roads.version)
    assert answer.status_code in (403, 404)
    assert measure("1").state == "proposed"


def test_the_desk_opens_at_the_first_doubt_and_shows_its_words(at_desk, policy):
    page = at_desk.get(desk_url(policy)).content.decode()
    assert "第3条 识别结果" in page
    assert "“市住房城市建设局”应登记为哪个单位？" in page
    assert 'aria-label="单位：市发展改革委"' in page
    assert "还有 3 条未确认" in page
    assert "确认无问题的 2 条" in page


def test_a_chosen_value_stands_out_in_the_source_and_in_the_result(at_desk, policy):
    unit = measure("1").responsibilities.get(role="co")
    page = at_desk.get(desk_url(policy), {"on": f"u{unit.pk}"}).content.decode()
    assert f'class="m m-unit is-on" id="s-u{unit.pk}"' in page
    assert "第1条 识别结果" in page


def test_confirming_goes_on_to_the_next_measure_that_waits(at_desk, policy):
    roads, water = measure("1"), measure("2")
    page = at_desk.get(desk_url(policy), {"m": roads.pk}).content.decode()
    assert f'name="next" value="m={water.pk}"' in page
    answer = act(at_desk, policy, "confirm", m=roads.pk, version=roads.version, next=f"m={water.pk}")
    assert (answer.status_code, answer["Location"]) == (302, f"{desk_url(policy)}?m={water.pk}")
    assert measure("1").state == "confirmed"


def test_where_to_go_on_is_never_another_page(at_desk, policy):
    roads = measure("1")
    answer = act(at_desk, policy, "confirm", m=roads.pk, version=1, next="https://other.example/?m=1&x=2")
    assert answer["Location"].startswith(desk_url(policy))


def test_all_without_doubt_are_confirmed_from_the_dialog_that_lists_them(at_desk, policy):
    page = at_desk.get(desk_url(policy), {"confirm": "sure"}).content.decode()
    assert '<dialog class="dialog" id="sure" aria-labelledby="sure-title" open>' in page
    shown = [f"{one.pk}:{one.version}" for one in Measure.objects.current().undoubted()]
    act(at_desk, policy, "confirm-sure", shown=shown)
    assert Measure.objects.confirmed().count() == 2


def test_a_misprinted_unit_is_answered_by_a_near_name(at_desk, cast, policy):
    housing = make_unit(cast.jurisdiction, "市住房城乡建设局")
    doubt = measure("3").findings.get()
    page = at_desk.get(desk_url(policy), {"q": f"f{doubt.pk}"}).content.decode()
    assert f'value="d{housing.pk}"' in page
    act(at_desk, policy, "answer", q=f"f{doubt.pk}", m=measure("3").pk, version=1, choice=f"d{housing.pk}")
    assert measure("3").responsibilities.get(role="lead").department == housing
    assert not measure("3").findings.open().exists()


@pytest.mark.parametrize("typed", ["住建局", "zfcx", "住房城市建设"])
def test_a_typed_short_form_asks_which_unit_is_meant_and_keeps_what_was_typed(at_desk, cast, policy, typed):
    housing = make_unit(cast.jurisdiction, "市住房城乡建设局")
    make_unit(cast.jurisdiction, "市自建局")
    row = measure("3").responsibilities.get(role="lead")
    answer = act(at_desk, policy, "unit", m=measure("3").pk, version=1, edit=f"u{row.pk}", unit=typed, role="lead")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert typed in page
    assert "市住房城乡建设局" in page
    data = {"m": measure("3").pk, "version": 1, "edit": f"u{row.pk}", "unit": typed, "pick": f"d{housing.pk}"}
    act(at_desk, policy, "unit", **data)
    row.refresh_from_db()
    assert row.department == housing


def test_typing_offers_units_as_choices(at_desk, cast, policy):
    make_unit(cast.jurisdiction, "市住房城乡建设局")
    page = at_desk.get(reverse("policies:unit-choices", args=[policy.pk]), {"unit": "zfcx"}).content.decode()
    assert "市住房城乡建设局" in page
    assert "安岭" not in page


def test_the_second_checker_sees_both_versions_and_chooses(at_desk, cast, policy):
    checking.correct_title(measure=measure("1"), version=1, title="修路", by=cast.supervisor)
    answer = act(at_desk, policy, "title", m=measure("1").pk, version=1, title="造桥")
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "没有保存：他人刚改过" in page
    assert "造桥" in page
    assert measure("1").title == "修路"
    act(at_desk, policy, "title", m=measure("1").pk, version=1, title="造桥", keep="theirs")
    assert measure("1").title == "修路"
    act(at_desk, policy, "title", m=measure("1").pk, version=2, title="造桥", keep="mine")
    assert measure("1").title == "造桥"


def test_a_refused_act_says_why_in_one_sentence(at_desk, policy):
    answer = act(at_desk, policy, "confirm", m=measure("3").pk, version=1)
    assert answer.status_code == 409
    assert "本条还有" in answer.content.decode()
    assert act(at_desk, policy, "reject", m=measure("3").pk, version=1, reason="").status_code == 422
    assert act(at_desk, policy, "no-such-verb").status_code == 404
    assert act(at_desk, policy, "confirm", m="x", version="1").status_code == 404


def test_dates_and_targets_are_corrected_as_documents_write_them(at_desk, policy):
    roads = measure("1")
    deadline, target = roads.deadlines.get(), roads.targets.get()
    data = {"day": "2026-11-30", "precision": "day", "recurrence": ""}
    act(at_desk, policy, "deadline", m=roads.pk, version=1, edit=f"d{deadline.pk}", **data)
    figures = {"comparator": ">=", "figure": "\uff14\uff15", "scale": "100000000", "unit": "元"}
    act(at_desk, policy, "target", m=roads.pk, version=2, edit=f"t{target.pk}", **figures)
    deadline.refresh_from_db()
    target.refresh_from_db()
    assert deadline.date == date(2026, 11, 30)
    assert target.value == 4_500_000_000
    page = at_desk.get(desk_url(policy), {"m": roads.pk}).content.decode()
    assert "≥ 45 亿元" in page
    assert "<s" in page


def test_splitting_merging_moving_and_adding_work_from_the_page(at_desk, policy):
    roads = measure("1")
    page = at_desk.get(desk_url(policy), {"m": roads.pk, "edit": "split"}).content.decode()
    at = roads.text.index("到2026年底")
    assert f'value="{at}"' in page
    act(at_desk, policy, "split", m=roads.pk, version=1, at=at)
    assert Measure.objects.current().count() == 4
    second = Measure.objects.current().get(number="1(2)")
    act(at_desk, policy, "merge", m=roads.pk, version=2, other=second.pk, other_version=second.version)
    assert measure("1").text == roads.text
    act(at_desk, policy, "move", m=measure("2").pk, version=1, to="up")
    page = at_desk.get(desk_url(policy), {"edit": "add", "m": roads.pk}).content.decode()
    assert "云州市促进发展若干措施</label>" in page
    act(at_desk, policy, "add", version=2, start=0, title="总则")
    assert Measure.objects.current().filter(title="总则").exists()


def test_the_last_step_can_be_taken_back_from_the_page(at_desk, policy):
    act(at_desk, policy, "title", m=measure("1").pk, version=1, title="修路")
    page = at_desk.get(desk_url(policy))
    act(at_desk, policy, "undo", step=page.context["step"])
    assert measure("1").title == "加快道路建设"


def test_publishing_is_offered_only_when_nothing_waits(at_desk, policy, cast):
    assert act(at_desk, policy, "publish", version=1).status_code == 409
    checking.confirm_undoubted(policy=policy, by=cast.supervisor)
    checking.reject(measure=measure("3"), version=1, reason="不督办", by=cast.supervisor)
    page = at_desk.get(desk_url(policy)).content.decode()
    assert 'data-dialog="publish"' in page
    act(at_desk, policy, "publish", version=1)
    policy.refresh_from_db()
    assert policy.state == "published"
    page = at_desk.get(desk_url(policy)).content.decode()
    assert "退回校核" in page
    assert f'{desk_url(policy, "confirm")}"' not in page
    act(at_desk, policy, "reopen", version=2, reason="单位有误")
    assert 'data-dialog="reopen"' not in at_desk.get(desk_url(policy)).content.decode()


def test_the_question_about_the_first_listed_unit_is_asked_once(at_desk, take_in, cast):
    from policies.parsing.types import Finding as ParsedFinding

    inferred = ParsedFinding("lead.inferred", "info", "原文未写明牵头单位，按排列第一位推定")
    policy = take_in(
        document(ROADS, WATER, title="另一文件", doc_number="云政发〔2026〕9号", findings=(inferred,))
    ).policies[0]
    finding = policy.versions.get().findings.get()
    act(at_desk, policy, "answer", q=f"f{finding.pk}", version=1, choice="yes", m="")
    policy.refresh_from_db()
    assert policy.first_listed_leads is True
    page = at_desk.get(desk_url(policy)).content.decode()
    assert "列首位，已确认" in page


def test_lists_find_by_title_state_year_and_unit(at_desk, policy, cast):
    url = reverse("policies:list")
    assert policy.title in at_desk.get(url, {"q": "促进 5号", "year": "2026"}).content.decode()
    assert policy.title in at_desk.get(url, {"unit": cast.co_unit.pk, "state": "in_review"}).content.decode()
    for missing in (
        {"q": "没有"},
        {"year": "2020"},
        {"state": "published"},
        {"unit": make_unit(cast.jurisdiction, "市气象局").pk},
    ):
        assert policy.title not in at_desk.get(url, missing).content.decode()
    part = at_desk.get(url, {"q": "促进"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


def test_the_queue_of_the_desk_lists_what_waits(at_desk, policy):
    page = at_desk.get(reverse("policies:checking")).content.decode()
    assert "<b>1</b> 份文件待校核" in page
    assert policy.title in page


def test_no_page_has_an_undefined_variable(at_desk, policy):
    roads = measure("1")
    unit, deadline, target = roads.responsibilities.get(role="co"), roads.deadlines.get(), roads.targets.get()
    queries = ["", "edit=co", f"edit=u{unit.pk}", f"edit=d{deadline.pk}", f"edit=t{target.pk}"]
    queries += [
        "edit=u%2B",
        "edit=d%2B",
        "edit=t%2B",
        "edit=title",
        "edit=split",
        "edit=add",
        "edit=reject",
        "confirm=publish",
    ]
    urls = [*page_urls(policy).values(), *(f"{desk_url(policy)}?m={roads.pk}&{query}" for query in queries)]
    for url in urls:
        assert "UNDEFINED" not in at_desk.get(url).content.decode(), url


def many(count: int) -> list[Paragraph]:
    """Return so many measures with ten units each."""
    names = [f"市第{number}局" for number in range(10)]
    listed = "、".join(names)
    units = [(name, "lead" if not at else "co", "first_listed") for at, name in enumerate(names)]
    return [
        Paragraph(
            str(number),
            f"第{number}项工作",
            f"第{number}项工作。2026年底前完成投资{number}亿元。(责任单位:{listed})",
            units=units,
            deadlines=[("2026年底前", date(2026, 12, 31), "year")],
            targets=[(f"完成投资{number}亿元", number * 1e8, "元")],
        )
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("count", [1, 300])
def test_the_desk_costs_the_same_few_queries_for_one_measure_and_for_300_and_half_a_second(
    take_in, cast, django_assert_max_num_queries, count
):
    Department.objects.bulk_create(
        Department(jurisdiction=cast.jurisdiction, name=f"市第{number}局") for number in range(10)
    )
    policy = take_in(document(*many(count))).policies[0]
    client = Client()
    client.force_login(cast.supervisor)
    client.get(desk_url(policy))
    with django_assert_max_num_queries(15):
        assert client.get(desk_url(policy)).status_code == 200
    # the least of three: other work on the machine only ever adds
    assert min(_seconds(client, desk_url(policy)) for _ in range(3)) < 0.5


def _seconds(client: Client, url: str) -> float:
    """Return the processor time a page takes."""
    started = time.process_time()
    client.get(url)
    return time.process_time() - started
