"""`manage.py init`: how an empty installation gets its key, its government and its first administrator."""

import io
import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings as real_settings
from django.core.management import CommandError, call_command

from accounts.models import Membership, Role, User
from audit.models import Entry
from duban.settings.environment import kept_key
from tests.security.test_settings import SOUND

pytestmark = pytest.mark.django_db
ANSWERS = {"government": "云州市", "prefix": "云督", "administrator": "xitong", "name": "系统管理员"}


def begin(**changes) -> str:
    out = io.StringIO()
    call_command("init", **(ANSWERS | changes), stdout=out)
    return out.getvalue()


def test_the_first_administrator_signs_in_with_the_printed_password_and_must_change_it(client):
    password = begin().strip().splitlines()[-1].rpartition("：")[2]
    response = client.post("/accounts/sign-in/", {"username": "xitong", "password": password}, follow=True)
    assert response.context["user"].username == "xitong"
    assert response.request["PATH_INFO"] == "/accounts/password/"


def test_the_installation_begins_with_one_account_that_may_only_administer():
    begin()
    assert list(Membership.objects.values_list("user__username", "role")) == [("xitong", Role.ADMINISTRATOR)]
    assert not User.objects.filter(is_superuser=True).exists()
    assert set(Entry.objects.values_list("action", "origin")) >= {("accounts.create", "manage.py init")}


def test_it_refuses_when_an_administrator_exists(cast):
    people = User.objects.count()
    with pytest.raises(CommandError, match="已有系统管理员"):
        begin()
    assert User.objects.count() == people


def test_it_names_what_was_not_said():
    with pytest.raises(CommandError, match="--administrator"):
        begin(administrator="")


def test_a_bad_user_name_leaves_nothing_behind():
    with pytest.raises(CommandError, match="用户名"):
        begin(administrator="x y")
    assert not Membership.objects.exists()


def test_the_key_is_made_once_and_belongs_to_its_owner_only(tmp_path):
    path = tmp_path / "new" / "secret_key"
    assert kept_key(path, make=False) == ""
    first = kept_key(path, make=True)
    assert len(first) >= 60
    assert kept_key(path, make=True) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_init_alone_makes_the_key_of_production(tmp_path):
    values = SOUND | {"DUBAN_VAR": str(tmp_path), "PATH": os.environ["PATH"]}
    del values["SECRET_KEY"]
    command = [sys.executable, "manage.py", "init"]
    result = subprocess.run(
        command, cwd=real_settings.BASE_DIR, env=values, capture_output=True, text=True, check=False
    )
    assert "缺少：--government" in result.stderr
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
