"""A small council on loopback: a workspace, a settings file, an inbox, and the real program beside it."""

import datetime as dt
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from bot.building import open_store
from bot.settings import load_settings
from bot.workspace import Member, Workspace, WorkspaceServer
from framework.pack import Pack, load_pack
from framework.reading import Answer, Reading, Status
from framework.words import Judgement
from mail.writing import write
from store.directory_files import read_cases, read_people
from store.export import export
from store.unit_of_work import Store
from tests.databases import copy_to

AUDITBOT = Path(sys.executable).parent / "auditbot"
PACK = load_pack("rochdale-2013")
SENT = dt.datetime(2014, 1, 16, 10, 0, tzinfo=dt.UTC)

PEOPLE = """name,email,role,team,service_area,manager_email,cover_email,active
Ada North,ada.north@council.example,assistant-director,,,,,yes
Hal East,hal.east@council.example,head-of-service,,First Response,ada.north@council.example,,yes
Tess West,tess.west@council.example,team-manager,Team One,First Response,hal.east@council.example,,yes
Sol South,sol.south@council.example,social-worker,Team One,First Response,tess.west@council.example,,yes
Max Manager,max.manager@council.example,team-manager,Team Two,First Response,hal.east@council.example,,yes
Quin Quality,quin.quality@council.example,qa-team,,,,,yes
Bo Support,bo.support@council.example,business-support,,,,,yes
"""
CASES = """case_id,social_worker_email,team,service_area,status,iro_email,conference_chair_email,opened,closed
900501,sol.south@council.example,Team One,First Response,Child in need,,,2013-06-01,
900502,sol.south@council.example,Team One,First Response,Child in need,,,2013-07-01,
"""


def audit_tool(
    overall: Judgement | None = Judgement.INADEQUATE,
    *,
    case_id: str = "900501",
    grade: int = 3,
    auditor: str = "Max Manager",
    pack: Pack = PACK,
) -> bytes:
    """A completed Tier 1 audit tool, as a Word document."""
    form = pack.form("tier1-generic")
    answers = [
        Answer(number=a.number, grade=grade, comment=f"Seen in the file, {a.number}.") for a in form.areas
    ]
    answers[-1] = Answer(number=8, not_applicable=True, comment="Not cared for.")
    reading = Reading(
        form=form.id,
        status=Status.ACCEPTED,
        case_id=case_id,
        completed_by=auditor,
        social_worker="Sol South",
        date=dt.date(2014, 1, 15),
        answers=tuple(answers),
        overall=overall,
        comments="The plan now says who visits, and when.",
    )
    return write(form, reading, pack)


def mail(
    document: bytes | None,
    *,
    sender: str = "max.manager@council.example",
    subject: str = "Completed audit",
    sent: dt.datetime = SENT,
    message_id: str = "<audit-1@council.example>",
) -> bytes:
    """A mail with one attached document."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "cscaudits@council.example"
    message["Subject"] = subject
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = message_id
    message.set_content("Please find it attached.\n")
    if document is not None:
        message.add_attachment(
            document,
            maintype="application",
            subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
            filename="audit.docx",
        )
    return message.as_bytes()


@dataclass
class World:
    """One council: its folder, settings file and workspace."""

    folder: Path
    workspace: Workspace
    server: WorkspaceServer
    inbox: Path
    config: Path
    members: tuple[str, ...]
    store: Store

    def auditbot(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the program to its end; it must succeed."""
        done = subprocess.run(
            [AUDITBOT, *arguments], capture_output=True, text=True, timeout=60, cwd=self.folder, check=False
        )
        assert done.returncode == 0, done.stderr
        return done

    def export(self, table: str) -> list[dict[str, Any]]:
        """What `auditbot export` prints of a table, without starting the program for it."""
        with self.store.reading() as work:
            return [json.loads(json.dumps(row, default=str)) for row in export(work, table, PACK)]

    def import_directory(self) -> None:
        """Import people and cases."""
        people = read_people(self.folder / "people.csv", PACK).people
        with self.store.writing() as work:
            work.people.replace_people(people)
            work.people.replace_cases(read_cases(self.folder / "cases.csv", PACK, people).cases)
            work.commit()

    def post(self, name: str, raw: bytes) -> None:
        """Put a mail into the folder mailbox, whole."""
        arriving = self.inbox / f"{name}.tmp"
        arriving.write_bytes(raw)
        arriving.rename(self.inbox / f"{name}.eml")

    def told(self) -> dict[str, list[dict[str, Any]]]:
        """The direct messages that the bot sent, by the person's address."""
        seats = {email: self.workspace.as_member(email) for email in self.members}
        return {email: messages for email, seat in seats.items() if (messages := seat.messages())}

    @contextmanager
    def running(self) -> Iterator["subprocess.Popen[bytes]"]:
        """The bot as a process of its own, stopped by SIGTERM at the end."""
        process = self.start()
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the bot."""
        log = (self.folder / "auditbot.log").open("ab")
        return subprocess.Popen(
            [AUDITBOT, "run", "--config", str(self.config)], cwd=self.folder, stdout=log, stderr=log
        )

    def wait_until(self, true: Callable[[], object], what: str, seconds: float = 30) -> None:
        """Wait for something; say what if it does not come."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if true():
                return
            time.sleep(0.05)
        log = self.folder / "auditbot.log"
        raise AssertionError(f"{what}\n{log.read_text()[-3000:] if log.exists() else ''}")


def settings(server: WorkspaceServer, mailbox: str, lease: float = 30) -> str:
    """A settings file for a council on loopback."""
    return f"""
[database]
url = "sqlite:///auditbot.db"

[council]
domains = ["council.example"]

[[mailboxes]]
{mailbox}

[slack]
bot_token = "{server.ws.bot_token}"
app_token = "{server.ws.app_token}"
api_url = "{server.api_url}"

[deliveries]
lease_seconds = {lease}
"""


FOLDER_MAILBOX = 'name = "audits"\nkind = "folder"\npath = "inbox"\npoll_seconds = 0.2'


@contextmanager
def council(
    folder: Path, *, mailbox: str = FOLDER_MAILBOX, lease: float = 30, without: tuple[str, ...] = ()
) -> Iterator[World]:
    """A council whose people are members of the workspace, but for those `without` an account."""
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "cases.csv").write_text(CASES, encoding="utf-8")
    inbox = folder / "inbox"
    inbox.mkdir()
    rows = [line.split(",") for line in PEOPLE.splitlines()[1:]]
    members = [Member(name=row[0], email=row[1], title=row[2]) for row in rows if row[1] not in without]
    workspace = Workspace(
        name="Example Council", members=members, channels=["quality-assurance"], trigger_seconds=20.0
    )
    with WorkspaceServer(workspace, port=0) as server:
        config = folder / "auditbot.toml"
        config.write_text(settings(server, mailbox, lease), encoding="utf-8")
        copy_to(folder / "auditbot.db")
        with open_store(load_settings(config)) as store:
            world = World(folder, workspace, server, inbox, config, tuple(m.email for m in members), store)
            world.import_directory()
            yield world
