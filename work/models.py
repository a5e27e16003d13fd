"""Long work: one row a job, which is its memory; the queue is only the bell."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from departments.models import Jurisdiction


class JobState(models.TextChoices):
    """How far a job has come."""

    WAITING = "waiting", "排队"
    RUNNING = "running", "进行中"
    ASKS = "asks", "待决定"
    DONE = "done", "完成"
    FAILED = "failed", "没有完成"
    CANCELLED = "cancelled", "已取消"


UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by where they stand; who sees which is `work.permissions`."""

    def unfinished(self) -> Self:
        """Keep what waits for a worker or is in its hands."""
        return self.filter(state__in=UNFINISHED)

    def claimable(self, now: datetime) -> Self:
        """Keep what nobody holds: waiting, or running in a worker that gave no sign of life until now."""
        return self.filter(Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, leased_until__lt=now))


class Job(models.Model):
    """One piece of long work of a person: its progress, what failed, and what came of it."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="jobs")
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("作业", max_length=200)
    # ids and plain values only: what the handler of the kind needs to begin, and to begin again
    params = models.JSONField("参数", default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    current = models.CharField("正在处理", max_length=200, blank=True)
    # one entry a part that failed: {"what": …, "why": …}, both Chinese sentences for the person
    failures = models.JSONField("没有成功的", default=list, blank=True)
    error = models.CharField("错误", max_length=300, blank=True)
    summary = models.CharField("结果", max_length=200, blank=True)
    # path of the page that shows what came of it
    link = models.CharField("结果页面", max_length=200, blank=True)
    file = models.FileField("结果文件", upload_to="jobs/%Y/%m", blank=True)
    filename = models.CharField("结果文件名", max_length=200, blank=True)
    # when the file's term was over and it was removed
    file_removed_at = models.DateTimeField("结果文件删除时间", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("开始次数", default=0)
    leased_until = models.DateTimeField("占用至", null=True, blank=True)
    cancel_asked_at = models.DateTimeField("要求取消时间", null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="发起人", null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("发起时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台作业"
        verbose_name_plural = "后台作业"
        ordering = ["-id"]
        indexes = [
            # a person's own list, newest first
            models.Index(fields=["created_by", "-id"], name="work_job_of_person"),
            # the sweep: what a lost message or a dead worker left behind
            models.Index(
                fields=["created_at"], condition=Q(state__in=["waiting", "running"]), name="work_job_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_unfinished(self) -> bool:
        """Say whether the page should ask again."""
        return self.state in UNFINISHED

    @property
    def is_stopping(self) -> bool:
        """Say whether a cancellation waits for the part in hand to end."""
        return self.is_unfinished and self.cancel_asked_at is not None
