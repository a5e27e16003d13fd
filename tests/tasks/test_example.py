"""The example government: built by the services, once, never in production."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from core import clock
from departments.models import Jurisdiction
from insights.board import Board
from insights.onepage import OnePage
from policies.models import Measure, Policy, PolicyState
from tasks.examples.document import document_text
from tasks.examples.register import accounts_file, read_accounts
from tasks.models import Assignment, Dispute, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def example(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    call_command("make_example")


@pytest.mark.usefixtures("example")
def test_the_example_stands_on_its_documents():
    assert Policy.objects.filter(state=PolicyState.PUBLISHED).count() == 1
    assert Policy.objects.filter(state=PolicyState.IN_REVIEW).count() == 1
    assert not Task.objects.exclude(assignments__is_first_lead=True).exists()
    roles = set(Assignment.objects.values_list("role", flat=True))
    assert roles == {"lead", "co", "support", "implementing"}
    waiting = Measure.objects.filter(policy_version__policy__state=PolicyState.IN_REVIEW)
    assert waiting.filter(findings__severity="doubt").exists()


@pytest.mark.usefixtures("example")
def test_every_light_shows_and_something_waits_for_everybody():
    government = Jurisdiction.objects.get()
    counts = Board(government, clock.today()).counts()
    assert all(counts.values()), counts
    assert Task.objects.filter(state="closed").exists()
    page = OnePage(government, clock.today())
    assert {decision.kind for decision in page.decisions()} == {"extension", "urging"}
    assert Assignment.objects.pending_receipt().exists()
    assert Dispute.objects.filter(state="open").exists()


@pytest.mark.usefixtures("example")
def test_passwords_are_this_installations_own_and_nobody_elses_to_read():
    accounts = read_accounts()
    assert {"ducha", "zhuren", "fagai", "fagai-fz"} <= {account.username for account in accounts}
    assert len({account.password for account in accounts}) == len(accounts)
    assert accounts_file().stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("example")
def test_a_second_call_keeps_everything(capsys):
    before = accounts_file().read_text()
    call_command("make_example")
    assert Jurisdiction.objects.count() == 1
    assert accounts_file().read_text() == before


def test_production_gets_no_example(settings):
    settings.DUBAN_EXAMPLES_ALLOWED = False
    with pytest.raises(CommandError, match="生产环境"):
        call_command("make_example")
    assert not Jurisdiction.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 3, 1), date(2028, 2, 29), date(2026, 12, 31)])
def test_the_documents_can_be_written_on_any_day(day):
    for name in ("policy", "plan"):
        assert "{" not in document_text(name, day)
