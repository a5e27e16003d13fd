"""From statements to roles: what 负责 means depends on whether somebody leads, and on the note in force."""

from dataclasses import dataclass

from policies.parsing.responsibility.forms import Clause, Statement
from policies.parsing.responsibility.shapes import Name
from policies.parsing.types import Basis, LeadBasis, Role


@dataclass(frozen=True, slots=True)
class Part:
    """A unit, its role and where the role comes from; `rule` names the form that was read."""

    name: Name
    role: Role
    basis: Basis
    rule: str


@dataclass(frozen=True, slots=True)
class Roles:
    """The units of a clause with their roles, the ground of the lead, and what is unsure about it."""

    parts: tuple[Part, ...]
    basis: LeadBasis
    doubts: tuple[str, ...] = ()


def assign(clause: Clause, *, first_leads: bool, sign: str | None = None) -> Roles:
    """Give roles to the units; `first_leads` says that a note makes the first listed the lead, `sign` marks leads."""
    statements = _with_signs(clause.statements, sign)
    if any(statement.act == "lead" for statement in statements):
        return _explicit(statements)
    if any(statement.act in ("plain", "bare", "joint", "co") for statement in statements):
        return _without_lead(statements, first_leads=first_leads)
    parts = [Part(name, "support", "explicit", "clause.support") for s in statements for name in s.names]
    return Roles(_once(parts), "none", ("lead.none" if clause.labelled else "lead.absent",) if parts else ())


def _with_signs(statements: list[Statement], sign: str | None) -> list[Statement]:
    if sign is None:
        return statements
    result = []
    for statement in statements:
        for name in statement.names:
            marked = sign in name.text
            text = name.text.replace(sign, "")
            shift = len(name.text) - len(name.text.lstrip(sign))
            start = name.start + shift
            result.append(Statement("lead" if marked else statement.act, [Name(text, start, start + len(text), None)]))
    return result


def _explicit(statements: list[Statement]) -> Roles:
    parts: list[Part] = []
    for statement in statements:
        rule = "clause.joined" if statement.joined else f"clause.{statement.act}"
        role: Role = {"lead": "lead", "support": "support"}.get(statement.act, "co")  # type: ignore[assignment]
        parts.extend(Part(name, role, "explicit", rule) for name in statement.names)
    return Roles(_once(parts), "explicit")


def _without_lead(statements: list[Statement], *, first_leads: bool) -> Roles:
    plain = next((s for s in statements if s.act in ("plain", "bare")), None)
    joint = next((s for s in statements if s.act == "joint"), None)
    doubts: list[str] = []
    if first_leads:
        leader = next((s for s in statements if s.act != "support"), None)
        basis: LeadBasis = "first_listed_note"
    else:
        leader, basis = plain, "first_listed_inferred"
        if joint and (plain is None or statements.index(joint) < statements.index(plain)):
            return Roles(_once(_joint(statements)), "none", ("lead.ambiguous",) if plain else ())
    if leader is None:
        leader = next(s for s in statements if s.act != "support")
    if not first_leads and sum(s.act == "plain" for s in statements) > 1:
        doubts.append("lead.ambiguous")
    parts: list[Part] = []
    rule, ground = ("clause.note", "note") if first_leads else ("clause.first_listed", "first_listed")
    for statement in statements:
        for name in statement.names:
            if statement is leader and name is statement.names[0]:
                parts.append(Part(name, "lead", ground, rule))  # type: ignore[arg-type]
            elif statement.act == "support":
                parts.append(Part(name, "support", "explicit", "clause.support"))
            else:
                parts.append(Part(name, "co", ground, rule))  # type: ignore[arg-type]
    return Roles(_once(parts), basis, tuple(doubts))


def _joint(statements: list[Statement]) -> list[Part]:
    parts: list[Part] = []
    for statement in statements:
        role: Role = "support" if statement.act == "support" else "joint"
        rule = "clause.support" if role == "support" else "clause.joint"
        parts.extend(Part(name, role, "explicit", rule) for name in statement.names)
    return parts


def _once(parts: list[Part]) -> tuple[Part, ...]:
    """Each unit once, as lead where it leads, else with the first role it is given."""
    kept: dict[str, Part] = {}
    for part in parts:
        before = kept.get(part.name.text)
        if before is None or (part.role == "lead" and before.role != "lead"):
            kept[part.name.text] = part
    return tuple(kept.values())
