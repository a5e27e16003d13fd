"""Tokens: shown once, stored as a digest, limited by scope and time, rotated with an overlap, revoked."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts import services
from accounts.models import Role, Token, User
from accounts.tokens import find_token
from audit.models import Entry
from core.exceptions import DomainError, NotPermitted


def issue(owner, by=None, **changes):
    values: dict[str, Any] = {"name": "数据平台", "scopes": ["tasks:read"], "days": 30} | changes
    return services.issue_token(owner=owner, by=by or owner, **values)


def test_a_token_is_stored_without_its_secret_and_found_by_its_clear_text(cast):
    token, clear_text = issue(cast.clerk)
    assert clear_text.partition(".")[2] not in str(Token.objects.values())
    assert find_token(clear_text) == token
    assert find_token(clear_text + "x") is None
    assert find_token(f"{token.prefix}.") is None
    entry = Entry.objects.get(action="accounts.issue_token")
    assert clear_text.partition(".")[2] not in str(entry.after)
    assert token.prefix in entry.after["token"]


def test_a_token_ends_with_its_time_with_its_account_and_when_revoked(cast):
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False) as machine:
        _, short = issue(cast.clerk, days=1)
        token, long = issue(cast.clerk)
        machine.shift(timedelta(days=1, seconds=1))
        assert find_token(short) is None
        assert find_token(long) is not None
        User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
        assert find_token(long) is None
        User.objects.filter(pk=cast.clerk.pk).update(is_active=True)
        services.revoke_token(token=token, by=cast.clerk)
        assert find_token(long) is None


def test_both_tokens_are_good_during_the_overlap_of_a_rotation(cast):
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False) as machine:
        token, old = issue(cast.clerk)
        new_token, new = services.rotate_token(token=token, overlap=timedelta(hours=24), by=cast.clerk)
        assert new_token.scopes == token.scopes
        machine.shift(timedelta(hours=23))
        assert find_token(old)
        assert find_token(new)
        machine.shift(timedelta(hours=2))
        assert find_token(old) is None
        assert find_token(new)
        with pytest.raises(DomainError, match="已失效"):
            services.rotate_token(token=Token.objects.get(pk=token.pk), overlap=timedelta(0), by=cast.clerk)


def test_a_rotation_never_lengthens_the_old_token(cast):
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False):
        token, _ = issue(cast.clerk, days=1)
        end = token.expires_at
        services.rotate_token(token=token, overlap=timedelta(days=7), by=cast.clerk)
        assert Token.objects.get(pk=token.pk).expires_at == end
        with pytest.raises(DomainError, match="重叠期"):
            services.rotate_token(token=token, overlap=timedelta(days=8), by=cast.clerk)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": ["everything"]}, "scopes"),
        ({"scopes": []}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 731}, "days"),
        ({"name": " "}, "name"),
    ],
)
def test_a_token_without_known_scopes_an_end_or_a_name_is_refused(cast, changes, field):
    with pytest.raises(DomainError) as refused:
        issue(cast.clerk, **changes)
    assert field in refused.value.fields
    assert not Token.objects.exists()


def test_administrators_keep_the_tokens_of_service_accounts_and_of_nobody_else(cast):
    account = services.create_service_account(
        jurisdiction=cast.jurisdiction, username="oa", name="市政府OA", purpose="报送", contact="",
        role=Role.SUPERVISOR, by=cast.administrator,
    )  # fmt: skip
    token, _ = issue(account.user, by=cast.administrator)
    services.revoke_token(token=token, by=cast.administrator)
    for by in (cast.administrator, cast.supervisor):
        with pytest.raises(NotPermitted):
            issue(cast.clerk, by=by)
    with pytest.raises(NotPermitted):
        services.revoke_token(token=token, by=cast.supervisor)


def test_use_is_noted_once_a_minute(cast, django_assert_num_queries):
    _, clear_text = issue(cast.clerk)
    find_token(clear_text)
    with django_assert_num_queries(1):
        find_token(clear_text)
