"""Django's administration of register and accounts: for superusers, to be read; no secret is on its pages."""

import pytest

from accounts import services
from accounts.models import User


@pytest.fixture
def superuser(client, cast):
    client.force_login(User.objects.create_superuser("root", "root@yunzhou.example", "x", name="安装人"))
    return client


@pytest.mark.parametrize(
    "model",
    ["accounts/user", "accounts/membership", "accounts/token", "departments/department", "departments/departmentname",
     "departments/jurisdiction", "departments/succession", "departments/rule", "departments/dayoverride"],
)  # fmt: skip
def test_lists_are_read_and_nothing_is_added(superuser, model):
    assert superuser.get(f"/admin/{model}/").status_code == 200
    assert superuser.get(f"/admin/{model}/add/").status_code == 403


def test_neither_password_nor_token_digest_is_shown_and_nothing_is_changed(superuser, cast):
    token, _ = services.issue_token(owner=cast.clerk, name="脚本", scopes=["tasks:read"], days=1, by=None)
    assert token.digest not in superuser.get(f"/admin/accounts/token/{token.pk}/change/").content.decode()
    page = superuser.get(f"/admin/accounts/user/{cast.clerk.pk}/change/")
    assert cast.clerk.password not in page.content.decode()
    assert superuser.post(f"/admin/accounts/user/{cast.clerk.pk}/change/", {"is_superuser": "on"}).status_code == 403


def test_an_administrators_role_opens_no_administration_of_djangos(client, cast):
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)
    client.force_login(User.objects.get(pk=cast.administrator.pk))
    assert client.get("/admin/accounts/user/").status_code == 403
