"""The policies in the administration: to look things up; what changes is changed at the desk, with its record."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from policies import models


@admin.register(models.Policy)
class PolicyAdmin(ReadOnlyAdmin):
    """政策文件."""

    list_display = ["title", "doc_number", "issuer", "issued_on", "expires_on", "state", "jurisdiction"]
    list_filter = ["jurisdiction", "state", "kind"]
    search_fields = ["title", "doc_number"]


@admin.register(models.PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    """文件版本."""

    list_display = ["policy", "number", "is_current", "parser_version", "published_at", "created_at"]
    list_select_related = ["policy"]


@admin.register(models.Measure)
class MeasureAdmin(ReadOnlyAdmin):
    """举措."""

    list_display = ["number", "title", "policy_version", "state", "lead_basis"]
    list_filter = ["state", "lead_basis"]
    list_select_related = ["policy_version__policy"]
    search_fields = ["title"]


@admin.register(models.Responsibility)
class ResponsibilityAdmin(ReadOnlyAdmin):
    """责任."""

    list_display = ["printed_name", "role", "basis", "department", "roster", "measure", "is_dropped"]
    list_filter = ["role", "basis", "is_dropped"]
    list_select_related = ["department", "roster", "measure"]
    search_fields = ["printed_name"]


@admin.register(models.Finding)
class FindingAdmin(ReadOnlyAdmin):
    """疑点."""

    list_display = ["code", "severity", "message", "policy_version", "resolved_at"]
    list_filter = ["severity", "code"]
    list_select_related = ["policy_version__policy"]


@admin.register(models.SourceFile)
class SourceFileAdmin(ReadOnlyAdmin):
    """来源文件."""

    list_display = ["filename", "format", "size", "jurisdiction", "uploaded_by", "uploaded_at"]
    list_filter = ["jurisdiction", "format"]
    list_select_related = ["jurisdiction", "uploaded_by"]
    exclude = ["text"]


@admin.register(models.ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """导入."""

    list_display = ["filename", "state", "error", "jurisdiction", "created_by", "created_at"]
    list_filter = ["jurisdiction", "state"]
    list_select_related = ["jurisdiction", "created_by"]


@admin.register(models.CheckingStep)
class CheckingStepAdmin(ReadOnlyAdmin):
    """校核步骤."""

    list_display = ["label", "action", "policy_version", "done_by", "done_at", "undone_at"]
    list_select_related = ["policy_version__policy", "done_by"]


@admin.register(models.ValidityDecision)
class ValidityDecisionAdmin(ReadOnlyAdmin):
    """有效期决定."""

    list_display = ["policy", "step", "expires_before", "expires_after", "source", "decided_by", "decided_on"]
    list_filter = ["step"]
    list_select_related = ["policy", "decided_by"]
