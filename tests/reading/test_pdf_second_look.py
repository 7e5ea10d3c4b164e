"""A second look at the words of a PDF: where its ruled lines put them elsewhere, somebody is asked."""

from collections.abc import Callable, Iterable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from framework.pack import Pack
from framework.reading import Reading
from mail.reading import read_bytes
from mail.reading.document import Table
from mail.reading.formats.pdf import read_pdf, reader
from mail.reading.formats.pdf.lattice import Lattice, lattices
from mail.reading.formats.pdf.parts import Line, Word
from tests.reading.pdf_making import EDGES, HEIGHT, ROW, audit_tool, grid, pdf, text

Lines = Iterable[Line]
_GRADES = "12341234"
_TOP = 150  # of the table of areas


def _read(pack: Pack, grades: str = _GRADES) -> Reading:
    (reading,) = read_bytes(pdf(audit_tool(grades)), "tool.pdf", pack)
    return reading


def _ruled_as(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[list[Line], list[Line]], tuple[Lines, Lines]]
) -> None:
    """Has the lines of every page changed before they become tables; the words stay."""

    def broken(across: Lines, down: Lines) -> list[Lattice]:
        return lattices(*change(list(across), list(down)))

    monkeypatch.setattr(reader, "lattices", broken)


def _wrong(reading: Reading) -> list[int]:
    """The areas with a grade that is not theirs."""
    return [
        answer.number
        for answer, grade in zip(reading.answers, _GRADES, strict=True)
        if answer.grade not in (None, int(grade))
    ]


def test_a_good_document_is_asked_about_because_of_the_second_look(pack: Pack) -> None:
    reading = _read(pack)
    assert [answer.grade for answer in reading.answers] == [int(grade) for grade in _GRADES]
    assert not {"readings-differ", "words-astray"} & {problem.code for problem in reading.problems}


@pytest.mark.parametrize("row", range(1, 9))
def test_a_line_between_two_rows_that_was_not_found_gives_no_area_the_grade_of_its_neighbour(
    row: int, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = _TOP + row * ROW

    def change(across: list[Line], down: list[Line]) -> tuple[Lines, Lines]:
        return [line for line in across if abs(line.at - lost) > 1], down

    _ruled_as(monkeypatch, change)
    reading = _read(pack)
    assert not _wrong(reading)
    assert reading.status.value != "accepted"


@pytest.mark.parametrize("slip", [-ROW, ROW])
def test_grades_read_a_row_too_high_or_too_low_are_noticed(
    slip: float, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    words_of = reader.shared_out

    def slipped(
        words: Sequence[Word], grids: Sequence[Lattice]
    ) -> tuple[dict[int, list[Word]], list[Word], bool]:
        cells, free, torn = words_of(words, grids)
        by_place = {cell.box[:2]: id(cell) for one in grids for cell in one.cells}
        moved = {
            id(cell): by_place.get((cell.box.left, cell.box.top + slip), 0)
            for one in grids
            for cell in one.cells
            if cell.box.left == EDGES[2] and len(one.cells) > 20 and cell.top > (slip < 0)
        }
        found = {moved.get(cell, cell): held for cell, held in cells.items()}
        return found, free, torn

    monkeypatch.setattr(reader, "shared_out", slipped)
    reading = _read(pack)
    assert not _wrong(reading)
    assert "readings-differ" in {problem.code for problem in reading.problems}


def test_columns_read_as_their_neighbours_are_noticed(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(across: list[Line], down: list[Line]) -> tuple[Lines, Lines]:
        return across, [line for line in down if line.at != EDGES[2] or line.start < _TOP]

    _ruled_as(monkeypatch, change)
    reading = _read(pack)
    assert not _wrong(reading)
    assert reading.status.value != "accepted"


def test_a_box_laid_over_a_table_is_asked_about_with_its_page(pack: Pack) -> None:
    def draw(canvas: Canvas) -> None:
        audit_tool(_GRADES)(canvas)
        text(canvas, EDGES[2] + 20, _TOP + 2 * ROW + 18, "3", size=9)

    (reading,) = read_bytes(pdf(draw), "over.pdf", pack)
    (told,) = [problem for problem in reading.problems if problem.code == "words-astray"]
    assert "page 1" in told.message
    assert reading.status.value == "review"


def test_an_audit_tool_without_ruled_lines_is_offered_and_never_accepted(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Canvas, "grid", lambda *_: None)  # what is written stays
    (reading,) = read_bytes(pdf(audit_tool(_GRADES)), "unruled.pdf", pack)
    assert reading.status.value == "review"
    assert [answer.grade for answer in reading.answers] == [int(grade) for grade in _GRADES]
    assert reading.case_id == "900123"
    assert "no-ruled-lines" in {problem.code for problem in reading.problems}


def test_a_row_cut_by_the_end_of_a_page_without_a_line_there_is_still_a_row(pack: Pack) -> None:
    """As a browser prints it: the sides go down to the end, and no line closes them."""

    def draw(canvas: Canvas) -> None:
        grid(canvas, 700, [("1", "words", "2", "more"), ("2", "words", "3", "more")])
        for x in EDGES:
            canvas.line(x, HEIGHT - 700 - 2 * ROW, x, HEIGHT - 700 - 3 * ROW)
        for x, words in zip(EDGES, ("3", "last", "4", "begun"), strict=False):
            text(canvas, x + 5, 700 + 2 * ROW + 10, words, size=9)

    (table,) = read_pdf(pdf(draw)).blocks
    assert isinstance(table, Table)
    assert [[cell.text for cell in row.cells] for row in table.rows][-1] == ["3", "last", "4", "begun"]


def test_words_in_two_cells_are_taken_for_one_however_near_they_stand() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, 100, [("CaseNo", "")], (40, 79, 150))
        text(canvas, 81, 110, "221 and more words", size=9)

    (table,) = read_pdf(pdf(draw)).blocks
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0].cells] == ["CaseNo", "221 and more words"]


def test_a_case_reference_that_stands_elsewhere_in_the_file_is_not_believed(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    words_of = reader.shared_out

    def misplaced(
        words: Sequence[Word], grids: Sequence[Lattice]
    ) -> tuple[dict[int, list[Word]], list[Word], bool]:
        cells, free, torn = words_of(words, grids)
        stray = [word for word in free if word.text == "777888"]
        for held in cells.values():
            if [word.text for word in held] == ["900123"]:
                held[:] = stray
        return cells, [word for word in free if word not in stray], torn

    def draw(canvas: Canvas) -> None:
        audit_tool(_GRADES)(canvas)
        text(canvas, 40, 700, "777888")

    monkeypatch.setattr(reader, "shared_out", misplaced)
    (reading,) = read_bytes(pdf(draw), "misplaced.pdf", pack)
    assert reading.case_id is None
    assert ("readings-differ", "case_id") in {(problem.code, problem.where) for problem in reading.problems}
