"""One posted act at the desk: what was sent, what it is about, and who acts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.datastructures import MultiValueDict

from core.http import whole
from departments.models import Department, Roster
from policies.models import Measure
from policies.selectors.desk import Desk, MeasureSheet, values_of
from policies.selectors.questions import Question
from policies.selectors.units import choices, unit_by_key


class FormRefused(Exception):  # noqa: N818 the person is asked again
    """What was typed does not do: the form with its errors, and candidates where a unit was not clear."""

    def __init__(self, form: Form, candidates: Any = None) -> None:
        super().__init__("form refused")
        self.form = form
        self.candidates = candidates


@dataclass
class Act:
    """One posted act: the desk as it stands, who acts, and what was sent."""

    desk: Desk
    by: Any
    data: MultiValueDict[str, str]

    @property
    def seen(self) -> int:
        """Return the version of the record that the person had before it."""
        version = whole(self.data.get("version"))
        if version is None:
            raise Http404
        return version

    @property
    def sheet(self) -> MeasureSheet:
        """Return the measure that is acted on."""
        found = self.desk.by_id.get(whole(self.data.get("m")) or 0)
        if found is None:
            raise Http404
        return found

    @property
    def measure(self) -> Measure:
        """Return the measure that is acted on."""
        return self.sheet.measure

    @property
    def question(self) -> Question:
        """Return the question that is answered."""
        found = next((one for one in self.desk.questions if one.key == self.data.get("q")), None)
        if found is None:
            raise Http404
        return found

    def value(self) -> Any:
        """Return the unit, date or target that is acted on, with its measure attached."""
        key = str(self.data.get("on", "")) or str(self.data.get("edit", ""))
        row = dict(values_of(self.sheet)).get(key)
        if row is None:
            raise Http404
        row.measure = self.measure
        return row

    def form(self, kind: type[Form]) -> Any:
        """Return the valid form; `FormRefused` otherwise."""
        form = kind(self.data)
        if not form.is_valid():
            raise FormRefused(form)
        return form

    def unit(self, form: Any) -> Department | Roster | None:
        """Return the unit that was picked or plainly named; `FormRefused` with candidates where it is not clear."""
        jurisdiction = self.desk.policy.jurisdiction
        picked = unit_by_key(jurisdiction, str(self.data.get("pick", "")))
        typed = form.cleaned_data["unit"].strip()
        if picked is not None:
            return picked
        if not typed:
            return None
        candidates = choices(jurisdiction, typed)
        if candidates and candidates[0].is_same:
            return candidates[0].unit
        form.add_error(
            "unit", "请从下面选择一个单位。" if candidates else "单位库中没有相近的单位，请换个写法，或先登记单位。"
        )
        raise FormRefused(form, candidates)


Verb = Callable[[Act], str]
