"""R8, R12: a poisoned recipient or matter touches no other; what is not true any more never leaves."""

import pytest

pytestmark = [pytest.mark.servers, pytest.mark.timeout(180)]


def everybody_but(house, *people: int) -> set[str]:
    return {f"p{n}@yunzhou.example" for n in range(house.people) if n not in people}


def test_r8_a_refused_recipient_a_missing_address_and_a_broken_template(make_house, verdict):
    house = make_house("no-server")
    house.query("UPDATE tasks_task SET title = '毒' WHERE number = '云督2025-0002'")
    house.query("UPDATE accounts_user SET email = '' WHERE username = 'p3'")
    house.start_mail(refuse=["p0@yunzhou.example"], later=["p1@yunzhou.example"])
    house.start_beat()
    house.start_worker()
    rest = everybody_but(house, 0, 1, 2, 3)
    house.until(lambda: rest <= {entry["to"] for entry in house.accepted()}, "the others to be sent")
    found = verdict(house, expected=rest)
    assert (found.duplicates, found.unknown) == (0, 0)
    failed = dict(
        house.query(
            "SELECT u.username, d.last_error FROM notifications_delivery d"
            " JOIN notifications_message m ON m.id = d.message_id JOIN accounts_user u ON u.id = m.recipient_id"
            " WHERE d.channel = 'email' AND d.state = 'failed'"
        )
    )
    assert set(failed) == {"p0", "p3"}
    assert failed["p0"].startswith("550")
    ((waiting,),) = house.query("SELECT COUNT(*) FROM notifications_delivery WHERE last_error LIKE '451%'")
    assert waiting == 1
    house.until(
        lambda: house.query("SELECT 1 FROM reminders_reminder WHERE last_error LIKE 'TemplateDoesNotExist%'"),
        "the broken matter to be shown",
    )
    house.order()
    house.until(lambda: "p1@yunzhou.example" in {entry["to"] for entry in house.accepted()}, "the one told 'later'")


@pytest.mark.parametrize("broker", ["no-server", pytest.param("redis", marks=pytest.mark.slow)])
def test_r12_closed_or_moved_between_planning_and_sending(make_house, verdict, broker):
    house = make_house(broker)
    house.start_beat()
    house.start_worker()
    house.until(lambda: house.digests() == house.people, "the digests, while the mail server is down")
    house.query("UPDATE tasks_task SET state = 'closed' WHERE number = '云督2025-0000'")
    house.query("UPDATE tasks_task SET due_on = '2026-03-31', due_version = 2 WHERE number = '云督2025-0001'")
    house.query("UPDATE tasks_assignment SET state = 'withdrawn' WHERE printed_name = '第2局'")
    house.start_mail()
    house.until(house.is_settled, "everything to be sent")
    found = verdict(house, expected=everybody_but(house, 0, 1, 2))
    assert (found.duplicates, found.unknown) == (0, 0)
    states = house.query("SELECT state, COUNT(*) FROM notifications_delivery WHERE channel = 'email' GROUP BY state")
    assert dict(states) == {"sent": house.people - 3, "superseded": 3}
