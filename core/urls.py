"""Pages of no business app: theme, health, the sheet of components."""

from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("design/", views.design, name="design"),
]
