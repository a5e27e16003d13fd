"""How much a robot was given in the last minute: each address outside is counted for itself."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Count, Q

from notifications.models import Delivery, DeliveryState, Endpoint

MINUTE = timedelta(minutes=1)


def given_lately(channel_name: str, now: datetime) -> Counter[int]:
    """Return how many messages each address of a channel got, or may be getting, since a minute ago; two queries.

    What is claimed counts, and what left without an answer; a test message counts as one.
    """
    since = now - MINUTE
    lately = Q(sent_at__gt=since) | Q(unknown_at__gt=since) | Q(state=DeliveryState.CLAIMED)
    rows = Delivery.objects.filter(lately, channel=channel_name, endpoint__isnull=False).order_by()
    found: Counter[int] = Counter(dict(rows.values_list("endpoint").annotate(count=Count("pk"))))
    tried = Endpoint.objects.filter(channel=channel_name, tried_at__gt=since, tried_at__lte=now)
    found.update(tried.values_list("pk", flat=True))
    return found
