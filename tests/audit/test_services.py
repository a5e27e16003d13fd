"""The audit log: written with the act, chained, append-only."""

import pytest
from django.db import transaction

from audit.models import Chain, Entry
from audit.services import entry_hash, record, unit_of_work


def test_entries_of_one_act_stand_on_the_chain_of_their_government(cast):
    with unit_of_work():
        record("test.one", cast.lead_unit, jurisdiction=cast.jurisdiction, after={"name": "市发展改革委"})
        record("test.two", cast.co_unit, jurisdiction=cast.jurisdiction)
        record("test.three", cast.stranger_unit, jurisdiction=cast.other_jurisdiction)
    here = list(Entry.objects.filter(jurisdiction_id=cast.jurisdiction.pk).order_by("position"))
    assert [entry.action for entry in here] == ["test.one", "test.two"]
    assert here[1].previous_hash == here[0].entry_hash == entry_hash(Entry.objects.get(pk=here[0].pk))
    assert Chain.objects.get(pk=cast.other_jurisdiction.pk).length == 1


def test_nothing_is_recorded_of_an_act_that_was_rolled_back(cast):
    def act() -> None:
        with unit_of_work():
            record("test.lost", cast.lead_unit, jurisdiction=cast.jurisdiction)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "write",
    [
        lambda e: e.save(),
        lambda e: e.delete(),
        lambda e: Entry.objects.all().delete(),
        lambda e: Entry.objects.update(action="x"),
    ],
)
def test_an_entry_that_stands_is_never_written_again(cast, write):
    record("test.one", cast.lead_unit, jurisdiction=cast.jurisdiction)
    with pytest.raises(TypeError), transaction.atomic():
        write(Entry.objects.get())
