"""The people of a government: list, one account, a new one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import services
from accounts.forms.people import (
    DeputyForm,
    EndRoleForm,
    HandOverForm,
    NewPersonForm,
    NewServiceForm,
    PersonForm,
    ReasonForm,
    RoleForm,
)
from accounts.models import Membership, Role, User
from accounts.permissions import can_manage_person, visible_people
from accounts.selectors import units_without_clerk
from accounts.views.common import administrator, person_or_404, signed_in
from core import clock
from core.exceptions import DomainError
from core.forms import show_errors
from core.http import wants_partial
from departments.models import Jurisdiction

PAGE = 50
STATES = (("", "在用"), ("disabled", "已停用"), ("roleless", "无任职"), ("service", "系统对接"))


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show the accounts of the government, by state, searched by name, user name or unit."""
    user, jurisdiction = administrator(request)
    today = clock.today()
    state = request.GET.get("state", "")
    rows = _searched(_in_state(user, jurisdiction, state), request.GET)
    held = Membership.objects.active(today).filter(jurisdiction=jurisdiction).select_related("department")
    page = Paginator(rows.prefetch_related(Prefetch("memberships", held, to_attr="held")), PAGE)
    context = {
        "page_obj": page.get_page(request.GET.get("page")),
        "tabs": [
            {
                "label": label,
                "url": f"?state={code}" if code else "?",
                "count": _in_state(user, jurisdiction, code).count(),
                "current": code == state,
            }
            for code, label in STATES
        ],
        "roles": Role.choices,
        "role": request.GET.get("role", ""),
        "q": request.GET.get("q", ""),
        "unserved": units_without_clerk(jurisdiction, today),
    }
    template = "accounts/people_rows.html" if wants_partial(request) else "accounts/people.html"
    return render(request, template, context)


def _in_state(user: User, jurisdiction: Jurisdiction, state: str) -> QuerySet[User]:
    ours = Membership.objects.filter(jurisdiction=jurisdiction)
    rows = visible_people(user).filter(pk__in=ours.values("user")).order_by("username")
    if state == "service":
        return rows.filter(is_service=True)
    rows = rows.filter(is_service=False)
    if state == "disabled":
        return rows.filter(is_active=False)
    standing = ours.lasting(clock.today()).values("user")
    return rows.filter(is_active=True).exclude(pk__in=standing) if state == "roleless" else rows.filter(is_active=True)


def _searched(rows: QuerySet[User], query: Any) -> QuerySet[User]:
    typed, role = query.get("q", "").strip()[:100].replace("\x00", ""), query.get("role")
    if typed:
        in_unit = Membership.objects.filter(department__name__icontains=typed).values("user")
        rows = rows.filter(Q(name__icontains=typed) | Q(username__icontains=typed) | Q(pk__in=in_unit))
    if role in Role.values:
        rows = rows.filter(pk__in=Membership.objects.active(clock.today()).filter(role=role).values("user"))
    return rows


@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an account with its roles, and take corrections of name and addresses."""
    user, jurisdiction = administrator(request)
    subject = person_or_404(request, pk, jurisdiction)
    form = PersonForm(request.POST or None, initial={n: getattr(subject, n) for n in ("name", "email", "phone")})
    if form.is_valid():
        try:
            services.correct_person(person=subject, by=user, **form.cleaned_data)
        except DomainError as error:
            subject.refresh_from_db()
            show_errors(form, error)
        else:
            messages.success(request, f"已保存{subject}。")
            return redirect("accounts:person", pk=pk)
    return person_page(request, subject, jurisdiction, form=form)


def person_page(request: HttpRequest, subject: User, jurisdiction: Jurisdiction, **forms: Any) -> HttpResponse:
    """Render an account's page; forms that were refused are shown as they were sent, with 422."""
    ours = Membership.objects.filter(user=subject, jurisdiction=jurisdiction)
    rows = ours.select_related("department", "deputy_for__user").order_by("-valid_from", "-id")
    context: dict[str, Any] = {
        "subject": subject,
        "roles": rows,
        "today": clock.today(),
        "may_manage": can_manage_person(signed_in(request), subject),
        "is_self": subject.pk == signed_in(request).pk,
        "form": PersonForm(initial={n: getattr(subject, n) for n in ("name", "email", "phone")}),
        "role_form": RoleForm(jurisdiction=jurisdiction, prefix="role"),
        "end_form": EndRoleForm(),
        "deputy_form": DeputyForm(jurisdiction=jurisdiction, person=subject, prefix="deputy"),
        "hand_over_form": HandOverForm(jurisdiction=jurisdiction, person=subject, prefix="over"),
        "reason_form": ReasonForm(),
    }
    refused = any(form.errors for form in forms.values())
    return render(request, "accounts/person.html", context | forms, status=422 if refused else 200)


@never_cache
def person_new(request: HttpRequest) -> HttpResponse:
    """Make an account; its first password is shown on the answer, once."""
    user, jurisdiction = administrator(request)
    form = NewPersonForm(request.POST or None, jurisdiction=jurisdiction)
    if form.is_valid():
        values = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        try:
            subject, password = services.create_person(jurisdiction=jurisdiction, by=user, **values)
        except DomainError as error:
            show_errors(form, error)
        else:
            return render(request, "accounts/first_password.html", {"subject": subject, "password": password})
    return render(request, "accounts/person_new.html", {"form": form}, status=422 if form.errors else 200)


def service_new(request: HttpRequest) -> HttpResponse:
    """Make an account for a system; it signs in by token only."""
    user, jurisdiction = administrator(request)
    form = NewServiceForm(request.POST or None, jurisdiction=jurisdiction)
    if form.is_valid():
        values = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        try:
            account = services.create_service_account(jurisdiction=jurisdiction, by=user, **values)
        except DomainError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"已新增系统对接账号{account}，请签发令牌。")
            return redirect("accounts:tokens-of", pk=account.user_id)
    return render(
        request, "accounts/person_new.html", {"form": form, "is_service": True}, status=422 if form.errors else 200
    )
