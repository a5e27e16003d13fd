"""The measured parts of `bench.planning`, each in a process of its own with a database of its own."""

import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import django

REDMINE_SECONDS = 232
UNITS = 300
A_TASK = 4
SENDERS = 4
TURNS = 4
# what an allocator keeps back now and then; a leak of one message a mail would be ten times that
FLAT_MB = 5
DAY = date(2025, 12, 10)

# a million rows are made where they stay; nothing is random
FILL = """
INSERT INTO departments_jurisdiction (id, name, number_prefix, is_example) VALUES (1, '规模市', '规', false);
INSERT INTO departments_department (id, jurisdiction_id, name, kind, duties, position, version)
SELECT n, 1, '第' || n || '局', 'government', '', n, 1 FROM generate_series(1, {units}) n;
INSERT INTO accounts_user (id, password, is_superuser, username, email, is_staff, is_active, date_joined, name, phone,
                           is_service, must_change_password)
SELECT n, '!', false, 'p' || n, 'p' || n || '@scale.example', false, true, now(), '第' || n || '局联络员', '',
       false, false FROM generate_series(1, {units}) n;
INSERT INTO accounts_membership (user_id, jurisdiction_id, department_id, role) SELECT n, 1, n, 'clerk'
FROM generate_series(1, {units}) n;
INSERT INTO tasks_task (id, jurisdiction_id, number, title, source, scope, quotation, source_note, source_document,
                        state, due_on, due_text, due_precision, due_basis, due_version, cadence, created_at, issued_on,
                        closing_reason, version)
SELECT n, 1, '规' || n, '推进第' || n || '项工作落实', 'other', '', '', '', '', 'in_progress',
       DATE '{day}' - 30 + (n * 7919 % 365)::int, '', 'day', 'manual', 1, 'none', now(), DATE '{day}', '', 1
FROM generate_series(1, {tasks}) n;
INSERT INTO tasks_assignment (task_id, department_id, printed_name, role, basis, is_first_lead, scope, state, version)
SELECT t, 1 + (t * {parts} + k) % {units}, '', CASE k WHEN 0 THEN 'lead' ELSE 'co' END, 'manual', k = 0, '', 'working',
       1 FROM generate_series(1, {tasks}) t, generate_series(0, {parts} - 1) k;
"""


def report(line: str, value: float, bound: float, *, at_least: bool = False) -> None:
    """Write one figure with its bound into the table of this run; `bench.planning` prints it and fails on a miss."""
    holds = value >= bound if at_least else value <= bound
    row = {"figure": line, "value": round(value, 3), "bound": bound, "sign": "≥" if at_least else "≤", "holds": holds}
    with Path(os.environ["BENCH_TABLE"]).open("a", encoding="utf-8") as table:
        table.write(json.dumps(row, ensure_ascii=False) + "\n")


def timed(act: Callable[[], object]) -> tuple[float, object]:
    """Return the seconds an act takes, and what it returns."""
    start = time.monotonic()
    result = act()
    return time.monotonic() - start, result


def fill(assignments: int, units: int = UNITS) -> None:
    """Migrate and fill the database."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        for statement in FILL.split(";\n"):
            if statement.strip():
                cursor.execute(statement.format(units=units, tasks=assignments // A_TASK, parts=A_TASK, day=DAY))
        cursor.execute("VACUUM ANALYZE")


def planning(assignments: int, mails: int) -> None:
    """Print planning against the bare statement, first and second run."""
    from django.db import connection

    from departments.models import Jurisdiction
    from reminders.models import PlannerMark, Reminder
    from reminders.planning import plan

    fill(assignments)
    government = Jurisdiction.objects.get()
    figures: dict[str, list[float]] = {"bare": [], "bare again": [], "plan": [], "plan again": []}
    for _ in range(3):
        _empty(connection)
        seconds, rows = timed(lambda: bare(connection))
        figures["bare"].append(seconds)
        figures["bare again"].append(timed(lambda: bare(connection))[0])
        known = _keys(Reminder)
        _empty(connection)
        PlannerMark.objects.all().delete()
        seconds, made = timed(lambda: plan(government))
        figures["plan"].append(seconds)
        figures["plan again"].append(timed(lambda: plan(government))[0])
        assert made == rows, f"{made} rows planned, {rows} by the bare statement"
        assert _keys(Reminder) == known, "other rows than the bare statement's"
    best = {name: min(values) for name, values in figures.items()}
    print(f"planning {assignments:,} open assignments, {rows:,} due: {best['plan']:.2f} s, bare {best['bare']:.2f} s,"
          f" {best['plan'] / best['bare']:.2f} times (at most 3)")  # fmt: skip
    print(f"again, nothing new: {best['plan again']:.2f} s, bare {best['bare again']:.2f} s,"
          f" {best['plan again'] - best['bare again']:+.2f} s (at most +1)")  # fmt: skip

    report(f"planning {assignments:,} open, {rows:,} due: times the bare statement", best["plan"] / best["bare"], 3)
    report("a second run that finds nothing new: seconds more than its bare twin",
           best["plan again"] - best["bare again"], 1)  # fmt: skip


def _keys(model) -> int:
    """Return a sum over the keys of all rows, equal for equal rows."""
    return hash(frozenset(model.objects.values_list("assignment_id", "step", "occurrence_on", "recipient_id")))


def _empty(connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reminders_reminder RESTART IDENTITY")


def bare(connection) -> int:
    """Insert the rows of the day with one statement written by hand; returns how many."""
    from core.workdays import WorkCalendar
    from departments.rules import EXAMPLES
    from reminders import rules

    steps = rules.due_steps(rules.Window(WorkCalendar(), DAY, DAY), EXAMPLES)
    values = [(s.name, s.anchor_on, s.occurrence_on, s.reason) for s in steps if "clerk" in s.roles]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reminders_reminder (jurisdiction_id, assignment_id, recipient_id, step, anchor_on,"
            " occurrence_on, due_version, reason, planned_at, state, last_error)"
            " SELECT t.jurisdiction_id, a.id, m.user_id, v.step, v.anchor_on, v.occurrence_on, t.due_version, v.reason,"
            " now(), 'planned', ''"
            f" FROM (VALUES {', '.join(['(%s, %s, %s, %s)'] * len(values))}) v (step, anchor_on, occurrence_on, reason)"
            " JOIN tasks_task t ON t.due_on = v.anchor_on JOIN tasks_assignment a ON a.task_id = t.id"
            " JOIN accounts_membership m ON m.department_id = a.department_id AND m.role = 'clerk'"
            " WHERE t.jurisdiction_id = 1 AND t.state = 'in_progress' AND a.state = 'working' ON CONFLICT DO NOTHING",
            [value for row in values for value in row],
        )
        return int(cursor.rowcount)


def digest(assignments: int, mails: int) -> None:
    """Print the digest run of 60 people over 100,000 waiting rows."""
    from django.db import connection

    from departments.models import Jurisdiction
    from notifications.models import Message
    from reminders.models import Reminder
    from reminders.services import remind

    fill(100_000, units=60)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tasks_task SET due_on = %s", [DAY])
        cursor.execute("VACUUM ANALYZE")
    seconds, outcome = timed(lambda: remind(Jurisdiction.objects.get(), by_hand=True))
    waiting = Reminder.objects.filter(state="sent").count()
    print(f"digest run of {Message.objects.count()} people over {waiting:,} rows, planning included: {seconds:.2f} s"
          f" (at most {REDMINE_SECONDS / 50:.1f})", outcome)  # fmt: skip
    assert Message.objects.count() == 60, "one digest a person"
    report(f"digest run of 60 people over {waiting:,} rows, planning included: seconds", seconds, REDMINE_SECONDS / 50)


def delivery(assignments: int, mails: int) -> None:
    """Print 10,000 mails by 4 senders against 4 bare loops."""
    from django.db import connection

    from core import clock
    from notifications.models import Delivery, Message

    fill(A_TASK, units=mails)
    _write(mails)
    texts = list(Message.objects.order_by("pk").values_list("subject", "body", "body_html", "recipient__email"))
    rows = list(Delivery.objects.filter(channel="email").order_by("pk").values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=rows).update(retry_after=clock.real_now() + timedelta(hours=5))
    seconds = seconds_bare = 0.0
    with _sink():
        # by turns, so that whatever else the machine does meanwhile weighs on both alike
        for turn in range(TURNS):
            share = texts[turn::TURNS]
            connection.close()
            seconds_bare += _in_parallel(_loop, [share[n::SENDERS] for n in range(SENDERS)])
            Delivery.objects.filter(pk__in=rows[turn::TURNS]).update(retry_after=clock.real_now())
            connection.close()
            seconds += _in_parallel(_send, [turn * SENDERS + n for n in range(SENDERS)])
        accepted = _accepted()
    own = [one for one in accepted if one.endswith("@duban>")]
    assert len(own) == len(set(own)) == mails, f"{len(own)} mails, {len(set(own))} different"
    assert len(accepted) == 2 * mails, f"{len(accepted) - len(own)} of {mails} by the bare loop"
    assert Delivery.objects.filter(channel="email", state="sent").count() == mails
    print(f"{mails:,} mails by {SENDERS} senders: {mails / seconds:.0f} a second, bare loop {mails / seconds_bare:.0f},"
          f" {seconds_bare / seconds:.2f} times its rate (at least 0.5), none twice")  # fmt: skip
    report(f"delivering {mails:,} mails by {SENDERS} senders, none twice: times the bare rate", seconds_bare / seconds,
           0.5, at_least=True)  # fmt: skip
    grown = [json.loads(path.read_text()) for path in Path(os.environ["DUBAN_VAR"]).glob("memory-*.json")]
    assert len(grown) == SENDERS * TURNS
    report("memory of a sender: MB grown over the second half of its mails, the most", max(grown), FLAT_MB)


def _write(mails: int) -> None:
    """Write one digest a person, as a morning does."""
    from django.db import connection

    from departments.models import Jurisdiction
    from reminders.services import remind

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tasks_assignment")
        cursor.execute("UPDATE tasks_task SET due_on = %s", [DAY])
        cursor.execute(
            "INSERT INTO tasks_assignment"
            " (task_id, department_id, printed_name, role, basis, is_first_lead, scope, state, version)"
            " SELECT 1, n, '', 'co', 'manual', false, '', 'working', 1 FROM generate_series(1, %s) n",
            [mails],
        )
        cursor.execute("VACUUM ANALYZE")
    seconds, outcome = timed(lambda: remind(Jurisdiction.objects.get(), by_hand=True))
    print(f"{mails:,} digests written in {seconds:.1f} s", outcome)


class _sink:  # noqa: N801 reads as a word in a with statement
    """The mail server of the fault tests, for one measurement."""

    def __enter__(self) -> None:
        folder = Path(os.environ["DUBAN_VAR"])
        (folder / "log.jsonl").unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.faults.sink", os.environ["EMAIL_PORT"], str(folder)]
        self.process = subprocess.Popen(command)
        time.sleep(1)

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def _accepted() -> list[str]:
    with (Path(os.environ["DUBAN_VAR"]) / "log.jsonl").open(encoding="utf-8") as log:
        return [json.loads(line)["id"] for line in log]


def _in_parallel(act: Callable[..., None], shares: list) -> float:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=act, args=(share,)) for share in shares]
    start = time.monotonic()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    return time.monotonic() - start


def _loop(texts: list) -> None:
    """Send as the manual of the framework shows it."""
    from django.core.mail import EmailMultiAlternatives

    for subject, body, html, address in texts:
        mail = EmailMultiAlternatives(subject, body, to=[address])
        mail.attach_alternative(html, "text/html")
        mail.send()


def _send(number: int) -> None:
    """Send what is due, and write down by how many MB the process grew after about half of it had left."""
    from core import clock
    from notifications import outbox
    from notifications.models import Delivery

    begin = _resident()
    waiting = Delivery.objects.due(clock.real_now()).filter(channel="email")
    half = waiting.count() // 2
    middle = None
    while outbox.deliver("email", seconds=1):
        if middle is None and waiting.count() <= half:
            middle = _resident()
    end = _resident()
    print(f"sender {number}: {begin:.0f} MB at first, {middle or end:.0f} MB half way, {end:.0f} MB at the end")
    assert middle is not None, "half of the mails were never seen: the share is too small to say anything of memory"
    (Path(os.environ["DUBAN_VAR"]) / f"memory-{number}.json").write_text(json.dumps(end - middle))


def _resident() -> float:
    """Return the resident memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    django.setup()
    {"planning": planning, "digest": digest, "delivery": delivery}[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))
