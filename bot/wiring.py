"""The composition root: everything that runs is put together here, from the settings."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from bot.settings import ImapMailbox, MailboxSettings, Settings, SmtpSettings
from framework.pack import Pack, load_pack
from handlers.deliveries import DeliveryWorker
from handlers.slack.chat import Chat
from mail.intake import Intake, Trust
from mail.mailboxes.folder import FolderMailbox as Folder
from mail.mailboxes.imap import ImapMailbox as Imap
from mail.mailboxes.port import Mailbox
from mail.opening import Read
from mail.outgoing_smtp import Smtp
from mail.reading.child import ReaderPool
from mail.troubles import Difficulties
from mail.watching import Folders, Watcher
from store.database import connect
from store.unit_of_work import Store

log = structlog.get_logger()


def now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """The store, its tables brought up to date. DatabaseError if it does not open."""
    database = connect(settings.database.url)
    try:
        database.migrate()
        yield Store(database, now)
    finally:
        database.close()


def build_intake(settings: Settings, store: Store, pack: Pack, read: Read) -> Intake:
    """The intake, believing whom the settings say; `read` reads one document."""
    own = (settings.smtp.sender,) if settings.smtp else ()
    council = settings.council
    trust = Trust(domains=council.domains, auth_server=council.auth_server, own_addresses=own)
    return Intake(store, pack, read, trust, lease=_lease(settings))


def build_mailbox(settings: MailboxSettings) -> Mailbox:
    """The adapter for one mailbox; nothing connects yet."""
    if isinstance(settings, ImapMailbox):
        return Imap(
            name=settings.name,
            host=settings.host,
            port=settings.port or (993 if settings.security == "tls" else 143),
            security=settings.security,
            username=settings.username,
            password=settings.secret(),
            poll_seconds=settings.poll_seconds,
            folder=settings.folder,
            ca_file=settings.ca_file,
        )
    return Folder(name=settings.name, path=settings.path)


def build_smtp(settings: SmtpSettings | None) -> Smtp | None:
    """Outgoing mail, if it is set up."""
    if settings is None:
        return None
    return Smtp(
        host=settings.host,
        port=settings.port or {"tls": 465, "starttls": 587, "none": 25}[settings.security],
        security=settings.security,
        username=settings.username,
        password=settings.secret(),
        sender=settings.sender,
        ca_file=settings.ca_file,
    )


class Bot:
    """The running bot: a thread for each mailbox, one that works mails through, one that delivers, and Slack."""

    def __init__(self, settings: Settings, store: Store, read: Read, pack: Pack) -> None:
        self._settings = settings
        self.store = store
        self.pack = pack
        self.stop = threading.Event()
        self._difficulties = Difficulties(store)
        self._mail_came = threading.Event()
        self._to_deliver = threading.Event()
        self.intake = build_intake(settings, store, pack, read)
        self.watchers = [self._watcher(mailbox) for mailbox in settings.mailboxes]
        tokens = settings.slack.tokens()
        self.chat = Chat(store, pack, *tokens, api_url=settings.slack.api_url) if tokens else None
        self.worker = DeliveryWorker(
            store,
            pack,
            self.chat.gateway if self.chat else None,
            build_smtp(settings.smtp),
            lease=_lease(settings),
        )
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin. Slack that does not answer yet is tried again; the mail is read meanwhile."""
        for watcher in self.watchers:
            self._begin(f"mailbox-{watcher.mailbox.name}", lambda w=watcher: w.run(self.stop))
        self._begin("intake", self._work_mails)
        self._begin("deliveries", lambda: self.worker.run(self.stop, self._to_deliver))
        if self.chat is not None:
            self._begin("chat", lambda chat=self.chat: chat.run(self.stop))
        log.info("running", mailboxes=[w.mailbox.name for w in self.watchers], slack=self.chat is not None)

    def close(self) -> None:
        """Stop, letting what is under way finish."""
        self.stop.set()
        self._mail_came.set()
        self._to_deliver.set()
        for thread in self._threads:
            thread.join(timeout=15)
        log.info("stopped")

    def _watcher(self, settings: MailboxSettings) -> Watcher:
        folders = Folders(settings.filed, settings.review, settings.ignored)
        return Watcher(
            build_mailbox(settings),
            self.store,
            arrived=self._mail_came.set,
            folders=folders if settings.move else Folders(None, None, None),
            poll_seconds=settings.poll_seconds,
            lease=_lease(self._settings),
            past_before=_past_before(settings),
            difficulties=self._difficulties,
        )

    def _work_mails(self) -> None:
        while not self.stop.is_set():
            self._mail_came.clear()
            try:
                while not self.stop.is_set() and self.intake.work_through(limit=1):
                    self._to_deliver.set()
                self._difficulties.well("intake")
            except Exception as error:
                self._difficulties.failed("intake", error)
                self.stop.wait(2)
            self._mail_came.wait(timeout=1)

    def _begin(self, name: str, work: Callable[[], object]) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)


@contextmanager
def build_bot(settings: Settings) -> Iterator[Bot]:
    """A bot ready to start, closed when the block ends."""
    pack = load_pack(settings.council.pack)
    with open_store(settings) as store, ReaderPool(settings.council.pack) as reader:
        bot = Bot(settings, store, reader.read, pack)
        try:
            yield bot
        finally:
            bot.close()


def _past_before(settings: MailboxSettings) -> Callable[[dt.datetime], dt.datetime | None]:
    """Before which time a mailbox's mail is left alone, for the time of the very first run."""
    days = {"recent": settings.first_days, "new": 0}.get(settings.first)
    return lambda at: None if days is None else at - dt.timedelta(days=days)


def _lease(settings: Settings) -> dt.timedelta:
    return dt.timedelta(seconds=settings.deliveries.lease_seconds)
