"""Pages of the app exchange."""

from django.urls import path

from exchange import views, views_papers

app_name = "exchange"
urlpatterns = [
    path("ledger.<str:form>", views.ledger, name="ledger"),
    path("import/", views.ledger_import, name="import"),
    path("import/confirm/", views.import_confirm, name="import-confirm"),
    path("ledger/", views_papers.ledger, name="ledger-make"),
    path("packages/<int:pk>.zip", views.package_of, name="package"),
    path("orders/<int:pk>.docx", views.order, name="order"),
    path("papers/", views_papers.papers, name="papers"),
    path("papers/make/<str:kind>/", views_papers.make, name="papers-make"),
    path("papers/circular/", views_papers.circular, name="circular"),
    path("papers/<int:pk>.docx", views_papers.download, name="paper"),
]
