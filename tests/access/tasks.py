"""Matters: units act on their own part, the office on all of its government, nobody else sees anything."""

from django.core.files.base import ContentFile

from core import clock
from departments.services import merge
from tasks.models import Dispute, Evidence, Extension, Transfer, Urging
from tasks.services.linking import link_tasks
from tests.access.rows import OFFICE, PARTS, UNIT_PEOPLE, Row, row
from tests.cast import make_unit
from tests.factories.policies import make_measure, make_policy
from tests.factories.tasks import make_report, make_task

LEAD_UNIT = ("clerk", "head")
UNITS = (*LEAD_UNIT, "co_clerk")
SEES = (*UNITS, *OFFICE)
BLIND = tuple(part for part in PARTS if part not in SEES)
OFFICES = (*OFFICE, "stranger_supervisor")
ISSUERS = ("supervisor", "stranger_supervisor")
NOT_LEAD_UNIT = tuple(part for part in SEES if part not in LEAD_UNIT)


def make(cast):
    """A matter under way with one of everything, and a draft; a report that is sent and one that is not."""
    day = clock.today()
    later = day.replace(year=day.year + 1)
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=later)
    lead, co = (task.assignments.get(department=unit) for unit in (cast.lead_unit, cast.co_unit))
    sent = make_report(lead, day, state="submitted")
    open_report = make_report(co, day)
    file = Evidence(
        report=sent, name="表.pdf", size=1, checksum="0" * 64, uploaded_by=cast.clerk, uploaded_at=clock.now()
    )
    file.file.save("表.pdf", ContentFile(b"%PDF-1.4"), save=False)
    file.save()
    policy = make_policy(cast.jurisdiction)
    make_measure(policy, (cast.lead_unit, "lead"))
    draft = make_task(cast.jurisdiction, lead=cast.lead_unit, state="drafted", number="")
    co.state = "disputed"
    co.save()
    reformed = make_unit(cast.jurisdiction, "市质监局")
    make_task(cast.jurisdiction, lead=reformed, title="抽检产品质量")
    merge(predecessors=[reformed], successor=cast.other_unit, on=day, source="改革方案", by=None)
    twin, joined = (make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit]) for _ in range(2))
    link_tasks(tasks=[joined, make_task(cast.jurisdiction, lead=cast.lead_unit)], by=None)
    return {
        "twin": twin,
        "joined": joined,
        "reformed": reformed,
        "transfer": Transfer.objects.create(
            jurisdiction=cast.jurisdiction, department=cast.counties[0], unit_name="东湖区", reason="改革",
            effective_on=day, done_on=day, done_at=clock.now(),
        ),
        "task": task,
        "draft": draft,
        "policy": policy,
        "lead": lead,
        "sent": sent,
        "open": open_report,
        "file": file,
        "extension": Extension.objects.create(
            assignment=lead, reason="汛期", progress="七成", due_on_before=later,
            due_on_asked=later.replace(year=later.year + 1), state="submitted", asked_at=clock.now(),
            asked_by=cast.clerk,
        ),
        "dispute": Dispute.objects.create(
            assignment=co, reason="非本局职责", raised_at=clock.now(), raised_by=cast.co_clerk
        ),
        "urging": Urging.objects.create(
            assignment=lead, number=1, level="blue", text="请抓紧", issued_at=clock.now(), issued_on=day
        ),
    }  # fmt: skip


def pk(name):
    return lambda _cast, made: {"pk": made[name].pk}


def do(subject, name, act):
    return lambda _cast, made: {"subject": subject, "pk": made[name].pk, "name": act}


REASON = {"reason": "政策调整"}

PAGES: list[Row] = [
    row("tasks:list", ok=PARTS),
    row("tasks:new", ok=ISSUERS),
    row("tasks:new", "POST", ok=ISSUERS, status=422, data=lambda *_: {}),
    row("tasks:issue", ok=ISSUERS),
    row(
        "tasks:issue-draft", "POST", ok=("supervisor",), status=302, missing=("stranger_supervisor",),
        at=pk("policy"), data=lambda *_: {"draft": "1"},
    ),
    row("tasks:issue-draft", ok=("supervisor",), missing=("stranger_supervisor",), at=pk("policy")),
    row("tasks:issue-first-listed", "POST", ok=ISSUERS, status=302),
    row("tasks:issue-send", "POST", ok=ISSUERS, status=302, data=lambda _cast, made: {"task": made["draft"].pk}),
    row(
        "tasks:validity-effects", "POST", ok=OFFICE, status=422, rest=403,
        missing=tuple(part for part in PARTS if part not in (*OFFICE, *UNIT_PEOPLE)),
        at=lambda _cast, made: {"pk": made["policy"].pk, "decision": "repeal"}, data=lambda *_: {},
    ),
    row("tasks:transfers", ok=ISSUERS),
    row("tasks:transfer", ok=("supervisor",), missing=("stranger_supervisor",), at=pk("reformed")),
    row(
        "tasks:transfer", "POST", ok=("supervisor",), missing=("stranger_supervisor",), at=pk("reformed"),
        data=lambda *_: {"rest": ""},
    ),
    row(
        "tasks:transfer-list", ok=OFFICE, at=pk("transfer"),
        missing=tuple(part for part in PARTS if part not in OFFICE),
    ),
    row("tasks:linked", ok=OFFICES),
    row("tasks:link", "POST", ok=("supervisor",), status=302, missing=BLIND,
        data=lambda _cast, made: {"task": [made["task"].pk, made["twin"].pk]}),
    row("tasks:unlink", "POST", ok=("supervisor",), status=302, missing=BLIND, at=pk("joined")),
    row("tasks:overdue", ok=OFFICES),
    row("tasks:urgings", ok=OFFICES),
    row("tasks:kept", ok=OFFICES),
    row("tasks:unattended", ok=(*OFFICES, "administrator")),
    row("tasks:reviews", ok=OFFICES),
    row("tasks:urge-many", "POST", ok=OFFICE, others={302: ("stranger_supervisor",)},
        data=lambda _cast, made: {"part": made["lead"].pk}),
    row(
        "tasks:act-many", "POST", ok=OFFICE, missing=BLIND, at=lambda *_: {"subject": "task", "name": "note"},
        data=lambda _cast, made: {"row": made["task"].pk},
    ),
    row("tasks:detail", ok=SEES, missing=BLIND, at=pk("task")),
    row("tasks:document", ok=SEES, status=302, missing=BLIND, at=pk("task")),
    row(
        "tasks:shape", ok=("supervisor",), at=pk("draft"), missing=("stranger_supervisor",),
    ),
    row(
        "tasks:shape", "POST", ok=("supervisor",), status=302, at=pk("draft"), missing=("stranger_supervisor",),
        data=lambda *_: {"act": "discard"},
    ),
    row("tasks:batch", ok=(*UNIT_PEOPLE, "stranger")),
    row("tasks:batch-save", "POST", ok=(*UNIT_PEOPLE, "stranger"), status=302),
    row("tasks:batch-send", "POST", ok=(*UNIT_PEOPLE, "stranger"), status=302),
    row("tasks:report", ok=SEES, missing=BLIND, at=pk("sent")),
    row(
        "tasks:report-save", "POST", ok=("co_clerk",), status=302, at=pk("open"),
        missing=(*BLIND, *LEAD_UNIT), data=lambda *_: {"version": 1, "progress": "x"},
        others={403: OFFICE},
    ),
    row(
        "tasks:report-send", "POST", ok=("co_clerk",), status=422, at=pk("open"), missing=(*BLIND, *LEAD_UNIT),
        others={403: OFFICE}, data=lambda *_: {"version": 1, "progress": "x"},
    ),
    row(
        "tasks:report-gather", "POST", ok=("co_clerk",), status=403, at=pk("open"), missing=(*BLIND, *LEAD_UNIT),
        data=lambda *_: {"version": 1},
    ),
    row(
        "tasks:evidence-attach", "POST", ok=SEES, status=302, missing=BLIND, at=pk("sent"), data=lambda *_: {},
    ),
    row("tasks:evidence", ok=SEES, missing=BLIND, at=pk("file")),
    row(
        "tasks:evidence-remove", "POST", ok=LEAD_UNIT, status=302, missing=BLIND, at=pk("file"),
    ),
    row("tasks:act", ok=("leader",), missing=BLIND, at=do("task", "task", "cancel")),
    row(
        "tasks:act", "POST", ok=("leader",), status=302, missing=BLIND, at=do("task", "task", "cancel"),
        data=lambda *_: REASON | {"version": 1},
    ),
]  # fmt: skip


def listed(name):
    return row(f"{name}-list", ok=PARTS)


def single(name, made):
    return row(f"{name}-detail", ok=SEES, missing=BLIND, at=pk(made))


def act(name, who, made, *, body=None, status=200, rest=403, **others):
    """A POST of one act: those who may, those who see but may not, and those who see nothing."""
    return row(
        name, "POST", ok=who, status=status, rest=rest, missing=BLIND, at=pk(made), version=1,
        data=lambda *_: body or {}, **others,
    )  # fmt: skip


SUPERVISOR = ("supervisor",)
# whoever does no business in this government does not know its units
NOBODY_HERE = ("auditor", "administrator", "stranger", "stranger_supervisor")
API: list[Row] = [
    *(listed(name) for name in ("task", "assignment", "report", "evidence", "extension", "dispute", "urging")),
    row("assignment-unattended", ok=(*OFFICES, "administrator")),
    single("task", "task"),
    single("assignment", "lead"),
    single("report", "sent"),
    single("evidence", "file"),
    single("extension", "extension"),
    single("dispute", "dispute"),
    single("urging", "urging"),
    row(
        "policy-decision-list", "POST", ok=OFFICE, status=201, rest=400, others={403: UNIT_PEOPLE},
        data=lambda _cast, made: {
            "policy": made["policy"].pk, "policy_version": 1, "decision": "repeal", "basis": "会议",
        },
    ),
    listed("transfer"),
    row(
        "transfer-detail", ok=OFFICE, at=pk("transfer"),
        missing=tuple(part for part in PARTS if part not in OFFICE),
    ),
    row(
        "transfer-plan", "POST", ok=SUPERVISOR, rest=403, others={400: NOBODY_HERE},
        data=lambda _cast, made: {"department": made["reformed"].pk},
    ),
    row(
        "transfer-list", "POST", rest=403, others={409: SUPERVISOR, 400: NOBODY_HERE},
        data=lambda _cast, made: {"department": made["reformed"].pk, "fingerprint": "old"},
    ),
    row("task-events", ok=SEES, missing=BLIND, at=pk("task")),
    row(
        "task-list", "POST", ok=SUPERVISOR, status=201, rest=400, others={403: ("leader", *UNITS, "outsider")},
        data=lambda cast, _made: {"jurisdiction": cast.jurisdiction.pk, "source": "other", "title": "事项"},
    ),
    row(
        "task-draft", "POST", ok=SUPERVISOR, status=201, rest=400,
        data=lambda _cast, made: {"policy": made["policy"].pk},
    ),
    row(
        "task-draft-choices", "POST", ok=SUPERVISOR, rest=400,
        data=lambda _cast, made: {"policy": made["policy"].pk},
    ),
    row(
        "task-issue", "POST", ok=SUPERVISOR, rest=400, others={403: ("leader",)},
        data=lambda _cast, made: {"tasks": [made["draft"].pk]},
    ),
    act("task-cancel", ("leader",), "task", body=REASON),
    act("task-transfer", ("leader",), "task", body=REASON),
    act("task-close-unfinished", ("leader",), "task", body=REASON | {"closing_reason": "lapsed"}),
    act("task-suspend", OFFICE, "task", body=REASON),
    act("task-resume", (), "task", body=REASON, rest=409),
    act("task-reopen", (), "task", body=REASON, rest=409),
    act("task-verify", (), "task", rest=409),
    act("task-return-completion", (), "task", body=REASON, rest=409),
    act("task-close", (), "task", rest=409),
    act("task-submit-completion", (), "task", others={409: LEAD_UNIT}),
    act("task-note", OFFICE, "task", body={"text": "请加快"}),
    *(
        row(
            f"{name}-bulk", "POST", ok=who, rest=403, others={400: BLIND},
            data=lambda _cast, made, made_row=made_row, values=values, name=act_name: {
                "act": name, "rows": [{"id": made[made_row].pk, "version": 1}], "values": values,
            },
        )
        for name, act_name, who, made_row, values in (
            ("task", "note", OFFICE, "task", {"text": "请加快"}),
            ("report", "accept", ("supervisor",), "sent", {}),
            ("extension", "refuse", ("supervisor",), "extension", {"opinion": "抢工期"}),
        )
    ),
    act("task-archive", (), "task", others={409: SUPERVISOR}),
    row(
        "task-assign", "POST", ok=SUPERVISOR, status=201, missing=BLIND, at=pk("task"), version=1,
        data=lambda cast, _made: REASON | {"department": cast.other_unit.pk},
    ),
    act("assignment-receive", (), "lead", rest=409),
    act("assignment-dispute", (), "lead", body=REASON, rest=409),
    act("assignment-claim-done", LEAD_UNIT, "lead"),
    act("assignment-confirm", (), "lead", rest=409),
    act("assignment-return-done", (), "lead", body=REASON, rest=409),
    act("assignment-withdraw", (), "lead", body=REASON, rest=409),
    row(
        "assignment-hand-over", "POST", ok=SUPERVISOR, status=201, missing=BLIND, at=pk("lead"), version=1,
        data=lambda cast, _made: REASON | {"department": cast.other_unit.pk},
    ),
    row(
        "assignment-extend", "POST", missing=BLIND, at=pk("lead"), version=1, rest=409,
        data=lambda *_: REASON | {"due_on": "2099-01-01", "progress": "七成"},
    ),
    act("assignment-urge", OFFICE, "lead", body={"level": "blue"}, status=201),
    act("assignment-reports", LEAD_UNIT, "lead", status=201),
    row(
        "report-detail", "PATCH", ok=("co_clerk",), missing=(*BLIND, *LEAD_UNIT), at=pk("open"), version=1,
        data=lambda *_: {"progress": "x"},
    ),
    row("report-submit", "POST", rest=409, missing=BLIND, at=pk("sent"), version=1),
    row("report-consolidate", "POST", ok=LEAD_UNIT, status=409, missing=BLIND, at=pk("sent"), version=1),
    row("report-attach", "POST", rest=415, missing=BLIND, at=pk("sent")),
    act("report-approve", (), "sent", rest=409),
    act("report-send-back", (), "sent", body=REASON, rest=409),
    act("report-recall", (), "sent", rest=409),
    act("report-accept", SUPERVISOR, "sent"),
    act("report-return-report", SUPERVISOR, "sent", body=REASON),
    act("report-excuse", (), "sent", body=REASON, rest=409),
    act("report-require", (), "sent", body=REASON, rest=409),
    row("evidence-detail", "DELETE", ok=LEAD_UNIT, status=409, missing=BLIND, at=pk("file")),
    row("evidence-content", ok=SEES, missing=BLIND, at=pk("file")),
    act("extension-approve", (), "extension", rest=409),
    act("extension-withdraw", LEAD_UNIT, "extension"),
    act("extension-forward", SUPERVISOR, "extension"),
    act("extension-grant", (), "extension"),
    act("extension-refuse", SUPERVISOR, "extension", body={"opinion": "抢工期"}),
    act("dispute-decide", SUPERVISOR, "dispute", body={"decision": "keep", "opinion": "维持"}),
    row(
        "urging-list", "POST", ok=OFFICE, status=201, rest=403, others={400: BLIND},
        data=lambda _cast, made: {"assignments": [made["lead"].pk], "level": "blue"},
    ),
    act("urging-approve", (), "urging", rest=409),
    act("urging-decline", (), "urging", body={"opinion": "不必"}, rest=409),
    act("urging-reply", LEAD_UNIT, "urging", body={"text": "抓紧"}),
]  # fmt: skip
ROWS = [*PAGES, *API]
