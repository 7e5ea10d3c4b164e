"""A mailbox that is a directory: of .eml files, or a Maildir.

What has been given out is kept in a list beside the mails (`.auditbot-list`), a number for each file that is
there now, so that the cursor is a short number as in IMAP and no clock or file date decides what is new.
Files that go away leave the list, so it never outgrows the directory.
"""

import contextlib
import datetime as dt
import fcntl
import json
import os
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mail.mailboxes.cursor import Place, baseline, place, too_large
from mail.mailboxes.port import Arrived, MailboxError, Reached

LIST = ".auditbot-list"
_LOCK = ".auditbot-lock"
_LOOK_EVERY = 0.25
_NOT_FINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart", "~")


class FolderMailbox:
    """A directory of .eml files, or a Maildir if it has `new` and `cur`. The directory must be writable.

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

    @property
    def name(self) -> str:
        return self._name

    def fetch(self, cursor: str | None) -> Iterator[Arrived | Reached]:
        listed = self._look()
        begun_anew = listed.validity != place(cursor).validity
        done = place(cursor).of(listed.validity, listed.last)
        for number, file in sorted(listed.files.items()):
            if number > done.number:
                at = done.at(number)
                arrived = self._read(file, at)
                if arrived and not at.is_past(arrived.received):
                    yield arrived
        if begun_anew:
            yield Reached(str(done.at(listed.last)))

    def baseline(self) -> str:
        listed = self._look()
        return str(baseline(listed.validity, listed.last))

    def wait(self, seconds: float, stop: threading.Event) -> None:
        until = time.monotonic() + seconds
        while not stop.is_set():
            with contextlib.suppress(MailboxError, OSError):
                if self._news():
                    return
            left = until - time.monotonic()
            if left <= 0:
                return
            stop.wait(min(_LOOK_EVERY, left))

    def file(self, uid: str, folder: str) -> None:
        try:
            with self._locked():
                listed = _load(self._path)
                found = self._named(listed, uid)
                if found:
                    _move(found, self._destination(folder), found.name if self._is_maildir else None)
        except OSError as error:
            raise self._error("A message could not be moved within the mailbox folder {}", error) from error

    def check(self) -> str:
        listed = self._look()
        kind = "Maildir" if self._is_maildir else "folder"
        how_many = len(listed.files)
        return f"{kind} with {how_many:,} message{'' if how_many == 1 else 's'}"

    def close(self) -> None:
        """Nothing is held open."""

    @property
    def _is_maildir(self) -> bool:
        return (self._path / "cur").is_dir() and (self._path / "new").is_dir()

    def _look(self) -> "_Listed":
        """The list, brought up to date with the directory."""
        try:
            with self._locked():
                listed = _load(self._path)
                if listed.update(self._files()) or not listed.saved:
                    listed.save(self._path)
                return listed
        except OSError as error:
            raise self._error("The mailbox folder {} cannot be used", error) from error

    def _news(self) -> bool:
        listed = _load(self._path)
        known = set(listed.files.values())
        return any(file not in known for file in self._files())

    def _files(self) -> list["_File"]:
        """Every whole message, oldest first."""
        folders = [self._path / "new", self._path / "cur"] if self._is_maildir else [self._path]
        found: list[tuple[int, _File]] = []
        for folder in folders:
            with os.scandir(folder) as scan:
                for entry in scan:
                    with contextlib.suppress(FileNotFoundError):
                        if self._is_message(entry):
                            found.append((entry.stat().st_mtime_ns, self._as_file(entry)))
        return [file for _, file in sorted(found, key=lambda pair: (pair[0], pair[1].name))]

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
        if self._is_maildir:
            return _File(entry.name.partition(":")[0], 0, 0)
        stat = entry.stat()
        return _File(entry.name, stat.st_size, stat.st_mtime_ns)

    def _where(self, file: "_File") -> Path | None:
        """Where the file is now, None if it is gone or another has its name."""
        if self._is_maildir:
            for folder in ("new", "cur"):
                with os.scandir(self._path / folder) as scan:
                    found = next((e.name for e in scan if e.name.partition(":")[0] == file.name), None)
                if found:
                    return self._path / folder / found
            return None
        path = self._path / file.name
        with contextlib.suppress(FileNotFoundError):
            stat = path.stat()
            if (stat.st_size, stat.st_mtime_ns) == (file.size, file.changed):
                return path
        return None

    def _read(self, file: "_File", at: Place) -> Arrived | None:
        """A message, None if it is gone. One that cannot be read goes to a person and stops no other."""
        uid = f"{at.validity}:{at.number}"
        try:
            path = self._where(file)
            if path is None:
                return None
            stat = path.stat()
            with path.open("rb") as stream:
                raw = stream.read(self._max_bytes + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            told = f"The file {file.name} could not be read ({error.strerror}). It lies in the mailbox."
            head = f"Subject: (the file {file.name}, message {uid}, could not be read)\r\n\r\n"
            return Arrived(uid, head.encode("utf-8", errors="replace"), str(at), problem=told)
        received = dt.datetime.fromtimestamp(stat.st_mtime, dt.UTC)
        if len(raw) <= self._max_bytes:
            return Arrived(uid, raw, str(at), received)
        return Arrived(uid, _head(raw), str(at), received, too_large(stat.st_size, self._max_bytes))

    def _named(self, listed: "_Listed", uid: str) -> Path | None:
        validity, _, number = uid.partition(":")
        file = listed.files.get(int(number)) if number.isdecimal() and validity == listed.validity else None
        return self._where(file) if file else None

    def _destination(self, folder: str) -> Path:
        steps = PurePosixPath(folder.replace("\\", "/")).parts
        if not steps or any(step in ("/", "..", ".") or step.startswith(".") for step in steps):
            raise MailboxError(f"{folder!r} is no name for a folder of a mailbox.", lasting=True)
        if not self._is_maildir:
            destination = self._path.joinpath(*steps)
            destination.mkdir(parents=True, exist_ok=True)
            return destination
        box = self._path / f".{'.'.join(steps)}"
        for part in ("new", "cur", "tmp"):
            (box / part).mkdir(parents=True, exist_ok=True)
        (box / "maildirfolder").touch()
        return box / "cur"

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One at a time, in whatever process: numbers are given out once."""
        with (self._path / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _error(self, what: str, error: OSError) -> MailboxError:
        reason = error.strerror or type(error).__name__
        return MailboxError(
            f"{what.format(self._path)} ({reason}). "
            "It must be there, and the bot must be allowed to read it and write in it."
        )


@dataclass(frozen=True)
class _File:
    """A file as it is told apart from any other that may have its name."""

    name: str
    size: int
    changed: int


class _Listed:
    """The list: which number each file has. `validity` changes when a list is begun anew."""

    def __init__(self, validity: str, last: int, files: dict[int, _File], *, saved: bool) -> None:
        self.validity = validity
        self.last = last
        self.files = files
        self.saved = saved

    def update(self, present: list[_File]) -> bool:
        """Numbers what is new, drops what is gone; whether anything changed."""
        there, known = set(present), set(self.files.values())
        gone = [number for number, file in self.files.items() if file not in there]
        for number in gone:
            del self.files[number]
        new = [file for file in present if file not in known]
        for file in new:
            self.last += 1
            self.files[self.last] = file
        return bool(gone or new)

    def save(self, folder: Path) -> None:
        lines = [json.dumps([self.validity, self.last])]
        lines += [json.dumps([number, f.name, f.size, f.changed]) for number, f in self.files.items()]
        written = folder / f"{LIST}.new"
        written.write_text("\n".join(lines) + "\n", encoding="utf-8")
        written.replace(folder / LIST)
        self.saved = True


def _load(folder: Path) -> _Listed:
    try:
        head, *lines = (folder / LIST).read_text(encoding="utf-8").splitlines()
        validity, last = json.loads(head)
        rows = [json.loads(line) for line in lines]
        files = {int(number): _File(name, int(size), int(changed)) for number, name, size, changed in rows}
        return _Listed(str(validity), int(last), files, saved=True)
    except (FileNotFoundError, ValueError, TypeError):
        return _Listed(secrets.token_hex(4), 0, {}, saved=False)


def _move(source: Path, folder: Path, name: str | None) -> None:
    """Moves a file; one of that name which is there already keeps it."""
    name = name or source.name
    target, times = folder / name, 1
    while target.exists():
        times += 1
        target = folder / f"{Path(name).stem} ({times}){Path(name).suffix}"
    with contextlib.suppress(FileNotFoundError):
        source.rename(target)


def _head(raw: bytes) -> bytes:
    found = [at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0]
    return raw[: min(found, default=65_536)][:65_536]
