"""The unit of work: everything that happens together, or not at all."""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from store.allocations import Allocations
from store.audits import Audits
from store.comparing import Comparisons
from store.conversations import Conversations
from store.database import Database
from store.duties import Duties
from store.holding import hold
from store.inserting import insert_once
from store.ledger import Ledger
from store.log import Log
from store.messages import Messages
from store.outbox import Outbox
from store.people import People, Remembered
from store.placements import Placements
from store.preferences import Preferences
from store.tables import Claim
from store.themes import Themes
from store.troubles import Troubles

Clock = Callable[[], dt.datetime]
T = TypeVar("T")

_PAUSES = (0.02, 0.05, 0.1, 0.2)  # seconds
_SERIALIZATION_FAILURE, _DEADLOCK = "40001", "40P01"


class UnitOfWork:
    """The repositories over one transaction. What was not committed is undone when it ends."""

    def __init__(self, session: Session, now: dt.datetime, people: Remembered | None = None) -> None:
        self.session = session
        self.now = now
        self.messages = Messages(session, now)
        self.placements = Placements(session, now)
        self.comparisons = Comparisons(session, now)
        self.audits = Audits(session, now)
        self.allocations = Allocations(session, now)
        self.conversations = Conversations(session, now)
        self.duties = Duties(session, now)
        self.ledger = Ledger(session, now)
        self.people = People(session, people)
        self.preferences = Preferences(session)
        self.themes = Themes(session, now)
        self.outbox = Outbox(session, now)
        self.log = Log(session, now)
        self.troubles = Troubles(session, now)

    def commit(self) -> None:
        """Make it so."""
        self.session.commit()

    def claim_once(self, key: str) -> bool:
        """True for whoever is first to claim `key` (an event's id, say), in whichever process."""
        return insert_once(self.session, Claim, key=key, at=self.now)

    def hold(self, *keys: str) -> None:
        """Wait until nobody else holds any of `keys`, and keep them until this unit ends."""
        hold(self.session, *keys)


class Store:
    """The door to what is kept. `clock` gives aware times."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self._people = Remembered()

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """A unit of work; say `commit()`, or it is undone. Its `now` is when its turn to write came."""
        with self.database.writing() as session:
            yield UnitOfWork(session, self.clock(), self._people)

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A look at what is kept, which never waits for a writer and cannot change anything."""
        with self.database.reading() as session:
            yield UnitOfWork(session, self.clock(), self._people)


def in_one_transaction(store: Store, do: Callable[[UnitOfWork], T]) -> T:
    """What `do` returns, its unit of work committed; done anew where another process came between.

    `do` may run several times before one is committed: it changes nothing but through its unit of work. What
    fails again and again is raised.
    """
    for pause in _PAUSES:
        try:
            return _once(store, do)
        except DBAPIError as error:
            if not _came_between(error):
                raise
        time.sleep(pause * random.uniform(0.5, 1.5))
    return _once(store, do)


def _once(store: Store, do: Callable[[UnitOfWork], T]) -> T:
    with store.writing() as work:
        done = do(work)
        work.commit()
    return done


def _came_between(error: DBAPIError) -> bool:
    """Whether another transaction is why this one failed, so that a second try may well succeed."""
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, IntegrityError) or state in (_SERIALIZATION_FAILURE, _DEADLOCK)
