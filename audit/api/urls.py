"""REST routes of the app audit, under /api/v1/."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from audit.api.views import ChainViewSet, EntryViewSet

router = SimpleRouter()
router.register("audit/entries", EntryViewSet, "audit-entry")
router.register("audit/chains", ChainViewSet, "audit-chain")
urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
