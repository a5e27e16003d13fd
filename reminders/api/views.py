"""The reminder ledger over REST."""

from django.db.models import QuerySet

from core.api.views import RecordViewSet
from reminders.api.serializers import ReminderSerializer
from reminders.filters import ReminderFilter
from reminders.models import Reminder
from reminders.permissions import visible_to
from reminders.selectors import SHOWN


class ReminderViewSet(RecordViewSet):
    """提醒台账：应提醒什么、向谁、为何、何时生成消息、由何渠道投递、结果如何。"""

    scope = "reminders"
    serializer_class = ReminderSerializer
    filterset_class = ReminderFilter

    def get_queryset(self) -> QuerySet[Reminder]:
        """Return what the caller may see."""
        return visible_to(self.request.user).select_related(*SHOWN).prefetch_related("message__deliveries")
