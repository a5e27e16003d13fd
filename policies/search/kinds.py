"""What can be found: each kind says who sees it and how a hit is shown; higher apps register theirs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from departments.models import Department
from policies.models import Measure, Policy, PolicyState
from policies.permissions import measures_visible_to, visible_to
from policies.search.index import MEASURE, POLICY, reindex_policy


@dataclass(frozen=True, slots=True)
class Shown:
    """An object as a hit shows it."""

    title: str
    url: str
    context: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object in the index.

    Overseers of a government see every row of it. `is_open` says that units see every public row too; where it is
    False they see what `visible` returns. `narrow` cuts objects down to a unit or a state (empty values narrow
    nothing); `show` returns what hits look like, by id; `states` are the choices of the state filter; `reindex` puts
    all objects into the index again, one transaction each, and returns how many.
    """

    name: str
    label: str
    visible: Callable[[User], QuerySet[Any]]
    narrow: Callable[[QuerySet[Any], Department | None, str], QuerySet[Any]]
    show: Callable[[Iterable[int]], Mapping[int, Shown]]
    states: tuple[tuple[str, str], ...] = ()
    is_open: bool = True
    reindex: Callable[[], int] | None = None


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; called once, from the `ready` of its app."""
    KINDS[kind.name] = kind


def _policies_narrow(policies: QuerySet[Any], unit: Department | None, state: str) -> QuerySet[Any]:
    if state:
        policies = policies.filter(state=state)
    if unit is not None:
        named = Measure.objects.current().filter(responsibilities__department=unit, responsibilities__is_dropped=False)
        policies = policies.filter(pk__in=named.values("policy_version__policy"))
    return policies


def _measures_narrow(measures: QuerySet[Any], unit: Department | None, state: str) -> QuerySet[Any]:
    if state:
        measures = measures.filter(policy_version__policy__state=state)
    if unit is not None:
        measures = measures.filter(responsibilities__department=unit, responsibilities__is_dropped=False)
    return measures


def _show_policies(ids: Iterable[int]) -> dict[int, Shown]:
    return {
        one.pk: Shown(one.title, reverse("policies:detail", args=[one.pk]), one.doc_number, one.state_word)
        for one in Policy.objects.filter(pk__in=list(ids))
    }


def _show_measures(ids: Iterable[int]) -> dict[int, Shown]:
    rows = Measure.objects.filter(pk__in=list(ids)).select_related("policy_version__policy")
    return {
        one.pk: Shown(
            str(one),
            reverse("policies:measure", args=[one.pk]),
            one.policy_version.policy.title,
            one.policy_version.policy.state_word,
        )
        for one in rows
    }


def _reindex_policies() -> int:
    count = 0
    for policy in Policy.objects.order_by("pk").iterator():
        with transaction.atomic():
            reindex_policy(policy)
        count += 1
    return count


_STATES = tuple((str(value), str(word)) for value, word in PolicyState.choices)
register(
    Kind(POLICY, "政策文件", visible_to, _policies_narrow, _show_policies, states=_STATES, reindex=_reindex_policies)
)
# a document's measures go into the index with it
register(Kind(MEASURE, "举措", measures_visible_to, _measures_narrow, _show_measures, states=_STATES))
