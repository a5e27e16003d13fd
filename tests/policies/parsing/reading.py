"""Short words for what was read, so that a test says what a clerk would say."""

from policies.parsing import read
from policies.parsing.types import ParsedDocument, ParsedMeasure

_ROLES = {"lead": "牵头", "co": "责任", "support": "配合", "joint": "并列", "implementing": "落实"}
FAMILIES = ("units.", "lead.", "clause.", "outline.")


def document(text: str, *, names: tuple[str, ...] = ()) -> ParsedDocument:
    """The only document of a text."""
    (parsed,) = read(text, names=names).documents
    return parsed


def roles(measure: ParsedMeasure) -> str:
    """`牵头 甲; 责任 乙 丙`."""
    named = {label: [unit.name for unit in measure.units if unit.role == role] for role, label in _ROLES.items()}
    return "; ".join(f"{label} {' '.join(names)}" for label, names in named.items() if names)


def doubts(measure: ParsedMeasure) -> list[str]:
    """The codes of what a person must look at in who answers."""
    found = {finding.code for finding in measure.findings if finding.severity == "doubt"}
    return sorted(code for code in found if code.startswith(FAMILIES))


def lines(text: str) -> list[str]:
    """A line a measure: `1 题目 | 章节 | 牵头 甲`."""
    return [
        f"{measure.number or '-'} {measure.title} | {measure.section or '-'} | {roles(measure)}"
        for measure in document(text).measures
    ]
