"""Pages of the app work."""

from django.urls import path

from work import views

app_name = "work"
urlpatterns = [
    path("", views.listed, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/file/", views.result, name="file"),
]
