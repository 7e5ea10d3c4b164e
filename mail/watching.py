"""Watching a mailbox: what stands there is listed, fetched and kept, new mail first; moving it comes last."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.exc import SQLAlchemyError

from mail.mailboxes.port import Fetched, Mailbox, MailboxError, Page
from mail.parts import own_date
from mail.reconciling import keep_comparison
from mail.troubles import Difficulties
from store.placements import Added, Progress, ToFetch, ToMove
from store.unit_of_work import Store, UnitOfWork, in_one_transaction

log = structlog.get_logger()

_RELIST_SECONDS = 2.0  # new mail is looked for as often as this, whatever else there is to do
_FETCHED_AT_ONCE = 25
_BYTES_AT_ONCE = 4_000_000  # kept in one transaction
_MOVED_AT_ONCE = 10
_PAUSE = (0.5, 60.0)  # first and longest, seconds, while something cannot be used


@dataclass(frozen=True)
class Folders:
    """Where a mail is moved when it is done with, by its state; None leaves it where it is."""

    filed: str | None = "Filed"
    review: str | None = "Review"
    ignored: str | None = "Ignored"

    def of(self, state: str) -> str | None:
        """The folder for mails in that state."""
        return {"filed": self.filed, "review": self.review, "ignored": self.ignored}.get(state)


def no_past(_now: dt.datetime) -> None:
    """At the very first run, all that stands in the mailbox is read."""


class Watcher:
    """Fetches one mailbox into the store. `arrived` is called after each commit of something new.

    Several may watch one mailbox, in other processes. `past_before` says at the very first run, for the time it is
    given, before which time whatever the server took is left alone. A mail is claimed for `lease` while it is
    fetched. Trouble is said to `difficulties`, which the threads of a process share.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        store: Store,
        arrived: Callable[[], None],
        *,
        folders: Folders | None = None,
        poll_seconds: float = 30.0,
        lease: dt.timedelta = dt.timedelta(seconds=30),
        past_before: Callable[[dt.datetime], dt.datetime | None] = no_past,
        difficulties: Difficulties | None = None,
    ) -> None:
        self.mailbox = mailbox
        self._name = mailbox.name
        self._store = store
        self._arrived = arrived
        self._folders = folders or Folders()
        self._poll = poll_seconds
        self._lease = lease
        self._past_before = past_before
        self._difficulties = difficulties or Difficulties(store)
        self._what = f"mailbox {mailbox.name}"
        self._list_again = 0.0
        self._failures = 0
        self._left_alone = 0

    def run(self, stop: threading.Event) -> None:
        """List, fetch, move and wait until told to stop. Trouble is said once and tried again, never fatal."""
        while not stop.is_set():
            try:
                wait = 0.0 if self.step(stop) else self._seconds_to_wait()
                self._failures = 0
                self._difficulties.well(self._what)
            except Exception as error:
                self._difficulties.failed(self._what, error)
                self._pause(error, stop)
                continue
            if wait and not stop.is_set():
                self.mailbox.wait(wait, stop)
                self._list_again = 0.0
        self.mailbox.close()

    def step(self, stop: threading.Event | None = None) -> bool:
        """List if it is time, fetch some mails, move some; whether there may be more to do at once."""
        if self._is_time_to_look():
            self.look()
            self._list_again = time.monotonic() + min(_RELIST_SECONDS, self._poll)
        fetched = self.fetch(stop)
        if self._left_alone and not self._is_any_due():
            self._tell_of_what_is_left()
        return bool(self.tidy() + fetched)

    def look(self) -> int:
        """Keep the ids of what came since last time; how many were new. MailboxError if it cannot be reached."""
        with self._store.reading() as work:
            progress = work.placements.progress(self._name)
        cursor, new, past = progress.cursor, 0, 0
        if cursor is None:
            progress = Progress(None, self._past_before(self._store.clock()), anew=True)
        for page in self.mailbox.list(cursor):
            progress = replace(progress, cursor=page.cursor, anew=progress.anew or page.anew)
            added = self._add(page, progress, new)
            new, past = new + added.new, past + added.past
        if progress.anew:
            self._listed_to_the_end(progress, past)
        return new

    def fetch(self, stop: threading.Event | None = None) -> int:
        """Keep some of what was listed, new mail before a backlog; how many were tried. MailboxError as above."""
        if not self._is_any_due():
            return 0
        with self._store.writing() as work:
            claimed = work.placements.claim(self._name, _FETCHED_AT_ONCE, self._lease)
            work.commit()
        left = {wanted.uid: wanted for wanted in claimed}
        try:
            if claimed:
                self._fetch(left, stop)
        finally:
            self._release(list(left.values()))
        return len(claimed) - len(left)

    def tidy(self) -> int:
        """Move some of what is done with; how many. MailboxError if one cannot be moved now: it is tried again."""
        with self._store.reading() as work:
            moves = work.placements.to_move(self._name, _MOVED_AT_ONCE)
        done: list[tuple[ToMove, str | None]] = []
        try:
            for move in moves:
                folder = self._folders.of(move.state)
                done.append((move, self.mailbox.file(move.uid, folder) if folder else None))
                if self._is_time_to_look():
                    break
        except MailboxError:
            self._in_one(lambda work: work.placements.not_moved(moves[len(done)].id))
            raise
        finally:
            self._moved(done)
        return len(done)

    def _is_time_to_look(self) -> bool:
        return time.monotonic() >= self._list_again

    def _add(self, page: Page, progress: Progress, so_far: int) -> Added:
        """A page and the cursor that covers it, together."""
        listed = [(message.uid, message.received) for message in page.messages]

        def add(work: UnitOfWork) -> Added:
            before = progress.since if progress.anew else None
            added = work.placements.add(
                self._name, listed, past_before=before, so_far=so_far, again=progress.again
            )
            work.placements.reached(self._name, progress)
            return added

        return in_one_transaction(self._store, add)

    def _listed_to_the_end(self, progress: Progress, past: int) -> None:
        """What is listed from now on is new, however old the server says it is."""

        def end(work: UnitOfWork) -> None:
            work.placements.reached_the_end(self._name, progress)
            if past:
                count = work.placements.past(self._name)
                work.log.add("mailbox-past-left", self._what, messages=count)

        in_one_transaction(self._store, end)

    def _fetch(self, left: dict[str, ToFetch], stop: threading.Event | None) -> None:
        """Fetches what is `left`, and takes out of it what is done with."""
        some: list[Fetched] = []
        weight, backlog = 0, all(wanted.backlog for wanted in left.values())
        try:
            for fetched in self.mailbox.fetch(list(left)):
                some.append(fetched)
                weight += len(fetched.raw or b"")
                if weight > _BYTES_AT_ONCE:
                    some, weight = self._keep(some, left), 0
                if (stop is not None and stop.is_set()) or (backlog and self._is_time_to_look()):
                    break
        finally:
            self._keep(some, left)

    def _keep(self, some: Sequence[Fetched], left: dict[str, ToFetch]) -> list[Fetched]:
        """Commits what was fetched; nothing of it is left."""
        if not some:
            return []
        new = in_one_transaction(
            self._store, lambda work: sum(self._keep_one(work, left[each.uid], each) for each in some)
        )
        for fetched in some:
            left.pop(fetched.uid, None)
        if new:
            self._arrived()
        return []

    def _keep_one(self, work: UnitOfWork, wanted: ToFetch, fetched: Fetched) -> bool:
        """Whether it is a new mail."""
        raw, problem = fetched.raw, fetched.problem
        if raw is None and not problem:
            work.placements.gone(wanted.id)
            work.log.add("mail-gone", self._what, placement=wanted.id, reason=_GONE)
            return False
        if raw is None:
            if work.placements.failed(wanted.id):
                return False
            raw, problem = _unfetched(wanted.uid), f"{_NOT_GIVEN} {problem}"
        elif wanted.again and self._is_from_before(work, raw):
            work.placements.from_before(wanted.id)
            work.log.add("mail-from-before", self._what, placement=wanted.id)
            self._left_alone += 1
            return False
        kept = work.messages.keep(self._name, raw, problem=problem, backlog=wanted.backlog)
        work.placements.kept(wanted.id, kept.id)
        return kept.new

    def _tell_of_what_is_left(self) -> None:
        """As soon as a mailbox that was listed anew is through: what was never read does not wait for the night.

        If the process ends before, the nightly comparison tells of it.
        """
        standing = sum(1 for _ in self.mailbox.everything())
        in_one_transaction(self._store, lambda work: keep_comparison(work, self._name, standing, []))
        log.warning("mail-from-before-left", mailbox=self._name, messages=self._left_alone)
        self._left_alone = 0

    def _is_from_before(self, work: UnitOfWork, raw: bytes) -> bool:
        """Whether its own Date says that it is one of the past, whenever the server took it: a backup restored
        has all of it come today."""
        border, dated = work.placements.progress(self._name).before, own_date(raw)
        if border is None or dated is None or dated >= border:
            return False
        return not work.messages.knows(self._name, raw)

    def _release(self, left: Sequence[ToFetch]) -> None:
        """What was claimed and not tried is next; where the database takes nothing, when the lease ends."""
        if left:
            try:
                self._in_one(lambda work: work.placements.release([wanted.id for wanted in left]))
            except SQLAlchemyError as error:
                log.info("lease-left-to-end", mailbox=self._name, error=type(error).__name__)

    def _moved(self, done: Sequence[tuple[ToMove, str | None]]) -> None:
        def moved(work: UnitOfWork) -> None:
            for move, there in done:
                work.placements.moved(move.id, move.state, self._folders.of(move.state) or "", there)

        if done:
            self._in_one(moved)

    def _in_one(self, do: Callable[[UnitOfWork], None]) -> None:
        in_one_transaction(self._store, do)

    def _is_any_due(self) -> bool:
        """Known without waiting for whoever is writing."""
        with self._store.reading() as work:
            due = work.placements.next_try(self._name)
            return due is not None and due <= work.now

    def _seconds_to_wait(self) -> float:
        with self._store.reading() as work:
            due = work.placements.next_try(self._name)
            now = work.now
        return min(self._poll, max((due - now).total_seconds(), 0.05)) if due else self._poll

    def _pause(self, error: Exception, stop: threading.Event) -> None:
        """As long as the server asked for, else longer each time, but no longer than until it is back."""
        self._list_again = 0.0
        first, longest = _PAUSE
        pause = min(first * 2**self._failures, longest)
        self._failures = min(self._failures + 1, 10)
        if not isinstance(error, MailboxError):
            stop.wait(pause)
        elif error.seconds is not None:
            stop.wait(max(error.seconds, first))
        else:
            stop.wait(min(pause, _RELIST_SECONDS))
            self.mailbox.wait(max(pause - _RELIST_SECONDS, 0.0), stop)


_GONE = "Moved or deleted by a person before it was fetched; it is read if it is moved back."
_NOT_GIVEN = "The server did not give this message, however often it was asked. It lies in the mailbox."


def _unfetched(uid: str) -> bytes:
    """A head for a message that never came; like no other message's."""
    return f"Subject: (message {uid} could not be fetched)\r\n\r\n".encode("ascii", errors="replace")
