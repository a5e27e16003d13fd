"""Pages of the app outward."""

from django.urls import path

from outward import views

app_name = "outward"
urlpatterns = [
    path("", views.subscriptions, name="list"),
    path("new/", views.subscription_new, name="subscription-new"),
    path("<int:pk>/", views.subscription, name="subscription"),
    path("<int:pk>/secret/", views.secret, name="secret"),
    path("<int:pk>/switch/", views.switch, name="switch"),
    path("<int:pk>/try/", views.attempt, name="try"),
    path("pushes/<int:pk>/again/", views.again, name="again"),
]
