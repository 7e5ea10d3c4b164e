"""A mailbox that is a directory: of .eml files, or a Maildir.

Nothing is written beside the mails. What has been listed is numbered in memory, so that no clock and no file's date
decides what is new; another process, or the same one after a restart, lists what stands there once more. The ids
stay the same, so that what is new to the caller was put in later, however old its date: only the first listing of
all is `anew`.
"""

import contextlib
import datetime as dt
import fcntl
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import quote_from_bytes, unquote_to_bytes

from mail.mailboxes.cursor import Place, place, too_large
from mail.mailboxes.port import Fetched, Listed, MailboxError, Page

_LOCK = ".auditbot-lock"
_LISTED_AT_ONCE = 500
_LOOK_EVERY = 0.25
_NOT_FINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart", "~")


class FolderMailbox:
    """A directory of .eml files, or a Maildir if it has `new` and `cur`. It must be writable only to move mails.

    A file counts as written once it has not changed for `settle_seconds` (a Maildir's are whole at once);
    names that begin with a dot or end in .tmp or .part are left alone. `max_bytes` as for IMAP.
    MailboxError from every method but `wait()` when the directory cannot be used.
    """

    def __init__(
        self,
        *,
        name: str,
        path: str | Path,
        settle_seconds: float = 0.5,
        max_bytes: int = 150_000_000,
    ) -> None:
        self._name = name
        self._path = Path(path)
        self._settle = settle_seconds
        self._max_bytes = max_bytes
        self._validity = secrets.token_hex(4)
        self._numbers: dict[_File, int] = {}
        self._last = 0

    @property
    def name(self) -> str:
        return self._name

    def list(self, cursor: str | None) -> Iterator[Page]:
        self._number(self._files())
        at = place(cursor)
        again, anew = at.validity != self._validity, not re.fullmatch("[0-9a-f]{8}", at.validity)
        new = [(n, file) for file, n in self._numbers.items() if again or n > at.number]
        if again and not new:
            yield Page((), str(Place(self._validity, self._last)), anew)
        for first in range(0, len(new), _LISTED_AT_ONCE):
            some = new[first : first + _LISTED_AT_ONCE]
            messages = tuple(Listed(file.uid, file.received) for _, file in some)
            yield Page(messages, str(Place(self._validity, some[-1][0])), anew)

    def everything(self) -> Iterator[Listed]:
        for file in self._files():
            yield Listed(file.uid, file.received)

    def fetch(self, uids: Sequence[str]) -> Iterator[Fetched]:
        if not self._path.is_dir():
            self._files()
        for uid in uids:
            yield self._fetch_one(uid)

    def wait(self, seconds: float, stop: threading.Event) -> None:
        until = time.monotonic() + seconds
        while not stop.is_set():
            with contextlib.suppress(MailboxError):
                if any(file not in self._numbers for file in self._files()):
                    return
            left = until - time.monotonic()
            if left <= 0:
                return
            stop.wait(min(_LOOK_EVERY, left))

    def file(self, uid: str, folder: str) -> str | None:
        file = _file_of(uid)
        if file is None or file.folder == folder:
            return uid if file else None
        try:
            with self._locked():
                found = self._where(file)
                name = _move(found, self._made(folder)) if found else None
        except OSError as error:
            raise self._error("A message could not be moved within the mailbox folder {}", error) from error
        if name is None:
            return None
        name = name.partition(":")[0] if self._is_maildir else name
        return replace(file, name=name, folder=folder).uid

    def check(self) -> str:
        how_many = len(self._files())
        kind = "Maildir" if self._is_maildir else "folder"
        moves = os.access(self._path, os.W_OK, effective_ids=True)
        told = "" if moves else "; the bot may not write in it, so that no message can be moved"
        return f"{kind} with {how_many:,} message{'' if how_many == 1 else 's'}{told}"

    def close(self) -> None:
        """Nothing is held open."""

    @property
    def _is_maildir(self) -> bool:
        return (self._path / "cur").is_dir() and (self._path / "new").is_dir()

    def _number(self, present: "Sequence[_File]") -> None:
        """Numbers what is new and forgets what is gone."""
        there = set(present)
        for file in [file for file in self._numbers if file not in there]:
            del self._numbers[file]
        for file in present:
            if file not in self._numbers:
                self._last += 1
                self._numbers[file] = self._last

    def _files(self) -> "Sequence[_File]":
        """Every whole message, oldest first."""
        folders = [self._path / "new", self._path / "cur"] if self._is_maildir else [self._path]
        found: set[_File] = set()
        try:
            for folder in folders:
                with os.scandir(folder) as scan:
                    for entry in scan:
                        with contextlib.suppress(FileNotFoundError):
                            if self._is_message(entry):
                                found.add(self._as_file(entry))
        except OSError as error:
            raise self._error("The mailbox folder {} cannot be used", error) from error
        return sorted(found, key=lambda file: (file.stamp, file.name))

    def _is_message(self, entry: os.DirEntry[str]) -> bool:
        if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
            return False
        if self._is_maildir:
            return True
        lower = entry.name.lower()
        if lower.endswith(_NOT_FINISHED) or not lower.endswith(".eml"):
            return False
        stat = entry.stat()
        return abs(time.time() - max(stat.st_mtime, stat.st_ctime)) >= self._settle

    def _as_file(self, entry: os.DirEntry[str]) -> "_File":
        """A Maildir's names are unique and its flags follow a colon; an .eml file may be written anew."""
        stat = entry.stat()
        if self._is_maildir:
            return _File(entry.name.partition(":")[0], 0, 0, stamp=stat.st_mtime_ns)
        return _File(entry.name, stat.st_size, stat.st_mtime_ns, stamp=stat.st_mtime_ns)

    def _where(self, file: "_File") -> Path | None:
        """Where the file is now, None if it is gone or another has its name."""
        folder = self._folder(file.folder)
        if self._is_maildir:
            return _in_maildir(folder, file.name)
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            stat = (folder / file.name).stat()
            if (stat.st_size, stat.st_mtime_ns) == (file.size, file.changed):
                return folder / file.name
        return None

    def _fetch_one(self, uid: str) -> Fetched:
        """A message. One that cannot be read stops no other."""
        file = _file_of(uid)
        try:
            path = self._where(file) if file else None
            if path is None:
                return Fetched(uid, None)
            size = path.stat().st_size
            with path.open("rb") as stream:
                raw = stream.read(self._max_bytes + 1)
        except FileNotFoundError:
            return Fetched(uid, None)
        except OSError as error:
            name = file.name if file else ""
            return Fetched(uid, None, f"The file {_shown(name)} could not be read ({error.strerror}).")
        if len(raw) <= self._max_bytes:
            return Fetched(uid, raw)
        return Fetched(uid, _head(raw), too_large(size, self._max_bytes))

    def _folder(self, folder: str) -> Path:
        """Where mails of that folder stand ("" is the mailbox itself)."""
        if not folder:
            return self._path
        steps = PurePosixPath(folder.replace("\\", "/")).parts
        if not steps or any(step in ("/", "..", ".") or step.startswith(".") for step in steps):
            raise MailboxError(f"{folder!r} is no name for a folder of a mailbox.", lasting=True)
        return self._path / f".{'.'.join(steps)}" if self._is_maildir else self._path.joinpath(*steps)

    def _made(self, folder: str) -> Path:
        """The directory that mails are moved into for that folder, made if need be."""
        box = self._folder(folder)
        if not self._is_maildir:
            box.mkdir(parents=True, exist_ok=True)
            return box
        for part in ("new", "cur", "tmp"):
            (box / part).mkdir(parents=True, exist_ok=True)
        (box / "maildirfolder").touch()
        return box / "cur"

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One at a time, in whatever process, so that no two files get one name."""
        with (self._path / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _error(self, what: str, error: OSError) -> MailboxError:
        reason = error.strerror or type(error).__name__
        return MailboxError(
            f"{what.format(self._path)} ({reason}). "
            "It must be there, and the bot must be allowed to read it, and to write in it if mails are moved."
        )


@dataclass(frozen=True)
class _File:
    """A file as it is told apart from any other that may have its name; `folder` is "" where mail arrives."""

    name: str
    size: int
    changed: int
    folder: str = ""
    stamp: int = field(default=0, compare=False)

    @property
    def uid(self) -> str:
        name, folder = (quote_from_bytes(os.fsencode(text), safe="") for text in (self.name, self.folder))
        return f"{self.size}:{self.changed}:{name}" + (f":{folder}" if folder else "")

    @property
    def received(self) -> dt.datetime | None:
        try:
            return dt.datetime.fromtimestamp(self.stamp / 1e9, dt.UTC)
        except (ValueError, OverflowError):
            return None


def _file_of(uid: str) -> _File | None:
    """The file that an id names, None if the id is not one of ours."""
    size, changed, name, folder = [*uid.split(":"), "", "", "", ""][:4]
    numbers_are = re.fullmatch(r"[0-9]+:-?[0-9]+", f"{size}:{changed}")
    name, folder = (os.fsdecode(unquote_to_bytes(text)) for text in (name, folder))
    if not numbers_are or not name or "/" in name or "\0" in name + folder:
        return None
    return _File(name, int(size), int(changed), folder)


def _in_maildir(folder: Path, name: str) -> Path | None:
    for part in (folder / "new", folder / "cur"):
        if (part / name).is_file():
            return part / name
        with contextlib.suppress(FileNotFoundError), os.scandir(part) as scan:
            found = next((entry.name for entry in scan if entry.name.partition(":")[0] == name), None)
            if found:
                return part / found
    return None


def _move(source: Path, folder: Path) -> str | None:
    """Moves a file and returns its name there; one of that name which is there already keeps it."""
    target, times = folder / source.name, 1
    while target.exists():
        times += 1
        target = folder / f"{source.stem} ({times}){source.suffix}"
    try:
        source.rename(target)
    except FileNotFoundError:
        return None
    return target.name


def _shown(name: str) -> str:
    return name.encode("utf-8", errors="replace").decode("utf-8")


def _head(raw: bytes) -> bytes:
    found = [at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0]
    return raw[: min(found, default=65_536)][:65_536]
