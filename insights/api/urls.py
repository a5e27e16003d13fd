"""REST routes of the app insights, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from insights.api.views import BoardViewSet, WorkbenchViewSet

router = SimpleRouter()
router.register("boards", BoardViewSet, "board")
urlpatterns: list[URLPattern | URLResolver] = [
    path("workbench/", WorkbenchViewSet.as_view({"get": "show"}), name="workbench"),
    *router.urls,
]
