"""The own account and tokens over REST."""

import pytest
from rest_framework.test import APIClient

from accounts import services
from accounts.models import Token
from accounts.tokens import find_token
from core.models import IdempotentRequest

TOKENS = "/api/v1/tokens/"


@pytest.fixture
def session(cast) -> APIClient:
    client = APIClient()
    client.force_login(cast.clerk)
    return client


def bearer(owner, *scopes: str) -> APIClient:
    _, clear_text = services.issue_token(owner=owner, name="试用", scopes=list(scopes), days=1, by=None)
    return APIClient(headers={"Authorization": f"Bearer {clear_text}"})


def test_me_says_who_asks_with_which_roles_and_scopes(session, cast):
    me = session.get("/api/v1/me/").json()
    assert (me["username"], me["scopes"]) == ("fagai", None)
    assert [(one["role"], one["department_name"], one["is_deputy"]) for one in me["memberships"]] == [
        ("clerk", "市发展改革委", False)
    ]
    assert bearer(cast.clerk, "accounts:read").get("/api/v1/me/").json()["scopes"] == ["accounts:read"]


def test_a_token_is_issued_shown_once_rotated_and_revoked(session, cast):
    made = session.post(TOKENS, {"name": "脚本", "scopes": ["tasks:read"], "days": 30}, format="json")
    assert made.status_code == 201
    token = find_token(made.json()["token"])
    assert token
    assert "token" not in session.get(f"{TOKENS}{token.pk}/").json()
    rotated = session.post(f"{TOKENS}{token.pk}/rotate/", {"overlap_hours": 1}, format="json").json()
    assert find_token(rotated["token"])
    assert session.post(f"{TOKENS}{token.pk}/revoke/").json()["revoked_at"]
    assert find_token(made.json()["token"]) is None


def test_no_answer_with_a_secret_is_kept(session):
    body = {"name": "脚本", "scopes": ["tasks:read"]}
    refused = session.post(TOKENS, body, format="json", headers={"Idempotency-Key": "1"})
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency.not_here")
    assert not IdempotentRequest.objects.exists()
    assert not Token.objects.exists()


def test_a_token_does_not_issue_a_stronger_one(cast):
    client = bearer(cast.clerk, "accounts:write", "tasks:read")
    weak = client.post(TOKENS, {"name": "弱", "scopes": ["tasks:read"]}, format="json")
    strong = client.post(TOKENS, {"name": "强", "scopes": ["tasks:write"]}, format="json")
    assert (weak.status_code, strong.status_code) == (201, 403)
    assert strong.json()["code"] == "accounts.scope_beyond_own"
    mighty, _ = services.issue_token(owner=cast.clerk, name="强", scopes=["tasks:write"], days=1, by=None)
    assert client.post(f"{TOKENS}{mighty.pk}/rotate/", {}, format="json").status_code == 403


@pytest.mark.parametrize(
    "body", [{}, {"name": "x", "scopes": []}, {"name": "x", "scopes": ["all"]}, {"name": "x", "scopes": "tasks:read"}]
)
def test_a_token_without_known_scopes_is_refused(session, body):
    assert session.post(TOKENS, body, format="json").status_code == 400


def test_other_peoples_tokens_are_not_there(session, cast):
    token, _ = services.issue_token(owner=cast.head, name="他人", scopes=["tasks:read"], days=1, by=None)
    assert session.get(TOKENS).json()["results"] == []
    for address in (f"{TOKENS}{token.pk}/rotate/", f"{TOKENS}{token.pk}/revoke/"):
        assert session.post(address, {}, format="json").status_code == 404
