"""The checking desk: confirm, correct, reject, split, merge, add, reorder, resolve, decide, undo, publish."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from audit.models import Entry
from core.exceptions import DomainError, NotPermitted, TransitionForbidden, VersionConflict
from departments.selectors import plain_name
from policies.models import CheckingStep, Measure, Policy, Responsibility
from policies.parsing.types import Finding as ParsedFinding
from policies.services import checking
from policies.services.corrections import export_corrections
from policies.services.describing import describe_policy
from tests.cast import Cast, make_unit
from tests.policies.builder import HOUSING, ROADS, WATER, Paragraph, document


def measure(number: str) -> Measure:
    """Return a measure of the current version as it stands in the database."""
    return Measure.objects.current().get(number=number)


def units(number: str) -> list[tuple[str, str]]:
    """Return names and roles of the standing units of a measure."""
    return [(row.printed_name, row.role) for row in measure(number).responsibilities.standing()]


def state_of(policy: Policy) -> list[object]:
    """Return everything the desk may change, to be compared before and after."""
    rows: list[object] = []
    for one in Measure.objects.filter(policy_version__policy=policy).order_by("pk"):
        rows.append((one.number, one.title, one.text, one.state, one.lead_basis, one.position, one.span_start))
        rows += [
            (r.printed_name, r.role, r.basis, r.department_id, r.is_dropped, r.measure_id)
            for r in one.responsibilities.all()
        ]
        rows += [(d.text, d.date, d.is_dropped, d.measure_id) for d in one.deadlines.all()]
        rows += [(t.text, t.value, t.is_dropped, t.measure_id) for t in one.targets.all()]
        rows += [(f.message, f.resolution, f.measure_id) for f in one.findings.all()]
    return [*rows, Policy.objects.get(pk=policy.pk).first_listed_leads]


def last_step() -> CheckingStep:
    """Return the newest step."""
    return CheckingStep.objects.order_by("pk").reverse()[0]


def test_confirming_names_who_and_when(policy, cast):
    checking.confirm_measure(measure=measure("1"), version=1, by=cast.supervisor)
    confirmed = measure("1")
    assert (confirmed.state, confirmed.confirmed_by, confirmed.version) == ("confirmed", cast.supervisor, 2)
    assert confirmed.confirmed_at is not None
    entry = Entry.objects.get(action="policies.measure_confirmed")
    assert (entry.object_id, entry.actor_id) == (confirmed.pk, cast.supervisor.pk)


def test_a_measure_with_an_open_doubt_cannot_be_confirmed_and_says_how_many(policy, cast):
    with pytest.raises(TransitionForbidden) as refusal:
        checking.confirm_measure(measure=measure("3"), version=1, by=cast.supervisor)
    assert refusal.value.code == "policies.open_doubts"
    assert "1 处" in refusal.value.message
    assert measure("3").version == 1


def test_all_without_doubt_are_confirmed_at_one_stroke(policy, cast):
    confirmed = checking.confirm_undoubted(policy=policy, by=cast.supervisor)
    assert [one.number for one in confirmed] == ["1", "2"]
    assert [one.state for one in Measure.objects.current().order_by("position")] == [
        "confirmed",
        "confirmed",
        "proposed",
    ]


def test_the_stroke_confirms_nothing_when_a_colleague_changed_what_the_person_saw(policy, cast):
    shown = {one.pk: one.version for one in Measure.objects.current().undoubted()}
    checking.correct_title(measure=measure("1"), version=1, title="修路", by=cast.supervisor)
    with pytest.raises(VersionConflict):
        checking.confirm_undoubted(policy=policy, by=cast.supervisor, versions=shown)
    assert not Measure.objects.confirmed().exists()


def test_the_second_of_two_checkers_is_stopped_and_sees_what_stands(policy, cast):
    first, second = measure("1"), measure("1")
    checking.correct_title(measure=first, version=1, title="修路", by=cast.supervisor)
    with pytest.raises(VersionConflict) as refusal:
        checking.correct_title(measure=second, version=1, title="造桥", by=cast.supervisor)
    assert refusal.value.params["current"].title == "修路"
    assert measure("1").title == "修路"


def test_a_misprinted_unit_is_corrected_in_place_and_the_proposal_stays(policy, cast):
    housing = make_unit(cast.jurisdiction, "市住房城乡建设局")
    row = measure("3").responsibilities.get(role="lead")
    checking.correct_unit(responsibility=row, version=1, unit=housing, by=cast.supervisor)
    row.refresh_from_db()
    assert (row.department, row.printed_name, row.confirmed_by) == (housing, "市住房城市建设局", cast.supervisor)
    assert row.proposed["name"] == "市住房城市建设局"
    assert measure("3").findings.get().resolution == "登记为市住房城乡建设局"
    checking.confirm_measure(measure=measure("3"), version=2, by=cast.supervisor)


def test_a_name_settled_once_is_settled_wherever_the_document_prints_it(take_in, cast):
    again = Paragraph(
        "2", "建设公园", "建设公园。(责任单位:市住房城市建设局)", units=[("市住房城市建设局", "lead", "first_listed")]
    )
    policy = take_in(document(HOUSING, again)).policies[0]
    housing = make_unit(cast.jurisdiction, "市住房城乡建设局")
    touched = checking.settle_name(policy=policy, printed_name="市住房城市建设局", unit=housing, by=cast.supervisor)
    assert len(touched) == 2
    assert not Responsibility.objects.unresolved().exists()
    assert Measure.objects.current().undoubted().count() == 2


def test_a_unit_of_another_government_is_refused(policy, cast):
    row = measure("3").responsibilities.get(role="lead")
    with pytest.raises(DomainError) as refusal:
        checking.correct_unit(responsibility=row, version=1, unit=cast.stranger_unit, by=cast.supervisor)
    assert refusal.value.code == "policies.foreign_unit"


def test_a_unit_can_be_added_once_and_dropped_and_put_back(policy, cast):
    added = checking.add_unit(measure=measure("1"), version=1, unit=cast.other_unit, role="support", by=cast.supervisor)
    assert ("市水利局", "support") in units("1")
    with pytest.raises(DomainError) as refusal:
        checking.add_unit(measure=measure("1"), version=2, unit=cast.other_unit, role="co", by=cast.supervisor)
    assert refusal.value.code == "policies.unit_twice"
    checking.drop_unit(responsibility=added, version=2, by=cast.supervisor)
    assert ("市水利局", "support") not in units("1")
    checking.drop_unit(responsibility=added, version=3, by=cast.supervisor, back=True)
    assert ("市水利局", "support") in units("1")


def test_naming_a_lead_makes_the_former_one_co_responsible(policy, cast):
    row = measure("1").responsibilities.get(role="co")
    checking.name_lead(responsibility=row, version=1, by=cast.supervisor)
    assert units("1") == [("市发展改革委", "co"), ("市财政局", "lead")]
    assert measure("1").lead_basis == "manual"


def test_a_correction_lets_a_confirmed_measure_wait_again(policy, cast):
    checking.confirm_measure(measure=measure("1"), version=1, by=cast.supervisor)
    checking.correct_title(measure=measure("1"), version=2, title="修路", by=cast.supervisor)
    assert (measure("1").state, measure("1").confirmed_by) == ("proposed", None)


def test_dates_and_targets_are_corrected_added_and_dropped(policy, cast):
    roads = measure("1")
    deadline, target = roads.deadlines.get(), roads.targets.get()
    checking.correct_deadline(
        deadline=deadline, version=1, day=date(2026, 11, 30), precision="month", by=cast.supervisor
    )
    checking.correct_target(
        target=target,
        version=2,
        value=Decimal(4_000_000_000),
        unit="元",
        comparator=">=",
        due=date(2026, 12, 31),
        by=cast.supervisor,
    )
    checking.add_deadline(
        measure=roads, version=3, text="加快道路", day=None, precision="open", recurrence="monthly", by=cast.supervisor
    )
    checking.drop_value(row=target, version=4, by=cast.supervisor)
    stated = list(measure("1").deadlines.order_by("position"))
    assert [(row.date, row.precision) for row in stated] == [(date(2026, 11, 30), "month"), (None, "open")]
    assert stated[0].proposed["date"] == "2026-12-31"
    text = roads.policy_version.source_file.text
    assert text[stated[1].span_start : stated[1].span_end] == "加快道路"
    target.refresh_from_db()
    assert (target.is_dropped, target.value, target.proposed["value"]) == (True, Decimal(4_000_000_000), 3.9e9)


def test_a_rejected_paragraph_says_why_and_can_come_back(policy, cast):
    with pytest.raises(DomainError):
        checking.reject(measure=measure("3"), version=1, reason=" ", by=cast.supervisor)
    checking.reject(measure=measure("3"), version=1, reason="只是说明", by=cast.supervisor)
    assert (measure("3").state, measure("3").state_note) == ("rejected", "只是说明")
    checking.reconsider(measure=measure("3"), version=2, by=cast.supervisor)
    assert measure("3").state == "proposed"


def test_splitting_shares_the_values_by_where_their_words_stand(policy, cast):
    roads = measure("1")
    at = roads.text.index("完成道路投资")
    second = checking.split(measure=roads, version=1, at=at, title="完成投资", by=cast.supervisor)
    first = measure("1")
    text = first.policy_version.source_file.text
    assert (first.text + second.text) == text[first.span_start : second.span_end]
    assert (first.deadlines.count(), first.targets.count()) == (1, 0)
    assert (second.deadlines.count(), second.targets.count()) == (0, 1)
    assert [row.printed_name for row in second.responsibilities.all()] == ["市发展改革委", "市财政局"]
    assert [one.title for one in Measure.objects.current().order_by("position")][:2] == ["加快道路建设", "完成投资"]


def test_merging_joins_text_units_and_values_of_neighbours_only(policy, cast):
    with pytest.raises(DomainError) as refusal:
        checking.merge(measure=measure("1"), version=1, other=measure("3"), other_version=1, by=cast.supervisor)
    assert refusal.value.code == "policies.not_neighbours"
    checking.merge(measure=measure("2"), version=1, other=measure("3"), other_version=1, by=cast.supervisor)
    joined = measure("2")
    assert joined.text.startswith("2.整治河湖")
    assert joined.text.endswith("市财政局)")
    assert [name for name, _ in units("2")] == [
        "市水利局",
        "各县(市、区)人民政府",
        "市住房城市建设局",
        "市财政局",
    ]
    assert (measure("3").state, measure("3").state_note) == ("rejected", "并入第2条")


def test_a_passed_over_paragraph_becomes_a_measure_in_its_place(policy, cast):
    text = policy.versions.get().source_file.text
    start = text.index("夯实基础")
    row = checking.add_measure(
        policy=policy, version=1, start=start, end=start + 4, title="夯实基础", by=cast.supervisor
    )
    assert (row.text, row.position) == ("夯实基础", 1)
    with pytest.raises(DomainError):
        checking.add_measure(policy=policy, version=2, start=0, end=10**6, title="", by=cast.supervisor)


def test_reordering_names_every_measure(policy, cast):
    ids = list(Measure.objects.current().order_by("position").values_list("pk", flat=True))
    with pytest.raises(DomainError):
        checking.reorder(policy=policy, version=1, order=ids[:2], by=cast.supervisor)
    checking.reorder(policy=policy, version=1, order=[ids[2], ids[0], ids[1]], by=cast.supervisor)
    assert [one.number for one in Measure.objects.current().order_by("position")] == ["3", "1", "2"]


def test_refusing_the_first_listed_as_lead_leaves_units_side_by_side(policy, cast):
    checking.decide_first_listed(policy=policy, version=1, accept=False, by=cast.supervisor)
    assert units("1") == [("市发展改革委", "joint"), ("市财政局", "joint")]
    assert measure("1").lead_basis == "none"
    policy.refresh_from_db()
    assert policy.first_listed_leads is False


def test_accepting_the_first_listed_as_lead_changes_no_measure(policy, cast):
    before = state_of(policy)[:-1]
    checking.decide_first_listed(policy=policy, version=1, accept=True, by=cast.supervisor)
    assert state_of(policy) == [*before, True]


def test_a_finding_on_the_document_is_resolved_against_the_version_of_the_policy(take_in, cast):
    asked = ParsedFinding("validity.effective_ambiguous", "doubt", "施行日期有两种可能。")
    policy = take_in(document(ROADS, findings=(asked,))).policies[0]
    finding = policy.versions.get().findings.get()
    with pytest.raises(VersionConflict):
        checking.resolve_finding(finding=finding, version=7, resolution="按发布日期", by=cast.supervisor)
    checking.resolve_finding(finding=finding, version=1, resolution="按发布日期", by=cast.supervisor)
    with pytest.raises(TransitionForbidden):
        checking.resolve_finding(finding=finding, version=2, resolution="按成文日期", by=cast.supervisor)
    checking.undo(step=last_step(), by=cast.supervisor)
    finding.refresh_from_db()
    assert finding.resolved_at is None


def acts(cast: Cast, policy: Policy) -> dict[str, Any]:
    """Return one call of every verb on the fresh policy."""
    roads, water, housing = Measure.objects.current().order_by("position")
    lead, co = roads.responsibilities.all()
    who: dict[str, Any] = {"by": cast.supervisor}
    ids = [housing.pk, roads.pk, water.pk]
    return {
        "confirm": lambda: checking.confirm_measure(measure=roads, version=1, **who),
        "confirm_undoubted": lambda: checking.confirm_undoubted(policy=policy, **who),
        "reject": lambda: checking.reject(measure=roads, version=1, reason="重复", **who),
        "correct_unit": lambda: checking.correct_unit(responsibility=co, version=1, unit=cast.other_unit, **who),
        "add_unit": lambda: checking.add_unit(measure=roads, version=1, unit=cast.other_unit, role="lead", **who),
        "drop_unit": lambda: checking.drop_unit(responsibility=lead, version=1, **who),
        "name_lead": lambda: checking.name_lead(responsibility=co, version=1, **who),
        "title": lambda: checking.correct_title(measure=roads, version=1, title="修路", **who),
        "settle_name": lambda: checking.settle_name(
            policy=policy, printed_name="市住房城市建设局", unit=cast.other_unit, **who
        ),
        "deadline": lambda: checking.correct_deadline(
            deadline=roads.deadlines.get(), version=1, day=None, precision="open", **who
        ),
        "drop_target": lambda: checking.drop_value(row=roads.targets.get(), version=1, **who),
        "split": lambda: checking.split(measure=roads, version=1, at=20, title="", **who),
        "merge": lambda: checking.merge(measure=roads, version=1, other=water, other_version=1, **who),
        "add": lambda: checking.add_measure(policy=policy, version=1, start=0, end=5, title="甲", **who),
        "reorder": lambda: checking.reorder(policy=policy, version=1, order=ids, **who),
        "resolve": lambda: checking.resolve_finding(
            finding=housing.findings.get(), version=1, resolution="保留", **who
        ),
        "first_listed": lambda: checking.decide_first_listed(policy=policy, version=1, accept=False, **who),
    }


VERBS = sorted(
    [
        "confirm",
        "confirm_undoubted",
        "reject",
        "correct_unit",
        "add_unit",
        "drop_unit",
        "name_lead",
        "title",
        "settle_name",
        "deadline",
        "drop_target",
        "split",
        "merge",
        "add",
        "reorder",
        "resolve",
        "first_listed",
    ]
)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_can_be_undone_to_the_very_rows_before(policy, cast, verb):
    before = state_of(policy)
    acts(cast, policy)[verb]()
    assert state_of(policy) != before
    checking.undo(step=last_step(), by=cast.supervisor)
    after = state_of(policy)
    if verb in {"split", "add"}:
        # later measures moved one place on; only their order counts
        before = [row[:5] if isinstance(row, tuple) and len(row) == 7 else row for row in before]
        after = [row[:5] if isinstance(row, tuple) and len(row) == 7 else row for row in after]
    assert after == before


def test_every_verb_is_listed_above(policy, cast):
    assert sorted(acts(cast, policy)) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_stands_in_the_log(policy, cast, verb):
    count = Entry.objects.count()
    acts(cast, policy)[verb]()
    assert Entry.objects.count() == count + 1
    assert Entry.objects.latest("pk").actor_id == cast.supervisor.pk


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("part", ["clerk", "outsider", "leader", "administrator", "stranger_supervisor"])
def test_only_supervisors_of_the_government_act_at_the_desk(policy, cast, verb, part):
    before = state_of(policy)
    object.__setattr__(cast, "supervisor", getattr(cast, part))
    with pytest.raises(NotPermitted):
        acts(cast, policy)[verb]()
    assert state_of(policy) == before


def test_a_step_cannot_be_undone_twice_nor_after_a_further_change(policy, cast):
    checking.correct_title(measure=measure("1"), version=1, title="修路", by=cast.supervisor)
    first = last_step()
    checking.correct_title(measure=measure("1"), version=2, title="造桥", by=cast.supervisor)
    with pytest.raises(VersionConflict):
        checking.undo(step=first, by=cast.supervisor)
    checking.undo(step=last_step(), by=cast.supervisor)
    assert measure("1").title == "修路"
    with pytest.raises(TransitionForbidden):
        checking.undo(step=last_step(), by=cast.supervisor)


def test_the_last_step_that_stands_is_the_one_offered(policy, cast):
    checking.correct_title(measure=measure("1"), version=1, title="修路", by=cast.supervisor)
    checking.correct_title(measure=measure("2"), version=1, title="治水", by=cast.supervisor)
    version = policy.versions.get()
    latest = checking.latest_step(version, cast.supervisor)
    assert latest is not None
    assert "第2条" in latest.label
    checking.undo(step=latest, by=cast.supervisor)
    latest = checking.latest_step(version, cast.supervisor)
    assert latest is not None
    assert "第1条" in latest.label


def test_publishing_waits_for_the_last_measure_and_says_how_many_are_left(policy, cast):
    checking.confirm_undoubted(policy=policy, by=cast.supervisor)
    with pytest.raises(TransitionForbidden) as refusal:
        checking.publish(policy=policy, version=1, by=cast.supervisor)
    assert (refusal.value.code, refusal.value.message) == ("policies.unconfirmed_measures", "还有 1 条未确认")
    checking.reject(measure=measure("3"), version=1, reason="不督办", by=cast.supervisor)
    checking.publish(policy=policy, version=1, by=cast.supervisor)
    policy.refresh_from_db()
    assert policy.state == "published"
    with pytest.raises(TransitionForbidden) as refusal:
        checking.correct_title(measure=measure("1"), version=2, title="修路", by=cast.supervisor)
    assert refusal.value.code == "policies.already_published"


def test_a_published_policy_goes_back_to_the_desk_with_a_reason(policy, cast):
    checking.confirm_undoubted(policy=policy, by=cast.supervisor)
    checking.reject(measure=measure("3"), version=1, reason="不督办", by=cast.supervisor)
    checking.publish(policy=policy, version=1, by=cast.supervisor)
    checking.reopen(policy=policy, version=2, reason="单位有误", by=cast.supervisor)
    checking.correct_title(measure=measure("1"), version=2, title="修路", by=cast.supervisor)
    policy.refresh_from_db()
    assert policy.state == "published"


def test_the_export_holds_what_was_changed_beside_what_was_proposed(policy, cast):
    checking.confirm_measure(measure=measure("1"), version=1, by=cast.supervisor)
    row = measure("2").responsibilities.get(role="co")
    checking.drop_unit(responsibility=row, version=1, by=cast.supervisor)
    checking.confirm_measure(measure=measure("2"), version=2, by=cast.supervisor)
    checking.reject(measure=measure("3"), version=1, reason="不督办", by=cast.supervisor)
    corrected, rejected = export_corrections(cast.jurisdiction)
    assert (corrected["number"], corrected["kind"]) == ("2", "corrected")
    assert [unit["name"] for unit in corrected["proposed"]["units"]] == ["市水利局", "各县(市、区)人民政府"]
    assert [unit["registered"] for unit in corrected["decided"]["units"]] == ["市水利局"]
    assert (rejected["kind"], rejected["decided"]) == ("rejected", None)


def test_the_head_of_a_policy_is_corrected_with_its_ground(policy, cast):
    describe_policy(policy=policy, version=1, by=cast.supervisor, expires_on=date(2027, 6, 30))
    assert (policy.expires_on, policy.validity_basis) == (date(2027, 6, 30), "人工指定")
    with pytest.raises(DomainError) as refusal:
        describe_policy(policy=policy, version=2, by=cast.supervisor, expires_on=date(2020, 1, 1))
    assert refusal.value.code == "policies.dates_out_of_order"


def test_a_split_measure_keeps_both_parts_when_the_document_changes_elsewhere(take_in, policy, cast):
    roads = measure("1")
    at = roads.text.index("完成道路投资")
    checking.split(measure=roads, version=1, at=at, title="完成投资", by=cast.supervisor)
    changed = Paragraph("3", "改造小区", "改造小区，不再列单位。", units=())
    take_in(document(ROADS, WATER, changed))
    titles = [one.title for one in Measure.objects.current().order_by("position")]
    assert titles == ["加快道路建设", "完成投资", "整治河湖", "改造小区"]
    second = Measure.objects.current().get(title="完成投资")
    assert second.targets.count() == 1
    assert plain_name(measure("1").text + second.text) == plain_name(roads.proposal["text"])
