"""Policies under check: seen by supervisors and leaders of the government, changed by its supervisors only."""

from types import SimpleNamespace
from unittest import mock

from core import clock
from policies.models import ImportRun, ImportState
from policies.services import importing, sandbox
from tests.access.rows import BUSINESS, OFFICE, PARTS, STRANGERS, UNIT_PEOPLE, Row, row
from tests.policies.builder import HOUSING, ROADS, WATER, document, reading

MISSING = (*UNIT_PEOPLE, "auditor", "administrator", *STRANGERS)
SUPERVISOR = ("supervisor",)
# at addresses that name no object a stranger works in the own government
SUPERVISORS = ("supervisor", "stranger_supervisor")


def make(cast):
    """A policy of three measures under check, and an import that waits for a decision."""
    parsed = document(ROADS, WATER, HOUSING)
    with mock.patch.object(sandbox, "read_policy", return_value=reading(parsed)):
        outcome = importing.import_file(jurisdiction=cast.jurisdiction, data=b"x", filename="a.txt", by=cast.supervisor)
    policy = outcome.policies[0]
    roads, water, housing = policy.versions.get().measures.order_by("position")
    lead, co = roads.responsibilities.all()
    entry = {"position": 0, "waiting": True, "policy": policy.pk, "policy_title": "", "title": "", "match": "changed"}
    run = ImportRun.objects.create(
        jurisdiction=cast.jurisdiction,
        filename="b.txt",
        state=ImportState.DECISION,
        plan=[{**entry, "counts": {}, "changes": []}],
        created_at=clock.now(),
    )
    return SimpleNamespace(
        policy=policy, roads=roads, water=water, housing=housing, finding=housing.findings.get(), lead=lead, co=co,
        deadline=roads.deadlines.get(), target=roads.targets.get(), run=run,
    )  # fmt: skip


def policy(_cast, made):
    return {"pk": made.policy.pk}


def measure(_cast, made):
    return {"pk": made.roads.pk}


def run(_cast, made):
    return {"pk": made.run.pk}


def finding(_cast, made):
    return {"pk": made.finding.pk}


def part_of(name):
    """Return the address of a unit, a date or a target of the measure."""
    return lambda _cast, made: {"pk": made.roads.pk, "row": getattr(made, name).pk}


def write(name, method="POST", at=measure, body=None, *, status=200) -> Row:
    """Return the row of a REST write that supervisors may do and leaders may not."""
    data = body if callable(body) else lambda *_: body or {}
    return row(name, method, ok=SUPERVISOR, status=status, missing=MISSING, at=at, data=data, version=1)


DAY = {"date": "2026-11-30", "precision": "day"}
FIGURE = {"value": "3", "unit": "条", "comparator": ">="}

ROWS: list[Row] = [
    row("policies:list", ok=(*BUSINESS, *STRANGERS)),
    row("policies:search", ok=PARTS, query="?q=河道"),
    row("policies:checking", ok=SUPERVISORS),
    row("policies:upload", ok=SUPERVISORS),
    row("policies:upload", "POST", ok=SUPERVISORS, status=422),
    row("policies:names", ok=SUPERVISORS),
    row("policies:names", "POST", ok=SUPERVISORS, status=302, data=lambda *_: {"choice": "again"}),
    row("policies:validity", ok=(*OFFICE, "stranger_supervisor")),
    row("policies:detail", ok=OFFICE, missing=MISSING, at=policy),
    row("policies:measure", ok=OFFICE, missing=MISSING, at=measure),
    row("policies:desk", ok=OFFICE, missing=MISSING, at=policy),
    row("policies:unit-choices", ok=OFFICE, missing=MISSING, at=policy, query="?unit=caizheng"),
    row(
        "policies:desk-act", "POST", ok=SUPERVISOR, status=302, missing=MISSING,
        at=lambda cast, made: {"pk": made.policy.pk, "verb": "confirm"},
        data=lambda cast, made: {"m": made.roads.pk, "version": 1},
    ),
    row("policies:validity-decide", ok=OFFICE, missing=MISSING, at=policy),
    row(
        "policies:validity-decide", "POST", ok=OFFICE, status=302, missing=MISSING, at=policy,
        data=lambda *_: {"act": "date", "version": 1, "expires_on": "2030-12-31", "source": "会议"},
    ),
    row("policies:import", ok=SUPERVISOR, missing=(*MISSING, "leader"), at=run),
    row(
        "policies:import-decide", "POST", ok=SUPERVISOR, status=302, missing=(*MISSING, "leader"), at=run,
        data=lambda *_: {"document-0": "change"},
    ),
    row("policy-list", ok=PARTS),
    row("policy-detail", ok=OFFICE, missing=MISSING, at=policy),
    write("policy-detail", "PATCH", policy, {"title": "新标题"}),
    write("policy-confirm-undoubted", at=policy),
    write("policy-first-listed", at=policy, body={"accept": True}),
    write("policy-publish", at=policy, status=409),
    write("policy-reopen", at=policy, body={"reason": "有误"}, status=409),
    write("policy-add-measure", at=policy, body={"start": 0, "end": 5}, status=201),
    write("policy-reorder", at=policy, body=lambda cast, made: {
        "order": [made.housing.pk, made.water.pk, made.roads.pk]
    }),
    row("measure-list", ok=PARTS),
    row("measure-detail", ok=OFFICE, missing=MISSING, at=measure),
    write("measure-detail", "PATCH", body={"title": "修路"}),
    write("measure-confirm"),
    write("measure-reject", body={"reason": "重复"}),
    write("measure-reconsider", status=409),
    write("measure-split", body={"at": 20}),
    write("measure-merge", body=lambda cast, made: {"other": made.water.pk, "other_version": 1}),
    write("measure-add-unit", body=lambda cast, made: {"department": cast.other_unit.pk, "role": "co"}),
    write("measure-unit", "PATCH", part_of("co"), {"role": "support"}),
    write("measure-unit", "DELETE", part_of("co")),
    write("measure-lead", at=part_of("co")),
    write("measure-add-deadline", body={**DAY, "text": "月底"}),
    write("measure-deadline", "PATCH", part_of("deadline"), DAY),
    write("measure-deadline", "DELETE", part_of("deadline")),
    write("measure-add-target", body={**FIGURE, "text": "三条"}),
    write("measure-target", "PATCH", part_of("target"), FIGURE),
    write("measure-target", "DELETE", part_of("target")),
    row("search-list", ok=PARTS, query="?q=河道"),
    row("finding-list", ok=PARTS),
    row("finding-detail", ok=OFFICE, missing=MISSING, at=finding),
    write("finding-resolve", at=finding, body={"resolution": "保留"}),
    row("import-list", ok=PARTS),
    # only a form with a file is taken in, from whomever it comes
    row("import-list", "POST", ok=PARTS, status=415),
    row("import-detail", ok=SUPERVISOR, missing=(*MISSING, "leader"), at=run),
    row(
        "import-decide", "POST", ok=SUPERVISOR, status=202, missing=(*MISSING, "leader"), at=run,
        data=lambda cast, made: {"decisions": {"0": made.policy.pk}},
    ),
]  # fmt: skip
