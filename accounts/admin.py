"""Accounts in Django's administration: to look things up; they are kept on their own pages, with their record."""

from django.contrib import admin

from accounts import models
from core.admin import ReadOnlyAdmin


@admin.register(models.User)
class UserAdmin(ReadOnlyAdmin):
    """用户."""

    list_display = ["username", "name", "is_active", "is_service", "last_login"]
    list_filter = ["is_active", "is_service"]
    search_fields = ["username", "name"]
    exclude = ["password", "groups", "user_permissions"]


@admin.register(models.Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """任职."""

    list_display = ["user", "role", "jurisdiction", "department", "valid_from", "valid_to", "deputy_for"]
    list_filter = ["jurisdiction", "role"]
    list_select_related = ["user", "jurisdiction", "department", "deputy_for__user"]


@admin.register(models.Token)
class TokenAdmin(ReadOnlyAdmin):
    """令牌."""

    list_display = ["name", "prefix", "user", "created_at", "expires_at", "last_used_at", "revoked_at"]
    list_select_related = ["user"]
    exclude = ["digest"]
