"""The checking desk: did the software read the document rightly?"""

from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.http import whole
from policies import forms
from policies.permissions import can_check
from policies.selectors.desk import Desk, MeasureSheet, load_desk, values_of
from policies.selectors.questions import Question
from policies.selectors.reading import Reading, rows_of
from policies.selectors.suggested import SuggestedUnit, suggested_units
from policies.selectors.units import choices
from policies.views.common import desk_version, person

PANES = (("find", "问题"), ("src", "原文"), ("read", "结果"))
CHOICES = 3


@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the desk; the address says which measure, question, value and correction is open."""
    version = desk_version(request, pk)
    return render_desk(request, load_desk(version))


def render_desk(request: HttpRequest, shown: Desk, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Render the desk as the address (or, after a refused act, the posted `m`, `q` and `edit`) describes it."""
    asked = request.POST if request.method == "POST" else request.GET
    place = Place(shown, asked.get("m", ""), asked.get("q", ""), asked.get("on", ""), asked.get("edit", ""))
    place.unit = request.GET.get("unit", "")[:100]
    context = _context(request, shown, place) | extra
    refused = extra.get("form")
    if refused is not None and "unit" in refused.fields and not place.edit:
        context |= {"typed_unit": refused.data.get("unit", ""), "unit_error": "".join(refused.errors.get("unit", []))}
    return render(request, "policies/desk.html", context, status=status)


class Place:
    """Where on the desk a person is: measure, question, value, open correction; all follow from the address."""

    def __init__(self, shown: Desk, measure: str, question: str, on: str, edit: str) -> None:
        self.desk = shown
        self.on, self.edit = on, edit
        self.unit = ""  # a suggested unit that a person took over into the form
        self.question = next((one for one in shown.questions if one.key == question), None)
        self.sheet = self._sheet(measure)
        if self.question is None and self.sheet is not None and not on and not edit and not measure:
            # opened without a place: start with the first thing to do
            self.question = shown.open_doubts[0] if shown.open_doubts else None
            if self.question and self.question.measures:
                self.sheet = shown.by_id[self.question.measures[0].pk]
        if self.question and not on and self.question.units:
            self.on = f"u{self.question.units[0].pk}"

    def _sheet(self, measure: str) -> MeasureSheet | None:
        if (asked := whole(measure)) in self.desk.by_id:
            return self.desk.by_id[asked]
        if self.on and (holder := self.desk.holder(self.on)):
            return holder
        if self.question and self.question.measures:
            return self.desk.by_id[self.question.measures[0].pk]
        waiting = [one for one in self.desk.kept if one.kind in {"ask", "open"}]
        return next(iter(waiting or self.desk.kept or self.desk.sheets), None)

    def address(self, **changes: Any) -> str:
        """Return the query of this place with other values; None or "" leaves one out."""
        here = {
            "m": self.sheet.measure.pk if self.sheet else "",
            "q": self.question.key if self.question else "",
            "on": self.on,
        }
        values = {name: value for name, value in {**here, **changes}.items() if value}
        return "?" + urlencode(values)

    @property
    def span(self) -> tuple[int, int] | None:
        """Return the stretch of the text that stands out: that of the chosen value, else of the question."""
        chosen = next((row for key, row in values_of(self.sheet) if key == self.on), None) if self.sheet else None
        if chosen is None and self.question and self.question.findings:
            chosen = self.question.findings[0]
        return None if chosen is None or chosen.span_start is None else (chosen.span_start, chosen.span_end)

    @property
    def version(self) -> int:
        """Return the version an answer to the question is given against: its measure's, else the document's."""
        finding = self.question.findings[0] if self.question and self.question.findings else None
        if finding is None or finding.measure is None or finding.code == "lead.inferred":
            return self.desk.policy.version
        return finding.measure.version

    @property
    def neighbours(self) -> tuple[MeasureSheet | None, MeasureSheet | None]:
        """Return the measure before and the one after."""
        listed = self.desk.kept
        if self.sheet not in listed:
            return None, None
        at = listed.index(self.sheet)
        return (listed[at - 1] if at else None), (listed[at + 1] if at + 1 < len(listed) else None)

    @property
    def next_waiting(self) -> MeasureSheet | None:
        """Return the next measure that waits, going round."""
        if self.sheet is None:
            return None
        listed = self.desk.sheets
        at = listed.index(self.sheet)
        return next((one for one in listed[at + 1 :] + listed[:at] if one.kind in {"ask", "open"}), None)

    @property
    def next_question(self) -> Question | None:
        """Return the next doubt that is open, going round."""
        doubts = self.desk.open_doubts
        if self.question not in doubts:
            return doubts[0] if doubts else None
        at = doubts.index(self.question)
        return next(iter(doubts[at + 1 :] + doubts[:at]), None)


def _context(request: HttpRequest, shown: Desk, place: Place) -> dict[str, Any]:
    user, policy, version = person(request), shown.policy, shown.version
    writable = can_check(user, policy) and version.published_at is None
    sheet = place.sheet
    previous, following = place.neighbours
    pane = request.GET.get("pane", "")
    rows = rows_of(sheet, first_listed_decided=policy.first_listed_leads) if sheet else []
    return {
        "desk": shown,
        "policy": policy,
        "version": version,
        "place": place,
        "sheet": sheet,
        "measure": sheet.measure if sheet else None,
        "ordinal": shown.kept.index(sheet) + 1 if sheet in shown.kept else 0,
        "previous": previous,
        "following": following,
        "cells": _cells(shown, sheet),
        "many": len(shown.kept) > 60,
        "questions": [_listed(one, place) for one in shown.questions],
        "question": place.question,
        "ask": _ask(place) if writable else None,
        "rows": rows,
        "unit_row": next((row.key for row in rows if row.key == "co"), "lead"),
        "form": _edit_form(place) if writable and place.edit else None,
        "suggested": _suggested(shown, sheet) if writable else [],
        "source": shown.source(place.span),
        "writable": writable,
        "may_check": can_check(user, policy),
        "step": getattr(version, "step_id", None) if writable else None,
        "step_label": getattr(version, "step_label", ""),
        "pane": pane if pane in dict(PANES) else "",
        "panes": [
            {"label": label, "url": place.address(pane=key), "current": key == (pane or "read"), "count": None}
            for key, label in PANES
        ],
        "acts_url": reverse("policies:desk-act", args=[policy.pk, "verb"])[: -len("verb/")],
        "units_url": reverse("policies:unit-choices", args=[policy.pk]),
        "here": place.address(),
        "candidates": None,
        "typed": "",
        "typed_unit": "",
        "unit_error": "",
        "refusal": "",
        "conflict": None,
        **{f"opened_{name}": request.GET.get("confirm") == name for name in ("sure", "publish", "reopen")},
        "sentences": _sentences(sheet) if place.edit == "split" and sheet else [],
        "stretches": _stretches(shown) if place.edit == "add" else [],
    }


def _suggested(shown: Desk, sheet: MeasureSheet | None) -> list[SuggestedUnit]:
    """Return units for a measure that names none; nothing is registered by it."""
    if sheet is None or sheet.kind == "off" or any(not row.is_dropped for row in sheet.units):
        return []
    return suggested_units(sheet.measure, shown.policy.jurisdiction)


def _cells(shown: Desk, current: MeasureSheet | None) -> list[dict[str, Any]]:
    return [
        {
            "number": sheet.measure.number if sheet.measure.number.isdigit() else at,
            "url": f"?m={sheet.measure.pk}",
            "kind": sheet.kind,
            "current": sheet is current,
        }
        for at, sheet in enumerate(shown.kept, start=1)
    ]


def _listed(question: Question, place: Place) -> dict[str, Any]:
    return {"question": question, "url": f"?q={question.key}", "current": question is place.question}


def _ask(place: Place) -> dict[str, Any] | None:
    """Return what the answer form of the question at hand needs: its kind and its choices."""
    question = place.question
    if question is None or question.is_resolved:
        return None
    if question.code == "lead.inferred":
        return {"kind": "first_listed", "count": place.desk.inferred}
    if question.code == "validity.effective_unclear":
        return {"kind": "effective"}
    if question.units:
        name = question.units[0].printed_name
        found = choices(place.desk.policy.jurisdiction, name, limit=CHOICES)
        return {"kind": "unit", "name": name, "candidates": found, "everywhere": len(question.units)}
    return {"kind": "plain"} if question.is_open_doubt else None


def _edit_form(place: Place) -> Form | None:
    kind, digits = place.edit[:1], place.edit[1:]
    sheet = place.sheet
    if sheet is None:
        return None
    if place.edit == "title":
        return forms.TitleForm({"title": sheet.measure.title})
    if digits == "+":
        unit = {"unit": place.unit, "role": "lead"} if place.unit else {"role": "co"}
        return {"u": forms.UnitForm(initial=unit), "d": forms.DeadlineForm(), "t": forms.TargetForm()}.get(kind)
    reading = next(
        (one for row in rows_of(sheet, first_listed_decided=None) for one in row.readings if one.key == place.edit),
        None,
    )
    return _value_form(kind, reading) if reading else None


def _value_form(kind: str, reading: Reading) -> Form:
    row = reading.row
    if kind == "u":
        return forms.UnitForm(initial={"unit": reading.words, "role": row.role, "scope": row.scope})
    if kind == "d":
        return forms.DeadlineForm(
            initial={"text": row.text, "day": row.date, "precision": row.precision, "recurrence": row.recurrence}
        )
    scale = next((size for size, _ in reversed(forms.SCALES) if abs(row.value) >= int(size)), "1")
    figure = (row.value / int(scale)).normalize()
    return forms.TargetForm(
        initial={
            "text": row.text,
            "comparator": row.comparator,
            "figure": f"{figure:f}",
            "scale": scale,
            "unit": row.unit,
            "due": row.due,
        }
    )


def _sentences(sheet: MeasureSheet) -> list[tuple[int, str]]:
    """Return where a measure can be cut: the beginning of every sentence but the first, with its first words."""
    text = sheet.measure.text
    places = [at + 1 for at, character in enumerate(text[:-1]) if character in "。；;\n"]
    found: list[tuple[int, str]] = []
    for at in places:
        start = at + len(text[at:]) - len(text[at:].lstrip())
        if 0 < start < len(text) - 1 and (not found or found[-1][0] != start):
            found.append((start, text[start : start + 24]))
    return found


def _stretches(shown: Desk) -> list[tuple[int, int, str]]:
    """Return the paragraphs that belong to no measure: where they begin and end, and their words."""
    text = shown.version.source_file.text
    taken = [(one.measure.span_start, one.measure.span_end) for one in shown.kept]
    found, at = [], shown.version.span_start
    for line in text[at : shown.version.span_end].split("\n"):
        end = at + len(line)
        if line.strip() and not any(start < end and at < last for start, last in taken):
            found.append((at, end, line.strip()))
        at = end + 1
    return found
