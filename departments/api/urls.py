"""REST routes of the app departments, under /api/v1/."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from departments.api.views import JurisdictionViewSet, RosterViewSet, UnitViewSet

router = SimpleRouter()
router.register("governments", JurisdictionViewSet, "government")
router.register("units", UnitViewSet, "unit")
router.register("rosters", RosterViewSet, "roster")
urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
