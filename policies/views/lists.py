"""Lists of policies, the document as its readers see it, and one measure beside its words."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import access_of
from core import clock
from core.http import wants_partial
from core.recent import remember
from departments.models import Department
from policies.filters import EXPIRED, UNKNOWN, PolicyFilter
from policies.models import Measure, Policy, PolicyState, PolicyVersion
from policies.permissions import can_check, can_see_desk, measures_visible_to, visible_to
from policies.selectors.desk import Desk, MeasureSheet, load_desk
from policies.selectors.names import waiting_names
from policies.selectors.reading import rows_of
from policies.views.common import government, importing_government, person, visible_policy

PAGE = 50
TABS = (("", "全部"), (PolicyState.IN_REVIEW, "待校核"), (PolicyState.PUBLISHED, "已发布"), EXPIRED, UNKNOWN)


@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    """Which policies are there, in which state, until when?"""
    user, jurisdiction = person(request), government(request)
    visible = visible_to(user).filter(jurisdiction=jurisdiction)
    if not (access_of(user).business & {jurisdiction.pk}):
        raise PermissionDenied("政策文件供督查室和各单位查看。")
    filterset = PolicyFilter(request.GET, queryset=visible, request=request)
    filterset.form.fields["unit"].queryset = Department.objects.of(jurisdiction).active(clock.today())
    page = Paginator(filterset.qs.with_counts().order_by(F("issued_on").desc(nulls_last=True), "-id"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "filter": filterset,
        "tabs": _tabs(request, visible),
        "conditions": _conditions(request, filterset),
        "may_import": jurisdiction.pk in access_of(user).supervised,
        "chosen_unit": request.GET.get("unit", ""),
        "chosen_state": request.GET.get("state", ""),
        "overseer": jurisdiction.pk in access_of(user).overseen,
    }
    return render(request, "policies/list_rows.html" if wants_partial(request) else "policies/list.html", context)


def _tabs(request: HttpRequest, visible: Any) -> list[dict[str, Any]]:
    today = clock.today()
    ended = Q(expires_on__lt=today)
    published = Q(state__in=[PolicyState.PUBLISHED, PolicyState.EXTENDED])
    counts = visible.aggregate(
        all=Count("pk"),
        in_review=Count("pk", filter=Q(state=PolicyState.IN_REVIEW)),
        published=Count("pk", filter=Q(state=PolicyState.PUBLISHED) & ~ended),
        expired=Count("pk", filter=published & ended),
        unknown=Count("pk", filter=published & Q(expires_on=None)),
    )
    shown = [(key, label) for key, label in TABS if not key or counts[str(key)] or key == PolicyState.PUBLISHED]
    query = request.GET.copy()
    query.pop("page", None)
    found = []
    for key, label in shown:
        query["state"] = str(key)
        if not key:
            query.pop("state")
        found.append(
            {
                "label": label,
                "url": "?" + query.urlencode(),
                "count": counts[str(key) or "all"],
                "current": request.GET.get("state", "") == key,
            }
        )
    return found


def _conditions(request: HttpRequest, filterset: PolicyFilter) -> list[dict[str, str]]:
    """Return the conditions in the address, each with its words, but for the state, which the tabs show."""
    found = []
    for name, field in filterset.form.fields.items():
        value = request.GET.get(name, "")
        if value and name != "state" and name not in filterset.form.errors:
            cleaned = filterset.form.cleaned_data.get(name)
            choices = dict(getattr(field, "choices", []) or []) if name == "kind" else {}
            found.append({"name": name, "value": value, "words": f"{field.label}：{choices.get(value, cleaned)}"})
    return found


@require_safe
def checking_list(request: HttpRequest) -> HttpResponse:
    """Which documents wait at the desk?"""
    jurisdiction = importing_government(request)
    waiting = PolicyVersion.objects.filter(
        policy__jurisdiction=jurisdiction, is_current=True, published_at=None
    ).select_related("policy", "source_file", "created_by")
    versions = waiting.annotate(
        measure_count=Count("measures", filter=~Q(measures__state="rejected"), distinct=True),
        confirmed_count=Count("measures", filter=Q(measures__state="confirmed"), distinct=True),
        doubt_count=Count("findings", filter=Q(findings__severity="doubt", findings__resolved_at=None), distinct=True),
    ).order_by("-pk")
    page = Paginator(versions, PAGE).get_page(request.GET.get("page"))
    return render(request, "policies/checking.html", {"page": page, "names_waiting": len(waiting_names(jurisdiction))})


@require_safe
def policy_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What does the document say, and who answers for what?"""
    policy, user = visible_policy(request, pk), person(request)
    remember(request, "policy", policy.pk)
    version = reading_version(policy, overseer=can_see_desk(user, policy))
    shown = _readable(load_desk(version), overseer=can_see_desk(user, policy))
    on = request.GET.get("on", "")
    sheet = shown.holder(on)
    rows = rows_of(sheet, first_listed_decided=policy.first_listed_leads) if sheet else []
    reading = next((one for row in rows for one in row.readings if one.key == on), None)
    span = (reading.row.span_start, reading.row.span_end) if reading and reading.row.span_start is not None else None
    context = {
        "policy": policy,
        "version": version,
        "desk": shown,
        "source": shown.source(span),
        "sheet": sheet,
        "rows": rows,
        "reading": reading,
        "may_check": can_check(user, policy),
        "may_see_desk": can_see_desk(user, policy),
        "versions": list(policy.versions.select_related("source_file")) if can_see_desk(user, policy) else [],
    }
    return render(request, "policies/detail.html", context)


def reading_version(policy: Policy, *, overseer: bool) -> PolicyVersion:
    """Return the version to be read: the current one for overseers, the newest published one for units."""
    versions = policy.versions.select_related("policy__jurisdiction", "source_file").order_by("-number")
    published = versions.exclude(published_at=None).first()
    found = versions.filter(is_current=True).first() if overseer or published is None else published
    if found is None:
        raise Http404
    return found


def _readable(shown: Desk, *, overseer: bool) -> Desk:
    """Leave out what units do not see: measures that nobody confirmed."""
    if overseer:
        return shown
    sheets = [sheet for sheet in shown.sheets if sheet.kind == "done"]
    return Desk(shown.version, sheets, [], shown.headings)


@require_safe
def measure_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What does one measure say, word by word, and who answers for it?"""
    user = person(request)
    measure = (
        measures_visible_to(user)
        .select_related("policy_version__policy__jurisdiction", "policy_version__source_file", "section")
        .filter(pk=pk)
        .first()
    )
    if measure is None:
        raise Http404
    policy = measure.policy_version.policy
    sheet = sheet_of(measure)
    rows = rows_of(sheet, first_listed_decided=policy.first_listed_leads)
    on = request.GET.get("on", "")
    chosen = next((one.row for row in rows for one in row.readings if one.key == on), None)
    span = (chosen.span_start, chosen.span_end) if chosen is not None and chosen.span_start is not None else None
    alone = Desk(measure.policy_version, [sheet], [], [])
    context = {
        "policy": policy,
        "measure": measure,
        "rows": rows,
        "on": on,
        "source": alone.source_of(sheet, span),
        "may_see_desk": can_see_desk(user, policy),
    }
    return render(request, "policies/measure.html", context)


def sheet_of(measure: Measure) -> MeasureSheet:
    """Return a measure with everything read in it."""
    return MeasureSheet(
        measure,
        list(measure.responsibilities.select_related("department", "roster")),
        list(measure.deadlines.all()),
        list(measure.targets.all()),
    )
