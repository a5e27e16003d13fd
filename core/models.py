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


class IdempotentRequest(models.Model):
    """A POST that a caller marked with an Idempotency-Key: what was asked, and the answer once there is one."""

    caller = models.CharField("调用者", max_length=40)
    key = models.CharField("幂等键", max_length=255)
    fingerprint = models.CharField("请求摘要", max_length=64)
    # while it runs: until when another one must wait; a crashed request frees its key then
    leased_until = models.DateTimeField("占用至", null=True, blank=True)
    status = models.PositiveSmallIntegerField("答复状态", null=True, blank=True)
    headers = models.JSONField("答复头", default=dict)
    body = models.TextField("答复内容", blank=True)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "幂等请求"
        verbose_name_plural = "幂等请求"
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="core_idempotent_request_once"),
        ]
        indexes = [
            # core.api.idempotency.forget: what is older than a day
            models.Index(fields=["created_at"], name="core_idempotent_request_age"),
        ]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
