"""Marks in scans that are no letters: a crossed box is read as one, and nothing else as a crossed box."""

from collections.abc import Sequence

import numpy as np
import pytest
from cv2.typing import MatLike
from PIL import Image, ImageDraw, ImageFont

from mail.reading.document import CHECKED, Table
from mail.reading.formats.scans import read_scans
from mail.reading.formats.scans.marks import is_crossed_box
from tests.reading import scanned
from tests.servers.programs import require

SIDES = [(0, 0, 1, 0), (1, 0, 1, 1), (1, 1, 0, 1), (0, 1, 0, 0)]
CROSS = [(0, 0, 1, 1), (0, 1, 1, 0)]
TICK = [(0.2, 0.5, 0.45, 0.8), (0.45, 0.8, 0.85, 0.15)]


def _drawn(image: Image.Image, left: int, top: int, size: int, strokes: Sequence[tuple[float, ...]]) -> None:
    draw = ImageDraw.Draw(image)
    for x, y, to_x, to_y in strokes:
        ends = (left + x * size, top + y * size, left + to_x * size, top + to_y * size)
        draw.line(ends, fill=0, width=max(size // 12, 2))


def _ink(image: Image.Image) -> MatLike:
    """Trimmed to itself, 255 where it is dark."""
    dark = np.where(np.asarray(image) < 128, 255, 0).astype(np.uint8)
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _mark(size: int, strokes: Sequence[tuple[float, ...]]) -> MatLike:
    image = Image.new("L", (120, 120), 255)
    _drawn(image, 20, 20, size, strokes)
    return _ink(image)


@pytest.mark.parametrize("size", [18, 24, 30, 50])
def test_a_crossed_box_is_taken_for_a_letter(size: int) -> None:
    assert is_crossed_box(_mark(size, SIDES + CROSS))


@pytest.mark.parametrize("size", [18, 24, 30, 50])
@pytest.mark.parametrize(
    "strokes", [SIDES, CROSS, SIDES + TICK, SIDES + CROSS[:1], SIDES[:3] + CROSS, SIDES[1:] + CROSS]
)
def test_an_empty_box_or_half_a_cross_is_taken_for_a_mark(
    size: int, strokes: Sequence[tuple[float, ...]]
) -> None:
    assert not is_crossed_box(_mark(size, strokes))


@pytest.mark.parametrize("letter", "0123456789ABDEHKMNOQRSWXZ&@#%8BX")
def test_a_letter_is_taken_for_a_crossed_box(letter: str) -> None:
    for size in (30, 48):
        image = Image.new("L", (120, 120), 255)
        ImageDraw.Draw(image).text((20, 20), letter, font=ImageFont.load_default(size), fill=0)
        assert not is_crossed_box(_ink(image))


def test_a_crossed_box_in_a_cell_of_a_scan_goes_unread() -> None:
    require("tesseract")
    page = scanned.page(("",) * 8)
    for number in (1, 3, 6):
        left, top, _, _ = scanned.cell_of_grade(number)
        _drawn(page, left + 14, top + 14, 26, SIDES + CROSS)
    document = read_scans([(1, np.asarray(scanned.scanned(page)))])
    cells = [
        cell
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row.cells
    ]
    marked = [cell.place for cell in cells if cell.text == CHECKED]
    assert [place.partition("row ")[2] for place in marked] == [f"{n}, column 3" for n in (2, 4, 7)]
    assert not set(marked) & set(document.unsure)
