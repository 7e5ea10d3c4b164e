"""The second opinion on a Word document: where the walk through the XML goes wrong, its answers are not believed.

The walk is broken here on purpose, in the ways in which libraries for Word documents are known to break.
"""

import random
from typing import Any

import pytest

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.reading import read_bytes
from mail.reading.document import Control, Paragraph, Row, Run, Table
from mail.reading.formats.word import walk
from mail.reading.formats.word.flow import flow_of
from mail.reading.formats.word.lines import Lines
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import Action, Truth, make_truth

_WALK: Any = walk._Walk  # pyright: ignore[reportPrivateUsage]
_LINES: Any = Lines
GRADED = ("tier1-generic", "tier1-plo", "tier2")


def _truth(form: str) -> Truth:
    truth = make_truth(form, random.Random(f"second {form}"))
    for number, said in enumerate(truth.answers):
        said.not_applicable = False
        if form == "supervision":
            said.answer = number % 2 == 0
        else:
            said.grade = number % 4 + 1
        said.comment = f"Words on area {number + 1}."
    return truth


def _read(truth: Truth, pack: Pack) -> Reading:
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0)), "filled.docx", pack)
    return reading


def _wrong(reading: Reading, truth: Truth) -> list[int]:
    return [
        answer.number
        for answer, said in zip(reading.answers, truth.answers, strict=True)
        if (answer.grade is not None and answer.grade != said.grade)
        or (answer.answer is not None and answer.answer != said.answer)
    ]


def _differing(reading: Reading) -> set[str]:
    return {problem.where for problem in reading.problems if problem.code == "readings-differ"}


def _breaking_rows(monkeypatch: pytest.MonkeyPatch, broken: Any) -> None:
    """Has `broken` change every table that the walk makes."""
    table = _WALK._table

    def changed(self: Any, element: Any) -> Table:
        made: Table = table(self, element)
        broken(made.rows)
        return made

    monkeypatch.setattr(_WALK, "_table", changed)


@pytest.mark.parametrize("form", [*GRADED, "supervision"])
def test_a_sound_walk_is_believed(form: str, pack: Pack) -> None:
    truth = _truth(form)
    reading = _read(truth, pack)
    assert (reading.status, _wrong(reading, truth)) == (Status.ACCEPTED, [])


def test_a_cell_dropped_and_the_row_shifted_left_moves_no_grade(
    monkeypatch: pytest.MonkeyPatch, pack: Pack
) -> None:
    """What python-docx does with a cell in a content control, the row filled up again: a mark moves to the left."""

    def drop(rows: list[Row]) -> None:
        for row in rows:
            if len(row.cells) == 6 and row.cells[0].text.strip() not in ("", "Detail"):
                at = next((n for n in range(1, 5) if not row.cells[n].text), None)
                if at is None:
                    continue
                row.cells.insert(4, row.cells.pop(at))
                for column, cell in enumerate(row.cells):
                    cell.column = column

    _breaking_rows(monkeypatch, drop)
    truth = _truth("tier2")
    for said in truth.answers:
        said.comment = ""
    reading = _read(truth, pack)
    assert _wrong(reading, truth) == []
    assert len(_differing(reading)) >= len(truth.answers) // 2


@pytest.mark.parametrize("form", [*GRADED, "supervision"])
def test_answers_that_slipped_down_a_row_are_not_believed(
    form: str, monkeypatch: pytest.MonkeyPatch, pack: Pack
) -> None:
    def slip(rows: list[Row]) -> None:
        full = [row for row in rows if len(row.cells) == len(rows[0].cells)][1:]
        if len(full) < 6:
            return
        label = 1 if full[0].cells[0].text.strip().isdecimal() else 0
        answers = [[cell.blocks for cell in row.cells[label + 1 :]] for row in full]
        for row, blocks in zip(full, [answers[-1], *answers[:-1]], strict=True):
            for cell, moved in zip(row.cells[label + 1 :], blocks, strict=True):
                cell.blocks = moved

    _breaking_rows(monkeypatch, slip)
    truth = _truth(form)
    reading = _read(truth, pack)
    assert _wrong(reading, truth) == []
    assert len(_differing(reading)) >= len(truth.answers) - 1


def test_columns_read_from_right_to_left_turn_no_grade_round(
    monkeypatch: pytest.MonkeyPatch, pack: Pack
) -> None:
    def turn(rows: list[Row]) -> None:
        for row in rows:
            if len(row.cells) == 6 and row.cells[1].text != "Inadequate":
                marks = [cell.blocks for cell in row.cells[1:5]]
                for cell, blocks in zip(row.cells[1:5], reversed(marks), strict=True):
                    cell.blocks = blocks

    _breaking_rows(monkeypatch, turn)
    truth = _truth("tier2")
    reading = _read(truth, pack)
    assert _wrong(reading, truth) == []
    assert len(_differing(reading)) == len(truth.answers)


@pytest.mark.parametrize("form", GRADED)
def test_a_judgement_that_stands_nowhere_near_its_label_is_not_believed(
    form: str, monkeypatch: pytest.MonkeyPatch, pack: Pack
) -> None:
    line = _LINES.read
    truth = _truth(form)
    truth.overall = 2

    def changed(self: Any, element: Any, control: Control | None) -> Any:
        made = line(self, element, control)
        text = Paragraph(made.runs, "").text
        for label in ("Overall judgement of the case file:", "Rating:"):
            if text.startswith(label):
                made.runs = [Run(f"{label} Outstanding")]
        return made

    monkeypatch.setattr(_LINES, "read", changed)
    reading = _read(truth, pack)
    assert reading.overall is None
    assert "overall" in _differing(reading)


def test_a_problem_of_the_second_opinion_says_where_to_look_and_repeats_nothing(
    monkeypatch: pytest.MonkeyPatch, pack: Pack
) -> None:
    def swap(rows: list[Row]) -> None:
        if len(rows) > 6 and len(rows[0].cells) == 4:
            third, fourth = rows[3].cells[2], rows[4].cells[2]
            third.blocks, fourth.blocks = fourth.blocks, third.blocks

    _breaking_rows(monkeypatch, swap)
    reading = _read(_truth("tier1-generic"), pack)
    problem = next(problem for problem in reading.problems if problem.where == "answers.3.grade")
    assert problem.message.startswith("Area 3, Voice/wishes and feelings of child: the grade was read in two")
    assert reading.evidence["answers.3.grade"].place == "table 2, row 4, column 3"
    assert reading.answers[2].comment == "Words on area 3."


_BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def _flow(body: str) -> Any:
    flow = flow_of(_BODY.format(body).encode())
    assert flow is not None
    return flow


def test_the_flow_has_a_cell_that_stands_in_a_content_control() -> None:
    flow = _flow(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>one</w:t></w:r></w:p></w:tc>"
        "<w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>two</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt>"
        '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
        '<w:p><w:r><w:t xml:space="preserve">a &amp; b</w:t></w:r></w:p></w:tc>'
        "<w:tc><w:p/></w:tc></w:tr></w:tbl>"
    )
    assert [(c.column, c.span, c.text) for c in flow.rows[0]] == [
        (0, 1, "one"),
        (1, 1, "two"),
        (2, 2, "a & b"),
        (4, 1, ""),
    ]


def test_the_flow_leaves_out_what_was_deleted_moved_away_or_doubled() -> None:
    flow = _flow(
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>moved</w:t></w:r>"
        "</w:moveFrom><w:r><w:t>kept</w:t></w:r></w:p>"
        '<w:p xmlns:mc="x"><mc:Fallback><w:r><w:t>twice</w:t></w:r></mc:Fallback></w:p>'
    )
    assert flow.text.split() == ["kept"]


def test_the_flow_knows_what_is_struck_out_and_what_is_a_sign() -> None:
    flow = _flow(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>3</w:t></w:r><w:r><w:t>2</w:t></w:r></w:p></w:tc>"
        '<w:tc><w:p><w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>4</w:t></w:r></w:p></w:tc>'
        '<w:tc><w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p></w:tc></w:tr></w:tbl>'
    )
    assert [(c.text, c.standing, c.signs) for c in flow.rows[0]] == [
        ("32", "2", False),
        ("4", "4", False),
        ("", "", True),
    ]


def test_an_inner_table_stands_in_its_cell_and_by_itself() -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>in</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    flow = _flow(
        f"<w:tbl><w:tr><w:tc><w:p/>{inner}<w:p/></w:tc><w:tc><w:p><w:r><w:t>out</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert [[cell.text.strip() for cell in row] for row in flow.rows] == [["in", "out"], ["in"]]


def test_a_letter_in_a_font_of_symbols_is_a_sign_and_no_word() -> None:
    flow = _flow(
        '<w:p><w:r><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>x</w:t></w:r>'
        '<w:r><w:rPr><w:rFonts w:ascii="Arial"/></w:rPr><w:t>word</w:t></w:r></w:p>'
    )
    assert (flow.text.strip(), flow.signs) == ("word", True)


def _swapping(rows: list[Row], one: int, other: int) -> None:
    """Swaps what stands in two cells of the form's first row, the labels where they are."""
    cells = rows[0].cells
    if len(cells) > other and ("Case ID" in cells[0].text or "supervisee" in cells[0].text):
        cells[one].blocks, cells[other].blocks = cells[other].blocks, cells[one].blocks


@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "supervision"])
def test_two_people_named_at_each_others_labels_are_not_believed(
    form: str, monkeypatch: pytest.MonkeyPatch, pack: Pack
) -> None:
    _breaking_rows(monkeypatch, lambda rows: _swapping(rows, 3, 5))
    reading = _read(_truth(form), pack)
    one = "fields.supervisor" if form == "supervision" else "completed_by"
    other = "completed_by" if form == "supervision" else "social_worker"
    assert {one, other} <= _differing(reading)
    assert reading.completed_by is None
    assert reading.status is Status.REVIEW


def test_a_date_read_at_the_label_of_another_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, pack: Pack
) -> None:
    line = _LINES.read

    def swapped(self: Any, element: Any, control: Any) -> Any:
        made = line(self, element, control)
        kept.extend(run for n, run in enumerate(made.runs) if n and made.runs[n - 1].text in dates)
        if len(kept) == 2:
            kept[0].text, kept[1].text = kept[1].text.strip("-"), kept[0].text
            kept.clear()
        return made

    dates = ("Date Audit Completed: ", "Date of next Audit: ")
    kept: list[Run] = []
    monkeypatch.setattr(_LINES, "read", swapped)
    reading = _read(_truth("supervision"), pack)
    assert reading.date is None
    assert reading.fields["next_audit"] is None
    assert {"date", "fields.next_audit"} <= _differing(reading)


def test_comments_that_slipped_to_other_rows_are_not_believed(
    monkeypatch: pytest.MonkeyPatch, pack: Pack
) -> None:
    def slip(rows: list[Row]) -> None:
        last = [row.cells[-1] for row in rows[1:] if len(row.cells) == 4]
        blocks = [cell.blocks for cell in last]
        for cell, moved in zip(last, [*blocks[4:], *blocks[:4]], strict=True):
            cell.blocks = moved

    _breaking_rows(monkeypatch, slip)
    reading = _read(_truth("tier1-generic"), pack)
    assert {f"answers.{area}.comment" for area in range(1, 9)} <= _differing(reading)


def test_the_persons_of_two_actions_swapped_are_not_believed(
    monkeypatch: pytest.MonkeyPatch, pack: Pack
) -> None:
    def swap(rows: list[Row]) -> None:
        if len(rows[-1].cells) == 6:
            one, two = rows[2].cells[1], rows[3].cells[1]
            one.blocks, two.blocks = two.blocks, one.blocks

    _breaking_rows(monkeypatch, swap)
    truth = _truth("tier1-generic")
    truth.actions = [
        Action("Update the chronology.", "P Imaginary", "22/06/2014", None),
        Action("See the child again.", "Q Pretend", "23/06/2014", None),
    ]
    reading = _read(truth, pack)
    assert {"actions.1", "actions.2"} <= _differing(reading)
