"""Pages of the app outward."""

from django.urls import path

from outward import views, views_calendars

app_name = "outward"
urlpatterns = [
    path("", views.subscriptions, name="list"),
    path("new/", views.subscription_new, name="subscription-new"),
    path("<int:pk>/", views.subscription, name="subscription"),
    path("<int:pk>/secret/", views.secret, name="secret"),
    path("<int:pk>/switch/", views.switch, name="switch"),
    path("<int:pk>/try/", views.attempt, name="try"),
    path("pushes/<int:pk>/again/", views.again, name="again"),
    path("calendars/", views_calendars.calendars, name="calendars"),
    path("calendars/<int:pk>/renew/", views_calendars.renew, name="calendar-renew"),
    path("calendars/<int:pk>/drop/", views_calendars.drop, name="calendar-drop"),
    path("calendar.ics", views_calendars.calendar, name="calendar"),
]
