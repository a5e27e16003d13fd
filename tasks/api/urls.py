"""REST routes of the app tasks, under /api/v1/."""

from rest_framework.routers import SimpleRouter

from tasks.api.decisions import PolicyDecisionViewSet
from tasks.api.reports import EvidenceViewSet, ReportViewSet
from tasks.api.requests import DisputeViewSet, ExtensionViewSet, UrgingViewSet
from tasks.api.tasks import AssignmentViewSet, TaskViewSet
from tasks.api.transfers import TransferViewSet

router = SimpleRouter()
router.register("tasks", TaskViewSet, basename="task")
router.register("assignments", AssignmentViewSet, basename="assignment")
router.register("reports", ReportViewSet, basename="report")
router.register("evidence", EvidenceViewSet, basename="evidence")
router.register("extensions", ExtensionViewSet, basename="extension")
router.register("disputes", DisputeViewSet, basename="dispute")
router.register("policy-decisions", PolicyDecisionViewSet, basename="policy-decision")
router.register("transfers", TransferViewSet, basename="transfer")
router.register("urgings", UrgingViewSet, basename="urging")
urlpatterns = router.urls
