"""A mail that hangs, kills its reader, eats memory or fails each time holds up no other, and ends with a person."""

import datetime as dt
import io
import random
import sqlite3
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Connection, event

from framework.reading import Reading
from framework.words import Judgement
from mail.intake import Intake
from mail.parts import Limits
from mail.reading.patience import CLOCK
from mail.reading.processes import child
from mail.reading.processes.child import ReaderPool
from mail.reading.processes.worker import Stopped
from store.messages import RETRY_SECONDS
from tests.journeys.world import audit_tool, mail
from tests.mail.office import QUALITY, Office, attached, believed
from tests.mail.poisons import poisonous

SECONDS = 3.0  # of a processor; by the clock four times as long


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with poisonous(), ReaderPool("rochdale-2013", seconds=SECONDS, workers=2) as pool:
        yield pool


@pytest.fixture
def office(tmp_path: Path, pool: ReaderPool) -> Iterator[Office]:
    office = Office(tmp_path, running_clock=True, read=pool.read, opener=pool.open)
    warm(pool)
    yield office
    office.store.database.close()


def warm(pool: ReaderPool) -> None:
    """Both children have begun and imported what they need: else that takes longer than what harms them may."""
    tool = audit_tool(Judgement.GOOD, grade=2)
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: (pool.open(normal(0), Limits()), pool.read(tool, "tool.docx")), range(4)))


def normal(number: int) -> bytes:
    tool = audit_tool(Judgement.GOOD, grade=2, case_id=f"91{number:04}")
    return believed(mail(tool, message_id=f"<{number}@council.example>"))


def with_document(content: bytes, name: str = "poison.pdf") -> bytes:
    return believed(attached(mail(None, message_id=f"<{random.random()}@council.example>"), (content, name)))


def with_header(raw: bytes, header: bytes) -> bytes:
    return header + b"\n" + raw


@contextmanager
def at_work(intake: Intake, threads: int = 2) -> Iterator[None]:
    """The threads of the bot that work mails through."""
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            if not intake.work_through(limit=1):
                stop.wait(0.02)

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(run) for _ in range(threads)]
        try:
            yield
        finally:
            stop.set()
    for each in running:
        each.result()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def filed(office: Office, *message_ids: int) -> bool:
    return all(office.row(message_id)["state"] == "filed" for message_id in message_ids)


HANGS = {
    "a document that hangs": with_document(b"%PDF-1.7 harm: hang"),
    "a document that spins": with_document(b"%PDF-1.7 harm: spin"),
    "a mail that hangs when opened": with_header(normal(901), b"X-Open: harm: hang"),
    "a mail that spins when opened": with_header(normal(902), b"X-Open: harm: spin"),
}
DIES = {
    "a document that kills its reader": with_document(b"%PDF-1.7 harm: die"),
    "a document that eats memory": with_document(b"%PDF-1.7 harm: eat"),
    "a document over which the reader fails": with_document(b"%PDF-1.7 harm: raise"),
    "a mail that kills who opens it": with_header(normal(903), b"X-Open: harm: die"),
    "a mail that eats memory": with_header(normal(904), b"X-Open: harm: eat"),
}


@pytest.mark.parametrize("poison", HANGS.values(), ids=HANGS)
def test_mails_that_come_while_a_poisonous_one_hangs_are_filed_before_it_is_given_to_a_person(
    office: Office, poison: bytes
) -> None:
    before, bad, after = office.keep(normal(1)), office.keep(poison), office.keep(normal(2))
    with at_work(office.intake):
        until(lambda: filed(office, before, after))
        later = office.keep(normal(3))
        until(lambda: filed(office, later))
        assert office.row(bad)["state"] == "received"
        until(lambda: office.row(bad)["state"] == "review")
    _is_with_a_person(office, bad)


@pytest.mark.parametrize("poison", DIES.values(), ids=DIES)
def test_a_poisonous_mail_that_kills_what_reads_it_is_with_a_person_and_the_mails_around_it_are_filed(
    office: Office, poison: bytes
) -> None:
    before, bad, after = office.keep(normal(1)), office.keep(poison), office.keep(normal(2))
    with at_work(office.intake):
        until(lambda: filed(office, before, after) and office.row(bad)["state"] == "review")
    _is_with_a_person(office, bad)


def _is_with_a_person(office: Office, message_id: int) -> None:
    row = office.row(message_id)
    assert row["reason"] and "900501" not in row["reason"]
    assert (row["sender"], row["subject"]) == ("max.manager@council.example", "Completed audit")
    assert ("review", QUALITY) in office.deliveries()


def test_a_mail_whose_very_head_cannot_be_read_is_with_a_person_all_the_same(office: Office) -> None:
    raw = with_header(normal(905), b"X-Open: harm: hang\nX-Head: harm: hang")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "HEAD_SECONDS", 0.5)
        row = office.take(raw)
    assert (row["state"], row["sender"], row["kind"]) == ("review", None, "other")
    assert "too long to open" in row["reason"]
    assert ("review", QUALITY) in office.deliveries()


def test_what_a_mail_holds_beside_a_poisonous_document_is_recorded(office: Office) -> None:
    row = office.take(attached(normal(4), (b"%PDF-1.7 harm: die", "poison.pdf")))
    assert (row["state"], office.audits()) == ("review", 1)
    assert "poison.pdf" in row["reason"]


def test_many_slow_documents_in_one_mail_share_its_time_and_what_was_read_of_it_is_kept(
    tmp_path: Path, pool: ReaderPool
) -> None:
    office = Office(
        tmp_path, running_clock=True, read=pool.read, opener=pool.open, mail_seconds=SECONDS * 1.5
    )
    raw = normal(5)
    raw = attached(raw, *((b"%PDF-1.7 harm: hang " + bytes([n]), f"slow-{n}.pdf") for n in range(8)))
    began = time.monotonic()
    row = office.take(raw)
    assert (
        time.monotonic() - began < CLOCK * SECONDS * 5
    )  # of the eight, each would take CLOCK * SECONDS alone
    assert (row["state"], office.audits()) == ("review", 1)
    outcomes = [attachment["outcome"] for attachment in row["attachments"]]
    assert outcomes == ["recorded"] + ["not-read"] * 8
    with office.store.reading() as work:
        reasons = [each.reason for each in work.messages.get(row["id"]).attachments]
    assert "all the time" in reasons[-1]
    office.store.database.close()


def test_two_hundred_attachments_are_each_accounted_for(office: Office) -> None:
    raw = attached(normal(6), *((f"PK\x03\x04 no document {n}".encode(), f"{n}.docx") for n in range(200)))
    many = office.keep(raw)
    later = office.keep(normal(7))
    with at_work(office.intake):
        until(lambda: filed(office, later) and office.row(many)["state"] == "review")
    assert len(office.row(many)["attachments"]) == 201


def test_an_archive_that_would_unpack_to_very_much_is_not_unpacked(office: Office) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tool.docx", bytes(300_000_000))
    row = office.take(attached(normal(8), (bomb.getvalue(), "tools.zip")))
    assert (row["state"], office.audits()) == ("review", 1)
    assert "tool.docx" in row["reason"]


def test_the_log_never_holds_what_a_mail_holds(office: Office) -> None:
    with structlog.testing.capture_logs() as logs:
        office.take(with_document(b"%PDF-1.7 harm: raise", "Ada Made-Up.pdf"))
        office.intake = office.make_intake(read=_quotes_what_it_reads)
        office.take(with_document(b"%PDF-1.7 900501 of Ada Made-Up", "Ada Made-Up.pdf"))
    assert {entry["event"] for entry in logs} == {"mail-done", "mail-failed"}
    assert not [entry for entry in logs if "Ada" in repr(entry) or "900501" in repr(entry)]


def _quotes_what_it_reads(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
    raise ValueError(content, name)


# Tries, each later than the one before


@pytest.fixture
def still(tmp_path: Path) -> Iterator[Office]:
    """An office whose clock stands still, so that waiting costs nothing."""
    office = Office(tmp_path)
    yield office
    office.store.database.close()


def test_a_mail_that_fails_twice_is_filed_at_the_third_try(still: Office) -> None:
    works, fails = still.read, [MemoryError(), OSError()]

    def read(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
        if fails:
            raise fails.pop()
        return works(content, name, sent)

    still.read = read
    row = still.take(normal(1))
    assert row["state"] == "failed"
    still.later(seconds=RETRY_SECONDS[0])
    assert still.row(row["id"])["state"] == "failed"
    still.later(seconds=RETRY_SECONDS[1])
    assert (still.row(row["id"])["state"], still.audits()) == ("filed", 1)


def test_a_mail_that_always_fails_is_tried_less_and_less_often_and_then_given_to_a_person(
    still: Office,
) -> None:
    works = still.read
    tries: list[dt.datetime] = []

    def read(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
        if content.startswith(b"%PDF"):
            tries.append(still.now)
            raise RuntimeError
        return works(content, name, sent)

    still.read = read
    bad = still.take(with_document(b"%PDF-1.7"))["id"]
    for number in range(120):
        good = still.keep(normal(number)) if number % 40 == 0 else None
        still.later(minutes=1)
        assert good is None or still.row(good)["state"] == "filed"
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(tries)]
    assert len(tries) == len(RETRY_SECONDS) + 1
    assert all(gap >= pause for gap, pause in zip(gaps, RETRY_SECONDS, strict=True))
    row = still.row(bad)
    assert (row["state"], row["sender"]) == ("review", "max.manager@council.example")
    assert row["reason"] == "Given up after 6 tries. Working through it failed (RuntimeError)."
    assert ("review", QUALITY) in still.deliveries()


def test_a_mail_that_ends_the_bot_each_time_is_given_to_a_person_unopened(still: Office) -> None:
    message_id = still.keep(normal(1))
    for _ in range(6):  # claimed, and then the bot was no more
        with still.store.writing() as work:
            assert work.messages.claim(1, dt.timedelta(seconds=30)) == [message_id]
            work.commit()
        still.now += dt.timedelta(seconds=30)
    still.later()
    row = still.row(message_id)
    assert (row["state"], row["subject"]) == ("review", "Completed audit")
    assert "The bot ended" in row["reason"]


def test_a_database_that_cannot_be_written_to_is_held_against_no_mail(still: Office, tmp_path: Path) -> None:
    many = ((b"no document", f"{number}.bin") for number in range(200))
    message_id = still.keep(attached(normal(1), *many))
    with sqlite3.connect(tmp_path / "auditbot.db") as database:
        database.execute("VACUUM")
    full = [True]

    @event.listens_for(still.store.database.engine, "begin")
    def no_room_left(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.exec_driver_sql(f"PRAGMA max_page_count={1 if full else 2**30}")

    for _ in range(8):
        still.later(seconds=30)
    row = still.row(message_id)
    assert (row["state"], row["reason"], still.audits()) == ("received", "Waits for the database.", 0)
    full.clear()
    still.later(seconds=60)
    assert (still.row(message_id)["state"], still.audits()) == ("filed", 1)


# A stop, and a second bot


def test_a_mail_that_takes_long_is_not_taken_up_by_a_second_bot(tmp_path: Path) -> None:
    office = Office(tmp_path, running_clock=True)
    works, begun = office.read, []

    def slow(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
        begun.append(name)
        time.sleep(1.5)
        return works(content, name, sent)

    office.read = slow
    office.intake = office.make_intake(lease=dt.timedelta(seconds=0.5))
    second = office.make_intake(lease=dt.timedelta(seconds=0.5))
    message_id = office.keep(normal(1))
    with at_work(office.intake, threads=1), at_work(second, threads=1):
        until(lambda: filed(office, message_id))
    assert begun == ["audit.docx"]
    office.store.database.close()


def test_a_mail_whose_bot_was_killed_is_taken_up_when_its_lease_ends(still: Office) -> None:
    message_id = still.keep(normal(1))
    with still.store.writing() as work:
        work.messages.claim(1, dt.timedelta(seconds=30))
        work.commit()
    still.later(seconds=29)
    assert still.row(message_id)["state"] == "received"
    still.later(seconds=1)
    assert still.row(message_id)["state"] == "filed"


def test_a_mail_that_a_stop_of_the_bot_interrupts_is_taken_up_at_once_and_no_try_is_counted(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    reader = ReaderPool("rochdale-2013", seconds=30)
    with poisonous():
        interrupted = office.make_intake(read=reader.read, opener=reader.open)
        message_id = office.keep(with_document(b"%PDF-1.7 harm: hang"))
        with ThreadPoolExecutor(1) as thread:
            working = thread.submit(interrupted.work_through)
            time.sleep(1.5)
            reader.close()
            working.result(timeout=5)
    with office.store.reading() as work:
        message = work.messages.get(message_id)
        assert (message.state, message.attempts, message.next_try) == ("received", 0, office.now)
    with pytest.raises(Stopped):
        reader.read(b"", "a.docx")
    office.intake.work_through()
    assert office.row(message_id)["state"] == "review"
    office.store.database.close()
