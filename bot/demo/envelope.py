"""Mails as a council's mail server delivers them, the same bytes each time."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from framework.london import LONDON

AUDITS = "audits@council.example"
AUTH_SERVER = "mx.council.example"
_WORD = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
_TYPES = {"docx": _WORD, "zip": ("application", "zip")}


@dataclass(frozen=True)
class Sender:
    """Who sends a mail; by default from their address in the sample directory."""

    name: str
    address: str = ""

    @property
    def mailbox(self) -> str:
        """The address alone."""
        return self.address or f"{self.name.lower().replace(' ', '.')}@council.example"


@dataclass(frozen=True)
class Attached:
    """A file in a mail, by its name."""

    name: str
    content: bytes


def at(day: dt.date, time: str) -> dt.datetime:
    """That time of day in London ("16:42")."""
    return dt.datetime.combine(day, dt.time.fromisoformat(time), LONDON)


def mail(
    sender: Sender,
    when: dt.datetime,
    subject: str,
    body: str,
    attached: Sequence[Attached | EmailMessage] = (),
    **headers: str,
) -> EmailMessage:
    """A mail to the audit mailbox, with the receiving server's word on its sender.

    A mail among `attached` is attached as a mail. `headers` are further ones, with _ for -.
    """
    domain = sender.mailbox.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["Authentication-Results"] = (
        f"{AUTH_SERVER}; spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain};"
        f" dmarc=pass header.from={domain}"
    )
    message["From"] = f"{sender.name} <{sender.mailbox}>"
    message["To"] = AUDITS
    message["Subject"] = subject
    message["Date"] = format_datetime(when)
    mark = hashlib.sha256(f"{sender}{when}{subject}".encode()).hexdigest()[:20]
    message["Message-ID"] = f"<{mark}@{domain}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body + "\n")
    for item in attached:
        if isinstance(item, EmailMessage):
            message.add_attachment(item, filename="forwarded.eml")
        else:
            maintype, subtype = _TYPES[item.name.rpartition(".")[2]]
            message.add_attachment(item.content, maintype=maintype, subtype=subtype, filename=item.name)
    if attached:
        message.set_boundary(f"=_{mark}")
    return message
