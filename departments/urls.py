"""Pages of the app departments."""

from django.urls import URLPattern, URLResolver, path

from departments.views import days, names, reforms, rosters, ruling, sheets, units

app_name = "departments"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", units.unit_list, name="list"),
    path("new/", units.unit_new, name="new"),
    path("suggest/", units.unit_suggest, name="suggest"),
    path("export/", sheets.sheet_export, name="export"),
    path("import/", sheets.sheet_import, name="import"),
    path("import/confirm/", sheets.sheet_confirm, name="import-confirm"),
    path("rosters/", rosters.roster_list, name="rosters"),
    path("rosters/new/", rosters.roster_new, name="roster-new"),
    path("rosters/<int:pk>/", rosters.roster_edit, name="roster"),
    path("days/", days.day_list, name="days"),
    path("days/<int:pk>/drop/", days.day_drop, name="day-drop"),
    path("rules/", ruling.rule_list, name="rules"),
    path("rules/<str:key>/", ruling.rule_edit, name="rule"),
    path("rules/<int:pk>/drop/", ruling.rule_drop, name="rule-drop"),
    path("ignored/", names.ignored_list, name="ignored"),
    path("ignored/<int:pk>/reconsider/", names.ignored_reconsider, name="reconsider"),
    path("names/<int:pk>/end/", names.name_end, name="name-end"),
    path("<int:pk>/", units.unit_detail, name="detail"),
    path("<int:pk>/edit/", units.unit_edit, name="edit"),
    path("<int:pk>/names/", names.name_add, name="name-add"),
    path("<int:pk>/reform/<str:kind>/", reforms.reform, name="reform"),
]
