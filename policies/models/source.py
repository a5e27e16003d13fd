"""Files as handed in and the runs that read them."""

from django.db import models

from accounts.models import User
from departments.models import Jurisdiction
from work.models import Job


class SourceFile(models.Model):
    """The bytes as handed in and the text every span points into."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="source_files")
    checksum = models.CharField("SHA-256", max_length=64)
    filename = models.CharField("文件名", max_length=255)
    format = models.CharField("格式", max_length=10)
    encoding = models.CharField("编码", max_length=30, blank=True)
    size = models.PositiveBigIntegerField("字节数")
    content = models.FileField("原文件", upload_to="sources/%Y/%m", blank=True)
    text = models.TextField("正文")
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="导入人", null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = "来源文件"
        verbose_name_plural = "来源文件"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "checksum"], name="policies_source_file_same_bytes_once"),
        ]

    def __str__(self) -> str:
        return self.filename


class ImportState(models.TextChoices):
    """How far an import has come."""

    WAITING = "waiting", "排队"
    RUNNING = "running", "读取中"
    DECISION = "decision", "待决定"
    DONE = "done", "完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"


class ImportRun(models.Model):
    """One import with its progress: what a polled page shows and what survives leaving it."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="import_runs")
    filename = models.CharField("文件名", max_length=255)
    upload = models.FileField("上传文件", upload_to="uploads/%Y/%m", blank=True)
    state = models.CharField("状态", max_length=10, default=ImportState.WAITING, choices=ImportState.choices)
    # the plan of differences to be shown, and per document what a person decided about it
    plan = models.JSONField("差异", default=list, blank=True)
    decisions = models.JSONField("决定", default=dict, blank=True)
    progress = models.PositiveIntegerField("已读条数", default=0)
    total = models.PositiveIntegerField("总条数", default=0)
    # the piece of long work that the person follows under 我的后台作业; none for commands
    job = models.OneToOneField(
        Job, models.PROTECT, verbose_name="后台作业", null=True, blank=True, related_name="import_run"
    )
    error_code = models.CharField("错误代码", max_length=60, blank=True)
    error = models.CharField("错误", max_length=300, blank=True)
    source_file = models.ForeignKey(
        SourceFile, models.PROTECT, verbose_name="来源文件", null=True, blank=True, related_name="import_runs"
    )
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="导入人", null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "导入"
        verbose_name_plural = "导入"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.filename
