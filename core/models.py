"""What belongs to no business app: the heartbeat of periodic jobs."""

from django.db import models


class Heartbeat(models.Model):
    """The last run of one periodic job: what `/readyz` and the administrator's page show."""

    job = models.CharField("作业", max_length=80, unique=True)
    started_at = models.DateTimeField("最近开始", null=True, blank=True)
    finished_at = models.DateTimeField("最近完成", null=True, blank=True)
    work_done = models.IntegerField("最近处理件数", default=0)
    error = models.TextField("最近错误", blank=True)

    class Meta:
        verbose_name = "作业心跳"
        verbose_name_plural = "作业心跳"

    def __str__(self) -> str:
        return self.job
