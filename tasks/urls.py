"""Pages of the app tasks."""

from django.urls import path

from tasks.views import detail, ledger

app_name = "tasks"
urlpatterns = [
    path("", ledger.ledger, name="list"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("reports/<int:pk>/", detail.report, name="report"),
]
