"""REST routes of the app policies, under /api/v1/."""

from rest_framework.routers import SimpleRouter

from policies.api.measures import MeasureViewSet
from policies.api.policies import FindingViewSet, ImportViewSet, PolicyViewSet
from policies.api.search import SearchViewSet

router = SimpleRouter()
router.register("policies", PolicyViewSet, basename="policy")
router.register("measures", MeasureViewSet, basename="measure")
router.register("findings", FindingViewSet, basename="finding")
router.register("imports", ImportViewSet, basename="import")
router.register("search", SearchViewSet, basename="search")
urlpatterns = router.urls
