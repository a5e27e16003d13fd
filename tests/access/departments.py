"""The register of units: read by whoever has a role in the government, kept by administrators and supervisors."""

from datetime import date

from departments import services
from departments.models import IgnoredName, Rule
from departments.services import Decision
from tests.access.rows import HERE, KEEPERS, PARTS, STRANGERS, Row, row


def make(cast):
    """A further name of a unit and a name that is no unit."""
    name = services.add_name(department=cast.lead_unit, name="市发改委", by=None)
    services.decide_name(jurisdiction=cast.jurisdiction, name="各有关方面", decision=Decision.IGNORE, by=None)
    day = services.set_day(
        jurisdiction=cast.jurisdiction, day=date(2026, 2, 14), is_working=True, source="放假通知", by=None
    )
    rule = Rule.objects.create(
        jurisdiction=cast.jurisdiction, key="receipt.working_days", value=5, valid_from=date(2199, 6, 1), source="办法"
    )
    return {"rule": rule, "name": name, "ignored": IgnoredName.objects.get(), "day": day}


def unit(cast, _made):
    return {"pk": cast.lead_unit.pk}


def reform(cast, _made):
    return {"pk": cast.lead_unit.pk, "kind": "rename"}


NEW = {"name": "市数据局", "kind": "government"}
EDIT = {"kind": "government", "version": 1, "duties": "规划"}
# strangers keep or read the register of their own government at the addresses that name no object
STRANGE_KEEPER = ("stranger_supervisor",)
ALL_KEEPERS = (*KEEPERS, *STRANGE_KEEPER)

ROWS: list[Row] = [
    row("departments:list", ok=PARTS),
    row("departments:suggest", ok=PARTS, query="?q=fagai"),
    row("departments:export", ok=PARTS),
    row("departments:rosters", ok=PARTS),
    row("departments:ignored", ok=PARTS),
    row("departments:days", ok=PARTS),
    row(
        "departments:days", "POST", ok=("administrator",), status=302,
        data=lambda *_: {"day": "2026-10-10", "is_working": "work", "source": "放假通知"},
    ),
    row(
        "departments:day-drop", "POST", ok=("administrator",), status=302, missing=STRANGERS,
        at=lambda cast, made: {"pk": made["day"].pk},
    ),
    row("departments:rules", ok=ALL_KEEPERS),
    row("departments:rule", ok=ALL_KEEPERS, at=lambda *_: {"key": "receipt.working_days"}),
    row(
        "departments:rule", "POST", ok=("administrator",), status=302, at=lambda *_: {"key": "receipt.working_days"},
        data=lambda *_: {"value": 3, "valid_from": "2199-01-01", "source": "办法"},
    ),
    row(
        "departments:rule-drop", "POST", ok=("administrator",), status=302, missing=STRANGERS,
        at=lambda _cast, made: {"pk": made["rule"].pk},
    ),
    row("departments:detail", ok=HERE, missing=STRANGERS, at=unit),
    row("departments:new", ok=ALL_KEEPERS),
    row("departments:new", "POST", ok=ALL_KEEPERS, status=302, data=lambda *_: NEW),
    row("departments:import", ok=ALL_KEEPERS),
    row("departments:import", "POST", ok=ALL_KEEPERS, status=422, data=lambda *_: {"file": ""}),
    row("departments:import-confirm", "POST", ok=ALL_KEEPERS, status=302),
    row("departments:edit", ok=KEEPERS, missing=STRANGERS, at=unit),
    row("departments:edit", "POST", ok=KEEPERS, status=302, missing=STRANGERS, at=unit, data=lambda *_: EDIT),
    row(
        "departments:name-add", "POST", ok=KEEPERS, status=302, missing=STRANGERS, at=unit,
        data=lambda *_: {"name": "市计委", "kind": "alias"},
    ),
    row(
        "departments:name-end", "POST", ok=KEEPERS, status=302, missing=STRANGERS,
        at=lambda cast, made: {"pk": made["name"].pk}, data=lambda *_: {"on": "2026-01-01"},
    ),
    row("departments:reform", ok=KEEPERS, missing=STRANGERS, at=reform),
    row(
        "departments:reform", "POST", ok=KEEPERS, status=302, missing=STRANGERS, at=reform,
        data=lambda *_: {"name": "市发展局", "on": "2026-01-01", "source": "方案", "confirm": "1"},
    ),
    row("departments:roster-new", ok=ALL_KEEPERS),
    row(
        "departments:roster-new", "POST", ok=ALL_KEEPERS, status=302,
        data=lambda *_: {"name": "市直部门", "on": "2026-01-01"},
    ),
    row("departments:roster", ok=KEEPERS, missing=STRANGERS, at=lambda cast, _: {"pk": cast.roster.pk}),
    row(
        "departments:roster", "POST", ok=KEEPERS, status=302, missing=STRANGERS,
        at=lambda cast, _: {"pk": cast.roster.pk}, data=lambda *_: {"on": "2026-01-01", "aliases": "各县区"},
    ),
    row(
        "departments:reconsider", "POST", ok=KEEPERS, status=302, missing=STRANGERS,
        at=lambda cast, made: {"pk": made["ignored"].pk},
    ),
    row("government-list", ok=PARTS),
    row("government-detail", ok=HERE, missing=STRANGERS, at=lambda cast, _: {"pk": cast.jurisdiction.pk}),
    row("roster-list", ok=PARTS),
    row("roster-detail", ok=HERE, missing=STRANGERS, at=lambda cast, _: {"pk": cast.roster.pk}),
    row("unit-list", ok=PARTS),
    row("unit-detail", ok=HERE, missing=STRANGERS, at=unit),
    # an incomplete question: read by everybody, answered by nobody
    row("unit-resolve", ok=PARTS, status=400),
    row(
        "unit-list", "POST", ok=KEEPERS, status=201, missing=STRANGERS,
        data=lambda cast, _: {"name": "市数据局", "jurisdiction": cast.jurisdiction.pk},
    ),
    row(
        "unit-detail", "PATCH", ok=KEEPERS, missing=STRANGERS, at=unit, version=1,
        data=lambda *_: {"duties": "规划"},
    ),
    row(
        "unit-names", "POST", ok=KEEPERS, status=201, missing=STRANGERS, at=unit,
        data=lambda *_: {"name": "市计委"},
    ),
]  # fmt: skip
