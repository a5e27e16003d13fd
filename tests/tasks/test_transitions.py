"""The table itself: every row and every pair that is not in it, for every part somebody can act in."""

from itertools import product

import pytest

from tasks import models
from tasks import transitions as t
from tasks.transitions import NOWHERE, STATES, TABLE, Subject, Who

pytestmark = pytest.mark.pure

ACTS = {subject: sorted({row.act for row in TABLE if row.subject == subject}) for subject in Subject}
EVERY_PAIR = [
    (subject, act, state) for subject in Subject for act in ACTS[subject] for state in (NOWHERE, *STATES[subject])
]
ALLOWED = {
    (row.subject, row.act, state, who): row for row in TABLE for state in (row.sources or {NOWHERE}) for who in row.who
}
CHOICES = {
    Subject.TASK: models.TaskState,
    Subject.ASSIGNMENT: models.AssignmentState,
    Subject.REPORT: models.ReportState,
    Subject.EXTENSION: models.ExtensionState,
    Subject.URGING: models.UrgingState,
    Subject.DISPUTE: models.DisputeState,
}


@pytest.mark.parametrize(("subject", "act", "state"), EVERY_PAIR)
def test_an_act_is_open_to_exactly_those_the_table_names(subject, act, state):
    for who in Who:
        expected = ALLOWED.get((subject, act, state, who))
        found = t.find(subject, act, state, [who])
        assert (found is None) == (expected is None), who
        if found is not None:
            assert found.act == act
            assert who in found.who
            assert state in found.sources or state == NOWHERE
    assert t.possible(subject, act, state) == any((subject, act, state, who) in ALLOWED for who in Who)


@pytest.mark.parametrize("subject", list(Subject))
def test_the_states_are_those_of_the_models(subject):
    assert set(STATES[subject]) == set(CHOICES[subject].values)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.code}-{row.target}")
def test_every_row_leads_from_known_states_to_a_known_state(row):
    assert row.target in STATES[row.subject]
    assert row.sources <= set(STATES[row.subject])
    assert row.who


@pytest.mark.parametrize("subject", list(Subject))
def test_every_state_can_be_reached(subject):
    reached = {row.target for row in TABLE if row.subject == subject}
    assert reached == set(STATES[subject])


def test_one_person_finds_at_most_one_target_for_an_act():
    for subject, act, state in EVERY_PAIR:
        for who in Who:
            targets = {row.target for row in t.rows(subject, state) if row.act == act and who in row.who}
            # asking for an extension goes through the unit head or not, as the government's rule says
            assert len(targets) <= 1 or (subject, act, who) == (Subject.EXTENSION, "ask", Who.CLERK)


def test_the_acts_of_a_page_are_those_of_the_table_without_creating():
    found = t.acts_open_to(Subject.TASK, "verified", [Who.LEADER])
    assert [row.act for row in found] == ["close", "reopen"]
    assert t.acts_open_to(Subject.TASK, NOWHERE, [Who.SUPERVISOR]) == []
    assert t.acts_open_to(Subject.TASK, "cancelled", list(Who)) == []


def test_every_act_has_a_verb_of_its_own_kind_and_unknown_acts_none():
    for subject in Subject:
        for act in ACTS[subject]:
            assert t.word(subject, act)
    with pytest.raises(KeyError):
        t.word(Subject.TASK, "receive")


def test_administrators_and_auditors_appear_nowhere_in_the_business():
    assert {who for row in TABLE for who in row.who} == set(Who)
    assert set(Who) == {"clerk", "unit_head", "supervisor", "leader", "system"}


def test_what_is_final_stays_final():
    final = {subject: {state for state in STATES[subject] if not list(t.rows(subject, state))} for subject in Subject}
    assert final[Subject.TASK] == {"cancelled", "transferred"}
    assert final[Subject.ASSIGNMENT] == {"withdrawn", "handed_over"}
    assert final[Subject.REPORT] == {"accepted"}
    assert final[Subject.EXTENSION] == {"granted", "refused", "withdrawn"}
    assert final[Subject.URGING] == {"replied", "declined"}
    assert final[Subject.DISPUTE] == {"kept", "changed", "withdrawn"}


def test_only_leaders_decide_what_ends_without_completion():
    for state, act in product(["issued", "in_progress", "suspended"], ["close_unfinished", "cancel", "transfer"]):
        assert t.find(Subject.TASK, act, state, [Who.LEADER])
        assert not t.find(Subject.TASK, act, state, [Who.SUPERVISOR, Who.CLERK, Who.UNIT_HEAD])
