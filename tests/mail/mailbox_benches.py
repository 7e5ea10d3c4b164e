"""Each kind of mailbox with what happens to it from outside: mail arrives, people move it, servers stop."""

import itertools
import mailbox as standard
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from imap_tools.mailbox import MailBoxUnencrypted

from mail.mailboxes import folder as folders
from mail.mailboxes import imap
from mail.mailboxes.folder import FolderMailbox
from mail.mailboxes.imap import ImapMailbox
from mail.mailboxes.port import Mailbox
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.proxy import Wire


class Bench(Protocol):
    """What the contract suite does to a mailbox."""

    def open(self, **changed: Any) -> Mailbox: ...

    def deliver(self, raw: bytes) -> None: ...

    def in_pages_of(self, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on a page of a listing has so many messages at most."""

    def failing_at(self, subject: str) -> AbstractContextManager[Mailbox]:
        """The mailbox opened, while whatever is behind it fails at the message with that subject and no other."""
        ...

    def remove_first(self) -> None:
        """Somebody deletes the oldest message."""

    def in_folder(self, folder: str) -> list[bytes]:
        """What lies in a folder, as another program sees it."""
        ...

    def renew(self) -> None:
        """The mailbox is restored: the same messages under new ids."""


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

    def in_pages_of(self, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(folders, "_LISTED_AT_ONCE", size)

    @contextmanager
    def failing_at(self, subject: str) -> Iterator[Mailbox]:
        """Root may read anything, so this process is nobody in particular for as long as the block lasts."""
        marker, before = f"Subject: {subject}\r\n".encode(), os.geteuid()
        next(file for file in self._files() if marker in file.read_bytes()).chmod(0)
        time.sleep(0.03)
        if before == 0:
            os.seteuid(65_534)
        try:
            yield self.open()
        finally:
            os.seteuid(before)

    def remove_first(self) -> None:
        self._files()[0].unlink()

    def in_folder(self, folder: str) -> list[bytes]:
        return [file.read_bytes() for file in sorted((self.path / folder).glob("*.eml"))]

    def renew(self) -> None:
        for number, file in enumerate(self._files()):
            file.write_bytes(file.read_bytes())
            os.utime(file, ns=(0, time.time_ns() + number))
        time.sleep(0.03)

    def _files(self) -> list[Path]:
        return sorted(self.path.glob("*.eml"))


class MaildirBench(EmlBench):
    def __init__(self, directory: Path) -> None:
        self.path = directory / "Maildir"
        self._box = standard.Maildir(self.path)
        for folder in (self.path, *self.path.iterdir()):
            folder.chmod(0o755)

    def deliver(self, raw: bytes) -> None:
        name = self._box.add(raw)
        (self.path / "new" / name).chmod(0o644)
        time.sleep(0.01)

    def in_folder(self, folder: str) -> list[bytes]:
        files = (self.path / f".{folder}" / "cur").glob("*")
        return [file.read_bytes() for file in sorted(files, key=lambda file: file.stat().st_mtime_ns)]

    def renew(self) -> None:
        for file in self._files():
            file.rename(file.with_name(f"restored.{file.name}"))

    def _files(self) -> list[Path]:
        found = (*self.path.glob("new/*"), *self.path.glob("cur/*"))
        return sorted(found, key=lambda file: file.stat().st_mtime_ns)


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

    def in_pages_of(self, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(imap, "_LISTED_AT_ONCE", size)

    @contextmanager
    def failing_at(self, subject: str) -> Iterator[Mailbox]:
        with Wire(self.server.imap) as line:
            line.cut_at = f"Subject: {subject}\r\n".encode()
            yield self.open(port=line.port)

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
