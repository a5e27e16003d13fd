"""REST routes of the app notifications, under /api/v1/."""

from rest_framework.routers import SimpleRouter

from notifications.api.views import MessageViewSet

router = SimpleRouter()
router.register("messages", MessageViewSet, basename="message")
urlpatterns = router.urls
