"""系统管理: one page from which an administrator reaches everything it keeps, with what waits there."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import Membership, User
from core import clock
from core.access import access_of
from core.jobs import job_health
from core.workdays import WorkCalendar
from departments.models import Department, Jurisdiction, Rule
from departments.selectors import work_calendar
from notifications.models import Endpoint
from tasks.permissions import Visitor
from tasks.unattended import unattended
from work.models import Job, JobState


@dataclass(frozen=True, slots=True)
class Place:
    """A page an administrator keeps: its word, what it is for, how it stands; `wrong` where something must be done."""

    label: str
    url: str
    what: str
    stands: str = ""
    wrong: bool = False


def may_administer(user: object, jurisdiction: Jurisdiction | None) -> bool:
    """Say whether a person keeps the system of a government."""
    return jurisdiction is not None and jurisdiction.pk in access_of(user).administered


def places(user: Visitor, jurisdiction: Jurisdiction, today: date) -> list[tuple[str, list[Place]]]:
    """Return the pages by kind, each with its figure; a fixed number of queries."""
    people = User.objects.filter(memberships__in=Membership.objects.filter(jurisdiction=jurisdiction).active(today))
    staff = people.distinct().count()
    units = Department.objects.filter(jurisdiction=jurisdiction, valid_to=None)
    hanging = unattended(user, jurisdiction).count()
    later = Rule.objects.filter(jurisdiction=jurisdiction, valid_from__gt=today).count()
    endpoints = Endpoint.objects.filter(jurisdiction=jurisdiction).count()
    calendar = _calendar(work_calendar(jurisdiction), today)
    jobs = Job.objects.filter(jurisdiction=jurisdiction)
    failed, running = jobs.filter(state=JobState.FAILED).count(), jobs.unfinished().count()
    late = sum(1 for job in job_health(clock.real_now()) if not job.is_fresh)
    return [
        (
            "人员和单位",
            [
                Place("用户", reverse("accounts:people"), "账号、任职、代理、离任交接、令牌", f"{staff} 人"),
                Place("单位", reverse("departments:list"), "名称、机构改革、承接关系", f"{units.count()} 个"),
                Place("名册", reverse("departments:rosters"), "各市（区）等集合单位的成员"),
                Place("无人承办", reverse("tasks:unattended"), "没有联络员或签收人离岗", f"{hanging} 条", hanging > 0),
            ],
        ),
        (
            "规则和日历",
            [
                Place("业务规则", reverse("departments:rules"), "灯、报送周期、审签、延期、销号", _later(later)),
                Place("提醒规则", reverse("reminders:rules"), "提前几天、逾期升级、收件人、静默时段"),
                Place("工作日", reverse("departments:days"), "放假和调休", calendar),
            ],
        ),
        (
            "对外",
            [
                Place("对外地址", reverse("notifications:endpoints"), "邮件、短信、群机器人和回调", f"{endpoints} 个"),
                Place("推送订阅", reverse("outward:list"), "向其他系统推送事件"),
                Place("接口令牌", reverse("accounts:people") + "?state=service", "系统对接账号及其令牌"),
            ],
        ),
        (
            "运行",
            [
                Place(
                    "运行状况", reverse("reminders:machinery"), "定时作业的心跳、投递积压",
                    f"{late} 项没有按时完成" if late else "按时", late > 0,
                ),
                Place(
                    "后台作业", reverse("work:list") + "?all=1", "导入、导出、制发文书和批量办理",
                    f"进行中 {running}，没有完成 {failed}", failed > 0,
                ),
                Place("提醒台账", reverse("reminders:list"), "何时因何提醒了谁"),
            ],
        ),
    ]  # fmt: skip


def _later(count: int) -> str:
    return f"{count} 项改动尚未启用" if count else ""


def _calendar(calendar: WorkCalendar, today: date) -> str:
    missing = [year for year in (today.year, today.year + 1) if calendar.is_provisional(date(year, 12, 31))]
    return f"{'、'.join(map(str, missing))}年放假通知未录入，暂按周末推算" if missing else "已录入"
