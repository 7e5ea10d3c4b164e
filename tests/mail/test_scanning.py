"""Viruses: nothing is read that the scanner has not passed; while it is gone mails wait, and none is lost."""

import datetime as dt
import io
import socket
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from framework.reading import Reading
from framework.words import Judgement
from mail.scanning import SCANNER, Clamd, NotScanned, ScannerGone
from store.tables import Trouble
from tests.journeys.world import audit_tool, mail
from tests.mail.golden.make import page
from tests.mail.golden.make import pasted as pasted_text
from tests.mail.office import NOW, QUALITY, Office, attached, believed
from tests.servers.clamd import FOUND, STREAM_MAX, VIRUS, ClamdServer


@pytest.fixture(scope="module")
def server() -> Iterator[ClamdServer]:
    with ClamdServer() as server:
        yield server


@pytest.fixture(params=["socket", "port"])
def clamd(request: pytest.FixtureRequest, server: ClamdServer) -> Clamd:
    if request.param == "socket":
        return Clamd(socket=server.socket, timeout=5)
    return Clamd(host="127.0.0.1", port=server.port, timeout=5)


def zipped(name: str, content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, content)
    return archive.getvalue()


# The client, against a real clamd


def test_what_is_infected_is_named_and_what_is_not_passes(clamd: Clamd) -> None:
    assert clamd.scan(b"a report") is None
    assert clamd.scan(b"") is None
    assert clamd.scan(b"a report " + VIRUS) == FOUND
    assert clamd.scan(zipped("inside.txt", VIRUS)) == FOUND
    assert clamd.scan(bytes(STREAM_MAX - 1)) is None


def test_what_is_larger_than_the_scanner_takes_is_not_called_clean(clamd: Clamd) -> None:
    for size in (STREAM_MAX + 1, 20 * STREAM_MAX):
        with pytest.raises(NotScanned, match="larger than the virus scanner takes"):
            clamd.scan(bytes(size))


def test_the_check_names_the_engine(clamd: Clamd) -> None:
    assert clamd.check().startswith("ClamAV ")


def test_a_scanner_that_hangs_is_gone_within_its_time_and_of_use_again_when_it_goes_on(
    server: ClamdServer, clamd: Clamd
) -> None:
    impatient = Clamd(socket=server.socket, timeout=0.5)
    server.freeze()
    try:
        began = time.monotonic()
        for ask in (lambda: impatient.scan(b"a report"), impatient.check):
            with pytest.raises(ScannerGone, match="does not answer in time") as gone:
                ask()
            assert not gone.value.midway
        assert time.monotonic() - began < 4
    finally:
        server.resume()
    assert clamd.scan(b"a report") is None


def test_a_scanner_that_does_not_run_is_told_from_one_that_may_not_be_used(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(ScannerGone, match="does not run"):
            Clamd(host="127.0.0.1", port=nobody.getsockname()[1]).scan(b"a report")
    with pytest.raises(ScannerGone, match="has no socket there"):
        Clamd(socket=tmp_path / "none").check()
    with pytest.raises(ValueError, match="either"):
        Clamd(socket=tmp_path / "none", host="127.0.0.1")


Answer = Callable[[socket.socket], None]


@contextmanager
def speaking(*answers: Answer) -> Iterator[Clamd]:
    """A scanner that does to each connection in turn what a real one does only in distress."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for answer in answers:
                connection, _ = listening.accept()
                with connection:
                    answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Clamd(host="127.0.0.1", port=listening.getsockname()[1], timeout=2)
        thread.join(timeout=5)


def says(words: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"1: PONG\0")
        _take(connection)
        connection.sendall(b"2: " + words + b"\0")

    return answer


def breaks_off(connection: socket.socket) -> None:
    connection.recv(1000)
    connection.sendall(b"1: PONG\0")
    _take(connection)


def closes(connection: socket.socket) -> None:
    connection.recv(1000)


def _take(connection: socket.socket) -> None:
    taken = b""
    while not taken.endswith(b"\0\0\0\0"):
        taken += connection.recv(100_000)


def test_a_file_over_which_a_well_scanner_fails_goes_to_a_person_and_is_not_waited_for() -> None:
    for harm in (says(b"Can't allocate memory ERROR"), breaks_off):
        with speaking(harm, says(b"stream: OK")) as clamd, pytest.raises(NotScanned):
            clamd.scan(b"a report")


def test_a_file_that_ends_the_scanner_is_told_from_a_scanner_that_is_not_there() -> None:
    with speaking(breaks_off, closes) as clamd, pytest.raises(ScannerGone) as gone:
        clamd.scan(b"a report")
    assert gone.value.midway
    with speaking(closes) as clamd, pytest.raises(ScannerGone) as gone:
        clamd.scan(b"a report")
    assert not gone.value.midway


def test_a_scanner_that_can_scan_nothing_at_all_is_waited_for() -> None:
    failing = says(b"Can't create temporary file ERROR")
    with speaking(failing, failing) as clamd, pytest.raises(ScannerGone, match="cannot scan") as gone:
        clamd.scan(b"a report")
    assert not gone.value.midway


# The intake with it


@pytest.fixture
def office(tmp_path: Path, server: ClamdServer) -> Iterator[Office]:
    scanner = Clamd(socket=server.socket, timeout=5)
    office = Office(tmp_path, scanner=scanner, scanner_seconds=0.0)
    yield office
    office.store.database.close()


def normal(number: int) -> bytes:
    tool = audit_tool(Judgement.GOOD, grade=2, case_id=f"92{number:04}")
    return believed(mail(tool, message_id=f"<{number}@council.example>"))


def test_a_mail_that_passes_is_filed(office: Office) -> None:
    assert office.take(normal(1))["state"] == "filed"
    assert office.audits() == 1


def test_an_infected_attachment_is_never_read_and_a_person_is_told_what_was_found_in_which(
    office: Office,
) -> None:
    works, opened = office.read, []

    def read(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
        opened.append(content)
        return works(content, name, sent)

    office.read = read
    infected = audit_tool(case_id="930001") + VIRUS
    row = office.take(attached(normal(2), (infected, "second.docx"), (zipped("in.docx", VIRUS), "third.zip")))
    assert row["state"] == "review"
    assert row["reason"].startswith(
        f"ClamAV found {FOUND} in second.docx. ClamAV found {FOUND} in third.zip."
    )
    assert len(opened) == 1
    assert not [content for content in opened if VIRUS in content]
    with office.store.reading() as work:
        attachments = {each.path: each for each in work.messages.get(row["id"]).attachments}
    assert attachments["audit.docx"].outcome == "recorded"
    assert attachments["second.docx"].reason == f"Not read: ClamAV found {FOUND} in it."
    assert "it lay in an attachment in which ClamAV found" in attachments["third.zip/in.docx"].reason
    assert ("review", QUALITY) in office.deliveries()
    assert office.audits() == 1


def pasted(number: int, words: bytes = b"") -> bytes:
    """A mail with the audit tool in its body, as a page and as text, and with these words in its text."""
    letter = message_from_bytes(normal(number), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    tool = next(letter.iter_attachments()).get_content()
    letter.clear_content()
    letter.set_content(f"{pasted_text(tool).decode()}\n{words.decode()}\n")
    letter.add_alternative(page(tool).decode(), subtype="html")
    return letter.as_bytes()


def test_a_tool_in_the_body_is_not_read_either_before_the_scanner_has_passed_it(office: Office) -> None:
    assert office.take(pasted(4))["state"] == "filed"
    row = office.take(pasted(5, VIRUS))
    assert row["state"] == "review"
    assert row["reason"].startswith(f"ClamAV found {FOUND} in body of the mail.")
    with office.store.reading() as work:
        (body,) = work.messages.get(row["id"]).attachments
    assert (body.outcome, body.reason) == ("not-read", f"Not read: ClamAV found {FOUND} in it.")
    assert office.audits() == 1


def test_an_attachment_that_the_scanner_does_not_take_goes_to_a_person_unread(office: Office) -> None:
    row = office.take(attached(normal(3), (b"%PDF-1.7" + bytes(STREAM_MAX), "large.pdf")))
    assert (row["state"], row["reason"]) == ("review", "One audit recorded. Not read: large.pdf.")


def test_mails_wait_while_the_scanner_is_gone_and_are_filed_when_it_answers_with_no_try_counted(
    office: Office, server: ClamdServer
) -> None:
    server.stop()
    try:
        ids = [office.keep(normal(number)) for number in (4, 5)]
        words_only = office.keep(believed(mail(None, subject="A question")))
        for _ in range(20):  # far more than the tries that a mail has
            office.later(minutes=5)
        with office.store.reading() as work:
            waiting = [work.messages.get(message_id) for message_id in ids]
            (trouble,) = work.troubles.open()
        assert {(m.state, m.attempts) for m in waiting} == {("received", 0)}
        assert {m.reason.partition(".")[0] for m in waiting} == {"Waits for the virus scanner"}
        assert (trouble.what, trouble.began) == (SCANNER, NOW + dt.timedelta(minutes=5))
        assert office.row(words_only)["state"] == "review"  # nothing in it to scan
        assert office.audits() == 0
    finally:
        server.start()
    office.later(minutes=1)
    assert [office.row(message_id)["state"] for message_id in ids] == ["filed", "filed"]
    with office.store.reading() as work:
        assert work.troubles.open() == []
        assert work.session.get_one(Trouble, trouble.id).ended == office.now


def test_a_mail_with_nothing_to_scan_does_not_end_the_trouble(office: Office, server: ClamdServer) -> None:
    server.stop()
    try:
        office.take(normal(6))
        office.take(believed(mail(None)))
        with office.store.reading() as work:
            assert len(work.troubles.open()) == 1
    finally:
        server.start()


def test_a_mail_that_ends_the_scanner_each_time_is_given_to_a_person_and_the_others_are_not(
    tmp_path: Path,
) -> None:
    class Fragile:
        def scan(self, content: bytes) -> str | None:
            if b"crash" in content:
                raise ScannerGone("The virus scanner broke off.", midway=True)
            return None

    office = Office(tmp_path, scanner=Fragile(), scanner_seconds=0.0)
    bad = office.take(believed(attached(mail(None), (b"%PDF-1.7 crash", "crash.pdf"))))["id"]
    for _ in range(6):
        office.later(hours=1)
    assert office.take(normal(7))["state"] == "filed"
    row = office.row(bad)
    assert (row["state"], row["sender"]) == ("review", "max.manager@council.example")
    assert "Waits for the virus scanner. The virus scanner broke off." in row["reason"]
    office.store.database.close()


def test_while_the_scanner_is_gone_not_every_mail_knocks_at_its_door(tmp_path: Path) -> None:
    knocks: list[bytes] = []

    class Gone:
        def scan(self, content: bytes) -> str | None:
            knocks.append(content)
            raise ScannerGone("The virus scanner does not run.")

    office = Office(tmp_path, scanner=Gone(), scanner_seconds=30.0)
    ids = [office.keep(normal(number)) for number in range(5)]
    office.intake.work_through()
    assert len(knocks) == 1
    with office.store.reading() as work:
        waiting = [work.messages.get(message_id) for message_id in ids]
    assert {m.next_try for m in waiting} == {NOW + dt.timedelta(seconds=30)}
    office.store.database.close()


def test_many_attachments_share_the_time_for_scanning_and_what_is_left_is_not_read(tmp_path: Path) -> None:
    class Slow:
        def scan(self, content: bytes) -> str | None:
            time.sleep(0.2)
            return None

    office = Office(tmp_path, scanner=Slow(), mail_seconds=0.5)
    many = [(b"%PDF-1.7 " + bytes([n]), f"{n}.pdf") for n in range(10)]
    row = office.take(attached(normal(8), *many))
    assert row["state"] == "review"
    with office.store.reading() as work:
        reasons = [each.reason for each in work.messages.get(row["id"]).attachments]
    assert "virus scanner took all the time" in reasons[-1]
    office.store.database.close()
