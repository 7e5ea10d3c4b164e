"""An office: a store with people and cases, and an intake over it, with a clock that can be moved."""

import datetime as dt
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from mail.intake import Intake, Trust
from mail.reading import read_bytes
from store.directory_files import read_cases, read_people
from store.export import export
from store.unit_of_work import Store
from tests.databases import migrated
from tests.journeys.world import CASES, PACK, PEOPLE

NOW = dt.datetime(2014, 1, 16, 12, 0, tzinfo=dt.UTC)
TRUST = Trust(("council.example",), "mx.council.example", ("auditbot@council.example",))
PASSED = "mx.council.example; dmarc=pass header.from=council.example"
QUALITY = "quin.quality@council.example"


class Office:
    """Its clock stands still until `now` is set, or runs with `running_clock`. `settings` are the intake's."""

    def __init__(self, folder: Path, *, running_clock: bool = False, **settings: Any) -> None:
        self.now = NOW
        clock = (lambda: dt.datetime.now(dt.UTC)) if running_clock else (lambda: self.now)
        self.store = Store(migrated(folder / "auditbot.db"), clock)
        (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
        (folder / "cases.csv").write_text(CASES, encoding="utf-8")
        people = read_people(folder / "people.csv", PACK).people
        with self.store.writing() as work:
            work.people.replace_people(people)
            work.people.replace_cases(read_cases(folder / "cases.csv", PACK, people).cases)
            work.commit()
        self.read = lambda content, name, sent: read_bytes(content, name, PACK, sent=sent)
        self.intake = self.make_intake(**settings)

    def make_intake(self, **settings: Any) -> Intake:
        """An intake over this store; it reads by `self.read` unless told otherwise."""
        read = settings.pop("read", lambda content, name, sent: self.read(content, name, sent))
        return Intake(self.store, PACK, read, TRUST, **settings)

    def keep(self, raw: bytes, mailbox: str = "audits") -> int:
        """Keep a mail as the watcher does; its id."""
        with self.store.writing() as work:
            kept = work.messages.keep(mailbox, raw)
            work.commit()
        return kept.id

    def take(self, raw: bytes, mailbox: str = "audits") -> dict[str, Any]:
        """Take one mail in; what `auditbot export messages` then says of it."""
        message_id = self.keep(raw, mailbox)
        self.intake.work_through()
        return self.row(message_id)

    def row(self, message_id: int) -> dict[str, Any]:
        """What `auditbot export messages` says of a mail."""
        with self.store.reading() as work:
            return next(row for row in export(work, "messages", PACK) if row["id"] == message_id)

    def deliveries(self) -> set[tuple[str, str]]:
        """Who is to be told: kind and recipient."""
        with self.store.reading() as work:
            return {(row["kind"], row["recipient"]) for row in export(work, "deliveries", PACK)}

    def audits(self) -> int:
        """How many audits stand recorded."""
        with self.store.reading() as work:
            return len(list(export(work, "audits", PACK)))

    def later(self, **by: float) -> None:
        """Move the clock and work through what is due then."""
        self.now += dt.timedelta(**by)
        self.intake.work_through()


def with_headers(raw: bytes, **headers: str) -> bytes:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    for name, value in headers.items():
        header = name.replace("_", "-")
        del message[header]
        message[header] = value
    return message.as_bytes()


def believed(raw: bytes, **headers: str) -> bytes:
    return with_headers(raw, Authentication_Results=PASSED, **headers)


def attached(raw: bytes, *files: tuple[bytes, str]) -> bytes:
    """The mail with more files attached, each with its name."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    for content, name in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
