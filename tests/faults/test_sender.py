"""R1, R2: the sender is killed or paused at every step."""

import signal
import time
from pathlib import Path

import pytest

from tests.faults.conftest import BROKERS
from tests.faults.house import LEASE

pytestmark = [pytest.mark.servers, pytest.mark.timeout(180)]


def state_of(pid: int) -> str:
    """Return the kernel's letter for what a process does: T while it is stopped."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]


STEPS = ["planning", "planned", "digesting", "digested", "claimed", "guarded", "sending", "accepted", "recorded"]
SHORT = {("no-server", "accepted"), ("no-server", "planning"), ("redis", "sending"), ("redis", "digesting")}
CASES = [
    pytest.param(broker, step, marks=[] if (broker, step) in SHORT else pytest.mark.slow, id=f"{step}-{broker}")
    for broker in BROKERS
    for step in STEPS
]


@pytest.mark.parametrize(("broker", "step"), CASES)
def test_r1_a_sender_killed_at_a_step(make_house, verdict, calm_rows, broker, step):
    house = make_house(broker)
    house.start_mail()
    house.start_beat()
    worker = house.start_worker(fault=f"kill:{step}:3" if step not in ("planning", "planned") else f"kill:{step}:1")
    house.until(lambda: worker.poll() is not None, "the worker to be killed")
    assert worker.returncode == -signal.SIGKILL
    assert house.mark.exists()
    house.start_worker("second")
    house.until(house.is_settled, "everything to be sent")
    found = verdict(house)
    assert house.reminder_rows() == calm_rows
    assert found.messages == house.people
    assert found.duplicates == (1 if step == "accepted" else 0)
    assert found.unknown == (1 if step in ("sending", "accepted") else 0)


PAUSES = [
    pytest.param("redis", "sending", id="sending-redis"),
    pytest.param("no-server", "claimed", id="claimed-no-server"),
    pytest.param("redis", "guarded", id="guarded-redis", marks=pytest.mark.slow),
    pytest.param("no-server", "sending", id="sending-no-server", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("broker", "step"), PAUSES)
def test_r2_a_sender_paused_beyond_its_lease_and_resumed(make_house, verdict, broker, step):
    house = make_house(broker)
    house.start_mail()
    house.start_beat()
    sleeper = house.start_worker(fault=f"pause:{step}:1")
    house.until(house.mark.exists, "the worker to be paused")
    house.until(lambda: state_of(sleeper.pid) == "T", "the worker to stand still")
    ((held,),) = house.query("SELECT COUNT(*) FROM notifications_delivery WHERE state = 'claimed'")
    assert held > 0, "the sleeper holds a lease"
    house.start_worker("second")
    house.until(house.is_settled, "the other worker to send everything")
    states = "SELECT id, state, attempts, lease_number, sent_at, unknown_at, last_error FROM notifications_delivery"
    assert state_of(sleeper.pid) == "T", "it slept while its lease ran out and the other sent"
    before, mails = sorted(map(str, house.query(states))), len(house.accepted())
    sleeper.send_signal(signal.SIGCONT)
    time.sleep(LEASE)
    assert sleeper.poll() is None, "the resumed worker goes on working"
    assert sorted(map(str, house.query(states))) == before
    assert len(house.accepted()) == mails
    found = verdict(house)
    assert found.duplicates == 0
    assert found.unknown == (1 if step == "sending" else 0)
