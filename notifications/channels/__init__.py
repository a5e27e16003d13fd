"""The ways out of the house. A channel is one file here and one entry in `CHANNELS`; none knows policies or tasks.

A channel opens a session for a batch of parcels. `Session.send` calls `gate()` at the last moment before the bytes that
make the far side accept the parcel: the gate proves that the lease still holds and marks the attempt, else it raises.
"""

from notifications.channels.base import Channel
from notifications.channels.email import EmailChannel
from notifications.channels.im import DingTalkChannel, FeishuChannel, WeComChannel
from notifications.channels.webhook import WebhookChannel
from notifications.models import ChannelName

CHANNELS: dict[str, Channel] = {
    ChannelName.EMAIL: EmailChannel(),
    ChannelName.WEBHOOK: WebhookChannel(),
    ChannelName.DINGTALK: DingTalkChannel(),
    ChannelName.WECOM: WeComChannel(),
    ChannelName.FEISHU: FeishuChannel(),
}

__all__ = ["CHANNELS"]
