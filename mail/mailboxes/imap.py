"""A mailbox on an IMAP server."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from mail.mailboxes.cursor import Place, place, too_large
from mail.mailboxes.imap_session import DROPPED, Account, Busy, Refused, Session
from mail.mailboxes.port import Fetched, Listed, MailboxError, Page
from mail.secure import Security

T = TypeVar("T")
_LISTED_AT_ONCE = 500
_SIZED_AT_ONCE = 100
_BYTES_AT_ONCE = 2_000_000  # of messages fetched by one command
_PAUSE = (1.0, 300.0)  # first and longest, seconds, while a server cannot be reached
_PAUSE_REFUSED = (30.0, 900.0)  # a wrong password tried every second locks the account


class ImapMailbox:
    """The mailbox port over IMAP4rev1. Flags are never read as state nor changed, but for moves.

    The connection is opened when first needed, and again when it was lost: at once the first time, then
    ever less often. `security="none"` only on this machine (ValueError). `access_token` gives a fresh OAuth
    token and takes the place of `password`. A message above `max_bytes` comes with its head only.
    """

    def __init__(
        self,
        *,
        name: str,
        host: str,
        username: str,
        password: str = "",
        port: int = 993,
        security: Security = "tls",
        access_token: Callable[[], str] | None = None,
        folder: str = "INBOX",
        poll_seconds: float = 60.0,
        ca_file: str | Path | None = None,
        timeout: float = 30.0,
        max_bytes: int = 150_000_000,
        idle_seconds: float = 1500.0,
    ) -> None:
        self._name = name
        self._account = Account(
            host, port, security, username, password, access_token, folder, ca_file, timeout
        )
        self._poll = poll_seconds
        self._max_bytes = max_bytes
        self._idle_seconds = min(idle_seconds, 1700.0)  # RFC 2177: less than 29 minutes
        self._session: Session | None = None
        self._listed = Place()
        self._broke_off = False
        self._failure = MailboxError("not tried yet")
        self._pause = 0.0
        self._retry_at = 0.0

    @property
    def name(self) -> str:
        return self._name

    def list(self, cursor: str | None) -> Iterator[Page]:
        at, anew, drops = place(cursor), False, 0
        while True:
            before = at
            try:
                for page in self._since(at):
                    anew = anew or page.anew
                    at = place(page.cursor)
                    yield replace(page, anew=anew)
                return
            except DROPPED as error:
                drops = 0 if at != before else drops + 1
                self._lost()
                if drops > 1:
                    raise MailboxError(f"The connection to {self._at} was lost while listing.") from error

    def everything(self) -> Iterator[Listed]:
        listed = self._listed
        try:
            for page in self.list(None):
                yield from page.messages
        finally:
            self._listed = listed  # what came in between is still news to wait()

    def fetch(self, uids: Sequence[str]) -> Iterator[Fetched]:
        self._broke_off = False
        for first in range(0, len(uids), _SIZED_AT_ONCE):
            yield from self._fetch_some(uids[first : first + _SIZED_AT_ONCE])

    def wait(self, seconds: float, stop: threading.Event) -> None:
        until = time.monotonic() + seconds
        while not stop.is_set() and (left := until - time.monotonic()) > 0:
            had_connection = self._session is not None
            try:
                session = self._connected()
                if not had_connection or self._unlisted(session):
                    return
                if not session.can_idle:
                    stop.wait(min(left, self._poll))
                elif session.idle(min(left, self._idle_seconds), stop.is_set):
                    return
            except MailboxError:
                stop.wait(min(left, max(0.1, self._retry_at - time.monotonic())))
            except DROPPED:
                self._lost()

    def file(self, uid: str, folder: str) -> str | None:
        validity, number, source = _parts(uid)

        def move(session: Session) -> str | None:
            with session.standing_in(source) as here:
                if here != validity or not session.has(number):
                    return None
                there = session.move(number, folder)
            return f"{there[0]}:{there[1]}:{folder}" if there else None

        try:
            return uid if folder == source else self._steadily(move)
        except Refused as error:
            raise MailboxError(
                f"{self._at} would not move a message into {folder!r}. "
                f"Check that {self._account.username} may make folders and move messages."
            ) from error

    def check(self) -> str:
        self.close()
        self._retry_at = 0.0
        session = self._connected()
        how_many = session.count()
        told = "says at once when mail arrives" if session.can_idle else "is asked for mail at intervals"
        return (
            f"{how_many:,} message{'' if how_many == 1 else 's'} in {self._account.folder}; the server {told}"
        )

    def close(self) -> None:
        if self._session:
            self._session.close()
        self._session = None

    @property
    def _at(self) -> str:
        return f"{self._account.host}:{self._account.port}"

    def _connected(self) -> Session:
        """The session, opened if need be. While a pause lasts the last failure is raised again."""
        if self._session:
            return self._session
        if time.monotonic() < self._retry_at:
            raise self._failure
        try:
            self._session = Session(self._account)
        except MailboxError as error:
            first, longest = _PAUSE_REFUSED if error.lasting else _PAUSE
            self._pause = min(max(self._pause * 2, first), longest)
            self._retry_at = time.monotonic() + self._pause * random.uniform(0.8, 1.0)
            self._failure = error
            raise
        self._pause = self._retry_at = 0.0
        return self._session

    def _lost(self) -> None:
        self.close()

    def _steadily(self, action: Callable[[Session], T]) -> T:
        """Does something with the session; once more, with a new one, if the connection had gone."""
        try:
            return action(self._connected())
        except Refused:
            raise
        except DROPPED:
            self._lost()
        try:
            return action(self._connected())
        except Refused:
            raise
        except DROPPED as error:
            self._lost()
            raise MailboxError(f"The connection to {self._at} broke off twice. It is tried again.") from error

    def _since(self, at: Place) -> Iterator[Page]:
        """What came after a place, in one connection."""
        session = self._connected()
        validity, anew = session.validity, session.validity != at.validity
        uids = session.uids_after(0 if anew else at.number)
        self._listed = Place(validity, uids[-1] if uids else 0 if anew else at.number)
        if anew and not uids:
            yield Page((), str(self._listed), anew)
        for first in range(0, len(uids), _LISTED_AT_ONCE):
            numbers = uids[first : first + _LISTED_AT_ONCE]
            found = session.arrivals(numbers)
            messages = tuple(Listed(f"{validity}:{number}", received) for number, received in found)
            yield Page(messages, str(Place(validity, numbers[-1])), anew)

    def _fetch_some(self, uids: Sequence[str]) -> Iterator[Fetched]:
        """Some messages, as many by one command as are not much together."""
        try:
            sizes = self._steadily(lambda session: _sizes(session, uids))
        except Refused as error:
            raise MailboxError(f"{self._at} would not say how large its messages are.") from error
        together: list[str] = []
        weight = 0
        for uid in uids:
            size = sizes.get(uid, 0)
            if together and weight + size > _BYTES_AT_ONCE:
                yield from self._fetch_together(together, sizes)
                together, weight = [], 0
            together.append(uid)
            weight += size
        yield from self._fetch_together(together, sizes)

    def _fetch_together(self, uids: Sequence[str], sizes: dict[str, int]) -> Iterator[Fetched]:
        """Whatever one command brings; the rest each by itself."""
        session, found = self._connected(), dict[str, bytes]()
        whole = [uid for uid in uids if sizes.get(uid, 0) <= self._max_bytes]
        if len(whole) > 1:
            try:
                found = _messages(session, whole)
            except Busy as error:
                raise self._busy() from error
            except Refused:
                pass
            except DROPPED:
                self._lost()
        for uid in uids:
            yield Fetched(uid, found[uid]) if uid in found else self._fetch_one(uid, sizes.get(uid, 0))

    def _fetch_one(self, uid: str, size: int) -> Fetched:
        """One message by itself. One at which the connection breaks off is not the end, but two in a row are."""
        session = self._connected()
        number = _number(session, uid)
        problem = too_large(size, self._max_bytes) if size > self._max_bytes else ""
        try:
            raw = session.message(number, "HEADER" if problem else "") if number else None
        except Busy as error:
            raise self._busy() from error
        except Refused:
            return Fetched(uid, None, "The server would not give this message.")
        except DROPPED as error:
            self._lost()
            self._connected()
            if self._broke_off:
                raise MailboxError(f"The connection to {self._at} was lost while fetching.") from error
            self._broke_off = True
            return Fetched(uid, None, "The connection to the server broke off at this message.")
        self._broke_off = False
        return Fetched(uid, raw, problem if raw is not None else "")

    def _busy(self) -> MailboxError:
        return MailboxError(f"{self._at} is busy and gave no message. It is tried again.")

    def _unlisted(self, session: Session) -> bool:
        """Whether something came since the last fetch asked, so that waiting would be too late."""
        return session.validity != self._listed.validity or bool(session.uids_after(self._listed.number))


def _parts(uid: str) -> tuple[str, int, str]:
    """UIDVALIDITY, UID, and the folder if it is not the one that is watched; an id not ours names nothing."""
    validity, _, rest = uid.partition(":")
    number, _, folder = rest.partition(":")
    return (validity, int(number), folder) if number.isascii() and number.isdecimal() else ("", 0, "")


def _number(session: Session, uid: str) -> int | None:
    """The message's UID if it stands, or stood, in the folder that is watched."""
    validity, number, folder = _parts(uid)
    return number if validity == session.validity and not folder else None


def _by_number(session: Session, uids: Sequence[str]) -> dict[int, str]:
    return {number: uid for uid in uids if (number := _number(session, uid)) is not None}


def _sizes(session: Session, uids: Sequence[str]) -> dict[str, int]:
    ours = _by_number(session, uids)
    return {ours[number]: size for number, size in session.sizes(list(ours)).items()}


def _messages(session: Session, uids: Sequence[str]) -> dict[str, bytes]:
    ours = _by_number(session, uids)
    return {ours[number]: raw for number, raw in session.messages(list(ours)).items() if number in ours}
