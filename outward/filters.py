"""Conditions of the log of pushes: the same for page and REST interface."""

from django_filters import CharFilter, ChoiceFilter, NumberFilter
from django_filters.rest_framework import FilterSet

from outward.models import Push, PushState

LARGEST_ID = 2**63 - 1


class PushFilter(FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By subscription, state and code of event."""

    subscription = NumberFilter(label="订阅", min_value=1, max_value=LARGEST_ID)
    state = ChoiceFilter(label="状态", choices=PushState.choices)
    type = CharFilter(label="事件", max_length=80)

    class Meta:
        model = Push
        fields = ("subscription", "state", "type")
