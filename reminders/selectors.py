"""Reading what reminders are about."""

from collections import defaultdict
from collections.abc import Iterable

from policies.models import Policy
from reminders.planning import PlannedRow
from tasks.models import Assignment, Dispute, Extension, ProgressReport

# what a row of the ledger shows, read with it
SHOWN = (
    "recipient",
    "assignment__task",
    "assignment__department",
    "policy",
    "report__assignment__task",
    "extension__assignment__task",
    "dispute__assignment__task",
    "message",
)

Titles = dict[tuple[str, int], str]


def matters(rows: Iterable[PlannedRow]) -> Titles:
    """Return the words for the subjects of rows by kind and id; one query a kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row.subject].add(row.subject_id)
    titles: Titles = {}
    for pk, number, title in Assignment.objects.filter(pk__in=wanted["assignment"]).values_list(
        "pk", "task__number", "task__title"
    ):
        titles["assignment", pk] = f"{number} {title}".strip()
    for pk, title in Policy.objects.filter(pk__in=wanted["policy"]).values_list("pk", "title"):
        titles["policy", pk] = f"《{title}》"
    for pk, title, period in ProgressReport.objects.filter(pk__in=wanted["report"]).values_list(
        "pk", "assignment__task__title", "period_label"
    ):
        titles["report", pk] = f"{title}（{period}）"
    for pk, title in Extension.objects.filter(pk__in=wanted["extension"]).values_list("pk", "assignment__task__title"):
        titles["extension", pk] = f"延期申请：{title}"
    for pk, title in Dispute.objects.filter(pk__in=wanted["dispute"]).values_list("pk", "assignment__task__title"):
        titles["dispute", pk] = f"职责异议：{title}"
    return titles
