"""R3, R4, R9, R10: broker, database and mail server fail under the sender."""

import time

import pytest

from tests.faults.conftest import BROKERS

pytestmark = [pytest.mark.servers, pytest.mark.timeout(180)]
TICK = 1.0


@pytest.mark.parametrize("fault", ["flushed", pytest.param("killed", marks=pytest.mark.slow)])
def test_r3_redis_loses_everything_in_mid_run(make_house, redis_server, verdict, calm_rows, fault):
    house = make_house("redis")
    house.start_mail(delay=0.15)
    house.start_beat()
    for name in ("one", "two"):
        house.start_worker(name, keep=True)
    house.until(lambda: len(house.accepted()) >= 4, "the first mails")
    assert int(redis_server.command("DBSIZE")) > 0, "there was something to lose"
    if fault == "flushed":
        for _ in range(5):
            assert redis_server.command("FLUSHALL") == "OK"
    else:
        redis_server.kill()
        assert redis_server.command("PING") == ""
        time.sleep(1)
        redis_server.start()
    assert not house.is_settled(), "the fault came in mid run"
    house.order()
    seconds = house.until(house.is_settled, "everything to be sent")
    found = verdict(house)
    assert house.reminder_rows() == calm_rows
    assert (found.messages, found.duplicates, found.unknown) == (house.people, 0, 0)
    # one tick, and the time a worker takes to find its broker again
    assert seconds < TICK + 15


def test_r4_postgresql_is_stopped_at_once_in_mid_run(make_house, cluster, verdict, calm_rows):
    house = make_house("redis")
    house.start_mail(delay=0.15)
    house.start_beat()
    house.start_worker(keep=True)
    house.until(lambda: len(house.accepted()) >= 4, "the first mails")
    cluster.stop_at_once()
    assert house.query("SELECT 1") == []
    time.sleep(2)
    cluster.start()
    assert not house.is_settled(), "the fault came in mid run"
    house.order()
    house.until(house.is_settled, "everything to be sent", 90)
    found = verdict(house)
    assert house.reminder_rows() == calm_rows
    assert found.messages == house.people
    # the mail that was under way when the database went is the only one that may be doubtful
    assert found.unknown <= 1


@pytest.mark.parametrize("broker", ["no-server", pytest.param("redis", marks=pytest.mark.slow)])
def test_r9_the_mail_server_is_down_then_says_later_then_is_slow(make_house, verdict, broker):
    house = make_house(broker)
    house.start_beat()
    house.start_worker()
    house.until(lambda: house.query("SELECT 1 FROM notifications_lane WHERE failures > 0"), "a refused connection")
    house.start_mail(later_all=True)
    house.until(lambda: house.query("SELECT 1 FROM notifications_delivery WHERE last_error LIKE '451%'"), "a first 451")
    assert house.accepted() == []
    house.order(delay=0.2)
    house.until(house.is_settled, "everything to be sent")
    found = verdict(house)
    assert (found.duplicates, found.unknown) == (0, 0)
    dates = dict(
        house.query(
            "SELECT d.mail_id, d.priority FROM notifications_delivery d WHERE d.channel = 'email' AND d.state = 'sent'"
        )
    )
    order = [str(dates[entry["id"]]) for entry in house.accepted()]
    assert order == sorted(order)
    assert len(set(order)) == 6


@pytest.mark.parametrize(
    ("broker", "fault"),
    [
        ("redis", "drop"),
        ("no-server", "hang"),
        pytest.param("no-server", "drop", marks=pytest.mark.slow),
        pytest.param("redis", "hang", marks=pytest.mark.slow),
    ],
)
def test_r10_the_answer_is_lost_after_the_text(make_house, verdict, broker, fault):
    assert broker in BROKERS
    house = make_house(broker)
    house.start_mail(**{fault: [3]})
    house.start_beat()
    house.start_worker()
    house.until(house.is_settled, "everything to be sent")
    lost = house.accepted()[2]["id"]
    found = verdict(house)
    assert (found.unknown, found.duplicates) == (1, 1)
    assert [entry["id"] for entry in house.accepted()].count(lost) == 2
