"""Pages of the app exchange."""

from django.urls import path

from exchange import views

app_name = "exchange"
urlpatterns = [
    path("ledger.<str:form>", views.ledger, name="ledger"),
    path("import/", views.ledger_import, name="import"),
    path("import/confirm/", views.import_confirm, name="import-confirm"),
    path("orders/<int:pk>.docx", views.order, name="order"),
]
