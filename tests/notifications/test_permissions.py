"""Who reads which message, who settles a doubtful delivery, who keeps the addresses outside."""

import pytest
from django.contrib.auth.models import AnonymousUser

from core.exceptions import NotPermitted
from notifications import permissions
from notifications.models import AllowedHost, Delivery, Endpoint, Lane, Message
from notifications.services import notify
from tests.access.rows import PARTS

LOOKING = {"supervisor", "leader", "administrator", "auditor"}


def allowed(cast, predicate):
    return {part for part in PARTS if predicate(getattr(cast, part), cast.jurisdiction)}


def test_everybody_reads_the_own_messages_and_nobody_anothers(cast):
    notify(jurisdiction=cast.jurisdiction, recipients=[cast.clerk], subject="交办", body="请签收", key="k")
    seen = {part for part in PARTS if permissions.messages_visible_to(getattr(cast, part)).exists()}
    assert seen == {"clerk"}
    cast.clerk.is_active = False
    for nobody in (cast.clerk, AnonymousUser()):
        assert not permissions.messages_visible_to(nobody).exists()
    assert Message.objects.exists()


def test_deliveries_are_looked_through_by_those_who_look_after_the_government(cast):
    notify(jurisdiction=cast.jurisdiction, recipients=[cast.clerk], subject="交办", body="请签收", key="k")
    count = Delivery.objects.count()
    for part in PARTS:
        found = permissions.deliveries_visible_to(getattr(cast, part)).count()
        assert found == (count if part in LOOKING else 0)
        governments = permissions.overseen_governments(getattr(cast, part))
        assert (cast.jurisdiction.pk in governments) == (part in LOOKING)


def test_supervisors_and_administrators_settle_administrators_keep_addresses(cast):
    assert allowed(cast, permissions.may_settle) == {"supervisor", "administrator"}
    assert allowed(cast, permissions.may_keep_endpoints) == {"administrator"}
    permissions.require_endpoint_keeper(None, cast.jurisdiction)
    permissions.require_endpoint_keeper(cast.administrator, cast.jurisdiction)
    with pytest.raises(NotPermitted, match="系统管理员"):
        permissions.require_endpoint_keeper(cast.supervisor, cast.jurisdiction)


def test_addresses_hosts_and_lanes_are_a_governments_own(cast):
    host = AllowedHost.objects.create(jurisdiction=cast.jurisdiction, host="hook.yunzhou.example")
    here = Endpoint.objects.create(jurisdiction=cast.jurisdiction, channel="webhook", name="平台")
    there = Endpoint.objects.create(jurisdiction=cast.other_jurisdiction, channel="webhook", name="平台")
    for part in PARTS:
        user = getattr(cast, part)
        keeps = part == "administrator"
        assert list(permissions.endpoints_visible_to(user)) == ([here] if keeps else [])
        assert list(permissions.hosts_visible_to(user)) == ([host] if keeps else [])
    for name in (f"webhook:{here.pk}", f"webhook:{there.pk}", "email"):
        Lane.objects.get_or_create(name=name)
    lanes = set(permissions.lanes_of(cast.jurisdiction).values_list("name", flat=True))
    assert f"webhook:{here.pk}" in lanes
    assert f"webhook:{there.pk}" not in lanes
    assert "email" in lanes
