"""常用视图 and 最近查看: a person's own, and never a way to what it may not see."""

import pytest
from django.urls import reverse

from accounts.models import SavedView
from accounts.services.saving import MOST, save_view
from audit.models import Entry
from core.exceptions import DomainError
from tests.factories.policies import make_policy
from tests.factories.tasks import make_task


def save(client, query="light=red&page=3", **more):
    data = {"place": "tasks:list", "name": "红灯", "next": f"/tasks/?{query}"} | more
    return client.post(reverse("accounts:view-save"), data)


def test_the_conditions_of_a_list_are_kept_under_a_name_and_offered_there(client, cast):
    client.force_login(cast.supervisor)
    assert save(client).url == "/tasks/?light=red&page=3"
    row = SavedView.objects.get()
    assert (row.user, row.place, row.name, row.query) == (cast.supervisor, "tasks:list", "红灯", "light=red")
    assert 'href="?light=red">红灯' in client.get(reverse("tasks:list")).content.decode()
    assert "红灯" not in client.get(reverse("insights:board")).content.decode().split("<main")[1].split("按单位")[0]
    assert Entry.objects.filter(action="accounts.save_view").count() == 1


def test_the_same_name_keeps_the_new_conditions(client, cast):
    client.force_login(cast.supervisor)
    save(client)
    save(client, "light=yellow")
    assert SavedView.objects.get().query == "light=yellow"


def test_a_view_is_its_owners_alone(client, cast):
    client.force_login(cast.supervisor)
    save(client)
    row = SavedView.objects.get()
    client.force_login(cast.leader)
    assert "红灯</a>" not in client.get(reverse("tasks:list")).content.decode()
    assert client.post(reverse("accounts:view-drop", args=[row.pk])).status_code == 404
    client.force_login(cast.supervisor)
    client.post(reverse("accounts:view-drop", args=[row.pk]))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("place", "name", "query"),
    [
        ("accounts:people", "人", "q=x"), ("tasks:list", "", "q=x"), ("tasks:list", "长" * 41, "q=x"),
        ("tasks:list", "空", "page=2"), ("tasks:list", "长", "q=" + "x" * 1000),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(cast, place, name, query):
    with pytest.raises(DomainError):
        save_view(user=cast.clerk, place=place, name=name, query=query, jurisdiction=cast.jurisdiction)


def test_views_are_counted(cast):
    for n in range(MOST):
        save_view(user=cast.clerk, place="tasks:list", name=f"{n}", query=f"q={n}", jurisdiction=cast.jurisdiction)
    with pytest.raises(DomainError, match="最多"):
        save_view(user=cast.clerk, place="tasks:list", name="再", query="q=x", jurisdiction=cast.jurisdiction)
    save_view(user=cast.clerk, place="tasks:list", name="3", query="q=y", jurisdiction=cast.jurisdiction)


def test_a_page_elsewhere_is_never_the_way_back(client, cast):
    client.force_login(cast.supervisor)
    assert save(client, next="https://evil.example/?light=red").url == "/"


def test_what_was_opened_lately_stands_first_and_once(client, cast):
    first, second = (make_task(cast.jurisdiction, lead=cast.lead_unit, title=title) for title in ("修路", "架桥"))
    policy = make_policy(cast.jurisdiction)
    client.force_login(cast.clerk)
    for address in (
        reverse("tasks:detail", args=[first.pk]),
        reverse("departments:detail", args=[cast.lead_unit.pk]),
        reverse("tasks:detail", args=[second.pk]),
        reverse("tasks:detail", args=[first.pk]),
    ):
        assert client.get(address).status_code == 200
    page = client.get(reverse("insights:recent")).content.decode()
    assert page.index("修路") < page.index("架桥")
    assert page.count(">修路<") == 1
    assert "市发展改革委" in page
    assert policy.title not in page


def test_what_a_person_may_no_longer_see_is_not_listed(client, cast):
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, title="修路")
    client.force_login(cast.clerk)
    client.get(reverse("tasks:detail", args=[task.pk]))
    task.assignments.update(state="withdrawn")
    assert "修路" not in client.get(reverse("insights:recent")).content.decode()
