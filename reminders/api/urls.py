"""REST routes of the app reminders, under /api/v1/."""

from rest_framework.routers import SimpleRouter

from reminders.api.views import ReminderViewSet

router = SimpleRouter()
router.register("reminders", ReminderViewSet, basename="reminder")
urlpatterns = router.urls
