"""Policies by when they end, each with the steps that fall due before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from departments.models import Jurisdiction
from departments.rules import rule
from policies.models import Policy, PolicyQuerySet, ValidityDecision, ValidityStep
from policies.services.validity import HELD, DueStep, steps_due

SOON_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Watched:
    """A policy under watch: days to its last day (negative once over), steps to be taken, whether it may lapse."""

    policy: Policy
    days: int | None
    steps: list[DueStep]
    lapses: bool

    @property
    def past(self) -> int:
        """Return how many days ago it ended."""
        return max(0, -(self.days or 0))

    @property
    def next_step(self) -> DueStep | None:
        """Return the step to be taken first."""
        return self.steps[0] if self.steps else None


def watched(policies: PolicyQuerySet, jurisdiction: Jurisdiction, today: date) -> list[Watched]:
    """Return policies in force or over, earliest end first, with their steps; three queries."""
    offsets: dict[str, int] = rule(jurisdiction, "validity.decisions", today)
    rows = list(policies.filter(state__in=HELD).order_by(F("expires_on").asc(nulls_last=True), "id"))
    done = _done(rows)
    return [_watch(policy, offsets, done[policy.pk], today) for policy in rows]


def _watch(policy: Policy, offsets: dict[str, int], done: set[str], today: date) -> Watched:
    lapses = ValidityStep.LAPSED in done
    days = (policy.expires_on - today).days if policy.expires_on else None
    steps = [] if lapses else steps_due(policy.expires_on, offsets, done, today)
    return Watched(policy, days, steps, lapses)


def _done(policies: Iterable[Policy]) -> dict[int, set[str]]:
    """Return the steps taken about the end that now stands: an extension opens them again."""
    ends = {policy.pk: policy.expires_on for policy in policies}
    found: dict[int, set[str]] = defaultdict(set)
    for decision in ValidityDecision.objects.filter(policy__in=ends):
        if decision.expires_after == ends[decision.policy_id]:
            found[decision.policy_id].add(decision.step)
    return found


def steps_of(policy: Policy, today: date) -> list[DueStep]:
    """Return the steps still to be taken about one policy."""
    offsets: dict[str, int] = rule(policy.jurisdiction, "validity.decisions", today)
    return _watch(policy, offsets, _done([policy])[policy.pk], today).steps
