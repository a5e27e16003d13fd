"""Pages of no business app: theme, health."""

from django.urls import URLPattern, URLResolver

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = []
