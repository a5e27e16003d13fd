"""Accounts are kept by administrators; everybody has the own password, tokens and governments."""

from accounts import services
from accounts.models import Membership, Role
from accounts.services.saving import save_view
from tests.access.rows import PARTS, Row, row

ADMIN = ("administrator",)


def make(cast):
    """The clerk's role, a service account with a token, and the clerk's own token."""
    account = services.create_service_account(
        jurisdiction=cast.jurisdiction, username="oa", name="市政府OA", purpose="报送", contact="",
        role=Role.SUPERVISOR, by=None,
    )  # fmt: skip
    token, _ = services.issue_token(owner=account.user, name="OA", scopes=["tasks:read"], days=30, by=None)
    own, _ = services.issue_token(owner=cast.clerk, name="脚本", scopes=["tasks:read"], days=30, by=None)
    view = save_view(
        user=cast.clerk, place="tasks:list", name="逾期", query="light=red", jurisdiction=cast.jurisdiction
    )
    return {
        "view": view,
        "role": Membership.objects.get(user=cast.clerk),
        "service": account.user,
        "token": token,
        "own": own,
    }


def clerk(cast, _made):
    return {"pk": cast.clerk.pk}


def role(_cast, made):
    return {"pk": made["role"].pk}


def service(_cast, made):
    return {"pk": made["service"].pk}


def own(_cast, made):
    return {"pk": made["own"].pk}


NOT_CLERK = tuple(part for part in PARTS if part != "clerk")
PERSON = {"username": "yibao", "name": "市医保局联络员", "role": "supervisor"}
SERVICE = {"username": "platform", "name": "数据平台", "purpose": "读取", "role": "leader"}
TOKEN = {"name": "脚本", "scopes": ["tasks:read"], "days": "30"}
NOT_ADMIN = tuple(part for part in PARTS if part not in ADMIN)

ROWS: list[Row] = [
    row(
        "accounts:view-save", "POST", ok=PARTS, status=302,
        data=lambda *_: {"place": "tasks:list", "name": "红灯", "next": "/tasks/?light=red"},
    ),
    row(
        "accounts:view-drop", "POST", ok=("clerk",), status=302, missing=NOT_CLERK,
        at=lambda _cast, made: {"pk": made["view"].pk},
    ),
    row("accounts:sign-in", ok=PARTS, status=302, anonymous=200),
    row("accounts:sign-in", "POST", ok=PARTS, status=422, anonymous=422),
    row("accounts:sso", rest=404, anonymous=404),
    row("accounts:sso-back", rest=404, anonymous=404),
    row("accounts:sign-out", "POST", ok=PARTS, status=302),
    row("accounts:password", ok=PARTS),
    row("accounts:password", "POST", ok=PARTS, status=422, data=lambda *_: {"old_password": ""}),
    row(
        "accounts:government", "POST", ok=[part for part in PARTS if not part.startswith("stranger")], status=302,
        missing=("stranger", "stranger_supervisor"), data=lambda cast, _: {"government": cast.jurisdiction.pk},
    ),
    row("accounts:people", ok=ADMIN),
    row("accounts:people-template", ok=ADMIN),
    row("accounts:people-import", ok=ADMIN),
    row("accounts:people-import", "POST", ok=ADMIN, status=422, data=lambda *_: {"file": ""}),
    row("accounts:people-confirm", "POST", ok=ADMIN, status=302),
    row("accounts:person-new", ok=ADMIN),
    row("accounts:person-new", "POST", ok=ADMIN, data=lambda *_: PERSON),
    row("accounts:service-new", ok=ADMIN),
    row("accounts:service-new", "POST", ok=ADMIN, status=302, data=lambda *_: SERVICE),
    row("accounts:person", ok=ADMIN, at=clerk),
    row("accounts:person", "POST", ok=ADMIN, status=302, at=clerk, data=lambda *_: {"name": "新名"}),
    row(
        "accounts:role-add", "POST", ok=ADMIN, status=302, at=clerk, data=lambda *_: {"role-role": "supervisor"}
    ),
    row(
        "accounts:hand-over", "POST", ok=ADMIN, status=302, at=clerk,
        data=lambda cast, _: {"over-colleague": cast.outsider.pk, "over-on": "2026-01-01"},
    ),
    row("accounts:activity", "POST", ok=ADMIN, status=302, at=clerk, data=lambda *_: {"active": "0"}),
    row("accounts:password-reset", "POST", ok=ADMIN, at=clerk),
    row("accounts:role-end", "POST", ok=ADMIN, status=302, at=role, data=lambda *_: {"on": "2026-01-01"}),
    row(
        "accounts:role-deputy", "POST", ok=ADMIN, status=302, at=role,
        data=lambda cast, _: {
            "deputy-colleague": cast.outsider.pk, "deputy-first": "2026-01-01", "deputy-last": "2026-01-02",
        },
    ),
    row("accounts:tokens", ok=PARTS),
    row("accounts:tokens", "POST", ok=PARTS, data=lambda *_: TOKEN),
    row("accounts:tokens-of", ok=ADMIN, missing=NOT_ADMIN, at=service),
    row("accounts:tokens-of", "POST", ok=ADMIN, missing=NOT_ADMIN, at=service, data=lambda *_: TOKEN),
    row(
        "accounts:token-rotate", "POST", ok=ADMIN, missing=NOT_ADMIN, at=lambda _, made: {"pk": made["token"].pk},
        data=lambda *_: {"overlap": "24"},
    ),
    row(
        "accounts:token-revoke", "POST", ok=("clerk",), status=302, missing=NOT_CLERK, at=own,
    ),
    row("me", ok=PARTS),
    row("token-list", ok=PARTS),
    row("token-list", "POST", ok=PARTS, status=201, data=lambda *_: {"name": "脚本", "scopes": ["tasks:read"]}),
    row("token-detail", ok=("clerk",), missing=NOT_CLERK, at=own),
    row("token-rotate", "POST", ok=("clerk",), status=201, missing=NOT_CLERK, at=own),
    row("token-revoke", "POST", ok=("clerk",), missing=NOT_CLERK, at=own),
]  # fmt: skip
