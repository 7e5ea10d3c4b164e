"""Sends mail over SMTP, marked as ours and as automatic, so that no two machines answer each other."""

import contextlib
import email.policy
import hashlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, localtime, parseaddr
from pathlib import Path

from mail.secure import Security, UnusableAuthority, context, refuse_unsafe

MARKER = "X-Auditbot"
_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class MailError(Exception):
    """A mail was not sent, as far as is known. The text says why and what to do, and nothing of its content."""


class TryAgain(MailError):
    """It may go through later: no connection, greylisting, a full mailbox, an answer that never came."""


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


def message_id_for(key: str, sender: str) -> str:
    """The Message-ID of what is sent under a delivery's key: always the same, so that a repeat collapses."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


class Smtp:
    """A mail server to send through. `sender` is the From: "auditbot@council.example", with a name or without.

    `security` as for mailboxes: "none" only on this machine (ValueError). Without `username` nobody logs in.
    Each mail has a connection of its own, so it may be used from several threads.
    """

    def __init__(
        self,
        host: str,
        port: int = 587,
        security: Security = "starttls",
        username: str = "",
        password: str = "",
        sender: str = "",
        *,
        ca_file: str | Path | None = None,
        timeout: float = 30.0,
    ) -> None:
        self._host, self._port = host, port
        self._security = refuse_unsafe(host, security)
        self._username, self._password = username, password
        self._sender = _as_address(sender, "sender")
        self._ca_file, self._timeout = ca_file, timeout

    @property
    def sender(self) -> str:
        """The address that mails come from, without its name."""
        return self._sender.addr_spec

    def send(
        self,
        to: str,
        subject: str,
        text: str,
        html: str | None = None,
        in_reply_to: str | None = None,
        references: Sequence[str] | None = None,
        *,
        message_id: str,
        attachments: Sequence[Attachment] = (),
    ) -> None:
        """Sends one mail to one address; returns when the server has taken it.

        `message_id` is the caller's, the same whenever the same mail is sent again (`message_id_for`): after
        TryAgain the mail may have arrived all the same, and then two with one id are one. Raises TryAgain,
        Refused or WrongSettings.
        """
        mail = self._compose(to, subject, text, html, message_id)
        if in_reply_to:
            mail["In-Reply-To"] = _as_message_id(in_reply_to)
        followed = [*(references or ()), *([in_reply_to] if in_reply_to and not references else [])]
        if followed:
            mail["References"] = " ".join(_as_message_id(each) for each in followed)
        for each in attachments:
            main, _, sub = each.kind.partition("/")
            mail.add_attachment(
                each.content, maintype=main, subtype=sub or "octet-stream", filename=each.name
            )
        with self._connected() as server:
            server.send_message(mail)

    def check(self) -> str:
        """One sentence on the server, for `auditbot check`, without sending; a MailError if it is no good."""
        with self._connected() as server:
            server.noop()
        who = f" as {self._username}" if self._username else ""
        return f"{self._host}:{self._port} takes mail{who}"

    def _compose(self, to: str, subject: str, text: str, html: str | None, message_id: str) -> EmailMessage:
        mail = EmailMessage(policy=email.policy.SMTP)
        mail["From"] = self._sender
        mail["To"] = _as_address(to, "recipient")
        mail["Subject"] = _one_line(subject, "subject")
        mail["Date"] = format_datetime(localtime())
        mail["Message-ID"] = _as_message_id(message_id)
        mail[MARKER] = message_id.strip("<>")
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail.set_content(text)
        if html is not None:
            mail.add_alternative(html, subtype="html")
        return mail

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        with _explained(f"{self._host}:{self._port}", self._username), self._open() as server:
            if self._security == "starttls":
                server.starttls(context=context(self._ca_file))
            if self._username:
                server.login(self._username, self._password)
            yield server

    def _open(self) -> smtplib.SMTP:
        if self._security == "tls":
            return smtplib.SMTP_SSL(
                self._host, self._port, timeout=self._timeout, context=context(self._ca_file)
            )
        return smtplib.SMTP(self._host, self._port, timeout=self._timeout)


@contextlib.contextmanager
def _explained(at: str, username: str) -> Iterator[None]:
    """Turns what went wrong into a MailError in words for a person."""
    try:
        yield
    except UnusableAuthority as error:
        raise WrongSettings(str(error)) from error
    except ssl.SSLCertVerificationError as error:
        raise WrongSettings(
            f"The certificate of {at} is not to be trusted ({error.verify_message}); nothing was sent to it. "
            "Set host to the name in its certificate, or ca_file to the authority that issued it."
        ) from error
    except ssl.SSLError as error:
        raise WrongSettings(f"{at} does not speak TLS as expected. Check port and security.") from error
    except smtplib.SMTPNotSupportedError as error:
        raise _unsupported(at, error) from error
    except smtplib.SMTPAuthenticationError as error:
        kind = TryAgain if 400 <= error.smtp_code < 500 else WrongSettings
        raise kind(f"{at} refused to let {username} in. Check username and password.") from None
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=550)
        raise _answered(at, code, "the recipient") from error
    except smtplib.SMTPSenderRefused as error:
        raise _answered(at, error.smtp_code, "the sender") from error
    except smtplib.SMTPResponseException as error:
        raise _answered(at, error.smtp_code, "the mail") from error
    except (OSError, smtplib.SMTPException) as error:
        why = "no such host" if isinstance(error, socket.gaierror) else "no connection, or it was lost"
        raise TryAgain(f"{at} could not be reached or did not answer ({why}). It is tried again.") from error


def _unsupported(at: str, error: smtplib.SMTPNotSupportedError) -> MailError:
    said = str(error).upper()
    if "STARTTLS" in said:
        return WrongSettings(
            f'{at} does not offer STARTTLS; nothing was sent to it. Set security = "tls" and its port.'
        )
    if "AUTH" in said:
        return WrongSettings(
            f"{at} takes no username and password. Leave them out, or check port and security."
        )
    return Refused(f"{at} cannot carry an address with letters beyond A to Z.")


def _answered(at: str, code: int, what: str) -> MailError:
    if 400 <= code < 500 or code < 200:
        return TryAgain(f"{at} does not take {what} now (answer {code}). It is tried again.")
    if code in (530, 534, 535, 538):
        return WrongSettings(f"{at} wants a login first (answer {code}). Set username and password.")
    return Refused(f"{at} does not take {what} (answer {code}). Check the address.")


def _as_address(written: str, what: str) -> Address:
    """One address with or without a name; Refused if it is none, or more than one."""
    name, address = parseaddr(_one_line(written, what))
    if not _ADDRESS.fullmatch(address) or address not in written or written.count("@") - name.count("@") != 1:
        raise Refused(f"The {what} is not one mail address. Nothing was sent.")
    return Address(display_name=name, addr_spec=address)


def _as_message_id(written: str) -> str:
    if not _MESSAGE_ID.fullmatch(written):
        raise Refused("A Message-ID must look like <something@council.example>. Nothing was sent.")
    return written


def _one_line(written: str, what: str) -> str:
    """The text, if it is one line; a further line would be a further header (header injection)."""
    if any(ord(ch) < 32 or ord(ch) in (0x7F, 0x85, 0x2028, 0x2029) for ch in written):
        raise Refused(f"The {what} holds a line break or a control character. Nothing was sent.")
    return written
