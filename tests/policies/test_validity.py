"""The validity watch: steps before the end, decisions and what they change, the queue of unknown ends."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from core.exceptions import DomainError, NotPermitted, TransitionForbidden, VersionConflict
from policies.models import Policy, PolicyState
from policies.selectors.validity import watched
from policies.services import checking, validity
from tests.policies.builder import ROADS, WATER, document

RULE = {"evaluate": 6, "report": 2, "submit": 1}


@pytest.fixture
def published(take_in, cast):
    """A published policy that ends on the last day of 2026."""
    policy = take_in(document(ROADS)).policies[0]
    checking.confirm_undoubted(policy=policy, by=cast.supervisor)
    checking.publish(policy=policy, version=1, by=cast.supervisor)
    return policy


@pytest.fixture
def other(take_in, cast):
    """Another published policy without a known end."""
    policy = take_in(document(WATER, title="治水方案", doc_number="云水发〔2026〕1号", expires_on=None)).policies[0]
    checking.confirm_undoubted(policy=policy, by=cast.supervisor)
    checking.publish(policy=policy, version=1, by=cast.supervisor)
    return policy


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 12, 31), 6, date(2026, 6, 30)),
        (date(2026, 12, 31), 2, date(2026, 10, 31)),
        (date(2027, 3, 31), 1, date(2027, 2, 28)),
        (date(2028, 3, 30), 1, date(2028, 2, 29)),
        (date(2027, 1, 15), 1, date(2026, 12, 15)),
        (date(2027, 1, 15), 13, date(2025, 12, 15)),
    ],
)
def test_months_before_a_day_never_leave_the_month(day, months, expected):
    assert validity.months_before(day, months) == expected


def test_steps_fall_due_by_the_rule_and_go_when_they_are_done():
    end = date(2026, 12, 31)
    steps = validity.steps_due(end, RULE, [], date(2026, 10, 31))
    assert [(one.step, one.on, one.is_due) for one in steps] == [
        ("evaluate", date(2026, 6, 30), True),
        ("report", date(2026, 10, 31), True),
        ("submit", date(2026, 11, 30), False),
    ]
    assert [one.step for one in validity.steps_due(end, RULE, ["evaluate"], date(2026, 1, 1))] == ["report", "submit"]
    assert validity.steps_due(None, RULE, [], date(2026, 1, 1)) == []


def test_extending_moves_the_end_and_opens_the_steps_again(published, cast):
    validity.record_step(policy=published, version=2, step="evaluate", source="评估报告", by=cast.supervisor)
    decision = validity.extend(
        policy=published, version=3, expires_on=date(2027, 12, 31), source="云政发〔2026〕30号", by=cast.leader
    )
    assert (published.state, published.expires_on) == ("extended", date(2027, 12, 31))
    assert (decision.expires_before, decision.expires_after) == (date(2026, 12, 31), date(2027, 12, 31))
    (row,) = watched(Policy.objects.all(), cast.jurisdiction, date(2026, 10, 1))
    assert [one.step for one in row.steps] == ["evaluate", "report", "submit"]
    assert Entry.objects.filter(action="policies.validity_extended").count() == 1


def test_an_extension_must_be_later(published, cast):
    with pytest.raises(DomainError) as refusal:
        validity.extend(policy=published, version=2, expires_on=date(2026, 12, 31), source="x", by=cast.supervisor)
    assert refusal.value.code == "policies.not_later"


def test_letting_lapse_ends_the_watch_but_not_the_policy(published, cast):
    validity.let_lapse(policy=published, version=2, source="常务会议", by=cast.leader)
    (row,) = watched(Policy.objects.all(), cast.jurisdiction, date(2026, 12, 1))
    assert row.lapses
    assert row.steps == []
    published.refresh_from_db()
    assert published.state == PolicyState.PUBLISHED
    assert published.is_expired(date(2027, 1, 1))


def test_repealing_ends_it_at_once_and_nothing_can_be_decided_after(published, cast):
    validity.repeal(policy=published, version=2, source="云政发〔2026〕31号", by=cast.supervisor)
    assert published.state == "repealed"
    with pytest.raises(TransitionForbidden):
        validity.extend(policy=published, version=3, expires_on=date(2030, 1, 1), source="x", by=cast.supervisor)


def test_a_circle_of_replacements_is_refused(published, other, cast):
    validity.supersede(policy=published, version=2, successor=other, source="新文件", by=cast.supervisor)
    assert (published.state, published.superseded_by) == ("superseded", other)
    with pytest.raises(DomainError) as refusal:
        validity.supersede(policy=other, version=2, successor=published, source="x", by=cast.supervisor)
    assert refusal.value.code == "policies.circle"
    with pytest.raises(DomainError):
        validity.supersede(policy=other, version=2, successor=other, source="x", by=cast.supervisor)


def test_an_unknown_end_is_given_with_its_ground(other, cast):
    validity.set_end(policy=other, version=2, expires_on=date(2028, 12, 31), source="主任会议", by=cast.supervisor)
    assert (other.expires_on, other.validity_basis) == (date(2028, 12, 31), "人工指定：主任会议")
    with pytest.raises(DomainError):
        validity.set_end(policy=other, version=3, expires_on=date(2001, 1, 1), source="x", by=cast.supervisor)


def test_a_decision_needs_its_ground_and_the_version_that_was_seen(published, cast):
    with pytest.raises(DomainError) as refusal:
        validity.repeal(policy=published, version=2, source=" ", by=cast.supervisor)
    assert refusal.value.code == "policies.source_missing"
    with pytest.raises(VersionConflict):
        validity.repeal(policy=published, version=1, source="x", by=cast.supervisor)


@pytest.mark.parametrize("part", ["clerk", "auditor", "administrator", "stranger_supervisor"])
def test_nobody_else_decides(published, cast, part):
    with pytest.raises(NotPermitted):
        validity.repeal(policy=published, version=2, source="x", by=getattr(cast, part))


def test_the_page_groups_policies_by_what_is_to_be_decided(published, other, cast, settings):
    settings.DUBAN_TODAY = "2026-11-15"
    client = Client()
    client.force_login(cast.leader)
    page = client.get(reverse("policies:validity")).content.decode()
    assert published.title in page
    assert other.title not in page
    assert "评估" in page
    assert other.title in client.get(reverse("policies:validity"), {"tab": "unknown"}).content.decode()
    client.force_login(cast.clerk)
    assert client.get(reverse("policies:validity")).status_code == 403


def test_a_decision_is_taken_on_the_page_and_a_refused_one_keeps_what_was_typed(published, other, cast):
    client = Client()
    client.force_login(cast.supervisor)
    url = reverse("policies:validity-decide", args=[published.pk])
    extend, supersede = (reverse("tasks:validity-effects", args=[published.pk, one]) for one in ("extend", "supersede"))
    sent = {"confirm": "1", "version": 2, "expires_on": "2026-01-01", "source": "云政发〔2026〕30号"}
    answer = client.post(extend, sent)
    assert answer.status_code == 422
    assert "新的有效期须晚于现在的有效期。" in answer.content.decode()
    assert "云政发〔2026〕30号" in answer.content.decode()
    assert client.post(extend, {**sent, "expires_on": "2027-12-31"}).status_code == 302
    client.post(supersede, {"confirm": "1", "version": 3, "successor": other.pk, "source": "新文件"})
    published.refresh_from_db()
    assert published.state == "superseded"
    page = client.get(url).content.decode()
    assert "不再作决定" in page
    assert "UNDEFINED" not in page
    assert "UNDEFINED" not in client.get(reverse("policies:validity-decide", args=[other.pk])).content.decode()
    assert client.get(reverse("policies:validity-decide", args=[10**6])).status_code == 404
