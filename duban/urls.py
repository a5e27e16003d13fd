"""The pages and, under /api/v1/, the REST interface."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from duban.guide import guide
from duban.metrics import metrics

handler400 = "core.views_errors.bad_request"
handler403 = "core.views_errors.forbidden"
handler404 = "core.views_errors.not_found"
handler500 = "core.views_errors.failed"
urlpatterns = [
    path("", include("insights.urls")),
    path("", include("core.urls")),
    path("accounts/", include("accounts.urls")),
    path("departments/", include("departments.urls")),
    path("work/", include("work.urls")),
    path("policies/", include("policies.urls")),
    path("tasks/", include("tasks.urls")),
    path("reminders/", include("reminders.urls")),
    path("messages/", include("notifications.urls")),
    path("exchange/", include("exchange.urls")),
    path("outward/", include("outward.urls")),
    path("audit/", include("audit.urls")),
    path("admin/", admin.site.urls),
    path("guide/", guide, name="guide"),
    path("guide/<slug:name>/", guide, name="guide-chapter"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", include("duban.api_urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/v1/docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
