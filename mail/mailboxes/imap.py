"""A mailbox on an IMAP server."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from mail.mailboxes.cursor import Place, baseline, place, too_large
from mail.mailboxes.imap_session import DROPPED, Account, Busy, Refused, Session, Size
from mail.mailboxes.port import Arrived, MailboxError, Reached
from mail.secure import Security

T = TypeVar("T")
_AT_ONCE = 200
_DROPS_UNTIL_GIVEN_UP = 4
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
        self._drops: dict[str, int] = {}
        self._failure = MailboxError("not tried yet")
        self._pause = 0.0
        self._retry_at = 0.0

    @property
    def name(self) -> str:
        return self._name

    def fetch(self, cursor: str | None) -> Iterator[Arrived | Reached]:
        at, drops = place(cursor), 0
        while True:
            before = at
            try:
                for step in self._since(at):
                    at = place(step.cursor)
                    yield step
                return
            except DROPPED as error:
                drops = 0 if at != before else drops + 1
                self._lost()
                if drops > 1:
                    raise MailboxError(f"The connection to {self._at} was lost while fetching.") from error

    def baseline(self) -> str:
        return self._steadily(_baseline)

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

    def file(self, uid: str, folder: str) -> None:
        validity, _, number = uid.partition(":")

        def move(session: Session) -> None:
            if session.validity == validity and number.isdecimal() and session.has(int(number)):
                session.move(int(number), folder)

        try:
            self._steadily(move)
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

    def _since(self, at: Place) -> Iterator[Arrived | Reached]:
        """What came after a place, in one connection."""
        session = self._connected()
        begun_anew = session.validity != at.validity
        uids = session.uids_after(0 if begun_anew else at.number)
        last = uids[-1] if uids else at.number
        at = at.of(session.validity, last)
        self._listed = at.at(max(last, at.number))
        for first in range(0, len(uids), _AT_ONCE):
            for size in session.sizes(uids[first : first + _AT_ONCE]):
                at = at.at(size.uid)
                arrived = None if at.is_past(size.received) else self._arrived(session, size, at)
                if arrived:
                    yield arrived
        if begun_anew:
            yield Reached(str(self._listed))

    def _arrived(self, session: Session, size: Size, at: Place) -> Arrived | None:
        """A message, None if it is gone. One at which the connection broke off again and again has no body."""
        uid = f"{at.validity}:{size.uid}"
        times = self._drops.get(uid, 0)
        problem = too_large(size.size, self._max_bytes) if size.size > self._max_bytes else ""
        if times >= _DROPS_UNTIL_GIVEN_UP:
            problem = (
                "The server did not give this message, however often it was asked. It lies in the mailbox."
            )
        try:
            raw = (
                _unfetched(uid)
                if times > _DROPS_UNTIL_GIVEN_UP
                else session.message(size.uid, "HEADER" if problem else "")
            )
        except Busy:
            raise
        except DROPPED:
            self._drops[uid] = times + 1
            raise
        self._drops.pop(uid, None)
        return None if raw is None else Arrived(uid, raw, str(at), size.received, problem)

    def _unlisted(self, session: Session) -> bool:
        """Whether something came since the last fetch asked, so that waiting would be too late."""
        return session.validity != self._listed.validity or bool(session.uids_after(self._listed.number))


def _baseline(session: Session) -> str:
    uids = session.uids_after(0)
    return str(baseline(session.validity, uids[-1] if uids else 0))


def _unfetched(uid: str) -> bytes:
    """A head for a message that could not even be asked for its own; like no other message's."""
    return f"Subject: (message {uid} could not be fetched)\r\n\r\n".encode("ascii", errors="replace")
