"""The project's pages and one that tries the self-saving form."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import RequestContext, Template
from django.urls import include, path

PAGE = """{% extends "base.html" %}{% block title %}填报{% endblock %}{% block content %}
<form method="post" data-autosave="/try/save/">{% csrf_token %}<input type="hidden" name="version" value="1">
<div class="field"><label for="id_progress">进展</label><textarea class="form-control" id="id_progress" name="progress">
</textarea></div><div id="conflict"></div>
<div class="bulk savebar">{% include "components/savebar.html" with saved_at=None errors=0 %}<span class="sp"></span>
<button class="btn btn-primary">送单位审签</button></div></form>{% endblock %}
{% block more_scripts %}{% load static %}
<script type="module" src="{% static "js/autosave.js" %}"></script>{% endblock %}
"""


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


urlpatterns = [path("try/", form_page), path("try/save/", save), path("", include("duban.urls"))]
