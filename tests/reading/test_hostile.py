"""Every hostile shape in every format: a plain reason of its own, nothing fetched, no child lost."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from framework.reading import Reading, Status
from mail.reading.office import launching
from mail.reading.processes.child import ReaderPool
from tests.reading import hostile
from tests.reading.hostile import ZIPPED

Maker = Callable[[str, str], bytes]


class Server:
    """A server on the loopback that notes who came."""

    def __init__(self) -> None:
        self.came = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.came += 1
            connection.close()

    def close(self) -> None:
        """Lets nobody in any more."""
        self._socket.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool("rochdale-2013") as pool:
        yield pool


@pytest.fixture
def read(
    pool: ReaderPool, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Maker, str], Reading]:
    """Reads one hostile file; fails if anything was fetched, or its child did not live through it."""
    monkeypatch.setattr(launching, "has_no_network", lambda: False)  # nothing but LibreOffice's settings

    def one(make: Maker, format: str) -> Reading:
        before, child = server.came, pool._workers[0]._process.pid
        (reading,) = pool.read(make(format, server.address), f"audit.{format}")
        assert server.came == before
        assert pool._workers[0]._process.pid == child
        return reading

    return one


Read = Callable[[Maker, str], Reading]


def codes(reading: Reading) -> set[str]:
    return {problem.code for problem in (*reading.problems, *reading.notices)}


def needing(*formats: str) -> list[object]:
    """The formats, those that LibreOffice must make first marked as such."""
    soffice = pytest.mark.needs("soffice")
    made = {"odt", "ods", "doc", "rtf", "pdf"}
    return [pytest.param(name, marks=soffice) if name in made else name for name in formats]


@pytest.mark.parametrize("format", needing(*ZIPPED))
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (hostile.billion_laughs, "unsafe"),
        (hostile.external_entity, "unsafe"),
        (hostile.external_type, "unsafe"),
        (hostile.bomb, "too-large"),
        (hostile.two_in_one, "unsafe"),
        (hostile.locked_part, "encrypted"),
        (hostile.cut_short, "unreadable"),
    ],
)
def test_a_hostile_package_is_read_or_its_reason_is_another(
    make: Maker, format: str, code: str, read: Read
) -> None:
    reading = read(make, format)
    assert (reading.form, reading.status) == (None, Status.REJECTED)
    (problem,) = reading.problems
    assert problem.code == code
    assert problem.message.endswith(".")


@pytest.mark.parametrize(
    ("make", "format", "code"),
    [
        (hostile.picture_bomb, "png", "too-large"),
        (hostile.picture_bomb, "tiff", "too-large"),
        (hostile.half_a_picture, "png", "unreadable"),
        (hostile.half_a_picture, "jpeg", "unreadable"),
        (hostile.half_a_picture, "tiff", "unreadable"),
        (hostile.half_a_picture, "gif", "unreadable"),
        (hostile.named_wrongly, "docx", "unsupported-format"),
        (hostile.two_in_one, "pdf-form", "unsafe"),
        pytest.param(hostile.cut_short, "pdf", "unreadable", marks=pytest.mark.needs("soffice")),
        pytest.param(hostile.cut_short, "doc", "unreadable", marks=pytest.mark.needs("soffice")),
        pytest.param(hostile.cut_short, "rtf", "unreadable", marks=pytest.mark.needs("soffice")),
    ],
)
def test_a_broken_or_boundless_file_is_read_or_its_reason_is_another(
    make: Maker, format: str, code: str, read: Read
) -> None:
    reading = read(make, format)
    assert (reading.status, [problem.code for problem in reading.problems]) == (Status.REJECTED, [code])


@pytest.mark.parametrize("format", ["docx", "docm"])
def test_a_word_document_that_would_start_a_program_or_fetch_is_accepted_or_fetches(
    format: str, read: Read
) -> None:
    reading = read(hostile.linked_word, format)
    assert reading.status is Status.REVIEW
    assert codes(reading) >= {"starts-a-program", "external-template", "left-out"}
    assert reading.case_id is not None


def test_a_workbook_that_would_start_a_program_is_accepted(read: Read) -> None:
    reading = read(hostile.linked_sheet, "xlsx")
    assert reading.status is Status.REVIEW
    assert "starts-a-program" in codes(reading)


@pytest.mark.parametrize("format", ["docx", "docm", "xlsx"])
def test_files_packed_into_a_document_are_opened_or_nobody_is_told_of_them(format: str, read: Read) -> None:
    reading = read(hostile.embedded, format)
    assert "embedded-object" in codes(reading)
    assert reading.form == "tier1-generic"


@pytest.mark.parametrize(
    ("make", "format"),
    [
        pytest.param(hostile.linked_odt, "odt", marks=pytest.mark.needs("soffice")),
        (hostile.web_page, "html"),
        (hostile.armed_pdf, "pdf-form"),
    ],
)
def test_what_a_document_would_fetch_is_fetched_or_keeps_it_from_being_read(
    make: Maker, format: str, read: Read
) -> None:
    assert read(make, format).form == "tier1-generic"


@pytest.mark.parametrize(
    "instructions",
    [
        '<w:instrText>DDEAUTO c:\\x "y"</w:instrText>',
        "<w:instrText>D</w:instrText></w:r><w:r><w:instrText>DE</w:instrText></w:r><w:r><w:instrText> c",
        "<w:instrText>&#68;&#x44;E c</w:instrText>",
    ],
)
def test_a_command_is_hidden_by_the_way_it_is_written(instructions: str, pool: ReaderPool) -> None:
    field = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/>{instructions}'
    field += "" if field.endswith("</w:instrText>") else "</w:instrText>"
    field += '<w:fldChar w:fldCharType="end"/></w:r></w:p>'

    def change(parts: dict[str, bytes]) -> None:
        document = parts["word/document.xml"]
        at = document.index(b"<w:body>") + len(b"<w:body>")
        parts["word/document.xml"] = document[:at] + field.encode() + document[at:]

    (reading,) = pool.read(hostile.edited(hostile.sound("docx"), change), "audit.docx")
    assert "starts-a-program" in codes(reading)


def test_a_sound_document_is_said_to_carry_something(pool: ReaderPool) -> None:
    for format in ("docx", "docm", "xlsx"):
        (reading,) = pool.read(hostile.sound(format), f"audit.{format}")
        assert not codes(reading) & {"starts-a-program", "external-template", "embedded-object"}
