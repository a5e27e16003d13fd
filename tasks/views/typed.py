"""A report as it was typed: read as far as it can be, kept as it came, for the page of one and for the page of many."""

import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from core.exceptions import DomainError
from policies.models import Target
from tasks.forms import ReportForm
from tasks.models import ProgressReport
from tasks.services import reporting


class Typed:
    """What came with a form, read as far as it can be: values, readings, and errors by field."""

    def __init__(self, sent: QueryDict, row: ProgressReport, targets: Sequence[Target], *, prefix: str = "") -> None:
        data = sent.copy()
        self.prefix = prefix
        data[self.name("percent")] = plain(data.get(self.name("percent"), ""))
        self.form = ReportForm(data, instance=row, prefix=prefix or None)
        self.errors: dict[str, str] = {}
        self.version: int | None = None
        self.readings: dict[int, tuple[Decimal | None, str]] = {}
        # validating a model form writes into its instance: a second one keeps `row` as it stands
        self.form.instance = ProgressReport(pk=row.pk, assignment=row.assignment, period_end=row.period_end)
        self.form.is_valid()
        self.errors = {name: str(listed[0]) for name, listed in self.form.errors.items()}
        cleaned = getattr(self.form, "cleaned_data", {})
        self.version = cleaned.get("version")
        self.values = {name: value for name, value in cleaned.items() if name in reporting.FIELDS}
        self._read(data, targets)

    def name(self, field: str) -> str:
        """Return a field's name in the form."""
        return f"{self.prefix}-{field}" if self.prefix else field

    def _read(self, data: QueryDict, targets: Sequence[Target]) -> None:
        for target in targets:
            raw = plain(data.get(self.name(f"reading_{target.pk}"), ""))
            note = data.get(self.name(f"note_{target.pk}"), "").strip()
            try:
                self.readings[target.pk] = (Decimal(raw) if raw else None, note)
                if raw and not Decimal(raw).is_finite():
                    raise InvalidOperation
            except InvalidOperation:
                self.readings.pop(target.pk, None)
                self.errors[f"reading_{target.pk}"] = "请填数字。"


def plain(raw: str) -> str:
    """Return a number as typed in plain half-width digits, without thousands and per cent signs."""
    return unicodedata.normalize("NFKC", raw).replace(",", "").replace("%", "").strip()


def bound_to(row: ProgressReport, *, prefix: str | None = None) -> ReportForm:
    """Return the form with what is stored."""
    said = {True: "true", False: "false", None: None}[row.on_schedule]
    return ReportForm(instance=row, initial={"version": row.version, "on_schedule": said}, prefix=prefix)


def by_name(error: DomainError) -> dict[str, str]:
    """Return a service's refusals by the names of the page's fields."""
    return {name.replace("readings.", "reading_"): listed[0] for name, listed in error.fields.items()}


def reading_rows(
    row: ProgressReport,
    last: ProgressReport | None,
    targets: Sequence[Target],
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    prefix: str = "",
) -> list[dict[str, Any]]:
    """Return the indicators with this period's value (typed, else stored), last period's, and what is wrong."""
    now = {reading.target_id: reading for reading in row.readings.all()}
    before = {reading.target_id: reading for reading in last.readings.all()} if last else {}
    put = f"{prefix}-" if prefix else ""
    found = []
    for target in targets:
        reading = now.get(target.pk)
        value = format(reading.value.normalize(), "f") if reading else ""
        name, note = f"{put}reading_{target.pk}", f"{put}note_{target.pk}"
        found.append(
            {
                "target": target,
                "input": name,
                "note_input": note,
                "error": (errors or {}).get(f"reading_{target.pk}", ""),
                "value": typed.get(name, value) if typed is not None else value,
                "note": typed.get(note, "") if typed is not None else (reading.note if reading else ""),
                "last": before.get(target.pk),
            }
        )
    return found
