"""催办: numbered orders with a term and a reply, one at a time or many at once; 约谈 and 通报 a leader decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.urls import reverse

from accounts.models import Role, User
from audit.services import unit_of_work
from core import clock, words
from core.exceptions import DomainError
from departments.models import Department, Jurisdiction
from departments.rules import rule
from departments.selectors import work_calendar
from notifications.services import notify
from tasks.models import PROPOSED_LEVELS, Assignment, Task, Urging, UrgingLevel
from tasks.services.acting import check, fresh_part, locked, on_task, parts_of_user, require_open, require_version, tell
from tasks.services.people import people_of, tell_office, tell_unit
from tasks.transitions import NOWHERE, Subject, Who

DEFAULT_TERM = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """What one unit would get: all its parts in one letter, whom it reaches, and what was sent last."""

    department: Department
    parts: tuple[Assignment, ...]
    people: tuple[User, ...]
    last: Urging | None


@dataclass(frozen=True, slots=True)
class UrgingPreview:
    """What urging would do, one letter a unit; parts that cannot be urged are said."""

    level: str
    term_on: date | None
    letters: tuple[Letter, ...]
    refused: tuple[Assignment, ...]

    @property
    def is_proposal(self) -> bool:
        """Say whether the letters only go to a leader for a decision."""
        return self.level in PROPOSED_LEVELS


def preview(assignments: Iterable[Assignment], level: str) -> UrgingPreview:
    """Return what urging these parts at a level would do, changing nothing."""
    chosen = list(_rows(assignments))
    able = [part for part in chosen if part.pk in _urgeable(chosen)]
    people = people_of([part.department_id for part in able], clock.today())
    last = {
        urging.assignment.department_id: urging
        for urging in Urging.objects.issued().filter(assignment__in=able).select_related("assignment").order_by("id")
    }
    units = {part.department_id: part.department for part in able}
    letters = [
        Letter(unit, tuple(p for p in able if p.department_id == pk), tuple(people.get(pk, ())), last.get(pk))
        for pk, unit in sorted(units.items(), key=lambda pair: (pair[1].position, pair[0]))
    ]
    term = term_on(able[0].task.jurisdiction, level) if able else None
    return UrgingPreview(level, term, tuple(letters), tuple(part for part in chosen if part not in able))


def term_on(jurisdiction: Jurisdiction, level: str) -> date:
    """Return by when a unit has to answer an urging of a level that is sent today."""
    days = rule(jurisdiction, "urging.term_working_days", clock.today()).get(level, DEFAULT_TERM)
    return work_calendar(jurisdiction).add(clock.today(), days)


def default_text(task: Task) -> str:
    """Return the words a letter has unless the supervisor writes others."""
    late = (clock.today() - task.due_on).days if task.due_on else 0
    fact = f"已逾期 {late} 天" if late > 0 else f"期限为{words.long_day(task.due_on)}"
    return f"“{task.title}”（{task.number}）{fact}。请抓紧办理，并书面回复原因、措施和完成时间。"


def urge(*, assignment: Assignment, level: str, by: User | None, text: str = "", term: date | None = None) -> Urging:
    """Urge one unit about one task; 约谈 and 通报 of a supervisor become a proposal to a leader."""
    return urge_many(assignments=[assignment], level=level, by=by, text=text, term=term)[0]


def urge_many(
    *, assignments: Iterable[Assignment], level: str, by: User | None, text: str = "", term: date | None = None
) -> list[Urging]:
    """Urge many parts at once, all or none; each unit gets one notice for everything."""
    if level not in UrgingLevel.values:
        raise DomainError("tasks.unknown_level", "没有这个催办级别。", fields={"level": ["请选择级别。"]})
    with unit_of_work():
        # one order for everybody who locks several tasks
        chosen = sorted(_rows(assignments), key=lambda part: (part.task_id, part.pk))
        tasks = {pk: locked(task) for pk, task in {part.task_id: part.task for part in chosen}.items()}
        done = [_urge(tasks[part.task_id], part, level=level, by=by, text=text, term=term) for part in chosen]
        if done:
            _tell([urging for urging in done if not urging.is_proposal])
            _tell_leaders([urging for urging in done if urging.is_proposal])
        return done


def _rows(assignments: Iterable[Assignment]) -> Iterable[Assignment]:
    ids = [part.pk for part in assignments]
    return Assignment.objects.filter(pk__in=ids).select_related("task__jurisdiction", "department").order_by("pk")


def _urgeable(parts: Sequence[Assignment]) -> set[int]:
    return set(Assignment.objects.open().filter(pk__in=[part.pk for part in parts]).values_list("pk", flat=True))


def _urge(task: Task, assignment: Assignment, *, level: str, by: User | None, text: str, term: date | None) -> Urging:
    part = fresh_part(task, assignment)
    require_open(task)
    if part.pk not in _urgeable([part]):
        raise DomainError("tasks.part_not_open", f"{part.department}的任务{part.get_state_display()}，无须催办。")
    who = parts_of_user(by, task, part)
    proposed = level in PROPOSED_LEVELS and Who.LEADER not in who
    act = "propose" if proposed else "issue"
    found = check(Subject.URGING, act, NOWHERE, by=by, who=who, label="")
    last = Urging.objects.filter(assignment=part).aggregate(last=Max("number"))["last"] or 0
    urging = Urging(
        assignment=part,
        number=last + 1,
        level=level,
        text=text.strip() or default_text(task),
        term_on=term or term_on(task.jurisdiction, level),
    )
    if proposed:
        urging.is_proposal, urging.proposed_at, urging.proposed_by = True, clock.now(), by
    else:
        urging.issued_at, urging.issued_on, urging.issued_by = clock.now(), clock.today(), by
    urging.save()
    _record(found.code, urging, task, by, before=NOWHERE, text=urging.text)
    return urging


def approve(*, urging: Urging, by: User | None, opinion: str = "", version: int | None = None) -> Urging:
    """Let a leader send what was proposed."""
    with on_task(urging.assignment.task) as task:
        current = _fresh(task, urging)
        now = {"is_proposal": False, "issued_at": clock.now(), "issued_on": clock.today(), "issued_by": by}
        term = term_on(task.jurisdiction, current.level)
        _move(task, current, "approve", by=by, version=version, reason=opinion, decision=opinion, term_on=term, **now)
        _tell([current])
    return current


def decline(*, urging: Urging, by: User | None, opinion: str, version: int | None = None) -> Urging:
    """Let a leader say no to what was proposed."""
    with on_task(urging.assignment.task) as task:
        current = _fresh(task, urging)
        now = {"declined_at": clock.now(), "declined_by": by, "decision": opinion.strip()}
        _move(task, current, "decline", by=by, version=version, reason=opinion, **now)
    return current


def reply(*, urging: Urging, text: str, by: User | None, version: int | None = None) -> Urging:
    """Answer an urging for the unit."""
    with on_task(urging.assignment.task) as task:
        current = _fresh(task, urging)
        now = {"reply": text.strip(), "replied_at": clock.now(), "replied_by": by}
        _move(task, current, "reply", by=by, version=version, reason=text, **now)
        tell_office(
            task, Role.SUPERVISOR, subject=f"催办已回复：{task.title}", body=f"{current.assignment.department}：{text}",
            key=f"urging.reply:{current.pk}", anchor="urgings",
        )  # fmt: skip
    return current


def _fresh(task: Task, urging: Urging) -> Urging:
    found = Urging.objects.get(pk=urging.pk)
    found.assignment = fresh_part(task, urging.assignment)
    return found


def _move(
    task: Task, urging: Urging, act: str, *, by: User | None, version: int | None, reason: str, **fields: Any
) -> None:
    """As `acting.move`, for a row whose state follows from its moments."""
    require_version(urging, version)
    before = urging.state
    who = parts_of_user(by, task, urging.assignment)
    found = check(Subject.URGING, act, before, by=by, who=who, label=urging.state_word, reason=reason)
    for name, value in fields.items():
        setattr(urging, name, value)
    urging.version += 1
    urging.save(update_fields=["version", *fields])
    _record(found.code, urging, task, by, before=before, text=reason)


def _record(code: str, urging: Urging, task: Task, by: User | None, *, before: str, text: str) -> None:
    after = {"state": urging.state, "number": urging.number, "level": urging.level}
    tell(
        code, urging, task=task, by=by, assignment=urging.assignment, before={"state": before}, after=after,
        text=f"第{urging.number}号{urging.get_level_display()}，致{urging.assignment.department}：{text}",
    )  # fmt: skip


def _tell(urgings: Sequence[Urging]) -> None:
    """One notice a unit for all its letters of this act."""
    by_unit: dict[int, list[Urging]] = {}
    for urging in urgings:
        by_unit.setdefault(urging.assignment.department_id, []).append(urging)
    people = people_of(list(by_unit), clock.today())
    for unit, letters in by_unit.items():
        first = letters[0]
        if len(letters) == 1:
            tell_unit(
                first.assignment,
                subject=f"{first.get_level_display()}：{first.assignment.task.title}，请于{words.day(first.term_on)}前回复",
                body=first.text, key=f"urging.issue:{first.pk}", anchor="urgings",
            )  # fmt: skip
            continue
        notify(
            jurisdiction=first.assignment.task.jurisdiction,
            recipients=people.get(unit, []),
            subject=f"{first.get_level_display()}：{len(letters)} 件事项，请于{words.day(first.term_on)}前回复",
            body="\n".join(letter.text for letter in letters),
            key=f"urging.issue:{first.pk}",
            link=reverse("tasks:list") + "?queue=urged",
            priority=first.term_on,
        )


def _tell_leaders(urgings: Sequence[Urging]) -> None:
    for urging in urgings:
        tell_office(
            urging.assignment.task, Role.LEADER,
            subject=f"提请{urging.get_level_display()}：{urging.assignment.department}", body=urging.text,
            key=f"urging.propose:{urging.pk}", anchor="urgings",
        )  # fmt: skip
