"""Sends mail over SMTP."""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

from mail.outgoing import Letter, MailError, Refused, TryAgain, WrongSettings, as_address, compose
from mail.secure import Security, UnusableAuthority, context, refuse_unsafe


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
        self._sender = as_address(sender, "sender")
        self._ca_file, self._timeout = ca_file, timeout

    @property
    def sender(self) -> str:
        return self._sender.addr_spec

    def send(self, letter: Letter) -> None:
        mail = compose(self._sender, letter)
        with self._connected() as server:
            server.send_message(mail)

    def check(self) -> str:
        with self._connected() as server:
            server.noop()
        who = f" as {self._username}" if self._username else ""
        return f"{self._host}:{self._port} takes mail{who}"

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
