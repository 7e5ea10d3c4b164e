"""`auditbot demo`: the whole bot on this machine, with made-up people, sample mail and a workspace to look at."""

import csv
import errno
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from bot.cli.saying import say
from bot.demo.build import Story, sample_mail
from bot.demo.envelope import AUTH_SERVER
from bot.demo.telling import tell_story
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.wiring import Bot, build_bot
from bot.workspace import Member, Workspace, WorkspaceServer
from bot.workspace.model import Shortcut
from framework.pack import Pack, load_pack
from framework.words import Role
from handlers.slack.app import START_AN_AUDIT
from store.directory_files import read_cases, read_people
from store.tables import Delivery, Message

HERE = Path(__file__).parent
PACK = "rochdale-2013"
PATIENCE_SECONDS = 120


class PortTaken(Exception):
    """Something else listens on the port that was asked for."""


@dataclass(frozen=True)
class Demo:
    """A running demo."""

    bot: Bot
    server: WorkspaceServer
    inbox: Path
    stories: list[Story]

    def post_mail(self) -> None:
        """Put the sample mail into the mailbox, in order."""
        for story in self.stories:
            arriving = self.inbox / f"{story.name}.tmp"
            arriving.write_bytes(story.raw)
            arriving.rename(self.inbox / f"{story.name}.eml")

    def wait_until_done(self) -> bool:
        """Wait until every sample mail is worked through and everybody told; False if it takes too long."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            with self.bot.store.reading() as work:
                done = work.session.scalar(
                    select(func.count(Message.id)).where(Message.state.in_(("filed", "review", "ignored")))
                )
                going = work.session.scalar(
                    select(func.count(Delivery.id)).where(Delivery.state.in_(("waiting", "sending")))
                )
            if done == len(self.stories) and not going:
                return True
            time.sleep(0.1)
        return False


@contextmanager
def playing(port: int) -> Iterator[Demo]:
    """A demo with its bot started and nothing in the mailbox yet; everything is gone when the block ends."""
    pack = load_pack(PACK)
    with tempfile.TemporaryDirectory(prefix="auditbot-demo-") as folder, _started(pack, port) as server:
        inbox = Path(folder) / "cscaudits"
        inbox.mkdir()
        with build_bot(_settings(Path(folder), inbox, server)) as bot:
            _import_people(bot, pack)
            bot.start()
            yield Demo(bot, server, inbox, list(sample_mail(pack)))


def play_once() -> int:
    """Work through the sample mail and print what happened and to whom. 0, or 1 if it did not finish."""
    set_up_logs(quiet=True)
    with playing(port=0) as demo:
        demo.post_mail()
        if not demo.wait_until_done():
            say("The sample mail was not worked through in time. What was, is above; please report this.")
            return 1
        with demo.bot.store.reading() as work:
            for number, story in enumerate(demo.stories, start=1):
                tell_story(number, story, work)
    return 0


def play_until(stop: threading.Event, port: int) -> None:
    """Run the demo until told to stop."""
    set_up_logs(quiet=True)
    with playing(port) as demo:
        demo.post_mail()
        director = next(p for p in _people() if p["role"] == Role.ASSISTANT_DIRECTOR.value)
        say(
            f"auditbot is running with made-up people and {len(demo.stories)} sample mails.",
            "",
            f"  Look at it as anybody:        {demo.server.url}",
            f"  As the Assistant Director:    {demo.server.url}?as={director['email']}",
            "",
            f"  Mails (.eml) put into this folder are read like the others: {demo.inbox}",
            "",
            "Nothing leaves this machine, and all of it is gone when you stop it with Ctrl+C.",
        )
        stop.wait()
        say("Stopping…")


def _settings(folder: Path, inbox: Path, server: WorkspaceServer) -> Settings:
    return Settings.model_validate(
        {
            "database": {"url": f"sqlite:///{folder / 'auditbot.db'}"},
            "council": {"pack": PACK, "domains": ["council.example"], "auth_server": AUTH_SERVER},
            "mailboxes": [{"name": "audits", "kind": "folder", "path": str(inbox), "poll_seconds": 0.3}],
            "slack": {
                "bot_token": server.ws.bot_token,
                "app_token": server.ws.app_token,
                "api_url": server.api_url,
            },
        }
    )


@contextmanager
def _started(pack: Pack, port: int) -> Iterator[WorkspaceServer]:
    server = _workspace(pack, port)
    try:
        server.start()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken from error
        raise
    try:
        yield server
    finally:
        server.stop()


def _workspace(pack: Pack, port: int) -> WorkspaceServer:
    people = {
        person.email: person for person in read_people(HERE / "people.csv", pack).people if person.active
    }
    members = [Member(name=p.name, email=p.email, title=p.role.label) for p in people.values()]
    workspace = Workspace(
        name="Example Council",
        members=members,
        channels=["quality-assurance"],
        commands=["/audit"],
        shortcuts=(Shortcut(START_AN_AUDIT, "Start an audit"),),
    )
    return WorkspaceServer(workspace, port=port)


def _import_people(bot: Bot, pack: Pack) -> None:
    people = read_people(HERE / "people.csv", pack).people
    with bot.store.writing() as work:
        work.people.replace_people(people)
        work.people.replace_cases(read_cases(HERE / "cases.csv", pack, people).cases)
        work.commit()


def _people() -> list[dict[str, str]]:
    with (HERE / "people.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
