"""An SMTP connection that knows how far a message has come, so that a lost answer is told from a refused connection."""

import smtplib
from collections.abc import Callable
from typing import Any

from django.core.mail.backends.smtp import EmailBackend as DjangoBackend

from notifications.channels.base import OutcomeUnknownError


class PhasedSMTP(smtplib.SMTP):
    """Calls `before_data` once the recipient is accepted, and names a loss after the text was sent."""

    before_data: Callable[[], None] | None = None

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the text; a connection that breaks or stays silent afterwards leaves the outcome unknown."""
        if self.before_data is not None:
            self.before_data()
        self.putcmd("data")
        code, answer = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, answer)
        try:
            self.send(_stuffed(msg))
            return self.getreply()
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise OutcomeUnknownError(f"正文已发出，服务器没有应答：{error}") from error


def _stuffed(msg: Any) -> bytes:
    """Return the text with CRLF line ends and dots doubled, closed by a single dot (RFC 5321, 4.5.2)."""
    raw = msg.encode("ascii") if isinstance(msg, str) else bytes(msg)
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    body = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


class PhasedSMTPSSL(PhasedSMTP, smtplib.SMTP_SSL):
    """The same over implicit TLS."""


class EmailBackend(DjangoBackend):
    """Django's SMTP backend over `PhasedSMTP`; the outbox sets `gate` before each message."""

    gate: Callable[[], None] | None = None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return the connection that knows its phase."""
        return PhasedSMTPSSL if self.use_ssl else PhasedSMTP

    def send_messages(self, email_messages: Any) -> int:
        """Send over the open connection, with the gate at the last moment before the text."""
        self.open()
        if isinstance(self.connection, PhasedSMTP):
            self.connection.before_data = self.gate
        return super().send_messages(email_messages)
