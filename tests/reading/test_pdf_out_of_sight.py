"""What a page of a PDF does not show is not read from it, and whoever looks is told."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from framework.pack import Pack
from framework.reading import Reading
from mail.reading import read_bytes
from tests.reading.pdf_making import EDGES, HEIGHT, ROW, audit_tool, pdf

_GRADES = "12341234"
_THIRD = (EDGES[2] + 2, HEIGHT - 150 - 4 * ROW + 2, EDGES[3] - EDGES[2] - 4, ROW - 4)  # the grade of area 3


def _read(pack: Pack, content: bytes) -> Reading:
    (reading,) = read_bytes(content, "tool.pdf", pack)
    return reading


def _codes(reading: Reading) -> set[str]:
    return {problem.code for problem in reading.problems}


def _over(paint: Callable[[Canvas], None], before: Callable[[Canvas], None] = lambda _: None) -> bytes:
    def draw(canvas: Canvas) -> None:
        before(canvas)
        audit_tool(_GRADES)(canvas)
        paint(canvas)

    return pdf(draw)


def _filled(grey: float, alpha: float = 1.0) -> Callable[[Canvas], None]:
    def paint(canvas: Canvas) -> None:
        canvas.setFillGray(grey, alpha)
        canvas.rect(*_THIRD, stroke=0, fill=1)
        canvas.setFillGray(0, 1)

    return paint


def _white_picture(canvas: Canvas) -> None:
    held = io.BytesIO()
    Image.new("RGB", (20, 10), "white").save(held, "PNG")
    canvas.drawImage(ImageReader(io.BytesIO(held.getvalue())), *_THIRD)


@pytest.mark.parametrize("cover", [_filled(1), _filled(0), _white_picture], ids=["white", "black", "picture"])
def test_a_grade_painted_over_is_never_read_as_if_it_stood_there(
    cover: Callable[[Canvas], None], pack: Pack
) -> None:
    reading = _read(pack, _over(cover))
    assert [answer.grade for answer in reading.answers] == [1, 2, None, 4, 1, 2, 3, 4]
    assert "covered-words" in _codes(reading)


@pytest.mark.parametrize(
    "content",
    [_over(lambda _: None, _filled(0.8)), _over(_filled(0.5, 0.3))],
    ids=["shaded before", "seen through"],
)
def test_a_grade_that_can_be_seen_on_its_ground_or_through_it_is_read(content: bytes, pack: Pack) -> None:
    reading = _read(pack, content)
    assert [answer.grade for answer in reading.answers] == [int(grade) for grade in _GRADES]
    assert "covered-words" not in _codes(reading)


def test_a_grade_in_the_colour_of_its_ground_is_not_read(pack: Pack) -> None:
    reading = _read(pack, _over(lambda _: None, _filled(0)))
    assert reading.answers[2].grade is None
    assert "covered-words" in _codes(reading)


def test_the_figure_typed_over_a_whited_out_one_does_not_make_it_seen(pack: Pack) -> None:
    def paint(canvas: Canvas) -> None:
        _filled(1)(canvas)
        canvas.drawString(EDGES[2] + 5, HEIGHT - 150 - 3 * ROW - 10, "1")

    reading = _read(pack, _over(paint))
    assert reading.answers[2].grade != 3
    assert "covered-words" in _codes(reading)


def _shown(content: bytes, box: str) -> bytes:
    return re.sub(rb"/MediaBox \[[^\]]*\]", b"/MediaBox [ " + box.encode() + b" ]", content)


@pytest.mark.parametrize("box", ["0 0 400 841.88", "60 0 595.27 841.88"], ids=["right", "left"])
def test_a_table_that_runs_beyond_the_edge_of_its_page_is_asked_about(box: str, pack: Pack) -> None:
    reading = _read(pack, _shown(pdf(audit_tool(_GRADES), pageCompression=0), box))
    assert "cut-off" in _codes(reading)
    (told,) = [problem for problem in reading.problems if problem.code == "cut-off"]
    assert "page 1" in told.message


def test_a_page_cropped_within_a_line_of_text_is_asked_about(pack: Pack) -> None:
    content = pdf(audit_tool(_GRADES), pageCompression=0)
    box = re.search(rb"/MediaBox \[[^\]]*\]", content)
    assert box is not None
    cropped = content.replace(box[0], box[0] + b" /CropBox [ 0 0 430 841.88 ]")
    assert "cut-off" in _codes(_read(pack, cropped))


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_like_any_other(turns: int, pack: Pack) -> None:
    content = pdf(audit_tool(_GRADES), pageCompression=0)
    turned = re.sub(rb"/Rotate 0", b"/Rotate %d" % turns, content)
    assert turned != content
    reading = _read(pack, turned)
    assert [answer.grade for answer in reading.answers] == [int(grade) for grade in _GRADES]
    assert not {"readings-differ", "words-astray"} & _codes(reading)
