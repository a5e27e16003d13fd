"""Pages of the app tasks."""

from django.urls import path

from tasks.views import (
    acting,
    bulk,
    detail,
    files,
    issuing,
    kept,
    ledger,
    reports,
    reviewing,
    transfers,
    unattended,
    urging,
    validity,
)

app_name = "tasks"
urlpatterns = [
    path("", ledger.ledger, name="list"),
    path("new/", issuing.new, name="new"),
    path("issue/", issuing.issue_page, name="issue"),
    path("issue/draft/<int:pk>/", issuing.draft, name="issue-draft"),
    path("issue/first-listed/", issuing.first_listed, name="issue-first-listed"),
    path("issue/send/", issuing.issue, name="issue-send"),
    path("overdue/", urging.overdue, name="overdue"),
    path("urge/", urging.urge_many, name="urge-many"),
    path("urgings/", urging.urgings, name="urgings"),
    path("kept/", kept.kept_page, name="kept"),
    path("unattended/", unattended.unattended_page, name="unattended"),
    path("reviews/", reviewing.reviews, name="reviews"),
    path("validity/<int:pk>/<str:decision>/", validity.effects, name="validity-effects"),
    path("transfers/", transfers.transfers, name="transfers"),
    path("transfers/unit/<int:pk>/", transfers.transfer, name="transfer"),
    path("transfers/<int:pk>/", transfers.transfer_list, name="transfer-list"),
    path("do/<str:subject>/<int:pk>/<slug:name>/", acting.act, name="act"),
    path("do-many/<str:subject>/<slug:name>/", bulk.act_many, name="act-many"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/save/", reports.save, name="report-save"),
    path("reports/<int:pk>/send/", reports.send, name="report-send"),
    path("reports/<int:pk>/gather/", reports.gather, name="report-gather"),
    path("reports/<int:pk>/evidence/", files.attach, name="evidence-attach"),
    path("evidence/<int:pk>/", files.download, name="evidence"),
    path("evidence/<int:pk>/remove/", files.remove, name="evidence-remove"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/shape/", issuing.shape, name="shape"),
    path("<int:pk>/document/", files.source_document, name="document"),
]
