"""Parts of pages as pictures: the cell itself, of whatever the attachment is, without much memory."""

import io

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike
from PIL import Image

from framework.reading import Region
from mail.cut_outs import cut_outs
from mail.pictures import NoPictures
from mail.reading.formats.scans.sheet import Box, parts_of, straighten
from tests.reading import scanned

_GRADE = scanned.cell_of_grade(3)


def _region(size: tuple[int, int], box: tuple[int, int, int, int], page: int = 1) -> Region:
    left, top, right, bottom = box
    width, height = size
    return Region(page=page, left=left / width, top=top / height, right=right / width, bottom=bottom / height)


def _dots(png: bytes) -> MatLike:
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"))


def _marked() -> Image.Image:
    """Dark in the cell of the third grade, and nowhere else."""
    image = Image.new("L", scanned.SIZE, 255)
    image.paste(0, _GRADE)
    return image


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "PDF"])
def test_the_desk_is_shown_another_part_of_the_page(format: str) -> None:
    out = io.BytesIO()
    _marked().save(out, format, **({"resolution": 200} if format == "PDF" else {}))
    (part,) = cut_outs(out.getvalue(), [_region(scanned.SIZE, _GRADE)])
    dots = _dots(part)
    assert (dots < 128).mean() == pytest.approx(0.117, abs=0.015), "the cell, and what stands left of it"


def test_the_desk_is_shown_another_part_of_a_page_that_lay_askew() -> None:
    taken = scanned.photographed(_marked()).rotate(90, expand=True)
    (part,) = parts_of(np.asarray(taken))
    sheet = straighten(part, quarters=1)
    dark = cv2.boundingRect((sheet.grey < 128).astype(np.uint8))
    left, top, width, height = (int(each) for each in dark)
    region = sheet.region(Box(left, top, left + width, top + height), 1)
    out = io.BytesIO()
    taken.save(out, "PNG")
    (shown,) = cut_outs(out.getvalue(), [region])
    assert (_dots(shown) < 60).any()


@pytest.mark.parametrize(("angle", "quarters"), [(0, 0), (90, 1), (180, 2), (270, 3), (93, 1), (3, 0)])
def test_the_desk_is_shown_a_turned_page_on_its_side(angle: int, quarters: int) -> None:
    left, top, right, _ = _GRADE
    page = scanned.page(("",) * 8)
    page.paste(0, (left + 5, top + 20, right - 5, top + 60))
    taken = page.rotate(angle, expand=True, fillcolor=255)
    (part,) = parts_of(np.asarray(taken))
    sheet = straighten(part, quarters)
    region = sheet.region(_solid(sheet.grey), 1)
    out = io.BytesIO()
    taken.save(out, "PNG")
    (png,) = cut_outs(out.getvalue(), [region])
    shown, dots = _solid(_dots(png)), _dots(png)
    assert shown.width > 4 * shown.height, "lying, as on the page"
    assert shown.left > 0.6 * dots.shape[1], "with what stands left of it"
    assert (np.abs(np.asarray(Image.open(io.BytesIO(png))) - (240, 140, 0)).sum(axis=2) == 0).any(), "framed"


def _solid(grey: MatLike) -> Box:
    """Where it is black all over."""
    black = cv2.erode((grey < 60).astype(np.uint8), np.ones((15, 15), np.uint8))
    left, top, width, height = (int(each) for each in cv2.boundingRect(black))
    return Box(left, top, left + width, top + height)


def test_a_damaged_attachment_brings_the_desk_down() -> None:
    with pytest.raises(NoPictures):
        cut_outs(b"\x89PNG\r\n\x1a\n" + b"nothing", [_region(scanned.SIZE, _GRADE)])
