"""A real SMTP server (aiosmtpd) that keeps what it is given and can be told to refuse."""

import contextlib
import socket
import ssl
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = "made-up-for-tests"


@dataclass
class SmtpServer:
    """`answers` maps a stage ("MAIL", "RCPT", "DATA") to what is answered there instead of OK."""

    port: int = 0
    ca_file: Path = Path()
    answers: dict[str, str] = field(default_factory=dict)
    envelopes: list[Envelope] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, in order."""
        return [
            cast(EmailMessage, message_from_bytes(cast(bytes, envelope.content), policy=policy.default))
            for envelope in self.envelopes
        ]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers.get("DATA") == "lost":  # taken, but the answer never comes
            self.envelopes.append(envelope)
            assert server.transport is not None
            server.transport.close()
            return "250 OK"
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.envelopes.append(envelope)
        return "250 OK"


@contextlib.contextmanager
def running(security: str = "none", *, login: bool = False) -> Iterator[SmtpServer]:
    """A server for as long as the block lasts: "none", "starttls" or "tls"; with `login` it wants PASSWORD."""
    with tempfile.TemporaryDirectory(prefix="smtp-") as directory:
        server = SmtpServer(ca_file=Path(directory) / "ca.pem")
        options = _options(security, _context(server.ca_file), login=login)
        server.port = _free_port()
        controller = Controller(server, hostname="127.0.0.1", port=server.port, **options)
        controller.start()
        try:
            yield server
        finally:
            controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _options(security: str, tls: ssl.SSLContext, *, login: bool) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if security == "starttls":
        options |= {"tls_context": tls, "require_starttls": True}
    if security == "tls":
        options |= {"ssl_context": tls}
    if login:
        options |= {"authenticator": _authenticate, "auth_required": True, "auth_require_tls": False}
    return options


def _context(ca_file: Path) -> ssl.SSLContext:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)
