"""Pages of the app audit."""

from django.urls import URLPattern, URLResolver, path

from audit import views

app_name = "audit"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.log, name="log"),
    path("export/", views.export, name="export"),
]
