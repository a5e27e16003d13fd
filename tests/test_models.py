"""What no linter sees: where foreign keys point, what they do on deletion, and that names are in Chinese."""

import re

import pytest
from django.apps import apps
from django.db import models

LAYERS = [
    {"insights", "reminders", "exchange", "outward"},
    {"tasks"},
    {"policies"},
    {"work"},
    {"notifications"},
    {"accounts"},
    {"departments"},
    {"audit"},
    {"core"},
]
HEIGHT = {label: len(LAYERS) - depth for depth, labels in enumerate(LAYERS) for label in labels}
KEPT = {"policies.policy", "policies.measure", "tasks.task", "departments.department", "accounts.user"}
OWN_MODELS = [model for model in apps.get_models() if model._meta.app_label in HEIGHT]
OWN_KEYS = [
    (model, field)
    for model in OWN_MODELS
    for field in model._meta.get_fields()
    if isinstance(field, models.ForeignKey) and field.related_model._meta.app_label in HEIGHT
]


@pytest.mark.pure
@pytest.mark.parametrize(("model", "field"), OWN_KEYS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_foreign_keys_point_downwards_only(model, field):
    assert HEIGHT[field.related_model._meta.app_label] <= HEIGHT[model._meta.app_label]


@pytest.mark.pure
@pytest.mark.parametrize(("model", "field"), OWN_KEYS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_what_the_house_stands_on_cannot_be_deleted_from_under_it(model, field):
    if field.related_model._meta.label_lower in KEPT:
        assert field.remote_field.on_delete is models.PROTECT


@pytest.mark.pure
@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label_lower)
def test_people_read_chinese_names(model):
    own = [field for field in model._meta.local_fields if not field.primary_key and not field.auto_created]
    inherited = {
        field.name for base in model.__mro__[1:] if hasattr(base, "_meta") for field in base._meta.local_fields
    }
    names = [model._meta.verbose_name, *(field.verbose_name for field in own if field.name not in inherited)]
    latin = [name for name in names if not re.search(r"[\u4e00-\u9fff]|^(SHA-256|Message-ID)$", str(name))]
    assert latin == []


@pytest.mark.pure
def test_every_constraint_and_index_bears_the_name_of_its_app():
    for model in OWN_MODELS:
        for named in (*model._meta.constraints, *model._meta.indexes):
            assert named.name.startswith(f"{model._meta.app_label}_"), named.name
