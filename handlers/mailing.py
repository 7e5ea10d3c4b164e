"""A notice as an e-mail, with a Message-ID of its delivery, so that a repeat can be told to be one."""

import datetime as dt
from email.message import EmailMessage
from typing import Protocol

from handlers.rendering import Letter


class MailLater(Exception):
    """Try again later. `reason` holds nothing of the mail."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


class MailRefused(Exception):
    """The mail server will not take this mail."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Postbox(Protocol):
    """Outgoing mail, as `mail.outgoing.Smtp` does it."""

    sender: str

    def send(self, message: EmailMessage) -> None:
        """Hand over one mail; MailLater or MailRefused."""
        ...


def mail_of(postbox: Postbox, letter: Letter, recipient: str, delivery_id: int, created: dt.datetime) -> None:
    """Send a letter."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = postbox.sender, recipient, letter.subject
    domain = postbox.sender.rpartition("@")[2]
    message["Message-ID"] = f"<auditbot-{delivery_id}-{created:%Y%m%d%H%M%S}@{domain}>"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    postbox.send(message)
