"""Documents of old kinds are read as if they had come as .docx, and in doubt a person looks."""

import hashlib
import random
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.reading import read_bytes
from mail.reading.document import NotReadable
from mail.reading.formats.package import OLE
from mail.reading.office.converter import Converter
from mail.reading.office.mended import with_last_paragraph
from mail.reading.office.rich_text import read_rich_text
from mail.reading.office.word97 import read_word97
from mail.reading.processes.child import ReaderPool
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth
from tests.reading.old_files import filled, made

pytestmark = pytest.mark.needs("soffice")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("old")
    return {kind: made(filled(), ".docx", kind, folder) for kind in ("doc", "rtf")}


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool("rochdale-2013") as pool:
        yield pool


@pytest.fixture(scope="module")
def without_engine() -> Iterator[ReaderPool]:
    with ReaderPool("rochdale-2013", converter=Converter("no-such-program")) as pool:
        yield pool


def values(reading: Reading) -> dict[str, object]:
    return reading.model_dump(exclude={"file", "part", "evidence", "notices"})


@pytest.mark.parametrize("kind", ["doc", "rtf"])
def test_an_old_file_reads_as_the_document_that_it_was_made_of(
    kind: str, old: dict[str, bytes], pool: ReaderPool, pack: Pack
) -> None:
    (reading,) = pool.read(old[kind], f"audit.{kind}")
    (meant,) = read_bytes(filled(), "audit.docx", pack)
    assert reading.status is Status.ACCEPTED
    assert values(reading) == values(meant)
    assert reading.file == f"audit.{kind}"
    assert hashlib.sha256(old[kind]).hexdigest() in reading.evidence[""].text


@pytest.mark.parametrize("kind", ["doc", "rtf"])
def test_a_grade_that_the_conversion_changed_is_not_believed(
    kind: str, old: dict[str, bytes], pack: Pack
) -> None:
    rng = random.Random(1)
    truth = make_truth("tier2", rng)
    number = next(n for n, said in enumerate(truth.answers, start=1) if said.grade)
    truth.answers[number - 1].grade = 1 if truth.answers[number - 1].grade != 1 else 2
    falsified = build(truth, Shape(), rng)
    (reading,) = read_bytes(old[kind], f"audit.{kind}", pack, converted=falsified)
    assert reading.status is Status.REVIEW
    assert reading.answers[number - 1].grade is None
    differing = [p.where for p in reading.problems if p.code == "readings-differ"]
    assert f"answers.{number}.grade" in differing


def test_a_table_that_ends_an_old_document_is_not_lost_by_libreoffice(
    tmp_path: Path, pool: ReaderPool, pack: Pack
) -> None:
    """As LibreOffice saves the tools whose forms end with the table of actions, without a paragraph after it."""
    content = filled(paragraph_at_end=False)
    (reading,) = pool.read(made(content, ".docx", "doc", tmp_path), "audit.doc")
    (meant,) = read_bytes(content, "audit.docx", pack)
    assert meant.actions
    assert (reading.status, reading.actions) == (Status.ACCEPTED, meant.actions)


def test_a_sound_document_is_converted_as_it_came(old: dict[str, bytes]) -> None:
    assert with_last_paragraph(old["doc"]) == old["doc"]
    assert with_last_paragraph(old["doc"][:3_000]) == old["doc"][:3_000]


def test_actions_that_the_conversion_lost_are_offered_with_a_doubt(old: dict[str, bytes], pack: Pack) -> None:
    rng = random.Random(1)
    truth = make_truth("tier2", rng)
    lost, truth.actions = truth.actions, []
    assert lost
    (reading,) = read_bytes(old["doc"], "audit.doc", pack, converted=build(truth, Shape(), rng))
    assert reading.status is Status.REVIEW
    assert [action.action for action in reading.actions] == [action.action for action in lost]


def test_without_libreoffice_an_old_file_goes_to_a_person_and_others_are_read(
    old: dict[str, bytes], without_engine: ReaderPool
) -> None:
    (reading,) = without_engine.read(old["doc"], "audit.doc")
    assert (reading.status, reading.problems[0].code) == (Status.REJECTED, "engine-missing")
    assert "LibreOffice" in reading.problems[0].message
    assert without_engine.read(filled(), "audit.docx")[0].form == "tier2"


def test_a_locked_document_is_told_before_anything_is_converted(
    old: dict[str, bytes], without_engine: ReaderPool
) -> None:
    content = bytearray(old["doc"])
    start = next(at for at in range(512, len(content), 512) if content[at : at + 2] == b"\xec\xa5")
    flags = struct.unpack_from("<H", content, start + 10)[0]
    struct.pack_into("<H", content, start + 10, flags | 0x0100)
    (reading,) = without_engine.read(bytes(content), "audit.doc")
    assert reading.problems[0].code == "encrypted"


def test_a_file_that_only_begins_like_an_old_document_is_told_to_be_damaged(
    without_engine: ReaderPool,
) -> None:
    garbage = OLE + "WordDocument".encode("utf-16-le") + random.Random(0).randbytes(20_000)
    (reading,) = without_engine.read(garbage, "audit.doc")
    assert reading.problems[0].code == "unreadable"


def test_what_is_no_rich_text_but_its_first_letters_is_no_audit(pool: ReaderPool) -> None:
    (reading,) = pool.read(b"{\\rtf1 " + random.Random(0).randbytes(3_000), "audit.rtf")
    assert reading.status is Status.REJECTED


def test_a_second_look_at_a_damaged_file_ends_with_a_document_or_a_reason(old: dict[str, bytes]) -> None:
    rng = random.Random(3)
    for kind, look in (("doc", read_word97), ("rtf", read_rich_text)):
        for _ in range(100):
            content = bytearray(old[kind])
            for _ in range(rng.choice([1, 20, 200])):
                content[rng.randrange(len(content))] = rng.randrange(256)
            del content[rng.randrange(len(content)) :]
            try:
                look(bytes(content))
            except NotReadable as error:
                assert error.code in ("unreadable", "unsafe", "too-large")


def test_a_document_of_which_no_second_look_could_be_had_is_never_accepted_unseen(
    old: dict[str, bytes], pack: Pack
) -> None:
    content = bytearray(old["doc"])
    start = next(at for at in range(512, len(content), 512) if content[at : at + 2] == b"\xec\xa5")
    struct.pack_into("<H", content, start + 2, 0x0065)  # the version of Word 6
    (reading,) = read_bytes(bytes(content), "audit.doc", pack, converted=filled())
    assert reading.status is Status.REVIEW
    assert [problem.code for problem in reading.problems] == ["one-reading"]
