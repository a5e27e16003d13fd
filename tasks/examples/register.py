"""The example government's register: units with their names, collective units, and an account for every post."""

import secrets
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import Membership, Role, User
from departments.models import (
    DayOverride,
    Department,
    DepartmentName,
    Jurisdiction,
    NameKind,
    Roster,
    RosterMember,
    Rule,
)
from notifications.models import ChannelPreference
from notifications.services import DEFAULT_CHANNELS
from tasks.examples.government import FIRST_TO_TRY, JURISDICTION, POSTS, ROSTERS, UNITS

# units whose head approves in the example; the others send by their clerk alone
UNITS_WITH_A_HEAD = 6


@dataclass(frozen=True, slots=True)
class Account:
    """An example account as it is shown to whoever runs the example."""

    username: str
    password: str
    post: str


def accounts_file() -> Path:
    """Return where the example's passwords are kept (mode 0600)."""
    return Path(settings.VAR_DIR) / "example-accounts.txt"


def make_government() -> Jurisdiction:
    """Create the government with its units and rosters."""
    government = Jurisdiction.objects.create(**JURISDICTION, is_example=True)
    units: dict[str, Department] = {}
    for position, (name, kind, other_names, _, duties) in enumerate(UNITS):
        unit = Department.objects.create(
            jurisdiction=government, name=name, kind=kind, duties=duties, position=position
        )
        units[name] = unit
        names = [(name, NameKind.OFFICIAL), *((other, NameKind.ALIAS) for other in other_names)]
        DepartmentName.objects.bulk_create(
            DepartmentName(jurisdiction=government, department=unit, name=text, kind=kind_of_name)
            for text, kind_of_name in names
        )
    for name, aliases, members in ROSTERS:
        roster = Roster.objects.create(jurisdiction=government, name=name, aliases=list(aliases))
        RosterMember.objects.bulk_create(RosterMember(roster=roster, department=units[member]) for member in members)
    return government


def open_the_day(government: Jurisdiction, today: date) -> None:
    """Let the example's first day be worked whatever the calendar says, at any hour: it shows a digest at once."""
    DayOverride.objects.create(
        jurisdiction=government, day=today, is_working=True, name="示例首日", source="示例：生成示例的当天按工作日处理"
    )
    _rule(government, "reminder.quiet_hours", {}, today, "示例：不设静默时段")
    people = User.objects.filter(memberships__jurisdiction=government).distinct()
    ChannelPreference.objects.bulk_create(
        ChannelPreference(user=person, channels=list(DEFAULT_CHANNELS), digest_time=time(0, 0)) for person in people
    )


def set_rules(government: Jurisdiction, day: date) -> None:
    """Give the example rules of its own, where the shipped ones would ask a small city for too much."""
    _rule(government, "report.roles", ["lead", "co", "joint"], day, "示例：落实单位不单独报送")


def _rule(government: Jurisdiction, key: str, value: Any, day: date, source: str) -> None:
    Rule.objects.create(jurisdiction=government, key=key, value=value, valid_from=day, source=source, is_example=True)


def make_people(government: Jurisdiction) -> list[Account]:
    """Create an account for every post with a password of its own; those to try first come first."""
    units = {unit.name: unit for unit in Department.objects.of(government)}
    accounts = [_person(government, username, post, Role(role)) for username, post, role in POSTS]
    for position, (name, _, _, username, _) in enumerate(UNITS):
        accounts.append(_person(government, username, f"{name}联络员", Role.CLERK, units[name]))
        if position < UNITS_WITH_A_HEAD:
            accounts.append(_person(government, f"{username}-fz", f"{name}负责人", Role.UNIT_HEAD, units[name]))
    first = {username: place for place, username in enumerate(FIRST_TO_TRY)}
    return sorted(accounts, key=lambda account: first.get(account.username, len(first)))


def _person(government: Jurisdiction, username: str, post: str, role: Role, unit: Department | None = None) -> Account:
    password = secrets.token_urlsafe(9)
    user = User.objects.create_user(
        username=username, password=password, name=post, email=f"{username}@yunzhou.example"
    )
    Membership.objects.create(user=user, jurisdiction=government, department=unit, role=role)
    return Account(username, password, post)


def keep_accounts(accounts: list[Account]) -> None:
    """Write the passwords where only this installation's owner reads them."""
    path = accounts_file()
    path.touch(mode=0o600)
    path.chmod(0o600)
    lines = [f"{account.username}\t{account.password}\t{account.post}" for account in accounts]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_accounts() -> list[Account]:
    """Return the example accounts of this installation, none if the file is gone."""
    path = accounts_file()
    if not path.exists():
        return []
    return [Account(*line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines() if line]
