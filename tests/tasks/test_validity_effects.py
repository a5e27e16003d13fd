"""A decision about a policy's validity has the effect on its open tasks that a person chooses, all at once."""

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from core.exceptions import DomainError, NotPermitted
from policies.models import PolicyState
from tasks.services.validity_effects import Decision, Effect, EffectKind, Wanted, affected, decide
from tests.factories.policies import make_measure, make_policy
from tests.factories.tasks import make_task

TODAY = date(2025, 9, 18)
LATER = date(2025, 10, 10)


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def policy(cast):
    return make_policy(cast.jurisdiction, expires_on=date(2025, 12, 31))


@pytest.fixture
def tasks(cast, policy):
    """Three matters under way and one that is done."""
    make_task(cast.jurisdiction, lead=cast.lead_unit, policy=policy, state="closed", source="other")
    return [
        make_task(cast.jurisdiction, lead=cast.lead_unit, policy=policy, due_on=date(2025, 9, 30)) for _ in range(3)
    ]


def going_on(tasks):
    """Every task goes on as it is."""
    return {task.pk: Effect() for task in tasks}


def test_a_task_added_since_the_person_looked_stops_the_decision(cast, policy, tasks):
    seen = going_on(tasks)
    make_task(cast.jurisdiction, lead=cast.lead_unit, policy=policy)
    with pytest.raises(DomainError, match="还有 1 件在办事项没有选择如何办理"):
        decide(policy=policy, wanted=Wanted(Decision.REPEAL, "会议"), effects=seen, by=cast.leader)
    assert not policy.validity_decisions.exists()


@pytest.mark.parametrize("decision", ["extend", "repeal", "lapse"])
def test_a_decision_sent_to_the_page_of_the_policy_asks_for_the_tasks_first(client, cast, policy, tasks, decision):
    client.force_login(cast.supervisor)
    sent = {"act": decision, "version": 1, "expires_on": "2026-12-31", "source": "会议"}
    answer = client.post(reverse("policies:validity-decide", args=[policy.pk]), sent)
    assert (answer.status_code, answer.url) == (307, reverse("tasks:validity-effects", args=[policy.pk, decision]))
    assert "未选择 3 件" in client.post(answer.url, sent).content.decode()
    assert client.post(answer.url, sent | {"confirm": "1"}).status_code == 422
    assert not policy.validity_decisions.exists()


def test_each_open_task_goes_its_own_way_with_the_decision(cast, policy, tasks):
    kept, moved, linked = tasks
    heir = make_policy(cast.jurisdiction, title="新措施")
    assert affected(policy) == tasks
    decide(
        policy=policy, wanted=Wanted(Decision.SUPERSEDE, "新文件", 1, successor=heir), by=cast.supervisor,
        effects={kept.pk: Effect(), moved.pk: Effect(EffectKind.DUE, LATER), linked.pk: Effect(EffectKind.LINK)},
    )  # fmt: skip
    policy.refresh_from_db()
    for task in tasks:
        task.refresh_from_db()
    assert policy.state == PolicyState.SUPERSEDED
    assert (kept.due_on, kept.version) == (date(2025, 9, 30), 1)
    assert (moved.due_on, moved.original_due_on, moved.due_version, moved.due_basis) == (
        LATER, date(2025, 9, 30), 2, "validity",
    )  # fmt: skip
    assert linked.successor_policy == heir


def test_only_a_leader_cancels_what_is_under_way_and_a_refusal_leaves_the_policy_too(cast, policy, tasks):
    effects = going_on(tasks) | {tasks[0].pk: Effect(EffectKind.CANCEL)}
    with pytest.raises(NotPermitted):
        decide(policy=policy, wanted=Wanted(Decision.REPEAL, "会议"), effects=effects, by=cast.supervisor)
    policy.refresh_from_db()
    assert policy.state == PolicyState.PUBLISHED
    decide(policy=policy, wanted=Wanted(Decision.REPEAL, "会议"), effects=effects, by=cast.leader)
    tasks[0].refresh_from_db()
    assert tasks[0].state == "cancelled"


@pytest.mark.parametrize(
    ("effect", "message"),
    [(Effect(EffectKind.DUE), "新的期限"), (Effect(EffectKind.LINK), "被其他文件替代")],
)
def test_an_effect_that_does_not_fit_is_refused(cast, policy, tasks, effect, message):
    with pytest.raises(DomainError, match=message):
        decide(
            policy=policy,
            wanted=Wanted(Decision.LAPSE, "会议"),
            effects=going_on(tasks) | {tasks[0].pk: effect},
            by=cast.leader,
        )
    with pytest.raises(DomainError, match="重新核对"):
        decide(policy=policy, wanted=Wanted(Decision.LAPSE, "会议"), effects={0: Effect()}, by=cast.leader)
    assert not policy.validity_decisions.exists()


def test_the_page_asks_shows_and_does(client, cast, policy, tasks):
    client.force_login(cast.supervisor)
    address = reverse("tasks:validity-effects", args=[policy.pk, "extend"])
    assert address in client.get(reverse("policies:validity-decide", args=[policy.pk])).content.decode()
    values = {"version": 1, "expires_on": "2026-12-31", "source": "会议"}
    page = client.post(address, values | {f"effect-{tasks[0].pk}": "due", f"due-{tasks[0].pk}": "2025-10-10"})
    assert "调整期限 1 件；未选择 2 件" in page.content.decode()
    moved = {f"effect-{tasks[0].pk}": "due", f"due-{tasks[0].pk}": "2025-10-10"}
    refused = client.post(address, values | moved | {"confirm": "1"})
    assert refused.status_code == 422
    assert f"还有 2 件在办事项没有选择如何办理：{tasks[1].number}、{tasks[2].number}。" in refused.content.decode()
    page = client.post(address, values | moved | {"rest": "keep"})
    assert "照常办理 2 件；调整期限 1 件" in page.content.decode()
    policy.refresh_from_db()
    assert policy.state == PolicyState.PUBLISHED
    client.post(address, values | moved | {"confirm": "1", "rest": "keep"})
    policy.refresh_from_db()
    tasks[0].refresh_from_db()
    assert (policy.state, tasks[0].due_on) == (PolicyState.EXTENDED, LATER)


def test_over_rest_the_same(cast, policy, tasks):
    make_measure(policy, (cast.lead_unit, "lead"))
    client = APIClient()
    client.force_login(cast.leader)
    rest = [{"task": task.pk, "effect": "keep"} for task in tasks[1:]]
    body = {
        "policy": policy.pk, "policy_version": 1, "decision": "repeal", "basis": "会议",
        "effects": [{"task": tasks[0].pk, "effect": "cancel", "version": 1}, *rest],
    }  # fmt: skip
    assert client.post("/api/v1/policy-decisions/", body | {"policy_version": 9}, format="json").status_code == 412
    unchosen = client.post("/api/v1/policy-decisions/", body | {"effects": rest}, format="json")
    assert unchosen.status_code in (400, 422)
    assert "没有选择如何办理" in unchosen.content.decode()
    assert client.post("/api/v1/policy-decisions/", body, format="json").status_code == 201
    tasks[0].refresh_from_db()
    assert tasks[0].state == "cancelled"
