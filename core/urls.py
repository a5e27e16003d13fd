"""Pages of no business app: theme, health, the sheet of components."""

from django.urls import path

from core import views, views_health

app_name = "core"
urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("healthz", views_health.healthz, name="healthz"),
    path("readyz", views_health.readyz, name="readyz"),
    path("design/", views.design, name="design"),
]
