"""Who sees what and who may do what: good and bad users in one table, querysets and predicates held together."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.access import forget_access
from accounts.models import User
from core import clock
from tasks import permissions
from tasks.models import Evidence, ProgressReport, Task, TaskEvent, Urging
from tasks.models.transfer import Transfer, TransferLine
from tasks.transitions import Who
from tests.factories.tasks import make_part, make_report, make_task

PEOPLE = (
    "clerk", "head", "co_clerk", "outsider", "supervisor", "leader", "auditor", "administrator", "stranger",
    "stranger_supervisor", "anonymous", "disabled",
)  # fmt: skip
SEES_ISSUED = {"clerk", "head", "co_clerk", "supervisor", "leader"}


def person(cast, part):
    """Return who plays a part; the disabled one is the lead unit's clerk with the account switched off."""
    if part == "anonymous":
        return AnonymousUser()
    if part == "disabled":
        cast.clerk.is_active = False
        return cast.clerk
    return getattr(cast, part)


@pytest.fixture
def task(cast) -> Task:
    return make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit])


@pytest.mark.parametrize("part", PEOPLE)
def test_a_task_is_seen_by_its_units_from_issue_on_and_by_the_office_always(cast, task, part):
    draft = make_task(cast.jurisdiction, lead=cast.lead_unit, state="drafted", number="")
    user = person(cast, part)
    expected = set()
    if part in SEES_ISSUED:
        expected = {task} if part in ("clerk", "head", "co_clerk") else {task, draft}
    assert set(permissions.visible_to(user)) == expected
    for each in (task, draft):
        assert permissions.may_see(user, each) == (each in expected)
    assert set(permissions.assignments_visible_to(user).values_list("task", flat=True)) == {t.pk for t in expected}


def test_a_unit_that_was_withdrawn_no_longer_sees_the_task_one_that_handed_over_does(cast, task):
    part = make_part(task, cast.other_unit, state="handed_over")
    assert permissions.may_see(cast.outsider, task)
    assert task in permissions.visible_to(cast.outsider)
    part.state = "withdrawn"
    part.save()
    assert not permissions.may_see(cast.outsider, task)
    assert task not in permissions.visible_to(cast.outsider)


# report state: who reads what it says, who sees its row
OWN = {"clerk", "head"}
READS = {
    "expected": (OWN, OWN | {"supervisor", "leader"}),
    "draft": (OWN, OWN | {"supervisor", "leader"}),
    "unit_review": (OWN, OWN | {"supervisor", "leader"}),
    "returned": (OWN | {"supervisor", "leader"}, OWN | {"supervisor", "leader"}),
    "submitted": (SEES_ISSUED, SEES_ISSUED),
    "accepted": (SEES_ISSUED, SEES_ISSUED),
    "excused": (OWN, OWN | {"supervisor", "leader"}),
}


@pytest.mark.parametrize("state", READS)
@pytest.mark.parametrize("part", PEOPLE)
def test_what_a_unit_has_not_sent_is_its_own(cast, task, state, part):
    report = make_report(task.assignments.get(department=cast.lead_unit), clock.today(), state=state)
    evidence = Evidence.objects.create(
        report=report, file="evidence/x.pdf", name="x.pdf", size=1, checksum="0" * 64, uploaded_by=cast.clerk,
        uploaded_at=clock.now(),
    )  # fmt: skip
    user = person(cast, part)
    reads, sees = READS[state]
    assert permissions.may_read_content(user, report) == (part in reads)
    assert (report in permissions.reports_visible_to(user)) == (part in sees)
    assert (evidence in permissions.evidence_visible_to(user)) == (part in reads)


@pytest.mark.parametrize("part", PEOPLE)
def test_requests_proposals_and_internal_history_stay_where_they_belong(cast, task, part):
    lead = task.assignments.get(department=cast.lead_unit)
    day = clock.today()
    lead.extensions.create(
        reason="r", due_on_before=day, due_on_asked=day.replace(year=day.year + 1), state="unit_review",
        asked_at=clock.now(), asked_by=cast.clerk,
    )  # fmt: skip
    urging = Urging.objects.create(assignment=lead, number=1, level="talk", text="t", is_proposal=True)
    event = TaskEvent.objects.create(
        task=task, assignment=lead, action="report.draft", at=clock.now(), by_name="x", is_internal=True
    )
    lead.disputes.create(reason="r", raised_at=clock.now(), raised_by=cast.clerk)
    user = person(cast, part)
    assert permissions.extensions_visible_to(user).exists() == (part in OWN)
    assert (urging in permissions.urgings_visible_to(user)) == (part in {"supervisor", "leader"})
    assert (event in permissions.events_visible_to(user)) == (part in OWN)
    assert permissions.disputes_visible_to(user).exists() == (part in SEES_ISSUED)


@pytest.mark.parametrize(
    ("part", "on_lead", "on_co"),
    [
        ("clerk", {Who.CLERK}, set()),
        ("head", {Who.UNIT_HEAD}, set()),
        ("co_clerk", set(), {Who.CLERK}),
        ("supervisor", {Who.SUPERVISOR}, {Who.SUPERVISOR}),
        ("leader", {Who.LEADER}, {Who.LEADER}),
        ("outsider", set(), set()),
        ("auditor", set(), set()),
        ("administrator", set(), set()),
        ("stranger", set(), set()),
        ("stranger_supervisor", set(), set()),
        ("anonymous", set(), set()),
    ],
)
def test_everybody_acts_in_the_own_part_only(cast, task, part, on_lead, on_co):
    user = person(cast, part)
    lead, co = (task.assignments.get(department=unit) for unit in (cast.lead_unit, cast.co_unit))
    assert permissions.parts_on_assignment(user, lead) == on_lead
    assert permissions.parts_on_assignment(user, co) == on_co
    assert permissions.parts_on_task(user, task, lead) == on_lead
    assert permissions.parts_on_task(user, task, None) == on_lead - {Who.CLERK, Who.UNIT_HEAD}
    assert permissions.may_act_for(user, lead) == bool(on_lead & {Who.CLERK, Who.UNIT_HEAD})
    assert permissions.may_head(user, lead) == (Who.UNIT_HEAD in on_lead)
    assert permissions.may_supervise_task(user, task) == (Who.SUPERVISOR in on_lead)
    assert permissions.may_supervise(user, cast.jurisdiction) == (Who.SUPERVISOR in on_lead)
    assert permissions.may_lead_task(user, task) == (Who.LEADER in on_lead)


def test_one_person_of_two_units_acts_for_both(cast, task):
    cast.clerk.memberships.create(jurisdiction=cast.jurisdiction, department=cast.co_unit, role="unit_head")
    user = User.objects.get(pk=cast.clerk.pk)
    lead, co = (task.assignments.get(department=unit) for unit in (cast.lead_unit, cast.co_unit))
    assert permissions.parts_on_assignment(user, co) == {Who.UNIT_HEAD}
    assert permissions.parts_on_assignment(user, lead) == {Who.CLERK}
    assert ProgressReport.objects.count() == 0


def test_the_office_notes_and_takes_packages_and_administrators_see_what_hangs(cast, task):
    office = {"supervisor", "leader"}
    for predicate, subject, allowed in (
        (permissions.may_note, task, office),
        (permissions.may_take_package, task, office),
        (permissions.may_see_unattended, cast.jurisdiction, {*office, "administrator"}),
        (permissions.may_supervise, cast.jurisdiction, {"supervisor"}),
        (permissions.may_supervise_task, task, {"supervisor"}),
        (permissions.may_lead_task, task, {"leader"}),
    ):
        assert {part for part in PEOPLE if predicate(person(cast, part), subject)} == allowed, predicate.__name__
        cast.clerk.is_active = True


def test_a_hand_over_list_is_read_by_the_office_and_by_the_units_that_gave_and_took(cast, task):
    lead, co = (task.assignments.get(department=unit) for unit in (cast.lead_unit, cast.co_unit))
    done = Transfer.objects.create(
        jurisdiction=cast.jurisdiction, department=cast.lead_unit, unit_name="市发展改革委", reason="机构改革",
        effective_on=clock.today(), done_on=clock.today(), done_at=clock.now(),
    )  # fmt: skip
    TransferLine.objects.create(transfer=done, task=task, part=lead, heir=co, heir_name="市财政局", role="lead")
    seen = set()
    for part in PEOPLE:
        if permissions.transfers_visible_to(person(cast, part)).exists():
            seen.add(part)
        forget_access(cast.clerk)
    assert {"clerk", "head", "co_clerk", "supervisor", "leader"} == seen
