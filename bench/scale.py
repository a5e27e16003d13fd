"""Data of the size of a province: governments, units, policies, tasks, assignments and reports over eight years.

What there are thousands of is made with `bulk_create`, what there are millions of by the database itself
(`bench.filling`); nothing is random between two runs with the same numbers (a linear congruence spreads values), so
figures can be compared.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from accounts.models import Membership, Role, User
from bench.filling import UNITS_A_TASK, YEARS, Crowd, finish
from core import clock
from departments.models import Department, DepartmentName, Jurisdiction, NameKind
from policies.models import Policy, PolicyState, PolicyVersion, SourceFile

BATCH = 5000
LARGEST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made; the first government holds a fifth of it."""

    assignments: int = 1_000_000
    governments: int = 20
    policies: int = 5_000
    units: int = 300


def spread(number: int, modulus: int) -> int:
    """Return a value below `modulus` that looks random and is the same in every run."""
    return (number * 2654435761 % 4294967296) * modulus >> 32


def generate(size: Size) -> dict[str, int]:
    """Make everything in an empty database and return the number of rows by kind."""
    today = clock.today()
    counts = {"governments": size.governments}
    for index in range(size.governments):
        share = LARGEST_SHARE if index == 0 else (1 - LARGEST_SHARE) / (size.governments - 1)
        government = Jurisdiction.objects.create(name=f"规模市{index + 1:02d}", number_prefix=f"规{index + 1:02d}")
        for kind, made in _government(government, size, share, today, index).items():
            counts[kind] = counts.get(kind, 0) + made
    finish()
    return counts


def _government(government: Jurisdiction, size: Size, share: float, today: date, index: int) -> dict[str, int]:
    units = _units(government, max(UNITS_A_TASK, round(size.units * share)), index)
    tasks_wanted = round(size.assignments * share / UNITS_A_TASK)
    versions = _policies(government, max(1, round(size.policies * share)), today)
    crowd = Crowd(government, tasks_wanted, today, [unit.pk for unit in units])
    made = {
        "measures": crowd.measures([version.pk for version in versions]),
        "tasks": crowd.tasks([version.policy_id for version in versions]),
        "assignments": crowd.assignments(),
        "reports": crowd.reports(),
        "events": crowd.events(),
    }
    return {"units": len(units), "policies": len(versions), **made}


def _store(model: type[Any], rows: Iterable[Any]) -> list[Any]:
    stored: list[Any] = []
    waiting: Iterator[Any] = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        stored += model.objects.bulk_create(batch)
    return stored


def _units(government: Jurisdiction, count: int, index: int) -> list[Department]:
    units = _store(
        Department,
        (Department(jurisdiction=government, name=f"市第{n + 1}局", position=n) for n in range(count)),
    )
    _store(
        DepartmentName,
        (
            DepartmentName(jurisdiction=government, department=unit, name=unit.name, kind=NameKind.OFFICIAL)
            for unit in units
        ),
    )
    people = _store(
        User,
        (
            User(
                username=f"scale-{index}-{n}",
                password="!",
                name=f"{unit.name}联络员",
                email=f"s{index}-{n}@scale.example",
            )
            for n, unit in enumerate(units)
        ),
    )
    supervisor = User.objects.create(username=f"scale-{index}-ducha", password="!", name="督查员")
    _store(
        Membership,
        (
            Membership(user=user, jurisdiction=government, department=unit, role=Role.CLERK)
            for user, unit in zip(people, units, strict=True)
        ),
    )
    Membership.objects.create(user=supervisor, jurisdiction=government, role=Role.SUPERVISOR)
    return units


def _policies(government: Jurisdiction, count: int, today: date) -> list[PolicyVersion]:
    now = clock.real_now()
    source = SourceFile.objects.create(
        jurisdiction=government,
        checksum="0" * 64,
        filename="规模.txt",
        format="text",
        size=0,
        text="规模数据",
        uploaded_at=now,
    )

    def one(n: int) -> Policy:
        issued = today - timedelta(days=spread(n, YEARS * 365))
        return Policy(
            jurisdiction=government,
            title=f"关于推进第{n + 1}项工作的若干措施",
            issued_on=issued,
            expires_on=issued + timedelta(days=365 * 3),
            state=PolicyState.PUBLISHED,
            created_at=now,
        )

    policies = _store(Policy, map(one, range(count)))
    return _store(
        PolicyVersion,
        (
            PolicyVersion(
                policy=policy,
                number=1,
                source_file=source,
                span_start=0,
                span_end=4,
                parser_version="scale",
                created_at=now,
            )
            for policy in policies
        ),
    )
