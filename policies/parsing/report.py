"""A reading as plain text for a person at a terminal."""

from collections.abc import Iterator

from policies.parsing.types import Finding, ParsedDocument, ParsedFile, ParsedMeasure

_ROLES = {"lead": "牵头", "co": "责任", "support": "配合", "joint": "并列", "implementing": "落实"}
_KINDS = {"policy": "政策文件", "work_report": "工作报告", "news": "新闻", "other": "其他"}


def as_text(parsed: ParsedFile) -> str:
    """What was read, a block a document."""
    return "\n".join(line for document in parsed.documents for line in _document(document)) + "\n"


def _document(document: ParsedDocument) -> Iterator[str]:
    yield f"# {document.title or '（无标题）'}（{_KINDS[document.kind]}）"
    facts = (
        ("文号", document.doc_number),
        ("发文机关", document.issuer),
        ("成文日期", document.issued_on),
        ("发布日期", document.published_on),
        ("施行日期", document.effective_on),
        ("有效期至", document.expires_on),
    )
    yield from (f"{label}：{value}" for label, value in facts if value)
    section: str | None = None
    for measure in document.measures:
        if measure.section and measure.section != section:
            section = measure.section
            yield f"\n## {section}"
        yield from _measure(measure)
    yield from _findings(document.findings)


def _measure(measure: ParsedMeasure) -> Iterator[str]:
    yield f"\n{measure.number or '·'} {measure.title}"
    for role, label in _ROLES.items():
        names = [unit.name for unit in measure.units if unit.role == role]
        if names:
            yield f"    {label}：{'、'.join(names)}"
    for deadline in measure.deadlines:
        yield f"    时限：{deadline.text}（{deadline.date or deadline.recurrence or '未定'}）"
    for target in measure.targets:
        yield f"    指标：{target.text}"
    yield from _findings(measure.findings)


def _findings(findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        yield f"    {'？' if finding.severity == 'doubt' else '·'} {finding.message}（{finding.code}）"
