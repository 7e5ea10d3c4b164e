"""Watching a mailbox: what arrives is kept and committed, then worked through; moving it is a courtesy, last."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from mail.mailboxes.port import Arrived, Mailbox, MailboxError
from store.unit_of_work import Store

log = structlog.get_logger()


@dataclass(frozen=True)
class Folders:
    """Where a mail is moved when it is done with, by its state; None leaves it where it is."""

    filed: str | None = "Filed"
    review: str | None = "Review"
    ignored: str | None = "Ignored"

    def of(self, state: str) -> str | None:
        """The folder for mails in that state."""
        return {"filed": self.filed, "review": self.review, "ignored": self.ignored}.get(state)


@dataclass
class Watcher:
    """Fetches one mailbox into the store. `arrived` is called after each commit of something new.

    `error` is the last failure in words, empty while all is well.
    """

    mailbox: Mailbox
    store: Store
    arrived: Callable[[], None]
    folders: Folders = field(default_factory=Folders)
    poll_seconds: float = 30
    only_new: bool = False
    error: str = ""

    def fetch(self) -> int:
        """Keep all that came since last time; how many mails were new. MailboxError if it cannot be reached."""
        with self.store.reading() as work:
            cursor = work.messages.cursor(self.mailbox.name)
        if cursor is None and self.only_new:
            self._save_cursor(self.mailbox.baseline())
            return 0
        new = 0
        for found in self.mailbox.fetch(cursor):
            with self.store.writing() as work:
                if isinstance(found, Arrived):
                    kept = work.messages.keep(
                        self.mailbox.name, found.raw, uid=found.uid, problem=found.problem
                    )
                    new += kept.new
                work.messages.save_cursor(self.mailbox.name, found.cursor)
                work.commit()
            if isinstance(found, Arrived):
                self.arrived()
        return new

    def tidy(self) -> None:
        """Move what is done with. Repeatable; a mail that cannot be moved now is tried again next time."""
        with self.store.reading() as work:
            moves = [(p.uid, self.folders.of(state)) for p, state in work.messages.to_move(self.mailbox.name)]
        for uid, folder in moves:
            if folder is not None:
                self.mailbox.file(uid, folder)
            with self.store.writing() as work:
                work.messages.moved(self.mailbox.name, uid, folder or "")
                work.commit()

    def run(self, stop: threading.Event) -> None:
        """Fetch, tidy and wait until told to stop. Trouble is reported and tried again, never fatal."""
        while not stop.is_set():
            try:
                self.fetch()
                self.tidy()
                self.error = ""
            except MailboxError as error:
                self._report(str(error))
            except Exception as error:
                self._report(f"Unexpected {type(error).__name__}.")
                stop.wait(1)
            self.mailbox.wait(self.poll_seconds, stop)
        self.mailbox.close()

    def _save_cursor(self, cursor: str) -> None:
        with self.store.writing() as work:
            work.messages.save_cursor(self.mailbox.name, cursor)
            work.commit()

    def _report(self, error: str) -> None:
        if error != self.error:
            log.warning("mailbox-trouble", mailbox=self.mailbox.name, error=error)
        self.error = error
