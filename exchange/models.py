"""文书: official paper as it was made, kept unchanged, with what it is about."""

from typing import Self

from django.db import models

from accounts.models import User
from departments.models import Department, Jurisdiction
from tasks.models import Task
from work.models import Job


class PaperKind(models.TextChoices):
    """The kinds of official paper."""

    ORDER = "order", "督办单"
    URGING = "urging", "催办函"
    CIRCULAR = "circular", "督查通报"
    TRANSFER = "transfer", "移交单"
    LEDGER = "ledger", "督办台账"


class PaperQuerySet(models.QuerySet["Paper"]):
    """Papers by what they are; who sees which is `exchange.permissions`."""

    def of_task(self, task: Task) -> Self:
        """Keep what is about a task."""
        return self.filter(about__task=task)


class Paper(models.Model):
    """One paper: its number, its bytes and their checksum; never changed, never deleted."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="papers")
    kind = models.CharField("种类", max_length=10, choices=PaperKind.choices)
    number = models.CharField("文书编号", max_length=40)
    title = models.CharField("标题", max_length=300)
    # whom it is addressed to; a circular and a ledger go to nobody in particular
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="致", null=True, blank=True, related_name="papers"
    )
    file = models.FileField("文件", upload_to="papers/%Y/%m")
    filename = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节数")
    checksum = models.CharField("SHA-256", max_length=64)
    job = models.ForeignKey(Job, models.PROTECT, verbose_name="后台作业", related_name="papers")
    # which part of its job: a worker that dies and begins again makes no paper twice
    position = models.PositiveIntegerField("作业中的序号")
    made_at = models.DateTimeField("制发时间")
    made_by = models.ForeignKey(User, models.PROTECT, verbose_name="制发人", null=True, blank=True, related_name="+")

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "文书"
        verbose_name_plural = "文书"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="exchange_paper_once_a_part"),
            models.UniqueConstraint(fields=["jurisdiction", "number"], name="exchange_paper_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PaperTask(models.Model):
    """A matter that a paper is about."""

    paper = models.ForeignKey(Paper, models.PROTECT, verbose_name="文书", related_name="about")
    task = models.ForeignKey(Task, models.PROTECT, verbose_name="事项", related_name="papers")

    class Meta:
        verbose_name = "文书所涉事项"
        verbose_name_plural = "文书所涉事项"
        constraints = [models.UniqueConstraint(fields=["paper", "task"], name="exchange_paper_task_once")]

    def __str__(self) -> str:
        return f"{self.paper}：{self.task}"


class PaperSequence(models.Model):
    """The last number given to a kind of paper in one year of a government; its row is the lock of numbering."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="+")
    kind = models.CharField("种类", max_length=10, choices=PaperKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("已编至", default=0)

    class Meta:
        verbose_name = "文书编号序列"
        verbose_name_plural = "文书编号序列"
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "kind", "year"], name="exchange_sequence_one_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.get_kind_display()} {self.year}：{self.last}"
