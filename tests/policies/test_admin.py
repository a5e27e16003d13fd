"""The administration shows policies and lets nobody change them past the services."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from policies import models


@pytest.mark.parametrize(
    "model",
    [
        models.Policy,
        models.PolicyVersion,
        models.Measure,
        models.Responsibility,
        models.Finding,
        models.SourceFile,
        models.ImportRun,
        models.CheckingStep,
        models.ValidityDecision,
    ],
)
def test_rows_are_shown_and_never_written(cast, policy, model):
    cast.administrator.is_superuser = cast.administrator.is_staff = True
    request = RequestFactory().get("/admin/")
    request.user = cast.administrator
    registered = admin.site._registry[model]
    assert registered.has_view_permission(request)
    assert not registered.has_add_permission(request)
    assert not registered.has_change_permission(request)
    assert not registered.has_delete_permission(request)
    shown = registered.get_changelist_instance(request).result_list
    assert len(shown) == min(model.objects.count(), 100)
