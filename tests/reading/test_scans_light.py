"""Photographs as they are taken: light that fades, a sheet seen aslant, two at once, pages below each other."""

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike

from mail.reading.formats.scans.ruling import ruling_of
from mail.reading.formats.scans.sheet import parts_of, straighten
from tests.reading import scanned

_TABLE = 90  # of 255: how light what the sheet lies on is


def _dots() -> MatLike:
    return np.asarray(scanned.page())


def _on_a_table(sheet: MatLike, dark: float) -> MatLike:
    laid = cv2.copyMakeBorder(sheet, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(_TABLE,))
    fading = np.linspace(dark, 1.0, laid.shape[1])[None, :]
    return np.clip(laid * fading, 0, 255).astype(np.uint8)


def _seen_from_below(sheet: MatLike, closer: float) -> MatLike:
    height, width = sheet.shape
    whole = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = whole + np.array([(closer * width, 0), (-closer * width, 0), (0, 0), (0, 0)], np.float32)
    way = cv2.getPerspectiveTransform(whole, seen)
    return cv2.warpPerspective(sheet, way, (width, height), borderValue=(255,))


def _cells(picture: MatLike) -> list[list[int]]:
    """How many cells each table of each page has."""
    return [[len(t.cells) for t in ruling_of(straighten(part).grey).tables] for part in parts_of(picture)]


@pytest.mark.parametrize("dark", [0.5, 0.7, 1.0])
def test_the_darker_half_of_a_sheet_is_taken_for_what_it_lies_on(dark: float) -> None:
    (part,) = parts_of(_on_a_table(_dots(), dark))
    assert abs(part.flat.width - scanned.SIZE[0]) < 30
    assert abs(part.flat.height - scanned.SIZE[1]) < 30


@pytest.mark.parametrize("closer", [0.02, 0.05])
def test_a_sheet_seen_aslant_on_a_white_table_loses_its_cells(closer: float) -> None:
    """Nothing tells its corners: only its ruled lines do."""
    assert _cells(_seen_from_below(_dots(), closer)) == [[8, 36]]


def test_light_that_fades_over_plain_paper_is_cut_in_two() -> None:
    faded = np.clip(_dots() * np.linspace(0.45, 1.0, scanned.SIZE[0])[None, :], 0, 255).astype(np.uint8)
    (part,) = parts_of(faded)
    assert (part.flat.width, part.flat.height) == scanned.SIZE


def test_of_two_sheets_on_one_photograph_only_one_is_read() -> None:
    one = cv2.resize(_dots(), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    framed = cv2.copyMakeBorder(one, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=(_TABLE,))
    assert _cells(cv2.hconcat([framed, framed])) == [[8, 36], [8, 36]]


@pytest.mark.parametrize("dark", [0.7, 1.0])
def test_many_pages_on_one_long_photograph_are_cut_through_their_rows(dark: float) -> None:
    assert _cells(_on_a_table(cv2.vconcat([_dots()] * 3), dark)) == [[8, 36]] * 3
