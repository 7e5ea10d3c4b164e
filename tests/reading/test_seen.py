"""What is read from a page that is seen: pictures beside the values, and nothing believed that nobody looked at."""

import random

import pytest

from framework.checking import check
from framework.pack import Pack
from framework.reading import Reading, Region, Status
from mail.reading.audit_tool.reading import read_document
from mail.reading.document import Cell, Document, Paragraph, Row, Run, Table
from mail.reading.formats.scans.lines import UNREAD
from mail.reading.formats.word.walk import read_word
from tests.corpus.formats import word
from tests.corpus.making import fill
from tests.corpus.words import FORMS
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import Truth, make_truth


@pytest.fixture
def truth() -> Truth:
    return make_truth("tier1-generic", random.Random("seen"))


def _document(truth: Truth) -> Document:
    return read_word(build(truth, Shape(), random.Random(0)))


def _read(document: Document, pack: Pack) -> Reading:
    (reading,) = read_document(document, pack, file="scan.pdf", part="scan.pdf")
    return check(pack.form(reading.form or ""), reading, pack=pack, sent=None)


def _place_of_grade(document: Document, pack: Pack, number: int) -> str:
    return _read(document, pack).evidence[f"answers.{number}.grade"].place


def _rows(document: Document) -> list[Row]:
    return [row for block in document.blocks if isinstance(block, Table) for row in block.rows]


def test_a_grade_from_a_scan_is_never_accepted_unseen(truth: Truth, pack: Pack) -> None:
    document = _document(truth)
    document.scanned = True
    reading = _read(document, pack)
    assert reading.status is Status.REVIEW
    assert [(problem.code, problem.where) for problem in reading.problems] == [("from-a-scan", "")]
    assert [answer.grade for answer in reading.answers] == [said.grade for said in truth.answers]


@pytest.mark.parametrize("form", FORMS)
def test_a_blank_form_that_was_scanned_waits_for_a_person_as_an_audit(form: str, pack: Pack) -> None:
    document = read_word(word.write(fill(form, "blank", 3).page))
    document.scanned = True
    reading = _read(document, pack)
    assert (reading.form, reading.status) == (form, Status.REJECTED)
    assert [problem.code for problem in reading.problems] == ["blank"]


def test_a_scanned_form_with_a_mark_that_is_no_word_is_told_to_be_blank(pack: Pack) -> None:
    document = read_word(word.write(fill("tier1-generic", "blank", 3).page))
    document.scanned = True
    place = next(
        row.cells[at + 1].place
        for row in _rows(document)
        for at, cell in enumerate(row.cells)
        if cell.text.startswith("Voice")
    )
    document.unsure[place] = 0.2
    cell = next(cell for row in _rows(document) for cell in row.cells if cell.place == place)
    cell.blocks = [Paragraph([Run(UNREAD)], place)]
    reading = _read(document, pack)
    assert reading.status is Status.REVIEW
    assert ("from-a-scan", "") in {(problem.code, problem.where) for problem in reading.problems}


def test_a_grade_that_recognition_was_not_sure_of_is_asked_for_and_not_offered(
    truth: Truth, pack: Pack
) -> None:
    document = _document(truth)
    place = _place_of_grade(document, pack, 3)
    document.scanned = True
    document.unsure[place] = 0.41
    reading = _read(document, pack)
    assert reading.answers[2].grade is None
    assert reading.answers[2].comment == truth.answers[2].comment
    assert ("unsure-scan", "answers.3.grade") in {(p.code, p.where) for p in reading.problems}
    assert reading.answers[3].grade == truth.answers[3].grade


def test_an_unsure_comment_is_kept_and_told_of(truth: Truth, pack: Pack) -> None:
    truth.answers[1].comment = "Seen alone, twice."
    document = _document(truth)
    document.scanned = True
    document.unsure[_read(document, pack).evidence["answers.2.comment"].place] = 0.5
    reading = _read(document, pack)
    assert reading.answers[1].comment == "Seen alone, twice."
    assert ("unsure-scan", "answers.2.comment") in {(p.code, p.where) for p in reading.problems}


def test_the_desk_is_shown_the_very_cell_that_was_read(truth: Truth, pack: Pack) -> None:
    document = _document(truth)
    place = _place_of_grade(document, pack, 3)
    region = Region(page=1, left=0.5, top=0.25, right=0.6, bottom=0.3)
    document.regions[place] = region
    assert _read(document, pack).evidence["answers.3.grade"].region == region


def test_the_desk_is_shown_the_first_cell_of_an_action_and_not_who_is_to_do_it(
    pack: Pack,
) -> None:
    truths = (make_truth("tier1-generic", random.Random(seed)) for seed in range(20))
    document = _document(next(each for each in truths if each.actions))
    place = _read(document, pack).evidence["actions.1"].place
    row = place.rpartition(", column ")[0]
    for column in (1, 2, 3):
        left = column / 10
        document.regions[f"{row}, column {column}"] = Region(
            page=1, left=left, top=0.5, right=left + 0.1, bottom=0.6, turned=90.0
        )
    region = Region(page=1, left=0.1, top=0.5, right=0.4, bottom=0.6, turned=90.0)
    assert _read(document, pack).evidence["actions.1"].region == region


def test_a_grade_in_the_first_line_of_a_merged_cell_has_the_picture_of_that_cell(
    truth: Truth, pack: Pack
) -> None:
    document = _document(truth)
    place = _place_of_grade(document, pack, 3)
    row = next(row for row in _rows(document) if any(cell.place == place for cell in row.cells))
    at = next(at for at, cell in enumerate(row.cells) if cell.place == place)
    grade, comment = row.cells[at : at + 2]
    comment.blocks = [Paragraph([Run("Seen alone, twice.")], comment.place)]
    merged = Cell([*grade.blocks, *comment.blocks], grade.column, grade.span + comment.span, place)
    row.cells[at : at + 2] = [merged]
    region = Region(page=2, left=0.1, top=0.2, right=0.9, bottom=0.3)
    document.regions[place] = region
    evidence = _read(document, pack).evidence["answers.3.grade"]
    assert evidence.place.endswith(", first line")
    assert evidence.region == region
