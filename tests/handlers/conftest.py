"""A council with a database in a file, a Slack-compatible workspace and a mail server, all on this machine."""

import datetime as dt
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.workspace import Member, Workspace, WorkspaceServer
from framework.directory import Person
from framework.pack import Pack, load_pack
from framework.reading import Reading
from handlers.deliveries import DeliveryWorker
from handlers.slack.chat import Chat
from handlers.slack.gateway import SlackGateway, web_client
from mail.outgoing import Outgoing
from mail.outgoing_smtp import Smtp
from store.database import connect
from store.recording import Recorded, Submission, record
from store.tables import Delivery, LogEntry
from store.unit_of_work import Store
from tests.databases import migrated
from tests.handlers import council

SENDER = "auditbot@council.example"


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("rochdale-2013")


class Clock:
    """The time, which a test may put forward."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def forward(self, seconds: float) -> None:
        self.ahead += dt.timedelta(seconds=seconds)


class Postbag:
    """What the mail server took. `answer` says what it answers next instead of taking a mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=policy.default))  # pyright: ignore[reportArgumentType]
        return "250 taken"

    def to(self, email: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if email in mail["To"]]


class Bench:
    """Everything together, and the words for using it."""

    def __init__(self, store: Store, pack: Pack, clock: Clock, ws: Workspace, api_url: str) -> None:
        self.store, self.pack, self.clock, self.ws, self.api_url = store, pack, clock, ws, api_url
        self.slack = SlackGateway(web_client(ws.bot_token, api_url))
        self.postbag = Postbag()
        self.smtp: Outgoing | None = None

    def worker(self, **settings: Any) -> DeliveryWorker:
        given = {"slack": self.slack, "smtp": self.smtp} | settings
        return DeliveryWorker(self.store, self.pack, **given)

    def record(self, reading: Reading, sent: dt.datetime = council.SENT) -> Recorded:
        with self.store.writing() as work:
            recorded = record(work, reading, Submission("mail", sent), self.pack)
            work.commit()
        return recorded

    def record_id(self, reading: Reading, sent: dt.datetime = council.SENT) -> int:
        recorded = self.record(reading, sent)
        assert recorded.audit is not None
        return recorded.audit.id

    def deliver(self, **settings: Any) -> int:
        return self.worker(**settings).run_once()

    def later(self, seconds: float = 3.0) -> None:
        self.clock.forward(seconds)

    def people_are(self, people: list[Person]) -> None:
        with self.store.writing() as work:
            work.people.replace_people(people)
            work.commit()

    def inbox(self, email: str) -> list[dict[str, Any]]:
        return self.ws.as_member(email).messages()

    def deliveries(self, **wanted: Any) -> list[Delivery]:
        with self.store.reading() as work:
            rows = work.session.query(Delivery).order_by(Delivery.id).all()
        return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]

    def log(self, what: str) -> list[LogEntry]:
        with self.store.reading() as work:
            return [row for row in work.session.query(LogEntry).all() if row.what == what]

    @contextmanager
    def chatting(self) -> Iterator[Chat]:
        """The bot connected over Socket Mode."""
        stop = threading.Event()
        chat = Chat(self.store, self.pack, self.ws.bot_token, self.ws.app_token, api_url=self.api_url)
        thread = threading.Thread(target=chat.run, args=(stop,))
        thread.start()
        try:
            assert self.ws.wait_for_bot()
            yield chat
        finally:
            stop.set()
            thread.join(60)
            assert not thread.is_alive()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


PATIENCE = 20.0  # seconds that a click is good for: many tests on one machine at once are no slow bot


def members() -> list[Member]:
    """Everybody has an account but the assistant director; one stranger, one guest."""
    everybody = [Member(p.name, p.email) for p in council.people() if p.email != council.ASSISTANT]
    stranger = Member("Strange Person", "stranger@council.example")
    return [*everybody, stranger, Member("Guest Person", "guest@elsewhere.example", restricted=True)]


@pytest.fixture
def make_bench(tmp_path: Path, pack: Pack) -> Iterator[Callable[..., Bench]]:
    """Makes a bench on the database in the file `name`, or at `url`; `settings` are those of the workspace."""
    closing: list[Callable[[], object]] = []

    def make(name: str = "auditbot.db", *, url: str = "", **settings: Any) -> Bench:
        clock = Clock()
        database = connect(url) if url else migrated(tmp_path / name)
        closing.append(database.close)
        settings = {"trigger_seconds": PATIENCE} | settings
        ws = Workspace(members=members(), channels=["quality-assurance"], **settings)
        server = WorkspaceServer(ws).start()
        closing.append(server.stop)
        bench = Bench(Store(database, clock), pack, clock, ws, server.api_url)
        with bench.store.writing() as work:
            work.people.replace_people(council.people())
            work.people.replace_cases([council.case()])
            work.commit()
        return bench

    yield make
    for close in reversed(closing):
        close()


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench()


@pytest.fixture
def with_mail(bench: Bench) -> Iterator[Bench]:
    """The same with outgoing mail."""
    controller = Controller(bench.postbag, hostname="127.0.0.1", port=free_port())
    controller.start()
    bench.smtp = Smtp(
        host="127.0.0.1", port=controller.port, security="none", username="", password="", sender=SENDER
    )
    yield bench
    controller.stop()
