"""One name answers to one unit: looking for who bears a name already, and saying so with both shown."""

from datetime import date

from core.exceptions import DomainError
from departments.models import Department, DepartmentName, Jurisdiction, Roster
from departments.selectors import plain_name

LONGEST = 100


def clean_name(name: str) -> str:
    """Return a name as it is stored: trimmed, within its length, printable."""
    text = name.strip()
    if not text or len(text) > LONGEST or not text.isprintable():
        raise _wrong(f"名称须为 1 至 {LONGEST} 个字，不含控制字符。", "departments.name_invalid")
    return text


def bearers_of(
    jurisdiction: Jurisdiction, name: str, first: date | None = None, last: date | None = None
) -> list[DepartmentName]:
    """Return the rows under which a name answers to units on some day from `first` to `last`."""
    rows = DepartmentName.objects.during(first, last).filter(jurisdiction=jurisdiction).select_related("department")
    key = plain_name(name)
    return [row for row in rows if plain_name(row.name) == key]


def rosters_named(jurisdiction: Jurisdiction, name: str) -> list[Roster]:
    """Return the collective units that bear a name."""
    key = plain_name(name)
    rows = Roster.objects.filter(jurisdiction=jurisdiction)
    return [row for row in rows if key in {plain_name(one) for one in (row.name, *row.aliases)}]


def refuse_taken(
    jurisdiction: Jurisdiction,
    name: str,
    *,
    wanted_for: str,
    first: date | None = None,
    last: date | None = None,
    department: Department | None = None,
    roster: Roster | None = None,
) -> None:
    """Raise DomainError when a name already answers to another unit or collective unit; both are in the message."""
    for row in bearers_of(jurisdiction, name, first, last):
        if department is None or row.department_id != department.pk:
            since = f"，{row.valid_from} 起" if row.valid_from else ""
            raise _taken(name, wanted_for, f"{row.department}（{row.get_kind_display()}{since}）")
    for held in rosters_named(jurisdiction, name):
        if roster is None or held.pk != roster.pk:
            raise _taken(name, wanted_for, f"名册“{held}”")


def _taken(name: str, wanted_for: str, bearer: str) -> DomainError:
    return _wrong(
        f"“{name}”已是{bearer}的名称，不能再指向{wanted_for}。请先停用原名称，或改用其他名称。",
        "departments.name_taken",
    )


def _wrong(message: str, code: str) -> DomainError:
    return DomainError(code, message, fields={"name": [message]})
