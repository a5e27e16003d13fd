"""REST routes of the app outward, under /api/v1/."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from outward.api.calendars import CalendarFeedViewSet
from outward.api.subscriptions import PushViewSet, SubscriptionViewSet
from outward.api.views import ChangesViewSet

router = SimpleRouter()
router.register("changes", ChangesViewSet, "change")
router.register("subscriptions", SubscriptionViewSet, "subscription")
router.register("pushes", PushViewSet, "push")
router.register("calendar-feeds", CalendarFeedViewSet, "calendar-feed")
urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
