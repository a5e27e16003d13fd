"""Pages of the app reminders."""

from django.urls import path

from reminders.views import day, ledger, machinery, ruling

app_name = "reminders"
urlpatterns = [
    path("", ledger.ledger, name="list"),
    path("export/", ledger.export, name="export"),
    path("deliveries/", ledger.deliveries, name="deliveries"),
    path("doubtful/", ledger.doubtful, name="doubtful"),
    path("deliveries/<int:pk>/settle/", ledger.settle_delivery, name="settle"),
    path("preview/", machinery.preview_day, name="preview"),
    path("day/", day.replay_day, name="day"),
    path("rules/", ruling.rule_list, name="rules"),
    path("rules/<str:key>/", ruling.rule_edit, name="rule"),
    path("rules/<int:pk>/drop/", ruling.rule_drop, name="rule-drop"),
    path("machinery/", machinery.machinery, name="machinery"),
]
