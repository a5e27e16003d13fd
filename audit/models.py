"""The log that nobody edits: one row per act, hash-chained per government.

Actor, unit and government stand as plain ids with the text they bore at that time, so that the log outlives renames
and needs no other app.
"""

from typing import Any, NoReturn, Self

from django.db import models

from core.access import access_of


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reading only: the log is appended to through `audit.services.record`."""

    def visible_to(self, user: object) -> Self:
        """Keep the entries of the governments of which a person is auditor."""
        return self.filter(jurisdiction_id__in=access_of(user).audited)

    def of_jurisdictions(self, ids: list[int]) -> Self:
        """Keep the entries of these governments."""
        return self.filter(jurisdiction_id__in=ids)

    def about(self, object_type: str, object_id: int) -> Self:
        """Keep the entries about one object, newest first."""
        return self.filter(object_type=object_type, object_id=object_id).order_by("-id")

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: the log is append-only."""
        raise TypeError("the audit log is append-only")

    def delete(self) -> NoReturn:
        """Refuse: the log is append-only."""
        raise TypeError("the audit log is append-only")


class Chain(models.Model):
    """The head of one government's chain; jurisdiction 0 holds what belongs to no government."""

    jurisdiction_id = models.BigIntegerField("管辖编号", primary_key=True)
    length = models.BigIntegerField("条数", default=0)
    head = models.CharField("链首", max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "审计链"
        verbose_name_plural = "审计链"

    def __str__(self) -> str:
        return f"{self.jurisdiction_id}:{self.length}"


class Entry(models.Model):
    """Who did what to which object, when, from where, with the values before and after."""

    jurisdiction_id = models.BigIntegerField("管辖编号", default=0)
    jurisdiction_name = models.CharField("管辖", max_length=100, blank=True)
    position = models.BigIntegerField("链上序号")
    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("操作人编号", null=True, blank=True)
    actor_name = models.CharField("操作人", max_length=150)
    unit_id = models.BigIntegerField("单位编号", null=True, blank=True)
    unit_name = models.CharField("单位", max_length=200, blank=True)
    action = models.CharField("动作", max_length=80)
    object_type = models.CharField("对象类型", max_length=60)
    object_id = models.BigIntegerField("对象编号", null=True, blank=True)
    object_name = models.CharField("对象", max_length=300, blank=True)
    before = models.JSONField("变更前", default=dict)
    after = models.JSONField("变更后", default=dict)
    reason = models.TextField("理由", blank=True)
    origin = models.CharField("来源", max_length=100, blank=True)
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    previous_hash = models.CharField("前一条摘要", max_length=64)
    entry_hash = models.CharField("摘要", max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction_id", "position"], name="audit_entry_position_once"),
        ]
        indexes = [
            # history of one object: audit.models.EntryQuerySet.about
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_entry_object"),
            # the auditor's page, newest first within a government
            models.Index(fields=["jurisdiction_id", "-at"], name="audit_entry_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.object_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only: an entry that stands is never written again."""
        if not self._state.adding:
            raise TypeError("the audit log is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: the log is append-only."""
        raise TypeError("the audit log is append-only")
