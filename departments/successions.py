"""Who holds a unit's duties on a day: following the dated graph of successions.

Until the day a succession takes effect, and as long as a unit exists, it holds its duties itself.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from core.exceptions import DomainError
from departments.models import Department, Jurisdiction, Succession, SuccessionKind


def holders_of(department: Department, on: date) -> list[Department]:
    """Return the units that hold a unit's duties on a day: itself while it exists, else its successors' holders.

    Several after a split; empty when the unit was dissolved and nobody took over.
    """
    return holders_of_many([department], on)[department.pk]


def successor_of(department: Department, on: date) -> Department | None:
    """Return the one unit that holds a unit's duties on a day, None where a person must choose (split, nobody)."""
    holders = holders_of(department, on)
    return holders[0] if len(holders) == 1 else None


def holders_of_many(departments: Iterable[Department], on: date) -> dict[int, list[Department]]:
    """Return the holders by id of the unit asked for; one query when all exist, else two."""
    asked = list(departments)
    gone = [unit for unit in asked if not unit.is_active(on)]
    graph = _graph({unit.jurisdiction_id for unit in gone}, on) if gone else {}
    return {unit.pk: _follow(unit, graph, on, frozenset()) for unit in asked}


class Holders:
    """Who holds the duties of units on one day, asked one by one: the successions are read once, when one is gone."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._graphs: dict[int, dict[int, list[Department]]] = {}

    def of(self, department: Department) -> list[Department]:
        """Return the units that hold a unit's duties, as `holders_of` does."""
        if department.is_active(self.on):
            return [department]
        pk = department.jurisdiction_id
        if pk not in self._graphs:
            self._graphs[pk] = _graph({pk}, self.on)
        return _follow(department, self._graphs[pk], self.on, frozenset())


def _graph(jurisdiction_ids: set[int], on: date) -> dict[int, list[Department]]:
    rows = (
        Succession.objects.filter(predecessor__jurisdiction__in=jurisdiction_ids, on__lte=on)
        .exclude(kind=SuccessionKind.PLAQUE, predecessor__valid_to=None)
        .select_related("successor")
    )
    graph: dict[int, list[Department]] = defaultdict(list)
    for row in rows:
        graph[row.predecessor_id].append(row.successor)
    return graph


def _follow(unit: Department, graph: dict[int, list[Department]], on: date, seen: frozenset[int]) -> list[Department]:
    if unit.is_active(on):
        return [unit]
    if unit.pk in seen:
        return []
    found = [held for heir in graph.get(unit.pk, []) for held in _follow(heir, graph, on, seen | {unit.pk})]
    return list(dict.fromkeys(found))


def refuse_cycle(predecessor: Department, successors: Iterable[Department]) -> None:
    """Raise DomainError when a successor's duties would come back to the predecessor; the message shows the way."""
    graph = _all_edges(predecessor.jurisdiction)
    for successor in successors:
        way = _way(successor, predecessor, graph, [])
        if way:
            names = " → ".join(unit.name for unit in [predecessor, *way])
            raise DomainError(
                "departments.succession_cycle",
                f"职责承接不能成环：{names}。请核对承接单位。",
                fields={"successor": ["职责承接成环。"]},
            )


def _all_edges(jurisdiction: Jurisdiction) -> dict[int, list[Department]]:
    graph: dict[int, list[Department]] = defaultdict(list)
    rows = Succession.objects.filter(predecessor__jurisdiction=jurisdiction).exclude(kind=SuccessionKind.PLAQUE)
    for row in rows.select_related("successor"):
        graph[row.predecessor_id].append(row.successor)
    return graph


def _way(
    start: Department, goal: Department, graph: dict[int, list[Department]], walked: list[Department]
) -> list[Department]:
    """Return the units from `start` to `goal` along successions, empty where there is no way."""
    path = [*walked, start]
    if start.pk == goal.pk:
        return path
    if start in walked:
        return []
    return next((found for heir in graph.get(start.pk, []) if (found := _way(heir, goal, graph, path))), [])
