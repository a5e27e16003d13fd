"""Configuration of the app notifications."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """消息."""

    name = "notifications"
    verbose_name = "消息"

    def ready(self) -> None:
        """Let the log say what the acts on addresses outside mean."""
        from audit.words import name_actions

        name_actions(
            {
                "notifications.host_allowed": "允许主机",
                "notifications.host_dropped": "移出主机",
                "notifications.endpoint_added": "新增对外地址",
                "notifications.endpoint_corrected": "修改对外地址",
                "notifications.endpoint_secret_changed": "更换签名密钥",
                "notifications.endpoint_paused": "暂停对外地址",
                "notifications.endpoint_resumed": "恢复对外地址",
                "notifications.endpoint_tried": "试发",
            }
        )
