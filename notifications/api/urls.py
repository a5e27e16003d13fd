"""REST routes of the app notifications, under /api/v1/."""

from rest_framework.routers import SimpleRouter

from notifications.api.endpoints import AllowedHostViewSet, EndpointViewSet
from notifications.api.views import MessageViewSet

router = SimpleRouter()
router.register("messages", MessageViewSet, basename="message")
router.register("endpoints", EndpointViewSet, basename="endpoint")
router.register("allowed-hosts", AllowedHostViewSet, basename="allowed-host")
urlpatterns = router.urls
