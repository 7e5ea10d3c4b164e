"""Puts a golden mail through the real intake and says in words how it differs from what it must become."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from framework.pack import load_pack
from mail.intake import Intake, Trust
from mail.parts import parse
from mail.reading import read_bytes
from store.database import connect
from store.directory_files import read_cases, read_people
from store.export import export
from store.unit_of_work import Store

GOLDEN = Path(__file__).parent
PACK = load_pack("rochdale-2013")
NOON = dt.datetime(2014, 1, 17, 12, 0, tzinfo=dt.UTC)
TRUST = Trust(("council.example",), "mx.council.example", ("auditbot@council.example",))
GROWS = b"@grows@"

PEOPLE = """name,email,role,team,service_area,manager_email,cover_email,active
Ada North,ada.north@council.example,assistant-director,,,,,yes
Hal East,hal.east@council.example,head-of-service,,First Response,ada.north@council.example,,yes
Tess West,tess.west@council.example,team-manager,Team One,First Response,hal.east@council.example,,yes
Sol South,sol.south@council.example,social-worker,Team One,First Response,tess.west@council.example,,yes
Max Manager,max.manager@council.example,team-manager,Team Two,First Response,hal.east@council.example,,yes
Quin Quality,quin.quality@council.example,qa-team,,,,,yes
Bo Support,bo.support@council.example,business-support,,,,,yes
Ivy Review,ivy.review@partner.example,iro,,,,,yes
"""
CASES = """case_id,social_worker_email,team,service_area,status,iro_email,conference_chair_email,opened,closed
900501,sol.south@council.example,Team One,First Response,Child in need,,,2013-06-01,
900502,sol.south@council.example,Team One,First Response,Child in need,,,2013-07-01,
"""


@dataclass(frozen=True)
class Truth:
    """A raw mail, the mailbox it comes to, the mails that came before it, and what it must become."""

    name: str
    path: Path
    what: str
    mailbox: str
    becomes: dict[str, Any]
    after: tuple[str, ...] = ()
    grows_to: int = 0

    def raw(self) -> bytes:
        """The bytes of the mail; one that is too large to be kept here is grown to its size."""
        raw = self.path.read_bytes()
        return raw.replace(GROWS, (b"QUJD" * 19 + b"\r\n") * (self.grows_to // 78)) if self.grows_to else raw

    def __str__(self) -> str:
        return self.name


@cache
def truths() -> dict[str, Truth]:
    """Every golden mail by its name."""
    return {path.stem: _truth(path) for path in sorted(GOLDEN.glob("*.yaml"))}


def _truth(path: Path) -> Truth:
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    said.pop("source")
    raw = next((each for each in (path.with_suffix(".eml"), path.with_suffix(".msg")) if each.exists()), path)
    return Truth(name=path.stem, path=raw, **(said | {"after": tuple(said.get("after", ()))}))


class Office:
    """The made-up council's store, with the real intake over it. A minute passes with each mail."""

    def __init__(self, folder: Path) -> None:
        self._now = NOON
        self.store = Store(connect(f"sqlite:///{folder / 'auditbot.db'}"), lambda: self._now)
        self._intake = Intake(self.store, PACK, lambda c, n, sent: read_bytes(c, n, PACK, sent=sent), TRUST)

    def put(self, truth: Truth) -> int:
        """Put a mail through the intake; its id in the store."""
        self._now += dt.timedelta(minutes=1)
        with self.store.writing() as work:
            kept = work.messages.keep(truth.mailbox, truth.raw())
            work.commit()
        self._intake.work_through()
        return kept.id

    def take(self, truth: Truth) -> dict[str, Any]:
        """What became of a mail, in the words of the golden files."""
        before = len(self._rows("deliveries"))
        message_id = self.put(truth)
        row = next(row for row in self._rows("messages") if row["id"] == message_id)
        return {
            **{key: row[key] for key in ("kind", "state", "reason", "sender", "original_sender", "subject")},
            "message_id": row["message_id"],
            "received": row["received"],
            "words": parse(truth.raw()).text,
            "attachments": {each["path"]: _outcome(each) for each in row["attachments"]},
            "audits": [_audit(audit) for audit in self._rows("audits")],
            "told": _told(self._rows("deliveries")[before:]),
        }

    def counts(self) -> dict[str, int]:
        """How many rows there are of each table that a mail may add to."""
        return {table: len(self._rows(table)) for table in ("messages", "audits", "actions", "deliveries")}

    def states(self) -> list[str]:
        """The state of every mail."""
        return [row["state"] for row in self._rows("messages")]

    def close(self) -> None:
        """Let go of the database."""
        self.store.database.close()

    def _rows(self, table: str) -> list[dict[str, Any]]:
        with self.store.reading() as work:
            return list(export(work, table, PACK))


def made_office(folder: Path) -> Office:
    """An office with its people and cases, in a database of its own in that folder."""
    office = Office(folder)
    office.store.database.migrate()
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "cases.csv").write_text(CASES, encoding="utf-8")
    people = read_people(folder / "people.csv", PACK).people
    with office.store.writing() as work:
        work.people.replace_people(people)
        work.people.replace_cases(read_cases(folder / "cases.csv", PACK, people).cases)
        work.commit()
    return office


def differences(should: Mapping[str, Any], became: Mapping[str, Any]) -> list[str]:
    """What is not as it should be, a sentence each. `reason`, `subject` and `words` are held to what they must say;
    what a golden file does not name must not be there."""
    wanted = {"original_sender": None, "attachments": {}, "audits": [], "told": {}} | dict(should)
    wrong: list[str] = []
    for key, value in wanted.items():
        match became[key]:
            case dict() as found:
                wrong += _differences_by_name(key, value, found)
            case found if key in ("reason", "words"):
                if value not in found or (key == "reason" and not found):
                    wrong.append(f"{key}: should say {value!r}, says {found[:300]!r}")
            case found if found != value:
                wrong.append(f"{key}: should be {value!r}, is {found!r}")
    return wrong


def _differences_by_name(key: str, should: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """As `differences`, of what has names: attachments, and kinds of delivery."""
    missing = [f"{key}: {name} should be there as {should[name]!r}" for name in should if name not in found]
    more = [
        f"{key}: {name} should not be there; it is {found[name]!r}" for name in found if name not in should
    ]
    other = [
        f"{key}: {name} should be {should[name]!r}, is {found[name]!r}"
        for name in should
        if name in found and not _is_as(should[name], found[name])
    ]
    return missing + more + other


def _is_as(should: object, found: object) -> bool:
    if isinstance(should, str) and isinstance(found, str):
        outcome, _, reason = should.partition(" – ")
        is_outcome, _, is_reason = found.partition(" – ")
        return outcome == is_outcome and reason in is_reason
    return should == found


def _outcome(attachment: Mapping[str, str]) -> str:
    return " – ".join(word for word in (attachment["outcome"], attachment["reason"]) if word)


def _audit(audit: Mapping[str, Any]) -> str:
    """Form, status, case and judgement; and its version, if it corrects one."""
    version = f"version {audit['version']}" if (audit["version"] or 1) > 1 else ""
    said = (audit["form"], audit["status"], audit["case_id"], audit["overall"], version)
    return " ".join(word for word in said if word)


def _told(deliveries: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Who is told, by the kind of delivery; the desk of the QA team shows in the mail's state."""
    kinds = sorted({row["kind"] for row in deliveries} - {"review"})
    return {kind: sorted(row["recipient"] for row in deliveries if row["kind"] == kind) for kind in kinds}
