"""Drafts: one task a measure, with its units, its first lead, its date and the ground of all three."""

from datetime import date

import pytest

from accounts.models import Role
from audit.models import Entry
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments.models import Rule
from policies.models import MeasureState, UnitBasis
from tasks.models import Task
from tasks.services.drafting import draft_tasks, register_by_hand
from tasks.services.shaping import (
    add_unit,
    discard,
    name_first_lead,
    name_first_listed,
    refresh_units,
    remove_unit,
    set_due,
)
from tests.cast import make_person
from tests.factories.policies import add_deadline, add_responsibility, add_target, make_measure, make_policy
from tests.factories.tasks import make_task


@pytest.fixture
def policy(cast):
    return make_policy(cast.jurisdiction, expires_on=date(2025, 12, 31), validity_text="有效期至2025年12月31日")


def units(task: Task) -> dict[str, tuple[str, bool]]:
    return {
        part.department.name: (part.role, part.is_first_lead) for part in task.assignments.select_related("department")
    }


def test_every_confirmed_measure_becomes_one_draft_and_a_second_call_makes_none(cast, policy):
    make_measure(policy, (cast.lead_unit, "lead"), (cast.co_unit, "co"))
    make_measure(policy, (cast.co_unit, "lead"), state=MeasureState.PROPOSED)
    [task] = draft_tasks(policy=policy, by=cast.supervisor)
    assert (task.state, task.number, task.title) == ("drafted", "", "第1项举措")
    assert task.quotation == "推进社区养老服务设施建设。"
    assert units(task) == {"市发展改革委": ("lead", True), "市财政局": ("co", False)}
    assert draft_tasks(policy=policy, by=cast.supervisor) == []
    assert Entry.objects.filter(action="task.draft", actor_name="督查员").count() == 1


@pytest.mark.parametrize("part", ["clerk", "leader", "auditor", "administrator", "stranger_supervisor"])
def test_only_a_supervisor_of_the_government_drafts(cast, policy, part):
    make_measure(policy, (cast.lead_unit, "lead"))
    with pytest.raises(NotPermitted):
        draft_tasks(policy=policy, by=getattr(cast, part))
    assert Task.objects.count() == 0


def test_rosters_are_expanded_and_blanket_units_implement(cast, policy):
    measure = make_measure(policy, (cast.lead_unit, "lead"), (cast.roster, "co"))
    add_responsibility(measure, cast.other_unit, "implementing", 3, basis=UnitBasis.BLANKET)
    add_responsibility(measure, cast.counties[0], "implementing", 4, basis=UnitBasis.BLANKET)
    [task] = draft_tasks(policy=policy, by=cast.supervisor)
    assert units(task) == {
        "市发展改革委": ("lead", True),
        "东湖区人民政府": ("co", False),
        "西山县人民政府": ("co", False),
        "市水利局": ("implementing", False),
    }
    assert task.assignments.get(department=cast.counties[0]).printed_name == "各县(市、区)人民政府"


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (("lead", "lead"), "市发展改革委"),
        (("joint", "joint"), None),
        (("co", "co"), None),
        (("joint", "lead"), "市财政局"),
    ],
)
def test_the_first_lead_is_one_that_was_named_or_nobody(cast, policy, roles, expected):
    make_measure(policy, *zip((cast.lead_unit, cast.co_unit), roles, strict=True))
    [task] = draft_tasks(policy=policy, by=cast.supervisor)
    first = [part.department.name for part in task.assignments.all() if part.is_first_lead]
    assert first == ([expected] if expected else [])


def test_of_units_side_by_side_the_first_one_leads_only_when_a_person_says_so_and_labelled(cast, policy):
    make_measure(policy, (cast.lead_unit, "joint"), (cast.co_unit, "joint"))
    make_measure(policy, (cast.co_unit, "lead"), (cast.lead_unit, "joint"))
    make_measure(policy, (cast.lead_unit, "co"))
    tasks = draft_tasks(policy=policy, by=cast.supervisor)
    assert name_first_listed(tasks=tasks, by=cast.supervisor) == [tasks[0]]
    first = tasks[0].assignments.get(is_first_lead=True)
    assert (first.department, first.role, first.basis) == (cast.lead_unit, "lead", UnitBasis.FIRST_LISTED)


def test_a_roster_in_the_lead_leaves_the_first_lead_to_a_person(cast, policy):
    make_measure(policy, (cast.roster, "lead"), (cast.co_unit, "co"))
    [task] = draft_tasks(policy=policy, by=cast.supervisor)
    assert not any(part.is_first_lead for part in task.assignments.all())


def test_words_in_running_text_are_suggestions_until_confirmed_and_split_tasks_on_demand(cast, policy):
    measure = make_measure(policy, (cast.lead_unit, "lead"))
    add_responsibility(measure, cast.co_unit, "lead", 2, basis=UnitBasis.INLINE, scope="资金保障")
    add_responsibility(measure, cast.other_unit, "lead", 3, basis=UnitBasis.INLINE, scope="水源保障")
    [task] = draft_tasks(policy=policy, by=cast.supervisor)
    assert list(units(task)) == ["市发展改革委"]
    discard(task=task, by=cast.supervisor)
    money, water = draft_tasks(policy=policy, by=cast.supervisor, split={measure.pk: "inline"})
    assert (money.title, money.source, units(money)) == ("第1项举措：资金保障", "inline", {"市财政局": ("lead", True)})
    assert units(water) == {"市水利局": ("lead", True)}


def test_one_task_a_target_takes_the_targets_own_date(cast, policy):
    measure = make_measure(policy, (cast.lead_unit, "lead"))
    add_target(measure, "新增床位500张", 500, "张", date(2025, 6, 30))
    add_target(measure, "培训护理员300人", 300, "人")
    first, second = draft_tasks(policy=policy, by=cast.supervisor, split={measure.pk: "target"})
    assert (first.due_on, first.due_basis, first.target and first.target.unit) == (date(2025, 6, 30), "target", "张")
    # the second target has no date of its own: the other target's is the measure's latest
    assert second.title == "第1项举措：培训护理员300人"


def test_the_due_date_comes_from_the_measure_else_the_target_else_the_validity(cast, policy):
    dated = make_measure(policy, (cast.lead_unit, "lead"))
    add_deadline(dated, "6月底前", date(2025, 6, 30), precision="month")
    add_deadline(dated, "2025年9月底前", date(2025, 9, 30), precision="month")
    add_deadline(dated, "每月", date(2025, 11, 10), recurrence="monthly")
    add_deadline(dated, "2026年", date(2026, 12, 31), is_dropped=True)
    targeted = make_measure(policy, (cast.lead_unit, "lead"))
    add_deadline(targeted, "持续推进")
    add_target(targeted, "新增床位500张", 500, "张", date(2025, 8, 31))
    plain = make_measure(policy, (cast.lead_unit, "lead"))
    tasks = draft_tasks(measures=[dated, targeted, plain], by=cast.supervisor)
    assert [(t.due_on, t.due_text, t.due_precision, t.due_basis) for t in tasks] == [
        (date(2025, 9, 30), "2025年9月底前", "month", "measure"),
        (date(2025, 8, 31), "新增床位500张", "day", "target"),
        (date(2025, 12, 31), "有效期至2025年12月31日", "day", "validity"),
    ]
    assert all(task.original_due_on == task.due_on for task in tasks)
    assert [task.cadence for task in tasks] == ["monthly"] * 3


def test_without_any_date_none_is_invented_and_the_words_stay(cast):
    measure = make_measure(make_policy(cast.jurisdiction), (cast.lead_unit, "lead"))
    add_deadline(measure, "长期坚持")
    add_deadline(measure, "每季度", recurrence="quarterly")
    [task] = draft_tasks(measures=[measure], by=None)
    assert (task.due_on, task.due_text, task.due_basis, task.cadence) == (None, "长期坚持", "none", "quarterly")


def test_the_house_rule_says_how_often_where_the_text_does_not(cast, policy):
    Rule.objects.create(
        jurisdiction=cast.jurisdiction, key="report.cadence", value="weekly", valid_from=date(2020, 1, 1)
    )
    make_measure(policy, (cast.lead_unit, "lead"))
    assert draft_tasks(policy=policy, by=None)[0].cadence == "weekly"


def test_a_supervisor_shapes_a_draft_and_the_log_says_what_changed(cast, policy):
    make_measure(policy, (cast.lead_unit, "joint"), (cast.co_unit, "joint"))
    [task] = draft_tasks(policy=policy, by=cast.supervisor)
    name_first_lead(task=task, department=cast.co_unit, by=cast.supervisor, version=1)
    part = add_unit(task=task, department=cast.other_unit, role="support", by=cast.supervisor)
    remove_unit(assignment=task.assignments.get(department=cast.lead_unit), by=cast.supervisor)
    set_due(task=task, on=date(2025, 10, 1), text="按分管领导要求", by=cast.supervisor)
    task.refresh_from_db()
    assert units(task) == {"市财政局": ("lead", True), "市水利局": ("support", False)}
    assert (task.due_on, task.due_basis, part.basis) == (date(2025, 10, 1), "manual", "manual")
    log = Entry.objects.get(action="task.set_due")
    assert (log.before["due_on"], log.after["due_on"]) == ("2025-12-31", "2025-10-01")
    with pytest.raises(DomainError, match="已在本事项中"):
        add_unit(task=task, department=cast.other_unit, role="co", by=cast.supervisor)
    with pytest.raises(DomainError, match="本级"):
        add_unit(task=task, department=cast.stranger_unit, role="co", by=cast.supervisor)


def test_units_are_read_again_once_a_name_is_settled(cast, policy):
    measure = make_measure(policy, (cast.lead_unit, "lead"), ("市养老中心", "co"))
    [task] = draft_tasks(policy=policy, by=cast.supervisor)
    assert list(units(task)) == ["市发展改革委"]
    measure.responsibilities.filter(printed_name="市养老中心").update(department=cast.other_unit)
    refresh_units(task=task, by=cast.supervisor)
    assert units(task) == {"市发展改革委": ("lead", True), "市水利局": ("co", False)}


def test_a_draft_can_be_thrown_away_what_has_a_number_cannot(cast):
    draft = make_task(cast.jurisdiction, lead=cast.lead_unit, state="drafted", number="")
    discard(task=draft, by=cast.supervisor)
    assert Task.objects.count() == 0
    registered = make_task(cast.jurisdiction, lead=cast.lead_unit, state="registered")
    with pytest.raises(TransitionForbidden, match="只能撤销"):
        discard(task=registered, by=cast.supervisor)
    issued = make_task(cast.jurisdiction, lead=cast.lead_unit)
    with pytest.raises(TransitionForbidden, match="不能再改立项内容"):
        set_due(task=issued, on=date(2030, 1, 1), by=cast.supervisor)


def test_a_draft_of_somebody_else_stays(cast):
    draft = make_task(cast.jurisdiction, lead=cast.lead_unit, state="drafted", number="", created_by=cast.supervisor)
    colleague = make_person("colleague", "另一位督查员", Role.SUPERVISOR, cast.jurisdiction)
    with pytest.raises(NotPermitted, match="只能由起草人删除"):
        discard(task=draft, by=colleague)
    discard(task=draft, by=cast.supervisor)
    assert not Task.objects.exists()


def test_a_matter_without_a_document_is_registered_with_source_words_and_date(cast):
    task = register_by_hand(
        jurisdiction=cast.jurisdiction, source="instruction", title="尽快修复东湖路积水点", by=cast.supervisor,
        lead=cast.other_unit, co=[cast.co_unit, cast.other_unit], quotation="请水利局抓紧办理", source_note="市长批示",
        source_date=date(2025, 9, 1), due_on=date(2025, 9, 30),
    )  # fmt: skip
    assert units(task) == {"市水利局": ("lead", True), "市财政局": ("co", False)}
    assert (task.measure, task.policy, task.source_date, task.due_basis) == (None, None, date(2025, 9, 1), "manual")
    with pytest.raises(DomainError) as refused:
        register_by_hand(
            jurisdiction=cast.jurisdiction, source="measure", title=" ", by=cast.supervisor, lead=cast.stranger_unit
        )
    assert set(refused.value.fields) == {"source", "title", "units"}
    with pytest.raises(NotPermitted):
        register_by_hand(jurisdiction=cast.jurisdiction, source="other", title="x", by=cast.clerk, lead=cast.lead_unit)
