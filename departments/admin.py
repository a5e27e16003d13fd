"""The register in Django's administration: to look things up; it is kept on its own pages, with its record."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from departments import models


@admin.register(models.Jurisdiction)
class JurisdictionAdmin(ReadOnlyAdmin):
    """管辖."""

    list_display = ["name", "number_prefix", "is_example"]


@admin.register(models.Department)
class DepartmentAdmin(ReadOnlyAdmin):
    """单位."""

    list_display = ["name", "kind", "jurisdiction", "parent", "valid_from", "valid_to"]
    list_filter = ["jurisdiction", "kind"]
    list_select_related = ["jurisdiction", "parent"]
    search_fields = ["name", "names__name"]


@admin.register(models.DepartmentName)
class DepartmentNameAdmin(ReadOnlyAdmin):
    """单位名称."""

    list_display = ["name", "department", "kind", "valid_from", "valid_to", "source"]
    list_select_related = ["department"]
    search_fields = ["name"]


@admin.register(models.Succession)
class SuccessionAdmin(ReadOnlyAdmin):
    """职责承接."""

    list_display = ["predecessor", "successor", "kind", "on", "scope", "source"]
    list_select_related = ["predecessor", "successor"]


@admin.register(models.Rule)
class RuleAdmin(ReadOnlyAdmin):
    """规则."""

    list_display = ["key", "value", "valid_from", "jurisdiction", "is_example"]
    list_filter = ["jurisdiction", "key"]


@admin.register(models.DayOverride)
class DayOverrideAdmin(ReadOnlyAdmin):
    """工作日调整."""

    list_display = ["day", "is_working", "name", "jurisdiction", "source"]
