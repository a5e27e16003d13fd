"""Acts on an account and its roles, from its page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms.people import DeputyForm, EndRoleForm, HandOverForm, ReasonForm, RoleForm
from accounts.models import Membership, Role, User
from accounts.views.common import administrator, person_or_404
from accounts.views.people import person_page
from core.exceptions import DomainError
from core.forms import show_errors
from departments.models import Jurisdiction


@dataclass(frozen=True, slots=True)
class Subject:
    """The account an act is about, and the government in which it is kept."""

    person: User
    jurisdiction: Jurisdiction


def _act(request: HttpRequest, subject: Subject, name: str, form: Form, act: Callable[[], str]) -> HttpResponse:
    """Do an act whose form is good and go back to the account; show the form again where it was refused."""
    if form.is_valid():
        try:
            messages.success(request, act())
        except DomainError as error:
            show_errors(form, error)
        else:
            return redirect("accounts:person", pk=subject.person.pk)
    return person_page(request, subject.person, subject.jurisdiction, **{name: form})


@require_POST
def role_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a role."""
    user, jurisdiction = administrator(request)
    subject = person_or_404(request, pk, jurisdiction)
    form = RoleForm(request.POST, jurisdiction=jurisdiction, prefix="role")

    def act() -> str:
        values = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        row = services.add_role(person=subject, jurisdiction=jurisdiction, by=user, **values)
        return f"{subject}现任{row.get_role_display()}。"

    return _act(request, Subject(subject, jurisdiction), "role_form", form, act)


@require_POST
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role on a day."""
    user, jurisdiction = administrator(request)
    membership = _membership(jurisdiction, pk)
    form = EndRoleForm(request.POST)

    def act() -> str:
        services.end_role(membership=membership, by=user, **form.cleaned_data)
        return f"{membership.user}的任职已结束。"

    return _act(request, Subject(membership.user, jurisdiction), "end_form", form, act)


@require_POST
def role_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody stand in during an absence."""
    user, jurisdiction = administrator(request)
    membership = _membership(jurisdiction, pk)
    form = DeputyForm(request.POST, jurisdiction=jurisdiction, person=membership.user, prefix="deputy")

    def act() -> str:
        values = dict(form.cleaned_data)
        deputy = values.pop("colleague")
        services.set_deputy(membership=membership, deputy=deputy, by=user, **values)
        return f"{deputy}代理{membership.user}。"

    return _act(request, Subject(membership.user, jurisdiction), "deputy_form", form, act)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a successor hold everything a leaving person holds."""
    user, jurisdiction = administrator(request)
    subject = person_or_404(request, pk, jurisdiction)
    form = HandOverForm(request.POST, jurisdiction=jurisdiction, person=subject, prefix="over")

    def act() -> str:
        values = dict(form.cleaned_data)
        successor = values.pop("colleague")
        services.hand_over(person=subject, successor=successor, jurisdiction=jurisdiction, by=user, **values)
        return f"{subject}的任职已交给{successor}。"

    return _act(request, Subject(subject, jurisdiction), "hand_over_form", form, act)


@require_POST
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Disable an account, or enable it again (`active=1`)."""
    user, jurisdiction = administrator(request)
    subject = person_or_404(request, pk, jurisdiction)
    form = ReasonForm(request.POST)

    def act() -> str:
        active = request.POST.get("active") == "1"
        services.set_active(person=subject, active=active, by=user, reason=form.cleaned_data["reason"])
        return f"{subject}的账号已{'启用' if active else '停用，登录和令牌随即失效'}。"

    return _act(request, Subject(subject, jurisdiction), "reason_form", form, act)


@require_POST
@never_cache
def password_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an account a new first password and show it once."""
    user, jurisdiction = administrator(request)
    subject = person_or_404(request, pk, jurisdiction)
    try:
        password = services.reset_password(person=subject, by=user)
    except DomainError as error:
        messages.error(request, f"没有重设：{error.message}")
        return redirect("accounts:person", pk=pk)
    return render(request, "accounts/first_password.html", {"subject": subject, "password": password})


def _membership(jurisdiction: Jurisdiction, pk: int) -> Membership:
    rows = Membership.objects.filter(jurisdiction=jurisdiction)
    return get_object_or_404(rows.select_related("user", "department", "jurisdiction"), pk=pk)
