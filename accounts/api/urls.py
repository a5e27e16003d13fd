"""REST routes of the app accounts, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from accounts.api.views import MeViewSet, TokenViewSet

router = SimpleRouter()
router.register("tokens", TokenViewSet, "token")
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", MeViewSet.as_view({"get": "show"}), name="me"),
    *router.urls,
]
