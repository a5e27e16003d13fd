"""The grammar of a responsibility clause: labels, lists of names and what each list does.

    clause    := (note | blanket | section)*
    section   := [LABEL] statement (("," | ";" | "、" | blank) statement)*
    statement := names VERB-PHRASE | 由 names VERB-PHRASE | names 会同 names [VERB-PHRASE] | names

Roles are given after the whole clause is read: what 负责 means depends on whether somebody 牵头s.
"""

import re

from policies.parsing.brackets import groups, split_top
from policies.parsing.lexicon import Lexicon
from policies.parsing.outline_marks import act_of_label, labels_in
from policies.parsing.responsibility.blanks import mended
from policies.parsing.responsibility.forms import NO_UNITS, SEPARATORS, Act, Clause, Note, Statement, words
from policies.parsing.responsibility.names import read_names
from policies.parsing.responsibility.notes import blanket_start, read_blanket, read_note
from policies.parsing.responsibility.shapes import Name, is_unit

_LEADING = re.compile(
    r"(?:(?:以上|上述|本项|此项|该项)[^,。;由]{0,8}由|\d{1,2}[.)](?=\D)|由|以及|及|和|并由|并|同时|其中|再由|均由|请|与|以|:|[—–-])+"
)
_TAIL = 48
_ASIDE = re.compile(r"[(〔\[][^()〔〕\[\]]{4,60}[)〕\]]$")
_OFFICE = re.compile("[局委办厅部府]$")
_MEANS = re.compile("(?:用地|场地|资金|经费|用能|人员|物资)$")
_PART = re.compile("[一-龥“《]{2}")
_UNDER = re.compile(r"在(.{2,40}?)(?:的)?(?:统一)?(?:指导|领导|支持|统筹|协调)下")
_TIME = re.compile(
    r"(?:并?[在于到]|力争|确保|争取|计划|原则上)?(?:\d{2,4}年|\d{1,2}月|“?十[四五六]五|本年|今年|明年|年底|年内|全年|每[年月季半周]|按[月季年]"
    r"|持续|长期|常年|常态化|近期|中期|远期|立即|即时|适时|分阶段|第[一二三四]季度|[上下]半年|\d{1,3}个?(?:工作日|月|天|日)内)"
)


class _Reader:
    """Reads one clause; collects statements and whatever is unsure."""

    def __init__(self, text: str, start: int, end: int, lexicon: Lexicon) -> None:
        self.text, self.lexicon = text, lexicon
        self.clause = Clause(start, end)
        self.pending: list[Name] = []
        self.label: Act | None = None
        self.edge = 0  # how many of the pending names stand before the last comma
        self.scope = False  # whether the words read last say what a unit answers for

    def read(self) -> Clause:
        """The clause between `start` and `end`."""
        clause = self.clause
        for start, end in self._without_sentences(clause.start, clause.end):
            self._sections(start, end)
        return clause

    # --- sentences that are no lists: notes and blanket duties
    def _without_sentences(self, start: int, end: int) -> list[tuple[int, int]]:
        text, clause = self.text, self.clause
        rest: list[tuple[int, int]] = []
        for left, right, _ in split_top(text, re.compile("[。;]"), start, end):
            spread = blanket_start(text, left, right)
            blanket = read_blanket(text, spread, right, self.lexicon)
            if blanket:
                clause.blankets.append(blanket)
                if spread > left:
                    rest.append((left, spread))
                continue
            note = read_note(text, left, right)
            if note is None or any(g.closed and g.start < note.start < g.end for g in groups(text, left, right)):
                rest.append((left, right))
                continue
            before = clause.note
            clause.note = Note(
                before.start if before else note.start,
                note.end,
                note.onwards or bool(before and before.onwards),
                note.sign or (before.sign if before else None),
                note.unreadable,
            )
            rest.append((left, note.start - 1 if text[note.start - 1] in "([〔" else note.start))
            if note.end < right:
                rest.append((note.end, right))
        return [(left, right) for left, right in rest if text[left:right].strip(" ,、;。\n")]

    # --- labels
    def _sections(self, start: int, end: int) -> None:
        text, last = self.text, start
        act: Act | str | None = self.label
        for match in labels_in(text, start, end, "、,;。( \n|/:【[〔"):
            self._section(act, last, match.start())
            act, last = self._label_act(match), match.end()
        self._section(act, last, end)

    def _label_act(self, match: "re.Match[str]") -> Act | str:
        kind = match.lastgroup or ""
        if kind in ("unit", "alone"):
            self.clause.labelled = True
            return act_of_label(match.group(kind))
        return kind

    def _section(self, act: Act | str | None, start: int, end: int) -> None:
        if not self.text[start:end].strip(" ,、;。\n【】"):
            return
        if act == "time":
            self.clause.times.append((start, end))
            return
        if act in ("person", "other"):
            return
        self.label = act  # type: ignore[assignment]
        self._statements(start, end)
        self._close(self.label or "bare")
        self.label = None

    # --- statements
    def _statements(self, start: int, end: int) -> None:
        pieces = mended(self.text, split_top(self.text, SEPARATORS, start, end), self.lexicon)
        for left, right, mark in pieces:
            self._piece(left, right)
            self.scope = self.scope and "、" in mark
            if ("," in mark or ";" in mark) and self.pending:
                self.edge = len(self.pending)

    def _piece(self, start: int, end: int) -> None:
        text = self.text
        while start < end and text[start] in " \n":
            start += 1
        while end > start and (text[end - 1] in " \n:." or _is_stray(text, start, end)):
            end -= 1
        lead_in = _LEADING.match(text, start, end)
        if lead_in and lead_in.end() < end:
            start = lead_in.end()
        if start >= end:
            return
        if _TIME.match(text, start, end) and not is_unit(text[start:end], self.lexicon):
            self.clause.times.append((start, end))
            return
        if words().label.fullmatch(text, start, end):
            self._close(self.label or "bare")
            self.label = words().stems[words().label.fullmatch(text, start, end).group("stem")]  # type: ignore[union-attr]
            return
        under = _UNDER.fullmatch(text, start, end)
        if under:
            self._add(under.start(1), under.end(1))
            self._close("support", spoken=True)
            return
        glued = words().glued.match(text, start, end)
        if glued and glued.end() < end and self._opens_list(glued.end(), end):
            self._close(self.label or "bare")
            self.label = words().stems[glued.group("stem")]
            start = glued.end()
        if self._scoped(start, end) or self._joined(start, end):
            return
        if self.scope and self._verb_start(start, end) == end:
            if is_unit(text[start:end], self.lexicon) and end - start > 3:
                self.clause.doubts.append(("clause.rest", start, end))
            return
        self.scope = False
        self._names_and_verb(start, end)

    def _scoped(self, start: int, end: int) -> bool:
        """A牵头推进甲: what a unit does, and for which part; the part is not kept."""
        text = self.text
        for match in words().inner.finditer(text, start + 2, min(end, start + _TAIL)):
            name = text[start : match.start()]
            if match.end() == end or not is_unit(name, self.lexicon):
                continue
            if not match["strong"] and not self._beside(name, text[start:end]):
                continue
            if self.lexicon.knows(text[start:end]) or words().joined.match(text, match.end()):
                return False
            if self._verb_start(start, end) < end and not _PART.match(text, match.end(), end):
                return False
            self._add(start, match.start())
            self._close(_act_of(match.group()) or "bare", spoken=True)
            self.scope = self.clause.scoped = True
            return True
        return False

    def _beside(self, name: str, whole: str) -> bool:
        """Whether a plain verb may end a name here: an office, beside others whose part was read."""
        named = is_unit(whole, self.lexicon) and _MEANS.search(whole) is None
        return bool(self.clause.statements) and not named and _OFFICE.search(name) is not None

    def _opens_list(self, start: int, end: int) -> bool:
        """Whether names follow a label without a colon: 牵头单位市财政局."""
        name_end = self._verb_start(start, end)
        label = words().label.fullmatch(self.text, start, name_end)  # 牵头单位配合单位: two heads of a table
        return name_end > start and label is None and is_unit(self.text[start:name_end], self.lexicon)

    def _joined(self, start: int, end: int) -> bool:
        """A会同B: what stands before leads, what follows is beside it."""
        text = self.text
        for match in words().joined.finditer(text, start, min(end, start + 400)):
            verb = self._verb_start(start, match.start())  # A牵头会同B
            if verb < match.start() and _act_of(text[verb : match.start()]) != "lead":
                verb = match.start()
            left = text[start:verb]
            if verb == start:
                if self._verb_start(start, end) <= start:
                    return False
                self._close("lead" if self.pending else "bare", joined=True)
                self.label = "co"
                self._names_and_verb(match.end(), end)
                return True
            if is_unit(left, self.lexicon) and self._opens_list(match.end(), end):
                self._names_and_verb(start, verb)
                self._close("lead", joined=True)
                self.label = "co"
                self._names_and_verb(match.end(), end)
                return True
        return False

    def _verb_start(self, start: int, end: int) -> int:
        """Where the verb phrase at the end begins; `end` where there is none."""
        match = words().verb.search(self.text, max(start, end - _TAIL), end)
        if match is None or _act_of(match.group()) is None:
            return end
        whole, name = self.text[start:end], self.text[start : match.start()]
        if name and is_unit(whole, self.lexicon) and not is_unit(name, self.lexicon):
            return end
        return match.start()

    def _names_and_verb(self, start: int, end: int) -> None:
        text = self.text
        verb = self._verb_start(start, end)
        name_end = verb
        while name_end > start and text[name_end - 1] in " \n":
            name_end -= 1
        if name_end > start:
            self._add(start, name_end)
        if verb < end:
            self._close(_act_of(text[verb:end]) or "bare", spoken=True)

    def _add(self, start: int, end: int) -> None:
        text = self.text
        aside = _ASIDE.search(text, start, end)
        if aside and aside.start() > start and (note := read_note(text, aside.start() + 1, aside.end() - 1)):
            self.clause.note = note
            end = aside.start()
        mark = words().mark.search(text, start, end)
        if mark and mark.start() > start:
            act = words().marks[mark.group().strip("()〔〕[] ")]
            self.clause.statements.append(Statement(act, [Name(text[start : mark.start()], start, mark.start())]))
            return
        self.pending.append(Name(text[start:end], start, end))

    def _close(self, act: Act, *, joined: bool = False, spoken: bool = False) -> None:
        """End the list of names read so far: they do `act`, unless the label says otherwise."""
        if spoken and self.label == "co" and act in ("plain", "joint", "bare"):
            act = "co"
        before, self.edge = self.edge, 0
        if spoken and act == "support" and 0 < before < len(self.pending) and not self.clause.statements:
            beside, self.pending = self.pending[before:], self.pending[:before]  # A、B,C配合: only C helps
            self._close(self.label or "bare")
            self.pending = beside
        if not self.pending:
            if spoken and self.clause.statements and act == "joint":
                last = self.clause.statements[-1]
                last.act = "joint" if last.act == "bare" else last.act
            return
        names, opened = read_names(self.pending, self.text, self.lexicon)
        self.clause.opened = self.clause.opened or opened
        self.pending = []
        self.clause.doubts += [(name.doubt, name.start, name.end) for name in names if name.doubt in NO_UNITS]
        names = [name for name in names if name.doubt not in NO_UNITS]
        if names:
            self.clause.statements.append(Statement(act, names, joined))
        if spoken and self.label == "co":
            self.label = None


def _is_stray(text: str, start: int, end: int) -> bool:
    """Whether a piece ends with a closing mark that nothing in it opens."""
    closer = text[end - 1]
    opener = {")": "(", "〕": "〔", "]": "["}.get(closer)
    begin = max(start, end - _TAIL)
    return opener is not None and text.count(closer, begin, end) > text.count(opener, begin, end)


def _act_of(phrase: str) -> Act | None:
    """What a verb phrase says; None where it only holds words without a meaning of their own."""
    patterns = words()
    if patterns.lead.search(phrase):
        return "lead"
    if patterns.support.search(phrase):
        return "support"
    if patterns.joint.search(phrase):
        return "joint"
    return "plain" if patterns.plain.search(phrase) else None


def read_clause(text: str, start: int, end: int, lexicon: Lexicon, label: str | None = None) -> Clause:
    """Read the words of a clause, without the bracket around them; `label` is the act of the label before them."""
    reader = _Reader(text, start, end, lexicon)
    reader.label = label  # type: ignore[assignment]
    clause = reader.read()
    clause.labelled = clause.labelled or label is not None
    for name in clause.units:
        if name.doubt:
            clause.doubts.append((name.doubt, name.start, name.end))
    return clause
