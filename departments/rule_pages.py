"""The pages of a book of dated rules: what is in force, what will be, what was; changed by whoever keeps the book."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from audit.context import Principal
from core import clock
from core.exceptions import DomainError
from core.forms import show_errors
from departments.models import Jurisdiction, Rule
from departments.rule_books import RuleBook
from departments.rule_forms import DatedRuleForm
from departments.rules import EXAMPLES
from departments.services import ruling
from departments.views.common import person


@dataclass(frozen=True, slots=True)
class RulePages:
    """One book's pages: `form` takes key, value, first day and what was posted; `refusal` is said to readers."""

    book: RuleBook
    form: Callable[[str, Any, date, Any], DatedRuleForm]
    refusal: str

    def overview(self, request: HttpRequest, jurisdiction: Jurisdiction) -> dict[str, Any]:
        """Return the context of the list: every rule with the value in force, and what is decided for later."""
        known: dict[str, list[Rule]] = defaultdict(list)
        for row in Rule.objects.filter(jurisdiction=jurisdiction, key__in=self.book.shapes).order_by("valid_from"):
            known[row.key].append(row)
        return {
            "rows": [self._line(key, known[key]) for key in self.book.shapes],
            "may_keep": self.book.may_keep(request.user, jurisdiction),
        }

    def _line(self, key: str, rows: Sequence[Rule]) -> dict[str, Any]:
        today, shape = clock.today(), self.book.shapes[key]
        now = next((row for row in reversed(rows) if row.valid_from <= today), None)
        return {
            "key": key,
            "shape": shape,
            "now": now,
            "words": shape.words(now.value if now else EXAMPLES[key]),
            "later": [(row, shape.words(row.value)) for row in rows if row.valid_from > today],
        }

    def edit(self, request: HttpRequest, jurisdiction: Jurisdiction, key: str) -> HttpResponse:
        """Show a rule with all it ever was; its keeper lets it have another value from a day on."""
        shape, today = self.book.shapes.get(key), clock.today()
        if shape is None:
            raise Http404
        if request.method == "POST":
            self._keeper(request, jurisdiction)
        rows = list(Rule.objects.filter(jurisdiction=jurisdiction, key=key).order_by("-valid_from"))
        newest = rows[0].value if rows else EXAMPLES[key]
        form = self.form(key, newest, today + timedelta(days=1), request.POST or None)
        if form.is_valid():
            try:
                row = ruling.set_rule(
                    self.book,
                    jurisdiction=jurisdiction,
                    key=key,
                    value=form.read(),
                    valid_from=form.cleaned_data["valid_from"],
                    source=form.cleaned_data["source"],
                    by=self._keeper(request, jurisdiction),
                )
            except DomainError as error:
                show_errors(form, error)
            else:
                messages.success(request, f"“{shape.label}”自 {row.valid_from} 起：{shape.words(row.value)}。")
                return redirect(f"{self.book.app}:rule", key=key)
        in_force = next((row for row in rows if row.valid_from <= today), None)
        context = {
            "shape": shape,
            "form": form,
            "example": shape.words(EXAMPLES[key]),
            "rows": [(row, shape.words(row.value), row == in_force, row.valid_from > today) for row in rows],
            "in_force": in_force,
            "may_keep": self.book.may_keep(request.user, jurisdiction),
        }
        return render(request, f"{self.book.app}/rule.html", context, status=422 if form.errors else 200)

    def drop(self, request: HttpRequest, jurisdiction: Jurisdiction, pk: int) -> HttpResponse:
        """Take back a value that is not in force yet."""
        row = get_object_or_404(Rule, pk=pk, jurisdiction=jurisdiction, key__in=self.book.shapes)
        by, key = self._keeper(request, jurisdiction), row.key
        shown = f"{self.book.shapes[key].label}（{row.valid_from}）"
        try:
            ruling.drop_rule(self.book, row=row, by=by)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"已撤回：{shown}。")
        return redirect(f"{self.book.app}:rule", key=key)

    def _keeper(self, request: HttpRequest, jurisdiction: Jurisdiction) -> Principal:
        if not self.book.may_keep(request.user, jurisdiction):
            raise PermissionDenied(self.refusal)
        return person(request)
