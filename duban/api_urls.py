"""Routes of /api/v1/, one include an app."""

from django.urls import include, path

urlpatterns = [
    path("", include("departments.api.urls")),
    path("", include("accounts.api.urls")),
    path("", include("policies.api.urls")),
    path("", include("tasks.api.urls")),
    path("", include("reminders.api.urls")),
    path("", include("notifications.api.urls")),
    path("", include("insights.api.urls")),
    path("", include("exchange.api.urls")),
    path("", include("audit.api.urls")),
    path("", include("outward.api.urls")),
]
