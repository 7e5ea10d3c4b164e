"""The composition root: everything that runs is put together here, from the settings."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from bot.building import (
    addresses,
    build_intake,
    build_mailbox,
    build_outgoing,
    build_readers,
    lease,
    mail_limits,
    open_store,
    working_days,
)
from bot.clock import Clock
from bot.settings import MailboxSettings, Settings
from framework.london import LONDON
from framework.pack import Pack, load_pack
from handlers.deliveries import DeliveryWorker
from handlers.duties.doing import Duties
from handlers.duties.known import DUTIES
from handlers.duties.troubles import tell_of_troubles
from handlers.slack.chat import Chat
from mail.mailboxes.port import MailboxError
from mail.opening import Open, Read, open_mail
from mail.reconciling import compare
from mail.scanning import SCANNER
from mail.troubles import Difficulties
from mail.watching import Folders, Watcher
from store.unit_of_work import Store, UnitOfWork, in_one_transaction

log = structlog.get_logger()


COMPARISON = dt.time(3, 0)  # of each mailbox with the record, in London
INTAKES = 2  # mails worked through at once, so that a slow one holds up none that comes after it


class Bot:
    """The running bot: a thread for each mailbox, some that work mails through, one that delivers; Slack, a clock.

    `read` and `opener` are as for the intake.
    """

    def __init__(
        self, settings: Settings, store: Store, read: Read, pack: Pack, opener: Open = open_mail
    ) -> None:
        self._settings = settings
        self.store = store
        self.pack = pack
        self.stop = threading.Event()
        self._difficulties = Difficulties(store)
        self._mail_came = threading.Event()
        self._to_deliver = threading.Event()
        self.intake = build_intake(settings, store, pack, read, opener)
        self.watchers = [self._watcher(mailbox) for mailbox in settings.mailboxes]
        tokens = settings.slack.tokens()
        url = settings.slack.api_url
        limits, days = mail_limits(settings.limits), working_days(settings)
        self.chat = (
            Chat(store, pack, *tokens, api_url=url, read=read, opener=opener, limits=limits, days=days)
            if tokens
            else None
        )
        self.worker = DeliveryWorker(
            store,
            pack,
            self.chat.gateway if self.chat else None,
            build_outgoing(settings),
            reply_to=addresses(settings),
            lease=lease(settings),
        )
        self._clock = Clock()
        self._duties = Duties(store, pack, days, DUTIES)
        self._clock.each_minute("duties", self._do_duties)
        self._clock.each_hour("comparison", self._compare)
        self._clock.each_minute("troubles", self._tell_of_troubles)
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin. Slack that does not answer yet is tried again; the mail is read meanwhile."""
        self._end_troubles_of_what_is_not_used()
        for watcher in self.watchers:
            self._begin(f"mailbox-{watcher.mailbox.name}", lambda w=watcher: w.run(self.stop))
        for number in range(1, INTAKES + 1):
            self._begin(f"intake-{number}", self._work_mails)
        self._begin("deliveries", lambda: self.worker.run(self.stop, self._to_deliver))
        if self.chat is not None:
            self._begin("chat", lambda chat=self.chat: chat.run(self.stop))
        self._clock.start()
        log.info("running", mailboxes=[w.mailbox.name for w in self.watchers], slack=self.chat is not None)

    def close(self) -> None:
        """Stop, letting what is under way finish."""
        self.stop.set()
        self._clock.close()
        self._mail_came.set()
        self._to_deliver.set()
        for thread in self._threads:
            thread.join(timeout=15)
        log.info("stopped")

    def _watcher(self, settings: MailboxSettings) -> Watcher:
        folders = Folders(settings.filed, settings.review, settings.ignored)
        return Watcher(
            build_mailbox(settings, self._settings.limits),
            self.store,
            arrived=self._mail_came.set,
            folders=folders if settings.move else Folders(None, None, None),
            poll_seconds=settings.poll_seconds,
            lease=lease(self._settings),
            past_before=_past_before(settings),
            difficulties=self._difficulties,
        )

    def _end_troubles_of_what_is_not_used(self) -> None:
        """A mailbox or scanner that was taken out of the settings since is in no trouble any more."""
        used = {f"mailbox {mailbox.name}" for mailbox in self._settings.mailboxes}
        if self._settings.virus_scanner is not None:
            used.add(SCANNER)
        with self.store.writing() as work:
            for what in {trouble.what for trouble in work.troubles.open()} - used:
                if what.startswith("mailbox ") or what == SCANNER:
                    work.troubles.end(what)
            work.commit()

    def _do_duties(self) -> None:
        self._duties.begin()
        if self._duties.wake():
            self._to_deliver.set()

    def _tell_of_troubles(self) -> None:
        if in_one_transaction(self.store, tell_of_troubles):
            self._to_deliver.set()

    def _compare(self) -> None:
        """Each mailbox once a night, whoever of several bots is first; an hour later again if it could not be."""
        for settings in self._settings.mailboxes:
            if in_one_transaction(self.store, lambda work, name=settings.name: _is_to_compare(work, name)):
                self._compare_one(settings)

    def _compare_one(self, settings: MailboxSettings) -> None:
        try:
            compare(lambda: build_mailbox(settings, self._settings.limits), self.store, stop=self.stop)
        except MailboxError as error:
            log.warning("comparison-failed", mailbox=settings.name, error=str(error))
        self._to_deliver.set()

    def _work_mails(self) -> None:
        name = threading.current_thread().name
        while not self.stop.is_set():
            self._mail_came.clear()
            try:
                while not self.stop.is_set() and self.intake.work_through(limit=1):
                    self._to_deliver.set()
                self._difficulties.well(name)
            except Exception as error:
                self._difficulties.failed(name, error)
                self.stop.wait(2)
            self._mail_came.wait(timeout=1)

    def _begin(self, name: str, work: Callable[[], object]) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)


def _is_to_compare(work: UnitOfWork, mailbox: str) -> bool:
    now, last = work.now.astimezone(LONDON), work.comparisons.last(mailbox)
    at = last.at.astimezone(LONDON) if last is not None else None
    done = at is not None and at.date() == now.date() and at.time() >= COMPARISON
    due = now.time() >= COMPARISON and not done
    return due and work.claim_once(f"comparison:{mailbox}:{now:%Y-%m-%dT%H}")


@contextmanager
def build_bot(settings: Settings) -> Iterator[Bot]:
    """A bot ready to start, closed when the block ends."""
    pack = load_pack(settings.council.pack)
    with open_store(settings) as store, build_readers(settings, INTAKES) as readers:
        bot = Bot(settings, store, readers.read, pack, readers.open)
        try:
            yield bot
        finally:
            bot.close()


def _past_before(settings: MailboxSettings) -> Callable[[dt.datetime], dt.datetime | None]:
    """Before which time a mailbox's mail is left alone, for the time of the very first run."""
    days = {"recent": settings.first_days, "new": 0}.get(settings.first)
    return lambda at: None if days is None else at - dt.timedelta(days=days)
