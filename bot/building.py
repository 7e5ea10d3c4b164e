"""From the settings to the parts of the bot. Nothing here connects to anything yet.

What speaks to Exchange Web Services is imported where it is wanted: that alone takes half a second.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.settings import (
    EwsMailbox,
    FolderMailbox,
    GraphMailbox,
    ImapMailbox,
    LimitSettings,
    MailboxSettings,
    Settings,
    SmtpSettings,
)
from framework.pack import Pack
from framework.working_days import WorkingDays
from mail.intake import Intake
from mail.looking import Trust
from mail.mailboxes.folder import FolderMailbox as Folder
from mail.mailboxes.graph import GraphMailbox as Graph
from mail.mailboxes.imap import ImapMailbox as Imap
from mail.mailboxes.port import Mailbox, MailboxError
from mail.oauth import Tokens
from mail.opening import Open, Read, open_mail
from mail.outgoing import Outgoing
from mail.outgoing_graph import GraphSender
from mail.outgoing_smtp import Smtp
from mail.parts import Limits
from mail.reading.processes.child import ReaderPool
from mail.scanning import Clamd
from mail.web import WebError
from store.database import connect
from store.unit_of_work import Store

if TYPE_CHECKING:
    from mail.mailboxes.ews_wire import Access

IMAP_SCOPE = "https://outlook.office365.com/.default"
TIMEOUT_SECONDS = 30.0
_MB = 1_000_000


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


def working_days(settings: Settings) -> WorkingDays:
    """The council's calendar."""
    return WorkingDays(frozenset(settings.council.closed_days))


def lease(settings: Settings) -> dt.timedelta:
    """For how long a mail or a delivery is claimed at a time."""
    return dt.timedelta(seconds=settings.deliveries.lease_seconds)


def build_readers(settings: Settings, workers: int = 1) -> ReaderPool:
    """Child processes that open mails and read documents; they start at once."""
    return ReaderPool(settings.council.pack, seconds=settings.limits.document_seconds, workers=workers)


def build_intake(
    settings: Settings, store: Store, pack: Pack, read: Read, opener: Open = open_mail
) -> Intake:
    """The intake, believing whom the settings say; `read` reads one document, `opener` takes a mail apart."""
    council = settings.council
    sender = sends_from(settings)
    trust = Trust(
        domains=council.domains, auth_server=council.auth_server, own_addresses=(sender,) if sender else ()
    )
    return Intake(
        store,
        pack,
        read,
        trust,
        lease=lease(settings),
        limits=mail_limits(settings.limits),
        opener=opener,
        scanner=build_scanner(settings),
        mail_seconds=settings.limits.mail_seconds,
    )


def build_scanner(settings: Settings) -> Clamd | None:
    """The virus scanner, if one is set."""
    given = settings.virus_scanner
    if given is None:
        return None
    return Clamd(socket=given.socket, host=given.host, port=given.port, timeout=given.timeout_seconds)


def build_mailbox(
    settings: MailboxSettings, limits: LimitSettings, *, timeout: float = TIMEOUT_SECONDS
) -> Mailbox:
    """The adapter for one mailbox. SettingsError if a secret cannot be read."""
    most = int(limits.message_mb * _MB)
    match settings:
        case FolderMailbox():
            return Folder(name=settings.name, path=settings.path, max_bytes=most)
        case ImapMailbox():
            return _imap(settings, most, timeout)
        case EwsMailbox():
            return _ews(settings, most, timeout)
        case GraphMailbox():
            return _graph(settings, most, timeout)


def build_outgoing(settings: Settings, *, timeout: float = TIMEOUT_SECONDS) -> Outgoing | None:
    """Outgoing mail: by SMTP where that is set, else through the audits mailbox if it is on Exchange."""
    if settings.smtp is not None:
        return _smtp(settings.smtp, timeout)
    match _sending_mailbox(settings):
        case GraphMailbox() as graph:
            return GraphSender(
                sender=graph.address,
                tenant=graph.tenant,
                client_id=graph.client_id,
                client_secret=graph.application_secret(),
                api_url=graph.api_url,
                authority_url=graph.authority_url,
                timeout=timeout,
                ca_file=graph.ca_file,
            )
        case EwsMailbox() as ews:
            return _ews_sender(ews, timeout)
        case _:
            return None


def sends_from(settings: Settings) -> str:
    """The address that mails go out from; empty if none do."""
    if settings.smtp is not None:
        return settings.smtp.sender
    mailbox = _sending_mailbox(settings)
    return mailbox.address if mailbox else ""


def addresses(settings: Settings) -> dict[str, str]:
    """The address that people write to, by mailbox, where the settings say it."""
    known = {mailbox.name: _address(mailbox) for mailbox in settings.mailboxes}
    return {name: address for name, address in known.items() if address}


def _address(settings: MailboxSettings) -> str:
    if settings.address:
        return settings.address
    username = settings.username if isinstance(settings, ImapMailbox) else ""
    return username if "@" in username else ""


def _sending_mailbox(settings: Settings) -> EwsMailbox | GraphMailbox | None:
    on_exchange = [m for m in settings.mailboxes if isinstance(m, EwsMailbox | GraphMailbox)]
    return next(iter(sorted(on_exchange, key=lambda mailbox: mailbox.name != "audits")), None)


def mail_limits(given: LimitSettings) -> Limits:
    """How much is unpacked of one mail, as the settings say."""
    return Limits(
        message=int(given.message_mb * _MB),
        part=int(given.part_mb * _MB),
        total=int(given.total_mb * _MB),
        parts=given.parts,
        depth=given.depth,
        zip_entries=given.zip_entries,
        zip_ratio=given.zip_ratio,
    )


def _smtp(settings: SmtpSettings, timeout: float) -> Smtp:
    return Smtp(
        host=settings.host,
        port=settings.port or {"tls": 465, "starttls": 587, "none": 25}[settings.security],
        security=settings.security,
        username=settings.username,
        password=settings.secret(),
        sender=settings.sender,
        ca_file=settings.ca_file,
        timeout=timeout,
    )


def _imap(settings: ImapMailbox, max_bytes: int, timeout: float) -> Imap:
    return Imap(
        name=settings.name,
        host=settings.host,
        port=settings.port or (993 if settings.security == "tls" else 143),
        security=settings.security,
        username=settings.username,
        password=settings.secret(),
        access_token=_imap_token(settings) if settings.client_id else None,
        poll_seconds=settings.poll_seconds,
        timeout=timeout,
        max_bytes=max_bytes,
        folder=settings.folder,
        ca_file=settings.ca_file,
    )


def _imap_token(settings: ImapMailbox) -> Callable[[], str]:
    tokens = Tokens(
        tenant=settings.tenant,
        client_id=settings.client_id,
        client_secret=settings.application_secret(),
        scope=IMAP_SCOPE,
        authority_url=settings.authority_url,
    )

    def token() -> str:
        try:
            return tokens()
        except WebError as error:
            raise MailboxError(str(error), lasting=error.lasting) from error

    return token


def _ews_sender(settings: EwsMailbox, timeout: float) -> Outgoing:
    from mail.outgoing_ews import EwsSender

    return EwsSender(_ews_access(settings, timeout))


def _ews(settings: EwsMailbox, max_bytes: int, timeout: float) -> Mailbox:
    from mail.mailboxes.ews import EwsMailbox as Ews

    return Ews(
        _ews_access(settings, timeout),
        name=settings.name,
        folder=settings.folder,
        poll_seconds=settings.poll_seconds,
        max_bytes=max_bytes,
    )


def _ews_access(settings: EwsMailbox, timeout: float) -> "Access":
    from mail.mailboxes.ews_wire import Access

    return Access(
        address=settings.address,
        server=settings.server,
        username=settings.username,
        password=settings.secret(),
        auth=settings.auth,
        tenant=settings.tenant,
        client_id=settings.client_id,
        client_secret=settings.application_secret(),
        version=settings.version,
        insecure=settings.insecure,
        timeout=timeout,
        ca_file=settings.ca_file,
        authority_url=settings.authority_url,
    )


def _graph(settings: GraphMailbox, max_bytes: int, timeout: float) -> Graph:
    return Graph(
        name=settings.name,
        address=settings.address,
        tenant=settings.tenant,
        client_id=settings.client_id,
        client_secret=settings.application_secret(),
        api_url=settings.api_url,
        authority_url=settings.authority_url,
        folder=settings.folder,
        poll_seconds=settings.poll_seconds,
        timeout=timeout,
        max_bytes=max_bytes,
        ca_file=settings.ca_file,
    )
