"""文书: have official paper made, follow it, find it again."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import access_of
from accounts.government import current_government
from accounts.models import User
from core.exceptions import DomainError, NotPermitted
from core.forms import show_errors
from core.http import file_response, safe_next, whole, wholes
from departments.models import Jurisdiction
from exchange.forms import CircularForm
from exchange.models import PaperKind
from exchange.permissions import may_make_papers, papers_visible_to
from exchange.services import ledgers
from exchange.services import papers as making
from exchange.views import WORD
from tasks.filters import TaskFilter
from tasks.permissions import visible_to as visible_tasks
from tasks.views.ledger import tokens_of
from work.models import Job

ROWS = 50
# kind: name of the picked rows in the form, service, name of its argument
PICKED: dict[PaperKind, tuple[str, Callable[..., Job], str]] = {
    PaperKind.ORDER: ("task", making.order_papers, "tasks"),
    PaperKind.URGING: ("urging", making.urging_papers, "urgings"),
    PaperKind.TRANSFER: ("part", making.transfer_papers, "assignments"),
}


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "login_required comes first"  # noqa: S101 narrows a type
    return request.user


def _office(request: HttpRequest) -> Jurisdiction:
    government = current_government(request)
    if government is None or not may_make_papers(request.user, government):
        raise PermissionDenied("文书由督查室制发。")
    return government


@login_required
@require_safe
def papers(request: HttpRequest, form: CircularForm | None = None) -> HttpResponse:
    """List the papers a person may open, by kind; the office has new ones made from here."""
    access = access_of(request.user)
    if not access.business:
        raise PermissionDenied("文书供督查室和各承办单位查阅。")
    rows = papers_visible_to(request.user)
    kind, job = request.GET.get("kind", ""), whole(request.GET.get("job"))
    if job is not None:
        rows = rows.filter(job=job)
    about = visible_tasks(request.user).filter(pk=whole(request.GET.get("task")) or 0).first()
    if about is not None:
        rows = rows.filter(about__task=about)
    kept = (f"task={about.pk}&" if about else "") + (f"job={job}&" if job is not None else "")
    counts = {value: rows.filter(kind=value).count() for value in PaperKind.values}
    tabs = [
        {"label": "全部", "url": f"?{kept}", "count": sum(counts.values()), "current": kind not in PaperKind.values}
    ]
    tabs += [
        {"label": label, "url": f"?{kept}kind={value}", "count": counts[value], "current": value == kind}
        for value, label in PaperKind.choices
    ]
    if kind in PaperKind.values:
        rows = rows.filter(kind=kind)
    listed = rows.select_related("department", "made_by").order_by("-pk")
    context = {
        "page": Paginator(listed, ROWS).get_page(request.GET.get("page")),
        "tabs": tabs,
        "about": about,
        "form": form or CircularForm.fresh(),
        "may_make": bool(access.overseen),
    }
    return render(request, "exchange/papers.html", context, status=422 if form is not None else 200)


@login_required
@require_POST
def make(request: HttpRequest, kind: str) -> HttpResponse:
    """Have papers of a kind made for the rows that were picked."""
    government = _office(request)
    if kind not in PICKED:
        raise Http404
    field, service, argument = PICKED[PaperKind(kind)]
    ids = wholes(request.POST.getlist(field))
    try:
        job: Job = service(jurisdiction=government, by=_person(request), **{argument: ids})
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(safe_next(request, "exchange:papers"))
    return redirect("work:detail", pk=job.pk)


@login_required
@require_POST
def circular(request: HttpRequest) -> HttpResponse:
    """Have a 督查通报 made."""
    government = _office(request)
    form = CircularForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            job = making.circular_paper(
                start=data["start"], end=data["end"], jurisdiction=government, by=_person(request)
            )
            return redirect("work:detail", pk=job.pk)
        except DomainError as error:
            show_errors(form, error)
    request.method = "GET"
    return papers(request, form)


@login_required
@require_POST
def ledger(request: HttpRequest) -> HttpResponse:
    """Have the ledger with the conditions of the address made: `form` docx (the office's) or xlsx (everybody's)."""
    government = current_government(request)
    if government is None or government.pk not in access_of(request.user).business:
        raise PermissionDenied("台账供督查室和各承办单位导出。")
    query, user = request.GET.urlencode(), _person(request)
    if request.POST.get("form") != "docx":
        return redirect("work:detail", pk=ledgers.ledger_job(query=query, jurisdiction=government, by=user).pk)
    government = _office(request)
    conditions = "，".join(token["words"] for token in tokens_of(TaskFilter(request.GET, request=request)))
    job = making.ledger_paper(query=query, conditions=conditions, jurisdiction=government, by=user)
    return redirect("work:detail", pk=job.pk)


@login_required
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a paper as it was made."""
    paper = get_object_or_404(papers_visible_to(request.user), pk=pk)
    with paper.file.open("rb") as file:
        return file_response(file.read(), paper.filename, WORD)
