"""Positions of the measures of a version: 1, 2, 3, … in the order given."""

from collections.abc import Sequence

from django.db.models import F, Max

from policies.models import Measure, PolicyVersion


def renumber(version: PolicyVersion, order: Sequence[int]) -> None:
    """Give the measures of a version the positions of their ids in `order`, which names every one of them."""
    measures = Measure.objects.filter(policy_version=version)
    highest = measures.aggregate(highest=Max("position"))["highest"] or 0
    # a position stands once a version: first out of the way, then into the new order
    measures.update(position=F("position") + highest + len(order))
    rows = {row.pk: row for row in measures}
    for position, pk in enumerate(order, start=1):
        rows[pk].position = position
    Measure.objects.bulk_update(rows.values(), ["position"], batch_size=200)
