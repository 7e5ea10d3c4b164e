"""The way of a mail: kept first, then looked at, recorded, and its senders answered.

Keeping commits before anything is looked at. Working through a mail ends in one transaction, so that a stop
at any moment leaves the mail either still to do or done.
"""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from framework.pack import Pack
from mail.finishing import describe, finish
from mail.leases import held
from mail.looking import Looked, Looker, Trust
from mail.opening import HEAD, MAIL_SECONDS, Open, Read, open_mail
from mail.parts import Limits, Mail
from mail.reading.processes.worker import Stopped
from mail.scanning import SCANNER, Scanner, ScannerGone
from store.database import out_of_use
from store.messages import DONE, PENDING, RETRY_SECONDS
from store.recording import tell_qa_team
from store.tables import Message
from store.unit_of_work import Store, UnitOfWork, in_one_transaction

__all__ = ["MOST_TRIES", "Intake", "Trust"]

log = structlog.get_logger()

MOST_TRIES = 6
_DATABASE_SECONDS = 5.0


class TriedTooOften(Exception):
    """Each time that this mail was begun, the bot ended before it was done."""


@dataclass(frozen=True)
class _Claimed:
    """A mail that is ours for now; `attempts` tells whether it still is."""

    id: int
    attempts: int
    arrived: dt.datetime


class Intake:
    """Works mails through; threads and processes may do so at once.

    `read` reads one document and `opener` takes a mail apart, each in a child process (`ReaderPool`), so that
    neither can hang. The documents of one mail get `mail_seconds` together. A mail is claimed for `lease`, renewed
    for as long as it is in work. With a `scanner`, nothing is read that it has not passed; while it does not
    answer, mails wait, and are looked at again every `scanner_seconds`.
    """

    def __init__(
        self,
        store: Store,
        pack: Pack,
        read: Read,
        trust: Trust,
        *,
        lease: dt.timedelta = dt.timedelta(seconds=30),
        limits: Limits | None = None,
        opener: Open = open_mail,
        scanner: Scanner | None = None,
        mail_seconds: float = MAIL_SECONDS,
        scanner_seconds: float = 30.0,
    ) -> None:
        self._store = store
        self._pack = pack
        self._looker = Looker(
            store,
            read,
            trust,
            limits=limits,
            opener=opener,
            scanner=scanner,
            mail_seconds=mail_seconds,
            pause=scanner_seconds,
        )
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
        """One try, whatever comes of it. A database that cannot be written to is raised: the lease will end."""
        with self._store.reading() as work:
            message = work.messages.get(message_id)
            claimed = _Claimed(message.id, message.attempts, message.arrived)
        try:
            with held(self._store, claimed.id, claimed.attempts, self._lease):
                self._work(claimed)
        except ScannerGone as gone:
            self._without_scanner(claimed, gone)
        except Stopped:
            self._wait(claimed, "", 0)
        except Exception as error:
            self._failed(claimed, error)

    def _work(self, claimed: _Claimed) -> None:
        if claimed.attempts > MOST_TRIES:
            raise TriedTooOften
        with self._store.reading() as work:
            raw = work.messages.raw(work.messages.get(claimed.id))
        looked = self._looker.look(raw, claimed.arrived)
        message = in_one_transaction(self._store, lambda work: self._finish_once(work, claimed.id, looked))
        log.info(
            "mail-done", message=message.id, mailbox=message.mailbox, state=message.state, kind=message.kind
        )

    def _finish_once(self, work: UnitOfWork, message_id: int, looked: Looked) -> Message:
        """Finish the mail unless somebody else has, to whom it came when our lease ended."""
        message = work.messages.hold(message_id)
        if message.state in PENDING:
            finish(work, message, looked, self._pack)
        if looked.scanned and any(trouble.what == SCANNER for trouble in work.troubles.open()):
            work.troubles.end(SCANNER)
        return message

    def _without_scanner(self, claimed: _Claimed, gone: ScannerGone) -> None:
        """It waits, for as long as it takes; but a mail over which the scanner breaks each time is given up."""
        log.warning("mail-waits-for-scanner", message=claimed.id, midway=gone.midway)
        with self._store.writing() as work:
            work.troubles.begin(SCANNER, gone.reason, lasting=gone.lasting)
            work.commit()
        reason = f"Waits for the virus scanner. {gone.reason}"
        if gone.midway:
            self._try_again(claimed, reason)
        else:
            self._wait(claimed, reason, self._looker.pause)

    def _failed(self, claimed: _Claimed, error: Exception) -> None:
        log.error("mail-failed", message=claimed.id, error=type(error).__name__)
        if out_of_use(error):
            self._wait(claimed, "Waits for the database.", _DATABASE_SECONDS)
        elif isinstance(error, TriedTooOften):
            self._try_again(claimed, "The bot ended while it was in work.")
        else:
            self._try_again(claimed, f"Working through it failed ({type(error).__name__}).")

    def _wait(self, claimed: _Claimed, reason: str, seconds: float) -> None:
        self._put_off(claimed, lambda work, message: work.messages.wait(message, reason, seconds))

    def _try_again(self, claimed: _Claimed, reason: str) -> None:
        """Later, or not at all any more: then a person is told, and what its head says."""
        head = self._head(claimed) if claimed.attempts > len(RETRY_SECONDS) else None

        def fail(work: UnitOfWork, message: Message) -> None:
            work.messages.fail(message, reason)
            if message.state == "review":
                describe(message, head or Mail(), head.date if head and head.date else claimed.arrived)
                message.kind = "other"
                tell_qa_team(work, "review", message_id=message.id)

        self._put_off(claimed, fail)

    def _head(self, claimed: _Claimed) -> Mail | None:
        """Who sent a mail that is given up, and about what, so that a person has something to go by."""
        with self._store.reading() as work:
            begins = work.messages.raw(work.messages.get(claimed.id), most=HEAD)
        with suppress(Exception):
            return self._looker.head(begins)
        return None

    def _put_off(self, claimed: _Claimed, how: Callable[[UnitOfWork, Message], None]) -> None:
        """Say why it is not done, unless it is, or somebody else has it by now."""
        with self._store.writing() as work:
            message = work.messages.hold(claimed.id)
            if message.state not in DONE and message.attempts == claimed.attempts:
                how(work, message)
                work.commit()
