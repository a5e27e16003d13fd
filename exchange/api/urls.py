"""REST routes of the app exchange, under /api/v1/."""

from rest_framework.routers import SimpleRouter

from exchange.api.views import LedgerViewSet

router = SimpleRouter()
router.register("ledger", LedgerViewSet, basename="ledger")
urlpatterns = router.urls
