"""Build the example: the government, its people, two documents, and the life of the first one up to today."""

from datetime import date, timedelta

from django.db import transaction

from accounts.models import User
from core import clock
from departments.models import Department, Jurisdiction
from policies.models import Measure, Policy, Responsibility, UnitBasis, UnitRole
from policies.services import checking
from policies.services.importing import import_file
from tasks.examples.document import document_text, issued_on
from tasks.examples.life import Life
from tasks.examples.register import Account, make_government, make_people, open_the_day, set_rules
from tasks.models import Task
from tasks.services.drafting import draft_tasks
from tasks.services.registering import register_and_issue

# what the checker of the example answers where the document leaves a question
MISPRINTS = {"市住房城市建设局": "市住房城乡建设局"}


def build(today: date) -> list[Account]:
    """Make everything in one transaction and return the accounts."""
    with transaction.atomic():
        government = make_government()
        accounts = make_people(government)
        set_rules(government, issued_on(today))
        open_the_day(government, today)
        supervisor = User.objects.get(username="ducha")
        sent_out = issued_on(today) + timedelta(days=5)
        with clock.standing_at(sent_out):
            policy = _imported(government, "policy", today, supervisor)
            _check(policy, supervisor)
            _issue(policy, supervisor)
        Life(government, supervisor, today).tell(sent_out)
        with clock.standing_at(today - timedelta(days=1)):
            _imported(government, "plan", today, supervisor)
    return accounts


def _imported(government: Jurisdiction, name: str, today: date, by: User) -> Policy:
    text = document_text(name, today)
    outcome = import_file(jurisdiction=government, data=text.encode(), filename=f"{name}.txt", by=by)
    return outcome.policies[0]


def _check(policy: Policy, by: User) -> None:
    """Answer every question as a checker would, confirm, publish."""
    units = {unit.name: unit for unit in Department.objects.of(policy.jurisdiction)}
    for printed, right in MISPRINTS.items():
        checking.settle_name(policy=policy, printed_name=printed, unit=units[right], by=by)
    for measure in Measure.objects.filter(policy_version__policy=policy).current().unconfirmed():
        for finding in measure.findings.open_doubts():
            measure.refresh_from_db()
            checking.resolve_finding(finding=finding, version=measure.version, resolution="已核对原文，按此办理", by=by)
    policy.refresh_from_db()
    checking.decide_first_listed(policy=policy, version=policy.version, accept=True, by=by)
    checking.confirm_undoubted(policy=policy, by=by)
    policy.refresh_from_db()
    checking.publish(policy=policy, version=policy.version, by=by)


def _issue(policy: Policy, by: User) -> list[Task]:
    """Issue every measure; where only running text names the leads, one task for each of them."""
    led = Responsibility.objects.filter(measure__policy_version__policy=policy, role=UnitRole.LEAD)
    in_text = set(led.filter(basis=UnitBasis.INLINE).values_list("measure", flat=True))
    in_text -= set(led.exclude(basis=UnitBasis.INLINE).values_list("measure", flat=True))
    split = dict.fromkeys(in_text, "inline")
    return register_and_issue(tasks=draft_tasks(policy=policy, by=by, split=split), by=by)
