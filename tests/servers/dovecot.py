"""A real IMAP server: Dovecot 2.3 on ports and in a directory of its own, stopped by its process id."""

import base64
import contextlib
import grp
import hashlib
import hmac
import json
import os
import pwd
import re
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import trustme

from tests.servers.programs import require

PASSWORD = "made-up-for-tests"
_KEY = b"a key for tests and for nothing else, long enough"


class Dovecot:
    """Knows every user with `PASSWORD`; mail comes in over LMTP, as it would from a mail exchanger."""

    def __init__(self, *, capability: str = "", namespace_prefix: str = "") -> None:
        """`capability` replaces what the server says it can ("IMAP4rev1 UIDPLUS": no MOVE, no IDLE)."""
        self._program = require("dovecot")
        self.directory = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.directory.chmod(0o755)
        self.imap, self.imaps, self.lmtp = _free_ports(3)
        self._capability = capability
        self._prefix = namespace_prefix
        self._authority = trustme.CA()
        self.ca_file = self.directory / "ca.pem"
        self._process: subprocess.Popen[bytes] | None = None
        self._prepare()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self) -> None:
        command = [self._program, "-c", str(self._config), "-F"]
        self._process = subprocess.Popen(command, start_new_session=True)
        until = time.monotonic() + 20
        while not all(_answers(port) for port in (self.imap, self.imaps, self.lmtp)):
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Dovecot did not start: {self.log()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends the server and all its connections; `start()` begins it again on the same ports."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=20)
            with contextlib.suppress(ProcessLookupError):  # its children see to their clients to the end
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process = None

    def deliver(self, user: str, raw: bytes) -> None:
        """Puts a message into a user's INBOX."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
            lmtp.sendmail("mx@council.example", [f"{user}@council.example"], raw)

    def lay_in(self, user: str, raws: Iterable[bytes], *, days_old: float = 0) -> None:
        """Puts many messages into a user's INBOX at once, as old as that; the user has logged in before."""
        box, then = self.directory / "mail" / user, time.time() - days_old * 86_400
        owner, before, file = pwd.getpwnam(self._user), b"", box
        for number, raw in enumerate(raws):
            name = f"{int(then)}.M{number:06}P{os.urandom(4).hex()}.host"
            if raw == before:
                (box / "new" / name).hardlink_to(file)
                continue
            file, before = box / "new" / name, raw
            arriving = box / "tmp" / name
            arriving.write_bytes(raw)
            os.utime(arriving, (then, then))
            if os.getuid() == 0:
                os.chown(arriving, owner.pw_uid, owner.pw_gid)
            arriving.rename(file)

    def renew(self, user: str) -> None:
        """Gives the INBOX a new UIDVALIDITY and its messages new UIDs, as a restored backup does."""
        listing = self.directory / "mail" / user / "dovecot-uidlist"
        before = re.search(r" V(\d+) ", listing.read_text())
        for file in listing.parent.glob("dovecot*"):
            if file.is_file():
                file.unlink()
        validity = int(before[1]) + 1000 if before else 1
        listing.write_text(f"3 V{validity} N1 G{os.urandom(16).hex()}\n")
        shutil.chown(listing, self._user, self._group)

    def messages(self, user: str, folder: str = "") -> list[Path]:
        """The files of a folder ("" is the INBOX, "Filed" another)."""
        box = self.directory / "mail" / user / (f".{folder}" if folder else "")
        return sorted([*box.glob("new/*"), *box.glob("cur/*")])

    def token(self, user: str, *, valid_for: int = 3600) -> str:
        """An OAuth access token for XOAUTH2, valid for so many seconds from now."""
        now = int(time.time())
        claims = {"sub": user, "upn": user, "iat": now - 7200, "exp": now + valid_for}
        signed = f"{_b64({'alg': 'HS256', 'typ': 'JWT'})}.{_b64(claims)}"
        signature = hmac.new(_KEY, signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"

    def log(self) -> str:
        with contextlib.suppress(FileNotFoundError):
            return (self.directory / "log").read_text(errors="replace")
        return ""

    @property
    def _config(self) -> Path:
        return self.directory / "dovecot.conf"

    def _prepare(self) -> None:
        own = pwd.getpwuid(os.getuid()).pw_name if os.getuid() else "dovecot"
        self._user, self._group = own, grp.getgrgid(pwd.getpwnam(own).pw_gid).gr_name
        certificate = self._authority.issue_cert("localhost", "127.0.0.1")
        certificate.cert_chain_pems[0].write_to_path(str(self.directory / "cert.pem"))
        certificate.private_key_pem.write_to_path(str(self.directory / "key.pem"))
        self._authority.cert_pem.write_to_path(str(self.ca_file))
        keys = self.directory / "keys" / "default" / "HS256"
        keys.mkdir(parents=True)
        (keys / "default").write_bytes(base64.b64encode(_KEY))
        (self.directory / "oauth.conf").write_text(
            "introspection_mode = local\n"
            f"local_validation_key_dict = fs:posix:prefix={self.directory}/keys/\n"
            "username_attribute = upn\n"
        )
        (self.directory / "mail").mkdir()
        self._config.write_text(self._settings())
        if os.getuid() == 0:
            shutil.chown(self.directory / "mail", self._user, self._group)

    def _settings(self) -> str:
        d = self.directory
        login = "dovenull" if os.getuid() == 0 else self._user
        chroot = "" if os.getuid() == 0 else "chroot ="
        capability = f"imap_capability = {self._capability}" if self._capability else ""
        return f"""
base_dir = {d}/run
state_dir = {d}/state
log_path = {d}/log
listen = 127.0.0.1
protocols = imap lmtp
default_internal_user = {self._user}
default_internal_group = {self._group}
default_login_user = {login}
mail_location = maildir:{d}/mail/%n
mail_uid = {self._user}
mail_gid = {self._group}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
mailbox_idle_check_interval = 1 s
ssl = yes
ssl_cert = <{d}/cert.pem
ssl_key = <{d}/key.pem
{capability}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {d}/oauth.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={self._user} gid={self._group} home={d}/mail/%n allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = {"." if self._prefix else "/"}
  prefix = {self._prefix}
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {self.imap}
  }}
  inet_listener imaps {{
    port = {self.imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {self.lmtp}
  }}
}}
service anvil {{
  {chroot}
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  {chroot}
}}
"""


@contextlib.contextmanager
def running(*, capability: str = "", namespace_prefix: str = "") -> Iterator[Dovecot]:
    """A Dovecot for as long as the block lasts."""
    with Dovecot(capability=capability, namespace_prefix=namespace_prefix) as server:
        yield server


def untrusted() -> ssl.SSLContext:
    """A context that believes anything, for looking at what a server does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _b64(claims: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def _free_ports(how_many: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(how_many)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
