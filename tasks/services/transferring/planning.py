"""The dry run of a transfer: which parts, reports, people and reminders go where, and what is still to be decided."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.models import Membership
from core.exceptions import DomainError
from departments.models import Department
from policies.models import UnitRole
from tasks.models import Assignment, ProgressReport
from tasks.models.report import UNSENT_REPORT_STATES
from tasks.models.task import UNISSUED_TASK_STATES
from tasks.services.sources import WEIGHT, joined
from tasks.services.transferring.along import waiting_for
from tasks.services.transferring.reforms import Reform, parts_in_hand, posts_of, reform_of


@dataclass(frozen=True, slots=True)
class Line:
    """One part and what becomes of it; `heir` None is still to be chosen, `joins` the part it is joined with."""

    part: Assignment
    heir: Department | None
    joins: Assignment | None = None
    sent: int = 0
    unsent: int = 0
    kept: int = 0
    reminders: int = 0

    @property
    def stays(self) -> bool:
        """Say whether the unit keeps the part."""
        return self.heir is not None and self.heir.pk == self.part.department_id

    @property
    def goes(self) -> bool:
        """Say whether the part goes over."""
        return self.heir is not None and not self.stays

    @property
    def is_draft(self) -> bool:
        """Say whether the task is not issued yet: then it simply bears the new unit."""
        return self.part.task.state in UNISSUED_TASK_STATES

    @property
    def moved(self) -> int:
        """Return how many reports go along."""
        return self.sent + self.unsent - self.kept

    @property
    def role(self) -> str:
        """Return the role the heir has afterwards: of two the heavier one."""
        roles = [self.part.role, *([self.joins.role] if self.joins else [])]
        return min(roles, key=lambda role: WEIGHT[role])

    @property
    def role_word(self) -> str:
        """Return the role as a person reads it."""
        return str(UnitRole(self.role).label)

    @property
    def is_first_lead(self) -> bool:
        """Say whether the heir is first lead afterwards."""
        return self.part.is_first_lead or (self.joins is not None and self.joins.is_first_lead)

    @property
    def scope(self) -> str:
        """Return the scope afterwards: both where two are joined."""
        return joined([*([self.joins.scope] if self.joins else []), self.part.scope], "；")[:300]


@dataclass(frozen=True, slots=True)
class Post:
    """A person's post and the unit in which it goes on; None is still to be chosen, the own unit means it stays."""

    membership: Membership
    heir: Department | None

    @property
    def goes(self) -> bool:
        """Say whether the post moves."""
        return self.heir is not None and self.heir.pk != self.membership.department_id


@dataclass(frozen=True, slots=True)
class TransferPlan:
    """Everything a transfer would do; nothing is changed by looking."""

    reform: Reform
    lines: tuple[Line, ...]
    posts: tuple[Post, ...]

    @property
    def moving(self) -> list[Line]:
        """Return the parts that go over."""
        return [line for line in self.lines if line.goes]

    @property
    def open_lines(self) -> list[Line]:
        """Return the parts for which nobody is chosen yet."""
        return [line for line in self.lines if line.heir is None]

    @property
    def open_posts(self) -> list[Post]:
        """Return the people for whom no unit is chosen yet."""
        return [post for post in self.posts if post.heir is None]

    @property
    def joins(self) -> int:
        """Return how many parts are joined with one that the heir has already."""
        return sum(line.joins is not None for line in self.moving)

    @property
    def reports(self) -> int:
        """Return how many reports go along."""
        return sum(line.moved for line in self.moving)

    @property
    def reminders(self) -> int:
        """Return how many waiting reminders go to the heirs instead."""
        return sum(line.reminders for line in self.moving)

    @property
    def people(self) -> int:
        """Return how many posts move."""
        return sum(post.goes for post in self.posts)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing in hand at all."""
        return not self.lines and not self.posts

    @property
    def fingerprint(self) -> str:
        """Return what tells this plan from one of another moment: parts, their versions, people, possible takers."""
        facts = [
            *(f"{line.part.pk}.{line.part.version}.{line.joins.version if line.joins else 0}" for line in self.lines),
            *(f"m{post.membership.pk}" for post in self.posts),
            *(f"t{one.pk}" for one in self.reform.takers),
            str(self.reform.on),
        ]
        return hashlib.sha256("|".join(facts).encode()).hexdigest()[:16]


def plan_transfer(
    *, department: Department, heirs: Mapping[int, int] | None = None, people: Mapping[int, int] | None = None
) -> TransferPlan:
    """Return what would go where; `heirs` says by part, `people` by membership, which unit takes it.

    Where one unit takes everything nothing has to be chosen. Raises `DomainError` for a unit that was not reformed and
    for a choice that is none of the successors.
    """
    reform = reform_of(department)
    if reform is None:
        raise DomainError("tasks.not_reformed", f"{department}没有须移交的机构改革。")
    takers = {one.pk: one for one in reform.takers}
    parts = list(
        parts_in_hand(department).select_related("task__jurisdiction", "department").order_by("task__number", "pk")
    )
    chosen = {part.pk: _chosen(reform, takers, (heirs or {}).get(part.pk)) for part in parts}
    posts = [
        Post(membership, _chosen(reform, takers, (people or {}).get(membership.pk)))
        for membership in posts_of(department)
    ]
    return TransferPlan(reform, tuple(_lines(parts, chosen)), tuple(posts))


def _chosen(reform: Reform, takers: Mapping[int, Department], asked: int | None) -> Department | None:
    if asked is None:
        return reform.heir
    if asked not in takers:
        message = f"请从{joined((one.name for one in reform.takers), '、')}中选择。"
        raise DomainError("tasks.not_a_successor", message, fields={"heirs": [message]})
    return takers[asked]


def _lines(parts: list[Assignment], heirs: Mapping[int, Department | None]) -> Iterable[Line]:
    wanted = {heir.pk for heir in heirs.values() if heir is not None}
    standing = Assignment.objects.standing().filter(task__in={part.task_id for part in parts}, department__in=wanted)
    known = {(row.task_id, row.department_id): row for row in standing}
    reports = _reports([part.pk for part in parts] + [row.pk for row in known.values()])
    reminders = waiting_for([part.pk for part in parts])
    for part in parts:
        heir = heirs[part.pk]
        joins = known.get((part.task_id, heir.pk)) if heir is not None and heir.pk != part.department_id else None
        own = reports[part.pk]
        taken = {end for end, _ in reports[joins.pk]} if joins else set()
        unsent = sum(state in UNSENT_REPORT_STATES for _, state in own)
        yield Line(
            part=part,
            heir=heir,
            joins=joins,
            sent=len(own) - unsent,
            unsent=unsent,
            kept=sum(end in taken for end, _ in own),
            reminders=reminders.get(part.pk, 0),
        )


def _reports(parts: list[int]) -> dict[int, list[tuple[object, str]]]:
    found: dict[int, list[tuple[object, str]]] = defaultdict(list)
    for part, end, state in ProgressReport.objects.filter(assignment__in=parts).values_list(
        "assignment", "period_end", "state"
    ):
        found[part].append((end, state))
    return found
