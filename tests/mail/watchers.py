"""Watchers over real mailboxes, a store for them, and stops at the worst moments."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mail.mailboxes.port import Mailbox
from mail.watching import Watcher
from store.tables import Message, Placement
from store.unit_of_work import Store, UnitOfWork
from tests.databases import migrated
from tests.mail.letters import letter, wire
from tests.mail.mailbox_benches import ImapBench

LEASE = dt.timedelta(seconds=30)


class Clock:
    """The real time, and whatever is added to it."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def forward(self, **by: float) -> None:
        self.ahead += dt.timedelta(**by)


class Stopped(BaseException):
    """The process is killed here, as far as the database is concerned."""


class StoppingStore(Store):
    """A store at whose commit number `left` the process stops: before it, or right after."""

    left = -1
    after = False
    stopped = False

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        with super().writing() as work:
            commit = work.commit

            def stopping() -> None:
                self.left -= 1
                now = self.left == 0
                if self.stopped or (now and not self.after):
                    self.stopped = True
                    raise Stopped
                commit()
                if now:
                    self.stopped = True
                    raise Stopped

            work.commit = stopping
            yield work


def open_store(folder: Path, clock: Clock) -> StoppingStore:
    """A store that holds nothing."""
    return StoppingStore(migrated(folder / "watched.db"), clock)


def watcher(
    mailbox: Mailbox, store: Store, arrived: Callable[[], None] = lambda: None, **more: Any
) -> Watcher:
    """One that looks anew at every step."""
    return _Eager(mailbox, store, arrived, **{**more, "lease": LEASE})


class _Eager(Watcher):
    def step(self, stop: threading.Event | None = None) -> bool:
        self._list_again = 0.0
        return super().step(stop)


def work_off(watching: Watcher) -> None:
    """Steps until there is nothing to do."""
    while watching.step():
        pass


def settle(store: Store, state: str = "filed") -> None:
    """What a bot's intake does, in short: all that was kept comes to that state."""
    with store.writing() as work:
        for message in work.session.scalars(select(Message).where(Message.state == "received")):
            work.messages.end(message, state, "")
        work.commit()


def subjects(store: Store, state: str = "") -> list[str]:
    """The subjects of the mails that are kept, in the order in which they were."""
    with store.reading() as work:
        kept = select(Message).order_by(Message.id)
        found = [work.messages.raw(m) for m in work.session.scalars(kept) if m.state == (state or m.state)]
    return [raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode() for raw in found]


def placements(store: Store) -> list[Placement]:
    """All that was ever listed."""
    with store.reading() as work:
        return list(work.session.scalars(select(Placement).order_by(Placement.id)))


def lay_in(bench: ImapBench, *names: str, days_old: float = 0, dated: dt.datetime | None = None) -> None:
    """Messages that stand in the mailbox all at once, as old as that; `dated`: their own Date, else one in 2014."""
    bench.open().check()
    raws = {name: wire(_dated(letter(name), dated)) for name in set(names)}
    bench.server.lay_in(bench.user, (raws[name] for name in names), days_old=days_old)


def _dated(mail: EmailMessage, at: dt.datetime | None) -> EmailMessage:
    if at is not None:
        del mail["Date"]
        mail["Date"] = at
    return mail
