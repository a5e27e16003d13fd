"""Mail: text and HTML, one connection a batch, answers told apart by their code."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications.channels.base import (
    Channel,
    ChannelError,
    Gate,
    Parcel,
    PermanentError,
    Session,
    TemporaryError,
)
from notifications.channels.smtp import EmailBackend

# after this answer the server closes the connection
GOING_AWAY = 421
PERMANENT = range(500, 600)


class EmailSession(Session):
    """Messages over one connection; a broken one is opened anew for the next message."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self.backend = backend

    def send(self, parcel: Parcel, gate: Gate) -> str:
        """Send one mail with the delivery's own Message-ID."""
        # a line break in a title would begin another header
        subject = " ".join(parcel.subject.split())
        mail = EmailMultiAlternatives(subject, parcel.text, to=[parcel.address], headers={"Message-ID": parcel.mail_id})
        if parcel.html:
            mail.attach_alternative(parcel.html, "text/html")
        self._open()
        try:
            if isinstance(self.backend, EmailBackend):
                self.backend.gate = gate
            else:
                gate()
            self.backend.send_messages([mail])
        except smtplib.SMTPException as error:
            self._settle(error)
        except ChannelError:
            # refused by the gate or broken after the text: the conversation cannot go on from here
            self.backend.close()
            raise
        except OSError as error:
            self.backend.close()
            raise TemporaryError(f"与邮件服务器的连接中断：{error}") from error
        return ""

    def _open(self) -> None:
        try:
            self.backend.open()
        except (OSError, smtplib.SMTPException) as error:
            # a wrong password too: the mails are right, the house is not
            raise TemporaryError(f"邮件服务器连接失败：{error}", everybody=True) from error

    def _settle(self, error: smtplib.SMTPException) -> None:
        """Turn the server's answer into what the outbox knows."""
        code: int
        text: bytes | str
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            code, text = next(iter(error.recipients.values()))
        elif isinstance(error, smtplib.SMTPResponseException):
            code, text = error.smtp_code, error.smtp_error
        else:
            self.backend.close()
            raise TemporaryError(f"邮件服务器中断了会话：{error}") from error
        words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        if code == GOING_AWAY:
            self.backend.close()
        if code in PERMANENT:
            raise PermanentError(f"{code} {words}") from error
        raise TemporaryError(f"{code} {words}") from error


class EmailChannel(Channel):
    """Mail by the server of the settings."""

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open nothing yet: the first mail does, so that a dead server is one error like any other."""
        backend = get_connection()
        try:
            yield EmailSession(backend)
        finally:
            backend.close()
