"""The unit of work: everything that happens together, or not at all."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from store.audits import Audits
from store.database import Database
from store.inserting import insert_once
from store.log import Log
from store.messages import Messages
from store.outbox import Outbox
from store.people import People
from store.tables import Claim

Clock = Callable[[], dt.datetime]


class UnitOfWork:
    """The repositories over one transaction. What was not committed is undone when it ends."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self.session = session
        self.now = now
        self.messages = Messages(session, now)
        self.audits = Audits(session, now)
        self.people = People(session)
        self.outbox = Outbox(session, now)
        self.log = Log(session, now)

    def commit(self) -> None:
        """Make it so."""
        self.session.commit()

    def claim_once(self, key: str) -> bool:
        """True for whoever is first to claim `key` (an event's id, say), in whichever process."""
        return insert_once(self.session, Claim, key=key, at=self.now)


class Store:
    """The door to what is kept. `clock` gives aware times."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """A unit of work; say `commit()`, or it is undone."""
        with self.database.writing() as session:
            yield UnitOfWork(session, self.clock())

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A look at what is kept, which never waits for a writer."""
        with self.database.reading() as session:
            yield UnitOfWork(session, self.clock())
