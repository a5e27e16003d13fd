"""Taking files in: what is stored, what is recognised, what carries over, what a failure leaves."""

from datetime import date
from decimal import Decimal

import pytest

from audit.models import Entry
from core.exceptions import NotPermitted, UnreadableFile
from departments.models import DepartmentName, NameKind
from policies.models import Finding, Measure, Policy, PolicyVersion, Responsibility, Section, SectionLead, SourceFile
from policies.services import importing, sandbox
from policies.services.checking import confirm_measure, correct_title, drop_unit, resolve_finding
from tests.cast import make_unit
from tests.policies.builder import HOUSING, ROADS, WATER, Paragraph, document, moved

ROADS_2 = Paragraph(
    "1", "加快道路建设", "加快道路建设。到2026年底前完成道路投资45亿元。(责任单位:市发展改革委、市财政局)"
)


def stored() -> list[int]:
    """Count everything an import writes."""
    models = (SourceFile, Policy, PolicyVersion, Section, Measure, Responsibility, Finding, Entry)
    return [model.objects.count() for model in models]


def test_everything_read_is_stored_with_its_place_in_the_text(take_in, cast):
    outcome = take_in(document(ROADS, WATER, HOUSING))
    assert outcome.status == "imported"
    (policy,) = outcome.policies
    assert (policy.title, policy.doc_number, policy.state) == (
        "云州市促进发展若干措施",
        "云政发〔2026〕5号",
        "in_review",
    )
    roads, water, _ = Measure.objects.current().order_by("position")
    text = outcome.source_file.text
    assert text[roads.span_start : roads.span_end] == roads.text
    lead, co = roads.responsibilities.all()
    assert (lead.department, lead.role, text[lead.span_start : lead.span_end]) == (
        cast.lead_unit,
        "lead",
        "市发展改革委",
    )
    assert (co.department, co.role) == (cast.co_unit, "co")
    assert roads.deadlines.get().date == date(2026, 12, 31)
    assert roads.targets.get().value == Decimal("3900000000")
    assert [unit.roster for unit in water.responsibilities.all()] == [None, cast.roster]
    assert SectionLead.objects.get(section__measures=roads).department == cast.lead_unit
    assert roads.proposal["units"][0]["name"] == "市发展改革委"


def test_a_name_unknown_to_the_register_waits_as_a_doubt(policy):
    housing = Measure.objects.current().get(number="3")
    assert housing.responsibilities.unresolved().get().printed_name == "市住房城市建设局"
    assert [measure.number for measure in Measure.objects.current().undoubted()] == ["1", "2"]


def test_an_old_name_answers_to_the_unit_that_bore_it_on_the_day_of_issue(take_in, cast):
    heir = make_unit(cast.jurisdiction, "市工业和信息化局")
    DepartmentName.objects.create(
        jurisdiction=cast.jurisdiction,
        department=heir,
        name="市经信委",
        kind=NameKind.FORMER,
        valid_to=date(2019, 3, 1),
    )
    old = Paragraph("1", "发展工业", "发展工业。(责任单位:市经信委)", units=[("市经信委", "lead", "first_listed")])
    take_in(document(old, issued_on=date(2018, 5, 1)))
    assert Responsibility.objects.get().department == heir


def test_the_same_bytes_are_recognised_and_change_nothing(take_in, policy):
    before = stored()
    outcome = take_in(document(ROADS, WATER, HOUSING))
    assert outcome.status == "recognised"
    assert outcome.policies == (policy,)
    assert stored() == before


def test_own_number_and_issuer_make_a_new_version_of_the_same_policy(take_in, policy):
    outcome = take_in(document(ROADS_2, WATER, HOUSING))
    assert outcome.policies == (policy,)
    (plan,) = outcome.plan.documents
    assert [change.kind for change in plan.changes] == ["changed", "unchanged", "unchanged"]
    assert "text" in plan.changes[0].fields
    assert "targets" in plan.changes[0].fields
    assert [version.is_current for version in policy.versions.all()] == [False, True]
    assert Measure.objects.current().count() == 3
    assert Policy.objects.count() == 1


def test_the_same_title_without_the_number_waits_for_a_person_and_stores_nothing(take_in, policy):
    before = stored()
    changed = document(ROADS_2, WATER, HOUSING, doc_number=None)
    outcome = take_in(changed)
    assert outcome.status == "undecided"
    assert outcome.plan.documents[0].stored.id == policy.pk
    assert stored() == before
    assert take_in(changed, decisions={0: policy.pk}).policies == (policy,)
    assert policy.versions.count() == 2


def test_a_person_may_say_that_the_same_title_is_another_document(take_in, policy):
    outcome = take_in(document(ROADS_2, doc_number=None), decisions={0: None})
    assert outcome.policies != (policy,)
    assert policy.versions.count() == 1


def test_a_sure_change_can_be_held_back_until_a_person_saw_the_plan(take_in, policy):
    before = stored()
    outcome = take_in(document(ROADS_2, WATER), confirm_changes=True)
    assert outcome.status == "undecided"
    assert outcome.plan.documents[0].count("removed") == 1
    assert stored() == before


def test_decisions_carry_over_to_unchanged_measures_and_only_to_them(take_in, policy, cast):
    roads, water, housing = Measure.objects.current().order_by("position")
    confirm_measure(measure=roads, version=roads.version, by=cast.supervisor)
    drop_unit(responsibility=water.responsibilities.get(role="co"), version=water.version, by=cast.supervisor)
    water.refresh_from_db()
    correct_title(measure=water, version=water.version, title="整治河湖水系", by=cast.supervisor)
    water.refresh_from_db()
    confirm_measure(measure=water, version=water.version, by=cast.supervisor)
    resolve_finding(
        finding=housing.findings.get(), version=housing.version, resolution="保留原文写法", by=cast.supervisor
    )
    take_in(document(ROADS_2, WATER, HOUSING))
    roads, water, housing = Measure.objects.current().order_by("position")
    assert roads.previous is not None
    assert (roads.state, roads.previous.state) == ("proposed", "confirmed")
    assert (water.state, water.title, water.confirmed_by) == ("confirmed", "整治河湖水系", cast.supervisor)
    assert [unit.is_dropped for unit in water.responsibilities.all()] == [False, True]
    unit = water.responsibilities.get(role="lead")
    assert water.policy_version.source_file.text[unit.span_start : unit.span_end] == "市水利局"
    assert housing.findings.get().resolution == "保留原文写法"


def test_a_value_that_a_person_corrected_on_the_policy_survives_a_changed_document(take_in, policy):
    Policy.objects.filter(pk=policy.pk).update(effective_on=date(2026, 4, 1))
    take_in(moved(document(ROADS_2, WATER, HOUSING), expires_on=date(2027, 12, 31)))
    policy.refresh_from_db()
    assert policy.effective_on == date(2026, 4, 1)
    assert policy.expires_on == date(2027, 12, 31)


def test_another_release_of_the_reader_does_not_undo_what_was_confirmed(take_in, policy, cast):
    roads = Measure.objects.current().get(number="1")
    confirm_measure(measure=roads, version=roads.version, by=cast.supervisor)
    other = Paragraph(**{**ROADS.__dict__, "title": "加快道路"})
    take_in(document(other, WATER, HOUSING, parser_version="test-2"), data=b"x")
    roads = Measure.objects.current().get(number="1")
    assert (roads.state, roads.title) == ("confirmed", "加快道路建设")


def test_a_failure_half_way_leaves_the_database_and_the_folder_as_before(take_in, cast, tmp_path, monkeypatch):
    before = stored()

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("policies.services.storing._findings", fail)
    with pytest.raises(RuntimeError):
        take_in(document(ROADS))
    assert stored() == before
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_unreadable_file_is_refused_with_its_sentence_and_stores_nothing(cast, reads, monkeypatch):
    def refuse(**_: object) -> None:
        raise UnreadableFile("file.empty", "文件里没有文字；请检查后重新上传。")

    monkeypatch.setattr(sandbox, "read_policy", refuse)
    with pytest.raises(UnreadableFile):
        importing.import_file(jurisdiction=cast.jurisdiction, data=b"", filename="a.txt", by=cast.supervisor)
    assert stored() == [0] * 8


@pytest.mark.parametrize("part", ["clerk", "head", "leader", "auditor", "administrator", "stranger_supervisor"])
def test_only_the_supervisors_of_the_government_import(take_in, cast, part):
    with pytest.raises(NotPermitted):
        take_in(document(ROADS), by=getattr(cast, part))


def test_an_import_stands_in_the_log_with_its_counts(policy, cast):
    entry = Entry.objects.get(action="policies.imported")
    assert (entry.actor_id, entry.object_id, entry.after["added"]) == (cast.supervisor.pk, policy.pk, 3)
