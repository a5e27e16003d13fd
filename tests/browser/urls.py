"""The project's pages, one that tries the self-saving form and one whose parts are changed by htmx."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import RequestContext, Template
from django.urls import include, path

from core.http import wants_partial

PAGE = """{% extends "base.html" %}{% block title %}填报{% endblock %}{% block content %}
<form method="post" data-autosave="/try/save/">{% csrf_token %}<input type="hidden" name="version" value="1">
<div class="field"><label for="id_progress">进展</label><textarea class="form-control" id="id_progress" name="progress">
</textarea></div><div id="conflict"></div>
<div class="bulk savebar">{% include "components/savebar.html" with saved_at=None errors=0 %}<span class="sp"></span>
<button class="btn btn-primary">送单位审签</button></div></form>{% endblock %}
{% block more_scripts %}{% load static %}
<script type="module" src="{% static "js/autosave.js" %}"></script>{% endblock %}
"""
PARTS = """{% extends "base.html" %}{% block title %}队列{% endblock %}{% block content %}
{% tabs items "队列" %}<div id="list">{% include part %}</div>
<button hx-post="/parts/save/" hx-target="#list">签收</button>
<button hx-get="/parts/500/" hx-target="#list">出错</button>
<button hx-get="/parts/401/" hx-target="#list">过期</button><a href="/design/">别处</a>{% endblock %}"""
LIST = """<ul>{% for row in rows %}<li data-row><a href="#">{{ row }}</a></li>{% endfor %}</ul>"""
ROWS = {"late": ["修路", "架桥"], "": ["修路", "架桥", "种树"]}


def parts(request: HttpRequest) -> HttpResponse:
    queue = request.GET.get("queue", "")
    items = [
        {"label": word, "url": f"?queue={key}", "count": len(ROWS[key]), "current": key == queue}
        for key, word in (("", "全部"), ("late", "逾期"))
    ]
    context = {"items": items, "rows": ROWS[queue], "part": Template(LIST)}
    return HttpResponse(Template(LIST if wants_partial(request) else PARTS).render(RequestContext(request, context)))


def part_saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, "已签收 1 件")
    source = '<p>没有了</p><div id="toasts" hx-swap-oob="beforeend">{% include "components/toasts.html" %}</div>'
    return HttpResponse(Template(source).render(RequestContext(request)))


def refused(request: HttpRequest, status: int) -> HttpResponse:
    return HttpResponse("内部文字", status=status)


class Draft:
    """What the server holds, and how it shall answer next."""

    text, version, answer = "", 1, 200


def form_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Template(PAGE).render(RequestContext(request)))


def save(request: HttpRequest) -> HttpResponse:
    if Draft.answer == 409:
        return HttpResponse('<div id="conflict" class="vs"><div>市财政局联络员，10:41</div></div>', status=409)
    if Draft.answer != 200:
        return HttpResponse(status=Draft.answer)
    Draft.text, Draft.version = request.POST["progress"], int(request.POST["version"]) + 1
    errors = {} if any(sign.isdigit() for sign in Draft.text) else {"progress": "请写明数字。"}
    return JsonResponse({"version": Draft.version, "saved_at": "10:42:16", "errors": errors})


urlpatterns = [
    path("try/", form_page),
    path("try/save/", save),
    path("parts/", parts),
    path("parts/save/", part_saved),
    path("parts/<int:status>/", refused),
    path("", include("duban.urls")),
]
