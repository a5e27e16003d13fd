"""Puts the parts of one document together: roles, values, headings and what is unsure."""

from collections import Counter
from dataclasses import replace

from policies.parsing import commitments
from policies.parsing import findings as finding
from policies.parsing.deadlines import DateContext, find_deadlines
from policies.parsing.deadlines import findings_of as deadline_findings
from policies.parsing.flow import Flow
from policies.parsing.inline import Inline, find_inline
from policies.parsing.lexicon import Lexicon, near_misses
from policies.parsing.measures import Draft, Drafts, without_clause
from policies.parsing.metadata import Metadata
from policies.parsing.responsibility.forms import Note
from policies.parsing.responsibility.roles import Roles, assign
from policies.parsing.tables import number_of
from policies.parsing.targets import find_targets
from policies.parsing.targets import findings_of as target_findings
from policies.parsing.types import (
    Finding,
    LeadBasis,
    ParsedDeadline,
    ParsedMeasure,
    ParsedSection,
    ParsedTarget,
    ParsedUnit,
)
from policies.parsing.wide import blankets_of, notes_of


def _basis_of(inline: list[Inline]) -> LeadBasis:
    """A牵头 and A会同B say who leads, A负责 leaves it to the first place."""
    return "first_listed_inferred" if inline[0].rule in ("inline.answers", "inline.named") else "explicit"


class Assembly:
    """Puts the parts of one document together."""

    def __init__(self, text: str, body: Flow, drafts: Drafts, metadata: Metadata, lexicon: Lexicon) -> None:
        self.text, self.body, self.outline, self.drafts = text, body, drafts.outline, drafts
        self.lexicon = lexicon
        self.clauses = any(draft.found for draft in drafts.measures)
        self.carrying = {draft.item for draft in drafts.measures if draft.numbered}
        self.context = DateContext(
            document_year=metadata.year,
            issued_on=metadata.issued_on,
            published_on=metadata.published_on,
            effective_on=metadata.effective_on,
        )
        self.notes = notes_of(body.text, drafts.measures)
        self.blankets = blankets_of(body.text, drafts.measures, lexicon)
        self.misprints = near_misses(
            Counter(name.text for draft in drafts.measures if draft.found for name in draft.found.clause.units),
            lexicon,
        )

    def _note_at(self, position: int) -> Note | None:
        return next((state.note for state in reversed(self.notes) if state.start <= position < state.end), None)

    # --- measures
    def measures(self) -> tuple[ParsedMeasure, ...]:
        """The measures of the document in printed order."""
        articled = commitments.is_articled(self.outline)
        made = []
        for draft in self.drafts.measures:
            inline = [] if draft.found or draft.row or draft.heading else self._inline(draft, subjects=not articled)
            if draft.found or inline or not articled:
                made.append(self._measure(draft, inline))
        return tuple(made)

    def _words_start(self, draft: Draft) -> int:
        """Behind the printed number: 3.2020年底前 is no decimal."""
        mark = self.outline.items[draft.item].mark if draft.item is not None else None
        return mark.end if mark and mark.start == draft.start else draft.start

    def _inline(self, draft: Draft, *, subjects: bool) -> list[Inline]:
        return find_inline(self.body.text, self._words_start(draft), draft.end, self.lexicon, subjects=subjects)

    def _measure(self, draft: Draft, inline: list[Inline]) -> ParsedMeasure:
        body = self.body
        span = body.span(draft.start, draft.end)
        number = self._number_of(draft)
        section = self._section_of(draft)
        roles = self._roles(draft)
        deadlines, targets = self._values(draft)
        found = [*self._clause_findings(draft, roles), *deadline_findings(deadlines), *target_findings(targets)]
        if inline:
            names = "、".join(each.name.text for each in inline)
            found.append(finding.make("units.inline", names, span=body.span(inline[0].name.start, inline[-1].name.end)))
        elif draft.found is None and draft.row is None and self.clauses:
            found.append(finding.make("clause.missing", body.text[slice(*draft.title)], span=span))
        return ParsedMeasure(
            number=number,
            title=body.text[draft.title[0] : draft.title[1]].replace("\n", ""),
            section=section,
            text=self.text[span[0] : span[1]],
            span=span,
            lead_basis=_basis_of(inline) if inline else roles.basis,
            units=(*self._units(roles), *self._inline_units(inline), *self._blanket_units(draft, roles)),
            deadlines=deadlines,
            targets=targets,
            findings=tuple(replace(each, measure=number, section=section) for each in found),
        )

    def _number_of(self, draft: Draft) -> str | None:
        if draft.row:
            return number_of(self.body.text, draft.row)
        return self._number(draft.item) if draft.numbered and draft.item is not None else None

    def _number(self, item: int) -> str:
        return self.outline.items[item].mark.printed(self.body.text)

    def _roles(self, draft: Draft) -> Roles:
        if draft.found is None:
            return Roles((), "none")
        note = self._note_at(draft.found.start)
        return assign(
            draft.found.clause, first_leads=note is not None and not note.sign, sign=note.sign if note else None
        )

    def _units(self, roles: Roles) -> tuple[ParsedUnit, ...]:
        return tuple(
            ParsedUnit(
                part.name.text.replace("\n", ""),
                part.role,
                part.basis,
                self.body.span(part.name.start, part.name.end),
                part.rule,
            )
            for part in roles.parts
        )

    def _inline_units(self, inline: list[Inline]) -> list[ParsedUnit]:
        return [
            ParsedUnit(
                each.name.text.replace("\n", ""),
                each.role,
                "inline",
                self.body.span(each.name.start, each.name.end),
                each.rule,
                each.scope,
            )
            for each in inline
        ]

    def _blanket_units(self, draft: Draft, roles: Roles) -> list[ParsedUnit]:
        named = {part.name.text for part in roles.parts}
        return [
            ParsedUnit(name.text, "implementing", "blanket", self.body.span(name.start, name.end), "clause.blanket")
            for blanket in self.blankets
            if not blanket.after or draft.end > blanket.start
            for name in blanket.names
            if name.text not in named
        ]

    def _values(self, draft: Draft) -> tuple[tuple[ParsedDeadline, ...], tuple[ParsedTarget, ...]]:
        body, clause = self.body, draft.found
        in_clause = replace(self.context, in_clause=True)
        if draft.row:
            plain, timed = [*draft.row.tasks, *draft.row.details], draft.row.times
        else:
            start = self._words_start(draft)
            plain = [(start, clause.start), (clause.end, draft.end)] if clause else [(start, draft.end)]
            timed = [(clause.start, clause.end)] if clause else []
        deadlines = [each for span in plain for each in find_deadlines(body.text, span, self.context)]
        deadlines += [each for span in timed for each in find_deadlines(body.text, span, in_clause)]
        targets = [each for span in plain for each in find_targets(body.text, span, self.context)]
        return (
            tuple(replace(each, span=body.span(*each.span)) for each in deadlines),
            tuple(replace(each, span=body.span(*each.span)) for each in targets),
        )

    def _section_of(self, draft: Draft) -> str | None:
        if draft.heading:
            return self.body.text[slice(*draft.heading)]
        if draft.row and draft.row.section:
            return draft.row.section
        if not draft.numbered and draft.item is not None:
            return self._heading(draft.item)
        for item in self.outline.ancestors(draft.item):
            if item not in self.carrying:
                return self._heading(item)
        return None

    def _heading(self, item: int) -> str:
        _, stop = self.outline.heading(item)
        return self.body.text[self.outline.items[item].mark.start : stop]

    def _clause_findings(self, draft: Draft, roles: Roles) -> list[Finding]:
        if draft.found is None:
            return [finding.make(code, span=self.body.span(draft.start, draft.end)) for code in draft.doubts]
        clause = draft.found.clause
        here = self.body.span(draft.found.start, draft.found.end)
        found = self._name_findings(clause.doubts)
        found += [finding.make(code, span=here) for code in (*roles.doubts, *draft.doubts)]
        if draft.found.unclosed:
            found.append(finding.make("clause.unclosed", span=here))
        if clause.opened:
            found.append(finding.make("units.open_list", span=here))
        if roles.basis == "first_listed_inferred":
            found.append(finding.make("lead.inferred", span=here))
        if any(part.role == "joint" for part in roles.parts):
            found.append(finding.make("lead.joint", span=here))
        note = self._note_at(draft.found.start)
        if note and note.unreadable:
            found.append(finding.make("lead.marked", span=here))
        for part in roles.parts:
            if likely := self.misprints.get(part.name.text):
                where = self.body.span(part.name.start, part.name.end)
                found.append(finding.make("units.near_miss", part.name.text, likely, span=where))
        return found

    def _name_findings(self, doubts: list[tuple[str, int, int]]) -> list[Finding]:
        """One finding a code, with the names it is about."""
        by_code: dict[str, list[tuple[int, int]]] = {}
        for code, start, end in doubts:
            by_code.setdefault(code, []).append((start, end))
        return [
            finding.make(
                code,
                "、".join(self.body.text[start:end].replace("\n", "") for start, end in spans),
                span=self.body.span(spans[0][0], spans[-1][1]),
            )
            for code, spans in by_code.items()
        ]

    # --- the document
    def sections(self) -> tuple[ParsedSection, ...]:
        """Headings above measures."""
        above = {item for draft in self.drafts.measures for item in self._all_above(draft)}
        return tuple(self._section(item) for item in sorted(above | set(self.drafts.headings)))

    def _all_above(self, draft: Draft) -> list[int]:
        own = [draft.item] if not draft.numbered and draft.item is not None else []
        return [*own, *self.outline.ancestors(draft.item)]

    def _section(self, item: int) -> ParsedSection:
        start, stop = self.outline.heading(item)
        found = self.drafts.headings.get(item)
        leads = tuple(name.text for name in found.clause.units) if found else ()
        mark = self.outline.items[item].mark
        return ParsedSection(
            number=self._number(item),
            title=self.body.text[start:stop],
            span=self.body.span(mark.start, max(stop, mark.end)),
            leads=leads,
            level=len(self.outline.ancestors(item)) + 1,
        )

    def document_findings(self) -> list[Finding]:
        """What is odd about the whole: numbering, clauses not understood."""
        found = []
        for code, item in self.outline.oddities:
            mark = self.outline.items[item].mark
            found.append(finding.make(code, self._number(item), span=self.body.span(mark.start, mark.end)))
        for heading in self.drafts.headings.values():
            names = "、".join(name.text for name in heading.clause.units)
            found.append(finding.make("lead.section", names, span=self.body.span(heading.start, heading.end)))
        for item in without_clause(self.drafts):
            mark = self.outline.items[item].mark
            words = self._heading(item)
            found.append(finding.make("clause.missing", words, span=self.body.span(mark.start, mark.end)))
        for unread in self.drafts.unread:
            words = self.body.text[unread.start : unread.end]
            found.append(finding.make("clause.unread", words, span=self.body.span(unread.start, unread.end)))
        return found
