"""The filters of the reminder ledger and of the deliveries: the same in pages and in the REST interface."""

from datetime import date

import django_filters
from django.db.models import Q

from core import clock
from core.filters import DayFilter
from notifications.models import ChannelName, Delivery, DeliveryQuerySet, DeliveryState
from reminders.models import Reminder, ReminderQuerySet, ReminderState

FAMILIES = [
    ("due-", "时限前"),
    ("overdue+", "逾期"),
    ("receipt", "签收"),
    ("report", "报送"),
    ("validity", "有效期"),
    ("expired+", "到期决定"),
]
# what a person asks of the outbox: the states, and the two queues
OUTCOMES = [("doubtful", "结果不明"), ("stuck", "超过一小时未发"), *DeliveryState.choices]


class ReminderFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Conditions of the ledger."""

    state = django_filters.ChoiceFilter(label="状态", choices=ReminderState.choices)
    step = django_filters.ChoiceFilter(label="类别", choices=FAMILIES, lookup_expr="startswith")
    on_from = DayFilter(label="应提醒日期自", field_name="occurrence_on", lookup_expr="gte")
    on_to = DayFilter(label="至", field_name="occurrence_on", lookup_expr="lte")
    said_on = DayFilter(label="发出日期", field_name="message__created_at", method="on_day")
    q = django_filters.CharFilter(label="收件人、事项", method="search")

    class Meta:
        model = Reminder
        fields: list[str] = []

    def on_day(self, rows: ReminderQuerySet, name: str, value: date) -> ReminderQuerySet:
        """Keep what was said on a Shanghai day."""
        begin, end = clock.day_bounds(value)
        return rows.filter(message__created_at__gte=begin, message__created_at__lt=end)

    def search(self, rows: ReminderQuerySet, name: str, value: str) -> ReminderQuerySet:
        """Find by recipient or matter."""
        words = value.strip()
        return rows.filter(
            Q(recipient__name__icontains=words)
            | Q(assignment__task__title__icontains=words)
            | Q(assignment__task__number__icontains=words)
            | Q(policy__title__icontains=words)
        )


class DeliveryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Conditions of the outbox."""

    outcome = django_filters.ChoiceFilter(label="结果", choices=OUTCOMES, method="by_outcome")
    channel = django_filters.ChoiceFilter(label="渠道", choices=ChannelName.choices)
    on = DayFilter(label="日期", field_name="message__created_at", method="on_day")
    q = django_filters.CharFilter(label="收件人、标题", method="search")

    class Meta:
        model = Delivery
        fields: list[str] = []

    def by_outcome(self, rows: DeliveryQuerySet, name: str, value: str) -> DeliveryQuerySet:
        """Keep a state or a queue."""
        if value == "doubtful":
            return rows.doubtful()
        if value == "stuck":
            return rows.stuck(clock.real_now())
        return rows.filter(state=value)

    def on_day(self, rows: DeliveryQuerySet, name: str, value: object) -> DeliveryQuerySet:
        """Keep what was written on a Shanghai day."""
        return rows.filter(message__created_at__date=value)

    def search(self, rows: DeliveryQuerySet, name: str, value: str) -> DeliveryQuerySet:
        """Find by recipient or subject."""
        words = value.strip()
        return rows.filter(Q(message__recipient__name__icontains=words) | Q(message__subject__icontains=words))
