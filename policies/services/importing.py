"""Take a file in: parse, plan, execute. The same bytes are recognised; a failure leaves everything as it was."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from django.core.files.base import ContentFile

from accounts.models import User
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError
from departments.models import Jurisdiction
from departments.selectors import known_names
from policies.models import Policy, PolicyVersion, SourceFile
from policies.parsing.types import ParsedFile
from policies.permissions import require_importer
from policies.search.index import reindex_policy
from policies.services import sandbox
from policies.services.acting import log
from policies.services.planning import (
    DocumentPlan,
    ImportPlan,
    StoredDocument,
    StoredMeasure,
    folded,
    plan_import,
)
from policies.services.storing import Writing, store_document

Status = Literal["imported", "recognised", "undecided"]


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did: `undecided` stored nothing and waits for a person to look at `plan`."""

    status: Status
    plan: ImportPlan
    policies: tuple[Policy, ...] = ()
    source_file: SourceFile | None = None
    warnings: tuple[str, ...] = ()


def import_file(
    *,
    jurisdiction: Jurisdiction,
    data: bytes,
    filename: str,
    by: User | None,
    decisions: Mapping[int, int | None] | None = None,
    confirm_changes: bool = False,
    proceed: Callable[[], None] | None = None,
) -> ImportOutcome:
    """Read a file into a government and return what became of it.

    `decisions` maps the position of a document in the file to the policy it changes, or to None for a new one; without
    it a document that only looks like a stored one leaves the file `undecided`. With `confirm_changes` the same holds
    for one that surely changes a stored one. `proceed` is called once the file is read and before anything is stored;
    what it raises ends the import. Raises `UnreadableFile` for what cannot be read, `NotPermitted`.
    """
    require_importer(by, jurisdiction)
    checksum = hashlib.sha256(data).hexdigest()
    known = SourceFile.objects.filter(jurisdiction=jurisdiction, checksum=checksum).first()
    if known is not None:
        return ImportOutcome("recognised", ImportPlan(), policies_of(known), known)
    reading = sandbox.read_policy(
        data=data, filename=filename, names=known_names(jurisdiction), reference=clock.today()
    )
    if not reading.parsed.documents:
        raise DomainError("file.no_document", "文件里没有读到政策文件；请核对内容，或改用正文的文本再导入。")
    if proceed is not None:
        proceed()
    with unit_of_work():
        stored = stored_documents(jurisdiction, reading.parsed, (decisions or {}).values())
        plan = plan_import(reading.parsed, stored, decisions)
        waiting = {*plan.undecided, *(plan.changed if confirm_changes else ())} - set(decisions or {})
        if waiting:
            return ImportOutcome("undecided", plan, warnings=reading.warnings)
        source = SourceFile(
            jurisdiction=jurisdiction,
            checksum=checksum,
            filename=PurePath(filename).name[:255],
            format=reading.format,
            size=len(data),
            text=reading.parsed.text,
            uploaded_by=by,
            uploaded_at=clock.now(),
        )
        policies = _execute(plan, source, data, reading.parsed.parser_version)
    return ImportOutcome("imported", plan, policies, source, reading.warnings)


def _execute(plan: ImportPlan, source: SourceFile, data: bytes, parser_version: str) -> tuple[Policy, ...]:
    source.content.save(
        f"{source.checksum[:16]}{PurePath(source.filename).suffix.lower()[:8]}", ContentFile(data), False
    )
    try:
        source.save()
        writing = Writing(source.jurisdiction, source, parser_version, source.uploaded_by)
        policies = []
        for document in plan.documents:
            policy = store_document(document, writing)
            _log(document, policy, source)
            reindex_policy(policy)
            policies.append(policy)
    except BaseException:
        # the rows roll back with the transaction, the bytes on the disk do not
        source.content.storage.delete(str(source.content.name))
        raise
    return tuple(policies)


def _log(plan: DocumentPlan, policy: Policy, source: SourceFile) -> None:
    counts = {kind: plan.count(kind) for kind in ("added", "changed", "removed", "unchanged")}
    action = "policies.imported" if plan.match == "new" else "policies.reimported"
    after = {"file": source.filename, "checksum": source.checksum, **{k: n for k, n in counts.items() if n}}
    log(action, policy, by=source.uploaded_by, policy=policy, after=after)


def policies_of(source: SourceFile) -> tuple[Policy, ...]:
    """Return the policies read from a file, in its order."""
    versions = PolicyVersion.objects.filter(source_file=source).select_related("policy").order_by("span_start", "id")
    return tuple({version.policy_id: version.policy for version in versions}.values())


def stored_documents(
    jurisdiction: Jurisdiction, parsed: ParsedFile, chosen: Iterable[int | None] = ()
) -> list[StoredDocument]:
    """Return the stored documents that a parsed one may answer to: by number, by title, or chosen by a person."""
    heads = Policy.objects.filter(jurisdiction=jurisdiction).values_list("id", "title", "doc_number")
    numbers = {folded(document.doc_number) for document in parsed.documents} - {""}
    titles = {folded(document.title) for document in parsed.documents} - {""}
    candidates = {pk for pk, title, number in heads if folded(number) in numbers or folded(title) in titles}
    candidates |= {pk for pk in chosen if pk is not None}
    versions = PolicyVersion.objects.filter(policy__jurisdiction=jurisdiction, policy__in=candidates, is_current=True)
    return [_stored(version) for version in versions.select_related("policy").prefetch_related("measures")]


def _stored(version: PolicyVersion) -> StoredDocument:
    policy = version.policy
    return StoredDocument(
        policy.pk,
        policy.title,
        policy.doc_number,
        policy.issuer,
        version.parser_version,
        tuple(
            StoredMeasure(row.pk, read["number"] or "", read["title"], read["text"], read)
            for row in version.measures.all()
            # what a person split off or added was not read by itself: see `carrying`
            if (read := row.proposal).get("text")
        ),
    )
