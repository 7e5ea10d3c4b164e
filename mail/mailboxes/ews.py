"""A mailbox on Exchange Server, by Exchange Web Services.

Exchange Online has them off since October 2026 and removes them in April 2027; Graph is for there.
"""

import contextlib
import hashlib
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence

from mail.mailboxes.cursor import too_large
from mail.mailboxes.ews_errors import STATE_LOST, EwsError, is_about_the_request, is_gone
from mail.mailboxes.ews_listener import Listener
from mail.mailboxes.ews_services import Shown
from mail.mailboxes.ews_session import Pause, Session
from mail.mailboxes.ews_wire import Access, Login
from mail.mailboxes.port import Fetched, Listed, MailboxError, Page

_SIZED_AT_ONCE = 50
_FETCHED_AT_ONCE = (10, 1_000_000)  # messages and bytes in one answer, which is in memory several times over


class EwsMailbox:
    """The mailbox port over Exchange Web Services; what a folder's synchronisation tells is the truth.

    An id holds as long as the message stays in its folder. Streaming notifications wake `wait`; every
    `poll_seconds` it wakes of itself. A message above `max_bytes` comes with its head only.
    """

    def __init__(
        self,
        access: Access,
        *,
        name: str,
        folder: str = "Inbox",
        poll_seconds: float = 30.0,
        max_bytes: int = 150_000_000,
    ) -> None:
        self._access = access
        self._name, self._folder = name, folder
        self._poll, self._max_bytes = poll_seconds, max_bytes
        self._login = Login(self._access)
        self._session = Session(self._access, self._login, folder)
        self._listener: Listener | None = None
        self._listed: str | None = None
        self._pause = Pause()
        # a state means something for its own folder only
        self._of = hashlib.sha256(f"{access.address.casefold()}/{folder}".encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        return self._name

    def list(self, cursor: str | None) -> Iterator[Page]:
        if self._listener:
            self._listener.woken.clear()
        state = self._state(cursor)
        anew, more, lost = state is None, True, False
        while more:
            before = state
            with self._using() as session:
                try:
                    came, state, more = session.came(state)
                except EwsError as error:
                    if error.code not in STATE_LOST or lost or state is None:
                        raise
                    state, anew, lost = None, True, True
                    continue
                if more and state == before:
                    raise MailboxError(
                        f"{self._access.at} does not get on with the listing. It is tried again."
                    )
            self._remember(state)
            if came or state != before:
                yield Page(tuple(sorted(map(_listed, came), key=_by_arrival)), f"{self._of}:{state}", anew)

    def everything(self) -> Iterator[Listed]:
        """Going by offsets, what is taken away meanwhile would have us skip as many: then it goes back by those."""
        offset: int | None = 0
        before, seen = 0, set[int]()  # hashes, so that a large mailbox is not in memory
        while offset is not None:
            with self._using() as session:
                found, total, following = session.standing(offset)
            if total < before:
                before, offset = total, max(0, offset - (before - total))
                continue
            for each in found:
                if hash(each.id) not in seen:
                    seen.add(hash(each.id))
                    yield _listed(each)
            before, offset = total, following

    def fetch(self, uids: Sequence[str]) -> Iterator[Fetched]:
        for first in range(0, len(uids), _SIZED_AT_ONCE):
            some = list(uids[first : first + _SIZED_AT_ONCE])
            with self._using() as session:
                sizes = self._sizes(session, some)
                for group in _groups(some, sizes, self._max_bytes):
                    yield from self._fetch(session, group, sizes)

    def wait(self, seconds: float, stop: threading.Event) -> None:
        if self._listener is None and not stop.is_set():
            self._listener = Listener(Session(self._access, self._login, self._folder), self._listed)
        listener = self._listener
        until = time.monotonic() + min(seconds, max(self._poll, self._pause.left))
        while not stop.is_set() and (left := until - time.monotonic()) > 0:
            if listener is None or listener.woken.wait(min(left, 0.1)):
                break
        if listener is not None and listener.woken.is_set() and not self._pause.was_asked_for:
            self._pause.over()  # the server answers again
        if stop.is_set():
            self._stop_listening()

    def file(self, uid: str, folder: str) -> str | None:
        if not _could_be_an_id(uid):
            return None
        failure: EwsError | None = None
        with self._using() as session:
            try:
                return session.move(uid, folder)
            except EwsError as error:
                if not is_about_the_request(error.code):
                    raise
                failure = error  # one who may not move mail may read it all the same
        if is_gone(failure.code):
            return None
        raise MailboxError(
            f"A message could not be moved into {folder!r}. {failure}", lasting=failure.lasting
        ) from None

    def check(self) -> str:
        self._pause.over()
        with self._using() as session:
            how_many = session.count()
        return (
            f"{how_many:,} message{'' if how_many == 1 else 's'} in {self._folder} of {self._access.address}"
        )

    def close(self) -> None:
        self._stop_listening()
        self._session.close()

    @contextlib.contextmanager
    def _using(self) -> Iterator[Session]:
        """The session, unless the server is to be left alone for now."""
        self._pause.check()
        try:
            yield self._session
        except EwsError as error:
            if not is_gone(error.code):
                self._pause.failed(error)
            raise
        except MailboxError as error:
            self._pause.failed(error)
            raise
        self._pause.over()

    def _state(self, cursor: str | None) -> str | None:
        of, _, state = (cursor or "").partition(":")
        return state if of == self._of and re.fullmatch(r"[\x21-\x7e]+", state) else None

    def _remember(self, state: str) -> None:
        self._listed = state
        if self._listener:
            self._listener.listed = state

    def _stop_listening(self) -> None:
        if self._listener:
            self._listener.end()
        self._listener = None

    def _sizes(self, session: Session, uids: Sequence[str]) -> dict[str, int | str]:
        known = [uid for uid in uids if _could_be_an_id(uid)]
        found = dict(zip(known, session.sizes(known), strict=True)) if known else {}
        return {uid: found.get(uid, "ErrorInvalidId") for uid in uids}

    def _fetch(
        self, session: Session, uids: Sequence[str], sizes: Mapping[str, int | str]
    ) -> Iterator[Fetched]:
        """One by one if they cannot be had together; one that cannot be had alone is a problem of its own."""
        size = sizes[uids[0]]
        if len(uids) == 1 and not isinstance(size, int):
            yield _missing(uids[0], size)
        elif len(uids) == 1 and isinstance(size, int) and size > self._max_bytes:
            yield self._head(session, uids[0], size)
        else:
            try:
                found = session.mails([*uids])
            except MailboxError as error:
                if error.lasting or error.seconds is not None:
                    raise
                if len(uids) > 1:
                    for uid in uids:
                        yield from self._fetch(session, [uid], sizes)
                    return
                session.count()  # the mailbox as such can be used, or this says why not
                found = ["its answer did not come"]
            for uid, mail in zip(uids, found, strict=True):
                if isinstance(mail, bytes) and len(mail) > self._max_bytes:
                    yield self._head(session, uid, len(mail))
                else:
                    yield Fetched(uid, mail) if isinstance(mail, bytes) else _missing(uid, mail)

    def _head(self, session: Session, uid: str, size: int) -> Fetched:
        head = session.head(uid)
        return (
            Fetched(uid, head, too_large(size, self._max_bytes))
            if isinstance(head, bytes)
            else _missing(uid, head)
        )


def _groups(uids: Sequence[str], sizes: Mapping[str, int | str], limit: int) -> Iterator[list[str]]:
    """Those that are fetched by one request, in their order; alone what is large or cannot be had."""
    most, most_bytes = _FETCHED_AT_ONCE
    group: list[str] = []
    together = 0
    for uid in uids:
        size = sizes[uid]
        alone = not isinstance(size, int) or size > min(limit, most_bytes)
        weight = size if isinstance(size, int) else 0
        if group and (alone or len(group) == most or together + weight > most_bytes):
            yield group
            group, together = [], 0
        if alone:
            yield [uid]
        else:
            group.append(uid)
            together += weight
    if group:
        yield group


def _missing(uid: str, why: str) -> Fetched:
    if is_gone(why):
        return Fetched(uid, None)
    return Fetched(uid, None, f"The server did not give this message ({why}). It lies in the mailbox.")


def _could_be_an_id(uid: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9+/=_-]{1,1024}", uid) is not None


def _listed(item: Shown) -> Listed:
    return Listed(item.id, item.received)


def _by_arrival(message: Listed) -> tuple[bool, float]:
    return message.received is None, message.received.timestamp() if message.received else 0.0
