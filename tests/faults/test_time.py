"""R5, R6, R7: the clock, the number of processes, and standstills change nothing."""

import pytest

from tests.faults.house import DAY

pytestmark = [pytest.mark.servers, pytest.mark.timeout(240)]


def test_r5_the_clock_goes_forward_a_day_and_back(make_house, verdict):
    house, calm = make_house("no-server"), make_house("no-server")
    for one, days in ((calm, ("2025-12-01", "2025-12-02")), (house, ("2025-12-02", "2025-12-01", "2025-12-02"))):
        one.start_mail()
        for day in days:
            one.run_by_hand(today=day)
    assert house.reminder_rows() == calm.reminder_rows()
    found = verdict(house)
    assert (found.duplicates, found.unknown) == (0, 0)
    told = house.query(
        "SELECT recipient_id, COUNT(*) FROM reminders_reminder WHERE message_id IS NULL GROUP BY recipient_id"
    )
    assert told == [], "nothing was skipped"


def test_r6_two_beats_four_workers_and_the_command_by_hand(make_house, verdict, calm_rows):
    house = make_house("redis")
    house.start_mail(delay=0.02)
    for name in ("beat-one", "beat-two"):
        house.start_beat(name)
    for n in range(4):
        house.start_worker(f"worker-{n}")
    for _ in range(2):
        house.run_by_hand(wait=False)
    house.until(house.is_settled, "everything to be sent", 90)
    alive = [name for name, one in house.processes.items() if not name.startswith("hand") and one.poll() is None]
    assert set(alive) >= {"beat-one", "beat-two", *(f"worker-{n}" for n in range(4))}, "all of them worked beside"
    hands = [one for name, one in house.processes.items() if name.startswith("hand")]
    assert [one.wait(60) for one in hands] == [0, 0], "both commands ran to their end"
    found = verdict(house)
    assert house.reminder_rows() == calm_rows
    assert (found.messages, found.duplicates, found.unknown) == (house.people, 0, 0)


@pytest.mark.slow
def test_r7_beat_stands_still_for_ten_days(make_house, verdict):
    house, calm = make_house("no-server"), make_house("no-server")
    days = [f"2025-12-{n:02d}" for n in range(1, 12)]
    for one, lived in ((calm, days), (house, (days[0], days[-1]))):
        one.start_mail()
        for day in lived:
            one.run_by_hand(today=day)
    assert house.reminder_rows() == calm.reminder_rows()
    found = verdict(house)
    assert found.duplicates == 0
    digests = house.query("SELECT recipient_id, COUNT(*) FROM notifications_message GROUP BY recipient_id")
    assert max(count for _, count in digests) <= 2, "the ten days are one digest"


def test_r7_a_house_that_starts_in_the_middle_of_the_day_says_what_the_morning_missed(make_house, verdict):
    house = make_house("no-server")
    assert house.digests() == 0
    assert house.today == DAY
    house.start_mail()
    house.start_beat()
    house.start_worker()
    house.until(house.is_settled, "everything to be sent")
    assert verdict(house).messages == house.people
