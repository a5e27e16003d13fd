"""Who reads a policy before and after it is published, who checks, imports and decides on its validity."""

import pytest
from django.contrib.auth.models import AnonymousUser

from core import clock
from core.exceptions import NotPermitted
from policies import permissions
from policies.models import Finding, ImportRun, PolicyState
from tests.access.rows import BUSINESS, OFFICE, PARTS
from tests.factories.policies import make_measure, make_policy


def allowed(cast, predicate, subject):
    return {part for part in PARTS if predicate(getattr(cast, part), subject)}


def seeing(cast, rows):
    return {part for part in PARTS if rows(getattr(cast, part)).exists()}


@pytest.mark.parametrize(("state", "who"), [(PolicyState.PUBLISHED, BUSINESS), (PolicyState.IN_REVIEW, OFFICE)])
def test_units_read_what_is_published_the_office_everything(cast, state, who):
    policy = make_policy(cast.jurisdiction, state=state)
    assert allowed(cast, permissions.can_see, policy) == set(who)
    assert seeing(cast, permissions.visible_to) == set(who)
    assert not permissions.can_see(AnonymousUser(), policy)


def test_units_read_confirmed_measures_of_what_is_published(cast):
    policy = make_policy(cast.jurisdiction)
    make_measure(policy, (cast.lead_unit, "lead"))
    assert seeing(cast, permissions.measures_visible_to) == set(OFFICE)
    policy.versions.update(published_at=clock.now())
    assert seeing(cast, permissions.measures_visible_to) == set(BUSINESS)


def test_the_desk_is_the_offices_and_checking_the_supervisors(cast):
    policy = make_policy(cast.jurisdiction)
    assert allowed(cast, permissions.can_see_desk, policy) == set(OFFICE)
    assert allowed(cast, permissions.can_decide_validity, policy) == set(OFFICE)
    assert allowed(cast, permissions.can_check, policy) == {"supervisor"}
    assert allowed(cast, permissions.can_import, cast.jurisdiction) == {"supervisor"}
    version = policy.versions.get()
    Finding.objects.create(policy_version=version, code="lead.none", severity="doubt", message="未指定牵头")
    assert seeing(cast, permissions.findings_visible_to) == set(OFFICE)
    ImportRun.objects.create(
        jurisdiction=cast.jurisdiction, source_file=version.source_file, created_at=clock.now(),
        created_by=cast.supervisor,
    )  # fmt: skip
    assert seeing(cast, permissions.import_runs_visible_to) == {"supervisor"}


def test_services_are_refused_to_everybody_else_and_open_to_the_system(cast):
    policy = make_policy(cast.jurisdiction)
    for by in (None, cast.supervisor):
        permissions.require_checker(by, policy)
        permissions.require_importer(by, cast.jurisdiction)
    for part in set(PARTS) - {"supervisor"}:
        with pytest.raises(NotPermitted, match="只有本级督查员"):
            permissions.require_checker(getattr(cast, part), policy)
        with pytest.raises(NotPermitted, match="只有本级督查员"):
            permissions.require_importer(getattr(cast, part), cast.jurisdiction)
