"""Pages of the app policies."""

from django.urls import path

from policies.views import desk, lists, names, search, uploads, validity
from policies.views.desk_acts import pages as desk_acts

app_name = "policies"
urlpatterns = [
    path("", lists.policy_list, name="list"),
    path("checking/", lists.checking_list, name="checking"),
    path("validity/", validity.watch, name="validity"),
    path("<int:pk>/validity/", validity.decide, name="validity-decide"),
    path("names/", names.names, name="names"),
    path("search/", search.find, name="search"),
    path("upload/", uploads.upload, name="upload"),
    path("imports/<int:pk>/", uploads.import_run, name="import"),
    path("imports/<int:pk>/decide/", uploads.decide, name="import-decide"),
    path("measures/<int:pk>/", lists.measure_detail, name="measure"),
    path("<int:pk>/", lists.policy_detail, name="detail"),
    path("<int:pk>/desk/", desk.desk, name="desk"),
    path("<int:pk>/desk/<slug:verb>/", desk_acts.desk_act, name="desk-act"),
    path("<int:pk>/units/", desk_acts.unit_choices, name="unit-choices"),
]
