"""The way of a mail: kept first, then looked at, recorded, and its senders answered.

Keeping commits before anything is looked at. Working through a mail ends in one transaction, so that a stop
at any moment leaves the mail either still to do or done.
"""

import datetime as dt

import structlog

from framework.pack import Pack
from mail.finishing import finish
from mail.looking import Looked, Looker, Trust
from mail.opening import Read
from mail.parts import Limits
from store.messages import PENDING
from store.recording import tell_qa_team
from store.tables import Message
from store.unit_of_work import Store, UnitOfWork, in_one_transaction

__all__ = ["MOST_TRIES", "Intake", "Trust"]

log = structlog.get_logger()

MOST_TRIES = 6


class Intake:
    """Works mails through. `read` reads one document, in a child process of its own."""

    def __init__(
        self,
        store: Store,
        pack: Pack,
        read: Read,
        trust: Trust,
        *,
        lease: dt.timedelta = dt.timedelta(seconds=30),
        limits: Limits | None = None,
    ) -> None:
        self._store = store
        self._pack = pack
        self._looker = Looker(store, read, trust, limits or Limits())
        self._lease = lease

    def work_through(self, limit: int = 10) -> int:
        """Work through the mails that are due; how many there were."""
        with self._store.writing() as work:
            ids = work.messages.claim(limit, self._lease)
            work.commit()
        for message_id in ids:
            self._attempt(message_id)
        return len(ids)

    def work_through_one(self, message_id: int) -> None:
        """Work through that mail, if it is due and nobody else has it."""
        with self._store.writing() as work:
            claimed = work.messages.claim(1, self._lease, message_id)
            work.commit()
        if claimed:
            self._attempt(message_id)

    def _attempt(self, message_id: int) -> None:
        try:
            self._work(message_id)
        except Exception as error:
            log.error("mail-failed", message=message_id, error=type(error).__name__)
            with self._store.writing() as work:
                message = work.messages.hold(message_id)
                work.messages.fail(message, f"Working through it failed ({type(error).__name__}).")
                if message.state == "review":
                    tell_qa_team(work, "review", message_id=message.id)
                work.commit()

    def _work(self, message_id: int) -> None:
        with self._store.reading() as work:
            message = work.messages.get(message_id)
            raw, tries, arrived = work.messages.raw(message), message.attempts, message.arrived
        if tries > MOST_TRIES:
            raise RuntimeError("tried too often")
        looked = self._looker.look(raw, arrived)
        message = in_one_transaction(self._store, lambda work: self._finish_once(work, message_id, looked))
        log.info(
            "mail-done", message=message_id, mailbox=message.mailbox, state=message.state, kind=message.kind
        )

    def _finish_once(self, work: UnitOfWork, message_id: int, looked: Looked) -> Message:
        """Finish the mail unless somebody else has, to whom it came when our lease ended."""
        message = work.messages.hold(message_id)
        if message.state in PENDING:
            finish(work, message, looked, self._pack)
        return message
