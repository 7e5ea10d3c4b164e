"""Mail that goes out: what is said, how it is marked as ours, and the port behind which it is sent.

It is marked as ours and as automatic, so that no two machines answer each other. How it travels is for the
senders: SMTP, Exchange Web Services, Microsoft Graph.
"""

import email.policy
import re
import secrets
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, localtime, parseaddr
from typing import Protocol

MARKER = "X-Auditbot"
_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class MailError(Exception):
    """A mail was not sent, as far as is known. The text says why and what to do, and nothing of its content."""


class TryAgain(MailError):
    """It may go through later: no connection, greylisting, a full mailbox, an answer that never came.

    `seconds` is how long the server asked to be left alone, None where it did not say.
    """

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class Refused(MailError):
    """It will never go through as it is: no such recipient, too large, a header that is none."""


class WrongSettings(MailError):
    """Nothing will go through until somebody changes the settings: certificate, password, TLS."""


@dataclass(frozen=True)
class Attachment:
    """A file to send. `kind` is its media type."""

    name: str
    content: bytes
    kind: str = "application/octet-stream"


@dataclass(frozen=True)
class Letter:
    """One mail to one address.

    `message_id` is the caller's (`new_message_id`), the same whenever the same mail is sent again: after TryAgain
    the mail may have arrived all the same, and then two with one id are one. `in_reply_to` is the Message-ID of
    the mail that it answers, `references` those of the conversation before, oldest first; what of them is no
    Message-ID is left out. Answers go to `reply_to`, if it is set and another than the sender.
    """

    to: str
    subject: str
    text: str
    message_id: str
    html: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()


class Outgoing(Protocol):
    """A way for mail to go out. It may be used from several threads."""

    @property
    def sender(self) -> str:
        """The address that mails come from, without its name."""
        ...

    def send(self, letter: Letter) -> None:
        """Sends one mail; returns when the server has taken it. TryAgain, Refused or WrongSettings if not."""
        ...

    def check(self) -> str:
        """One sentence on the server, for `auditbot check`, without sending; a MailError if it is no good."""
        ...


def new_message_id(sender: str) -> str:
    """A Message-ID that nobody can guess. Keep it before the mail goes out, and use it again for a repeat."""
    domain = parseaddr(sender)[1].rpartition("@")[2].lower() or "localhost"
    return f"<{secrets.token_hex(20)}@{domain}>"


def message_ids(header: str) -> tuple[str, ...]:
    """The Message-IDs in somebody's References or In-Reply-To."""
    return tuple(_MESSAGE_ID.findall(header))


def compose(sender: Address, letter: Letter) -> EmailMessage:
    """The mail as every sender sends it. Refused if something in the letter cannot stand in a mail's head."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = sender
    mail["To"] = as_address(letter.to, "recipient")
    if letter.reply_to and letter.reply_to.casefold() != sender.addr_spec.casefold():
        mail["Reply-To"] = as_address(letter.reply_to, "address for answers")
    mail["Subject"] = _one_line(letter.subject, "subject")
    mail["Date"] = format_datetime(localtime())
    mail["Message-ID"] = _as_message_id(letter.message_id)
    mail[MARKER] = letter.message_id.strip("<>")
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    _follow(mail, letter)
    mail.set_content(letter.text)
    if letter.html is not None:
        mail.add_alternative(letter.html, subtype="html")
    for each in letter.attachments:
        main, _, sub = each.kind.partition("/")
        mail.add_attachment(each.content, maintype=main, subtype=sub or "octet-stream", filename=each.name)
    return mail


def as_address(written: str, what: str) -> Address:
    """One address with or without a name; Refused if it is none, or more than one."""
    name, address = parseaddr(_one_line(written, what))
    if not _ADDRESS.fullmatch(address) or address not in written or written.count("@") - name.count("@") != 1:
        raise Refused(f"The {what} is not one mail address. Nothing was sent.")
    return Address(display_name=name, addr_spec=address)


def _follow(mail: EmailMessage, letter: Letter) -> None:
    """Places the mail in its conversation. The ids come from other people's mails: what is no id is left out."""
    answered = letter.in_reply_to if letter.in_reply_to and _MESSAGE_ID.fullmatch(letter.in_reply_to) else ""
    if answered:
        mail["In-Reply-To"] = answered
    before = [each for each in letter.references if _MESSAGE_ID.fullmatch(each) and each != answered]
    if followed := [*before, *([answered] if answered else [])]:
        mail["References"] = " ".join(followed)


def _as_message_id(written: str) -> str:
    if not _MESSAGE_ID.fullmatch(written):
        raise Refused("A Message-ID must look like <something@council.example>. Nothing was sent.")
    return written


def _one_line(written: str, what: str) -> str:
    """The text, if it is one line; a further line would be a further header (header injection)."""
    if any(ord(ch) < 32 or ord(ch) in (0x7F, 0x85, 0x2028, 0x2029) for ch in written):
        raise Refused(f"The {what} holds a line break or a control character. Nothing was sent.")
    return written
