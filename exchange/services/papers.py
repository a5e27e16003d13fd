"""Having official paper made: asked for here, made by a worker of the export queue, part by part, kept unchanged."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from django.http import QueryDict
from django.urls import reverse
from django.utils.crypto import get_random_string

from accounts.models import User
from audit import services as audit
from audit.services import unit_of_work
from core import clock, words
from core.exceptions import DomainError, NotPermitted
from departments.models import Department, Jurisdiction
from exchange.documents.circular import circular
from exchange.documents.letter import urging_letter
from exchange.documents.order import order_sheet
from exchange.documents.register import MOST, register
from exchange.documents.transfer import transfer_sheet
from exchange.models import Paper, PaperKind, PaperSequence, PaperTask
from exchange.permissions import may_make_papers
from exchange.selectors import circular_facts
from tasks.filters import TaskFilter
from tasks.models import Assignment, Task, TaskEvent, Urging
from tasks.selectors import ordered, rows
from work import services as work
from work.models import Job
from work.running import Steps

JOB_KIND = "exchange.papers"
MOST_AT_ONCE = 200
WORDS = {
    PaperKind.ORDER: "督办", PaperKind.URGING: "督催", PaperKind.CIRCULAR: "督通", PaperKind.TRANSFER: "督移",
    PaperKind.LEDGER: "督账",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A paper before it is kept."""

    data: bytes
    title: str
    department: Department | None = None
    tasks: Sequence[Task] = ()


def order_papers(*, tasks: Iterable[int], jurisdiction: Jurisdiction, by: User) -> Job:
    """Have the 督办单 of issued tasks made, one each."""
    found = Task.objects.issued().filter(pk__in=list(tasks), jurisdiction=jurisdiction).order_by("pk")
    ids = list(found.values_list("pk", flat=True))
    return _start(PaperKind.ORDER, jurisdiction, by, [[pk] for pk in ids])


def urging_papers(*, urgings: Iterable[int], jurisdiction: Jurisdiction, by: User) -> Job:
    """Have the 催办函 of issued urgings made: all of a unit that went out on one day in one letter."""
    found = Urging.objects.issued().filter(pk__in=list(urgings), assignment__task__jurisdiction=jurisdiction)
    letters: dict[tuple[int, date | None], list[int]] = {}
    for pk, unit, day in found.order_by("pk").values_list("pk", "assignment__department_id", "issued_on"):
        letters.setdefault((unit, day), []).append(pk)
    return _start(PaperKind.URGING, jurisdiction, by, list(letters.values()))


def transfer_papers(*, assignments: Iterable[int], jurisdiction: Jurisdiction, by: User) -> Job:
    """Have the 移交单 of parts that were handed over made: one sheet for each pair of units."""
    found = Assignment.objects.filter(
        pk__in=list(assignments), state="handed_over", succeeded_by__isnull=False, task__jurisdiction=jurisdiction
    )
    sheets: dict[tuple[int, int], list[int]] = {}
    for pk, old, new in found.order_by("pk").values_list("pk", "department_id", "succeeded_by__department_id"):
        sheets.setdefault((old, new), []).append(pk)
    return _start(PaperKind.TRANSFER, jurisdiction, by, list(sheets.values()))


def circular_paper(*, start: date, end: date, jurisdiction: Jurisdiction, by: User) -> Job:
    """Have a 督查通报 of a period made; its last day is today at the latest."""
    if start > end:
        raise DomainError("exchange.period", "起始日期应不晚于截止日期。", fields={"start": ["应不晚于截止日期。"]})
    if end > clock.today():
        raise DomainError("exchange.period", "截止日期应不晚于今天。", fields={"end": ["应不晚于今天。"]})
    return _start(PaperKind.CIRCULAR, jurisdiction, by, [[start.isoformat(), end.isoformat()]])


def ledger_paper(*, query: str, conditions: str, jurisdiction: Jurisdiction, by: User) -> Job:
    """Have the ledger with the conditions of an address made as paper."""
    return _start(PaperKind.LEDGER, jurisdiction, by, [[query, conditions]])


def _start(kind: PaperKind, jurisdiction: Jurisdiction, by: User, parts: list[list[Any]]) -> Job:
    if not may_make_papers(by, jurisdiction):
        raise NotPermitted("exchange.not_permitted", "文书由督查室制发。")
    if not parts:
        raise DomainError("exchange.nothing", f"没有可制发{kind.label}的事项，请重新选择。")
    if len(parts) > MOST_AT_ONCE:
        raise DomainError("exchange.too_many", f"一次最多制发 {MOST_AT_ONCE} 份，请分批选择。")
    title = f"制发{kind.label} {len(parts)} 份"
    params = {"kind": kind.value, "parts": parts}
    return work.start(kind=JOB_KIND, jurisdiction=jurisdiction, title=title, by=by, params=params, total=len(parts))


def make_papers(job: Job, steps: Steps) -> None:
    """Make the papers of a job, each in a transaction of its own; what was made before is not made again."""
    if job.created_by is None or not may_make_papers(job.created_by, job.jurisdiction):
        raise NotPermitted("exchange.not_permitted", "发起人已不在督查室任职，文书没有制发。")
    kind = PaperKind(job.params["kind"])
    have = set(job.papers.values_list("position", flat=True))
    steps.begin(len(job.params["parts"]))
    for at, part in enumerate(job.params["parts"]):
        name = f"{kind.label}第 {at + 1} 份"
        steps.next(name)
        if at not in have:
            try:
                _make(job, kind, at, part)
            except DomainError as error:
                steps.failed(name, error.message)
        steps.did()
    made = list(job.papers.all()[:2])
    count = job.papers.count()
    link = reverse("exchange:papers") + f"?job={job.pk}" if made else ""
    steps.say(f"已制发{kind.label} {count} 份。" if made else "没有制发文书。", link)


def _make(job: Job, kind: PaperKind, at: int, part: list[Any]) -> Paper:
    with unit_of_work():
        number = _next_number(job.jurisdiction, kind)
        made = MAKERS[kind](job, part, number)
        name = f"{kind.label}{number}.docx"
        paper = Paper(
            jurisdiction=job.jurisdiction,
            kind=kind,
            number=number,
            title=made.title[:300],
            department=made.department,
            filename=name,
            size=len(made.data),
            checksum=hashlib.sha256(made.data).hexdigest(),
            job=job,
            position=at,
            made_at=clock.now(),
            made_by=job.created_by,
        )
        paper.file.save(f"paper-{job.pk}-{at}-{get_random_string(8)}.docx", ContentFile(made.data), save=False)
        try:
            paper.save()
            PaperTask.objects.bulk_create([PaperTask(paper=paper, task=task) for task in made.tasks])
            after = {"number": number, "checksum": paper.checksum}
            audit.record("exchange.exported", paper, jurisdiction=job.jurisdiction, after=after)
        except BaseException:
            # the rows roll back with the transaction, the bytes on the disk do not
            paper.file.storage.delete(str(paper.file.name))
            raise
    return paper


def _next_number(jurisdiction: Jurisdiction, kind: PaperKind) -> str:
    year = clock.today().year
    PaperSequence.objects.get_or_create(jurisdiction=jurisdiction, kind=kind, year=year)
    row = PaperSequence.objects.select_for_update().get(jurisdiction=jurisdiction, kind=kind, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    prefix = jurisdiction.number_prefix.removesuffix("督")
    return f"{prefix}{WORDS[kind]}〔{year}〕{row.last}号"


def _order(job: Job, part: list[Any], _number: str) -> Made:
    wanted = Task.objects.issued().select_related("policy", "measure", "jurisdiction")
    task = wanted.filter(pk=part[0], jurisdiction=job.jurisdiction).first()
    if task is None:
        raise DomainError("exchange.gone", "事项不存在或尚未交办。")
    return Made(order_sheet(task), f"督办单：{task.title}", tasks=[task])


def _urging(_job: Job, part: list[Any], number: str) -> Made:
    wanted = Urging.objects.issued().filter(pk__in=part).order_by("pk")
    found = list(wanted.select_related("assignment__task__jurisdiction", "assignment__department"))
    if not found:
        raise DomainError("exchange.gone", "催办不存在或尚未发出。")
    unit = found[0].assignment.department
    tasks = {one.assignment.task_id: one.assignment.task for one in found}
    only = found[0].assignment.task.title if len(tasks) == 1 else f"{len(tasks)} 件事项"
    return Made(urging_letter(found, number=number), f"催办函：{unit.name}，{only}", unit, list(tasks.values()))


def _transfer(_job: Job, part: list[Any], number: str) -> Made:
    wanted = Assignment.objects.filter(pk__in=part, succeeded_by__isnull=False).order_by("pk")
    found = list(wanted.select_related("task__jurisdiction", "department", "succeeded_by__department"))
    if not found or found[0].succeeded_by is None:
        raise DomainError("exchange.gone", "单位任务不存在或没有移交。")
    event = TaskEvent.objects.filter(assignment__in=found, to_state="handed_over").order_by("-at").first()
    day = clock.local(event.at).date() if event else clock.today()
    new = found[0].succeeded_by.department
    title = f"移交单：{found[0].department.name}移交{new.name}，{len(found)} 件"
    data = transfer_sheet(found, number=number, day=day, reason=event.text if event else "")
    return Made(data, title, new, [one.task for one in found])


def _circular(job: Job, part: list[Any], number: str) -> Made:
    start, end = (date.fromisoformat(value) for value in part)
    facts = circular_facts(job.jurisdiction, start, end)
    title = f"督查通报：{words.iso_day(start)} 至 {words.iso_day(end)}"
    return Made(circular(facts, number=number), title)


def _ledger(job: Job, part: list[Any], number: str) -> Made:
    query, conditions = part
    asked: Any = SimpleNamespace(user=job.created_by)
    values = QueryDict(query)
    assert job.created_by is not None  # noqa: S101 make_papers refuses others
    found = TaskFilter(values, queryset=rows(job.created_by).filter(jurisdiction=job.jurisdiction), request=asked).qs
    tasks = ordered(found, values.get("sort") or "light")
    if tasks.count() > MOST:
        raise DomainError("exchange.too_long", f"超过 {MOST} 件，纸质台账放不下：请加条件，或导出 Excel。")
    data, count = register(tasks, government=job.jurisdiction.name, conditions=conditions, number=number)
    return Made(data, f"督办台账：{conditions or '全部'}，{count} 件")


MAKERS: Mapping[PaperKind, Callable[[Job, list[Any], str], Made]] = {
    PaperKind.ORDER: _order,
    PaperKind.URGING: _urging,
    PaperKind.TRANSFER: _transfer,
    PaperKind.CIRCULAR: _circular,
    PaperKind.LEDGER: _ledger,
}
