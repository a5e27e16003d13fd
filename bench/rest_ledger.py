"""Memory of the ledger as a workbook and speed of it as CSV, each in a process of its own: part of `bench.rest`."""

import json
import resource
import subprocess
import sys
import time
from typing import Any

LEDGER_ROWS = 100_000
LEDGER_MB = 300
CSV_ROWS_A_SECOND = 20_000


def ledger_figures() -> list[dict[str, Any]]:
    """Return memory of the workbook and speed of the CSV, each in a process of its own."""
    found = []
    for form in ("csv", "xlsx"):
        command = [sys.executable, "-m", "bench.rest_ledger", form]
        said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
        fine = said["rows_a_second"] >= CSV_ROWS_A_SECOND if form == "csv" else said["mb"] < LEDGER_MB
        speed = f"{said['rows_a_second']:.0f} 行/s"
        print(f"台账 {form}  {said['rows']} 行  {said['seconds']:.1f} s  {speed}  {said['mb']:.0f} MB")
        found.append({"name": f"台账 {form}", "ok": fine, **said})
    return found


def write_ledger(form: str) -> None:
    """Write the ledger of as many rows as there are, up to 100,000, and print what it took."""
    from accounts.models import Role, User
    from exchange.ledger import ledger_rows, to_csv
    from exchange.workbook import bridge_rows, to_excel
    from tasks.models import Task
    from tasks.selectors import ordered

    user = User.objects.filter(memberships__role=Role.SUPERVISOR).order_by("pk")[0]
    tasks = ordered(Task.objects.order_by("pk"), "number")
    rows = min(Task.objects.count(), LEDGER_ROWS)
    tasks = tasks.filter(pk__in=Task.objects.order_by("pk").values("pk")[:rows])
    start = time.monotonic()
    if form == "csv":
        for _ in to_csv(ledger_rows(tasks)):
            pass
    else:
        to_excel(bridge_rows(tasks, user)).close()
    seconds = time.monotonic() - start
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "seconds": seconds, "rows_a_second": rows / seconds, "mb": mb}))


if __name__ == "__main__":
    import django

    django.setup()
    write_ledger(sys.argv[1])
