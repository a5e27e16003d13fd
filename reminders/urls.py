"""Pages of the app reminders."""

from django.urls import path

from reminders.views import ledger, machinery

app_name = "reminders"
urlpatterns = [
    path("", ledger.ledger, name="list"),
    path("export/", ledger.export, name="export"),
    path("deliveries/", ledger.deliveries, name="deliveries"),
    path("doubtful/", ledger.doubtful, name="doubtful"),
    path("deliveries/<int:pk>/settle/", ledger.settle_delivery, name="settle"),
    path("preview/", machinery.preview_day, name="preview"),
    path("machinery/", machinery.machinery, name="machinery"),
]
