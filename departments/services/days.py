"""Days that a government works or has off by notice, before what the yearly notices say."""

from datetime import date

from audit.context import Principal
from audit.services import unit_of_work
from core.exceptions import DomainError
from departments.models import DayOverride, Jurisdiction
from departments.permissions import require_administrator
from departments.services.log import note


def set_day(
    *, jurisdiction: Jurisdiction, day: date, is_working: bool, source: str, by: Principal | None, name: str = ""
) -> DayOverride:
    """Say that a day is worked or off; a day set before is changed. `source` is the notice it rests on."""
    require_administrator(by, jurisdiction)
    if not source.strip():
        message = "请写明依据，如通知的文号。"
        raise DomainError("departments.day_source", message, fields={"source": [message]})
    with unit_of_work():
        known = DayOverride.objects.select_for_update().filter(jurisdiction=jurisdiction, day=day).first()
        before = _values(known) if known else None
        row, _ = DayOverride.objects.update_or_create(
            jurisdiction=jurisdiction,
            day=day,
            defaults={"is_working": is_working, "name": name.strip(), "source": source.strip()},
        )
        note("departments.set_day", row, by=by, jurisdiction=jurisdiction, before=before, after=_values(row))
    return row


def drop_day(*, override: DayOverride, by: Principal | None) -> None:
    """Let a day be again what the yearly notice says; one that holds for all governments cannot be dropped here."""
    jurisdiction = override.jurisdiction
    if jurisdiction is None:
        raise DomainError("departments.day_of_all", "这一天由各级共用的通知规定，不能在本级取消。")
    require_administrator(by, jurisdiction)
    with unit_of_work():
        note("departments.drop_day", override, by=by, jurisdiction=jurisdiction, before=_values(override))
        override.delete()


def _values(row: DayOverride) -> dict[str, object]:
    return {"day": row.day, "is_working": row.is_working, "name": row.name, "source": row.source}
