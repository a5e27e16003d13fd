"""What people write ends up as the text of a mail, never as one of its headers."""

import pytest
from django.core import mail

from notifications.channels.base import Parcel
from notifications.channels.email import EmailSession


def parcel(**changes) -> Parcel:
    fields = dict.fromkeys(Parcel.__dataclass_fields__, "")
    values = {"subject": "督办", "text": "正文", "address": "a@yunzhou.example", "mail_id": "<1@duban>"}
    return Parcel(**(fields | values | changes))


@pytest.mark.parametrize("title", ["加快建设\nBcc: x@example.org", "加快建设\r\nBcc: x@example.org", "a\r\n\r\n<html>"])
def test_a_title_with_line_breaks_adds_no_header(title):
    session = EmailSession(mail.get_connection())
    session.send(parcel(subject=title), lambda: None)
    (sent,) = mail.outbox
    message = sent.message()
    assert message["Bcc"] is None
    assert sent.recipients() == ["a@yunzhou.example"]
    assert "\n" not in sent.subject
    assert "\r" not in sent.subject


@pytest.mark.parametrize("address", ["a@yunzhou.example\nBcc: x@example.org", "a@yunzhou.example\r\nSubject: x"])
def test_an_address_with_line_breaks_is_not_sent_to(address):
    session = EmailSession(mail.get_connection())
    with pytest.raises(ValueError, match="newline"):
        session.send(parcel(address=address), lambda: None)
    assert mail.outbox == []
