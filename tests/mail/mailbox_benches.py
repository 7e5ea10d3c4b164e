"""Each kind of mailbox with what happens to it from outside: mail arrives, people move it, servers stop."""

import itertools
import mailbox as standard
import secrets
import time
from pathlib import Path
from typing import Any, Protocol

from imap_tools.mailbox import MailBoxUnencrypted

from mail.mailboxes.folder import LIST, FolderMailbox
from mail.mailboxes.imap import ImapMailbox
from mail.mailboxes.port import Mailbox
from tests.servers.dovecot import PASSWORD, Dovecot


class Bench(Protocol):
    """What the contract suite does to a mailbox."""

    def open(self, **changed: Any) -> Mailbox: ...

    def deliver(self, raw: bytes) -> None: ...

    def remove_first(self) -> None:
        """Somebody deletes the oldest message."""

    def in_folder(self, folder: str) -> list[bytes]:
        """What lies in a folder, as another program sees it."""
        ...

    def renew(self) -> None:
        """The mailbox is restored: the same messages under new numbers."""


class EmlBench:
    def __init__(self, directory: Path) -> None:
        self.path = directory / "inbox"
        self.path.mkdir()
        self._names = (f"{number:04}.eml" for number in itertools.count(1))

    def open(self, **changed: Any) -> Mailbox:
        return FolderMailbox(**{"name": "audits", "path": self.path, "settle_seconds": 0.02} | changed)

    def deliver(self, raw: bytes) -> None:
        (self.path / next(self._names)).write_bytes(raw)
        time.sleep(0.03)

    def remove_first(self) -> None:
        min(self.path.glob("*.eml")).unlink()

    def in_folder(self, folder: str) -> list[bytes]:
        return [file.read_bytes() for file in sorted((self.path / folder).glob("*.eml"))]

    def renew(self) -> None:
        (self.path / LIST).unlink()


class MaildirBench(EmlBench):
    def __init__(self, directory: Path) -> None:
        self.path = directory / "Maildir"
        self._box = standard.Maildir(self.path)

    def deliver(self, raw: bytes) -> None:
        self._box.add(raw)
        time.sleep(0.01)

    def remove_first(self) -> None:
        min(
            (*self.path.glob("new/*"), *self.path.glob("cur/*")), key=lambda file: file.stat().st_mtime_ns
        ).unlink()

    def in_folder(self, folder: str) -> list[bytes]:
        files = (self.path / f".{folder}" / "cur").glob("*")
        return [file.read_bytes() for file in sorted(files, key=lambda file: file.stat().st_mtime_ns)]


class ImapBench:
    def __init__(self, server: Dovecot) -> None:
        self.server = server
        self.user = f"user{secrets.token_hex(4)}"

    def open(self, **changed: Any) -> Mailbox:
        return ImapMailbox(**self.settings() | changed)

    def settings(self) -> dict[str, Any]:
        return {
            "name": "audits",
            "host": "127.0.0.1",
            "port": self.server.imap,
            "security": "none",
            "username": self.user,
            "password": PASSWORD,
            "timeout": 5.0,
        }

    def deliver(self, raw: bytes) -> None:
        self.server.deliver(self.user, raw)

    def person(self) -> MailBoxUnencrypted:
        """The mailbox in another program, as people use it."""
        box = MailBoxUnencrypted("127.0.0.1", self.server.imap)
        box.login(self.user, PASSWORD)
        return box

    def remove_first(self) -> None:
        with self.person() as box:
            box.delete(box.uids()[:1])

    def in_folder(self, folder: str) -> list[bytes]:
        with self.person() as box:
            if not box.folder.exists(folder):
                return []
            box.folder.set(folder)
            return [message.obj.as_bytes() for message in box.fetch(mark_seen=False)]

    def renew(self) -> None:
        self.server.renew(self.user)
        with self.person() as box:
            box.uids()
