"""What somebody drew or wrote over a page of a PDF afterwards: it may undo what stands under it."""

import copy
import datetime as dt
import io
import random
from collections.abc import Callable
from typing import Any

import docx
import pytest
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.opening import read_file
from mail.reading import read_bytes
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.edited import cell_of, truth_of
from tests.reading.pdf_making import EDGES, HEIGHT, LEFT, ROW, audit_tool, pdf, text

Paint = Callable[[Canvas], None]

_GRADES = "12341234"
_BASE = HEIGHT - 150 - 3 * ROW - 10  # of the words of area 3
_RIGHT = EDGES[-1]


def _read(pack: Pack, *paints: Paint) -> Reading:
    def draw(canvas: Canvas) -> None:
        audit_tool(_GRADES)(canvas)
        for paint in paints:
            paint(canvas)

    (reading,) = read_bytes(pdf(draw), "tool.pdf", pack)
    return reading


def _codes(reading: Reading) -> set[str]:
    return {problem.code for problem in reading.problems}


def _across(start: float, end: float, em: float, *, filled: bool = False) -> Paint:
    """A line so far over the words of area 3, in the size of their letters."""

    def paint(canvas: Canvas) -> None:
        if filled:
            canvas.rect(start, _BASE + 9 * em, end - start, 1, stroke=0, fill=1)
        else:
            canvas.line(start, _BASE + 9 * em, end, _BASE + 9 * em)

    return paint


@pytest.mark.parametrize("em", [0.15, 0.35, 0.55, 0.65])
@pytest.mark.parametrize(
    ("start", "end"),
    [(LEFT, _RIGHT), (EDGES[2], EDGES[3]), (EDGES[2] + 3, EDGES[2] + 35), (EDGES[2] + 3, _RIGHT)],
    ids=["row", "cell", "longer than the figure", "grade and comment"],
)
def test_a_grade_with_a_line_through_it_is_not_read_as_if_it_stood(
    start: float, end: float, em: float, pack: Pack
) -> None:
    reading = _read(pack, _across(start, end, em))
    assert [answer.grade for answer in reading.answers] == [1, 2, None, 4, 1, 2, 3, 4]
    assert "line-through" in _codes(reading)


def test_a_thin_bar_through_a_row_strikes_it_like_a_line(pack: Pack) -> None:
    reading = _read(pack, _across(LEFT, _RIGHT, 0.3, filled=True))
    assert (reading.answers[2].grade, "line-through" in _codes(reading)) == (None, True)


def test_a_line_from_a_grade_into_another_cell_is_asked_about(pack: Pack) -> None:
    reading = _read(pack, _across(EDGES[2] + 14, EDGES[3] + 90, -0.9))
    assert "line-through" in _codes(reading)


@pytest.mark.parametrize("ways", [1, 2], ids=["struck", "crossed"])
def test_a_page_crossed_out_from_corner_to_corner_does_not_count_unasked(ways: int, pack: Pack) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.line(LEFT, HEIGHT - 480, _RIGHT, HEIGHT - 50)
        if ways > 1:
            canvas.line(LEFT, HEIGHT - 50, _RIGHT, HEIGHT - 480)

    reading = _read(pack, paint)
    assert (reading.status, "line-through" in _codes(reading)) == (Status.REVIEW, True)


@pytest.mark.parametrize("under", [True, False], ids=["line under words", "line between paragraphs"])
def test_a_line_under_words_or_beside_them_strikes_nothing(under: bool, pack: Pack) -> None:
    def paint(canvas: Canvas) -> None:
        down = 451.5 if under else 435
        canvas.line(LEFT, HEIGHT - down, LEFT + (150 if under else 500), HEIGHT - down)

    reading = _read(pack, paint)
    assert reading.status is Status.ACCEPTED
    assert [answer.grade for answer in reading.answers] == [int(grade) for grade in _GRADES]


def _pen(canvas: Canvas) -> None:
    canvas.setStrokeGray(1)
    canvas.setLineWidth(16)
    canvas.line(EDGES[2] + 2, _BASE + 3, EDGES[2] + 20, _BASE + 3)


def _shading(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(EDGES[2] + 2, _BASE - 4, 20, 14)
    canvas.clipPath(path, stroke=0)
    canvas.linearGradient(EDGES[2], _BASE, EDGES[3], _BASE, (Color(1, 1, 1), Color(1, 1, 1)))
    canvas.restoreState()


def _square(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    text(canvas, EDGES[2] + 2, HEIGHT - _BASE + 3, "n", "ZapfDingbats", 20)


@pytest.mark.parametrize("cover", [_pen, _shading, _square], ids=["thick pen", "shading", "white square"])
def test_a_grade_under_whatever_hides_it_is_not_read(cover: Paint, pack: Pack) -> None:
    reading = _read(pack, cover)
    assert reading.answers[2].grade is None
    assert "covered-words" in _codes(reading)


def test_words_marked_to_be_blacked_out_are_asked_about(pack: Pack) -> None:
    def draw(canvas: Canvas) -> None:
        audit_tool(_GRADES)(canvas)
        canvas.highlightAnnotation("", Rect=(EDGES[2], _BASE - 4, EDGES[3], _BASE + 10))

    content = pdf(draw, pageCompression=0)
    marked = content.replace(b"/Subtype /Highlight", b"/Subtype /Redact   ")
    assert marked != content
    (reading,) = read_bytes(marked, "tool.pdf", pack)
    assert "marked-for-redaction" in _codes(reading)


def _stamp(words: str, turn: float, size: float, grey: float) -> Paint:
    def paint(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillGray(grey)
        canvas.translate(150, HEIGHT - 480)
        canvas.rotate(turn)
        text(canvas, 0, HEIGHT, words, "Helvetica-Bold", size)
        canvas.restoreState()

    return paint


@pytest.mark.parametrize("words", ["DRAFT", "Superseded", "V O I D", "NOT FOR RECORDING", "Cancelled"])
@pytest.mark.parametrize(("turn", "size", "grey"), [(45, 60, 0.8), (30, 22, 0.3), (0, 40, 0.5)])
def test_a_page_that_says_across_it_that_it_does_not_count_is_asked_about(
    words: str, turn: float, size: float, grey: float, pack: Pack
) -> None:
    reading = _read(pack, _stamp(words, turn, size, grey))
    assert (reading.status, "marked-as-draft" in _codes(reading)) == (Status.REVIEW, True)


@pytest.mark.parametrize("words", ["OFFICIAL", "Sensitive - Personal", "Final"])
def test_a_watermark_of_another_kind_holds_nothing_up(words: str, pack: Pack) -> None:
    assert _read(pack, _stamp(words, 45, 60, 0.8)).status is Status.ACCEPTED


@pytest.mark.parametrize("letter", ["✔", "■", "✘"])
def test_a_mark_typed_over_another_option_is_no_comment(letter: str, pack: Pack) -> None:
    def paint(canvas: Canvas) -> None:
        text(canvas, LEFT + 190, 438, letter, "ZapfDingbats")

    reading = _read(pack, paint)
    assert (reading.status, reading.comments) == (Status.REVIEW, "")


def _twice(change: Callable[[Any], None] | None = None) -> bytes:
    """A document in which an audit tool stands twice, the second time changed."""
    document: Any = docx.Document(io.BytesIO(build(truth_of("tier1-generic"), Shape(), random.Random(0))))
    body = document.element.body
    again = [copy.deepcopy(part) for part in body if not part.tag.endswith("sectPr")]
    if change is not None:
        change(document)
    for part in again:
        body.insert(len(body) - 1, part)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def test_a_file_that_holds_an_audit_twice_says_that_it_is_one(pack: Pack) -> None:
    def read(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
        return read_bytes(content, name, pack, sent=sent)

    first, second = read_file(_twice(), "tool.docx", read)
    assert "same-audit-twice" not in {notice.code for notice in first.notices}
    assert "same-audit-twice" in {notice.code for notice in second.notices}


def test_two_versions_of_one_audit_in_one_file_are_asked_about(pack: Pack) -> None:
    def read(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
        return read_bytes(content, name, pack, sent=sent)

    def change(document: Any) -> None:
        cells = document.tables[1].rows[3].cells
        label = cell_of(document.tables[1], "Voice/wishes")
        grade = cells[[cell._tc for cell in cells].index(label._tc) + 1]
        grade.text = "1" if grade.text != "1" else "2"

    readings = read_file(_twice(change), "tool.docx", read)
    assert len(readings) == 2
    assert all("versions-at-odds" in _codes(reading) for reading in readings)


@pytest.mark.parametrize("at", [EDGES[2] + 7.5, EDGES[3] + 18], ids=["grade", "comment"])
@pytest.mark.parametrize("reach", [3, ROW * 4], ids=["one", "column"])
def test_a_line_down_through_words_does_not_leave_them_standing_unasked(
    at: float, reach: float, pack: Pack
) -> None:
    reading = _read(pack, lambda canvas: canvas.line(at, _BASE - reach, at, _BASE + reach + 8))
    assert (reading.status, "line-through" in _codes(reading)) == (Status.REVIEW, True)


def test_a_line_down_beside_words_is_asked_about(pack: Pack) -> None:
    reading = _read(pack, lambda canvas: canvas.line(EDGES[3] + 2, _BASE - 4, EDGES[3] + 2, _BASE + 10))
    assert reading.status is Status.ACCEPTED


def _upon(words: str, down: float, font: str = "ZapfDingbats", x: float = 0.0) -> Paint:
    def paint(canvas: Canvas) -> None:
        text(canvas, x or EDGES[2] + 4, down, words, font, 13)

    return paint


@pytest.mark.parametrize(
    "paint",
    [
        _upon("n", HEIGHT - _BASE + 2),
        _upon("M", HEIGHT - _BASE + 2, "Helvetica-Bold"),
        _upon("nn", 453, x=215),
        _upon("XXX", 452, "Helvetica-Bold", 215),
        _upon("nnn", 420, x=60),
    ],
    ids=["square on a grade", "letter on a grade", "squares on the judgement", "letters on it", "on a label"],
)
def test_words_that_others_were_typed_upon_count_unasked(paint: Paint, pack: Pack) -> None:
    reading = _read(pack, paint)
    assert (reading.status, "typed-over" in _codes(reading)) == (Status.REVIEW, True)


def test_words_upon_a_line_of_dots_or_set_twice_to_look_bold_are_doubted(pack: Pack) -> None:
    def paint(canvas: Canvas) -> None:
        text(canvas, LEFT + 105, 420, "." * 60)
        text(canvas, LEFT + 105, 420, "No more to say")
        text(canvas, LEFT + 0.3, 450, "Overall judgement of the case file: Good", "Helvetica-Bold")

    assert "typed-over" not in _codes(_read(pack, paint))


@pytest.mark.parametrize(
    "mark", [("4", "ZapfDingbats"), ("8", "ZapfDingbats"), ("X", "Helvetica"), ("n", "ZapfDingbats")]
)
@pytest.mark.parametrize("down", [464, 475])
def test_a_tick_below_another_judgement_is_passed_over(
    mark: tuple[str, str], down: float, pack: Pack
) -> None:
    reading = _read(pack, _upon(mark[0], down, mark[1], 220))
    assert [(problem.code, problem.where) for problem in reading.problems] == [("unclear", "overall")]
    assert reading.overall is None
