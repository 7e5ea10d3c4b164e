"""What is painted over words, and words in the colour of their ground: nobody who looks at the page sees them."""

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from mail.reading.formats.pdf.parts import Box, Glyph, Word

_BAND = 16  # points
_ALIKE = 0x20  # by which the parts of a colour may differ from that of its ground and still be asked about
_SCALE = 1.5  # dots to the point
_MAX_DOTS = 4_000_000
_SEEN = 10  # by which one dot of a letter must differ from the page without it
_PALE = 0xF4
_WHITE = "ffffff"


class Painted(NamedTuple):
    """An area painted as the `order`th thing of its page; `colour` is None for a picture."""

    order: int
    box: Box
    colour: str | None


class Covers:
    """The areas painted on a page and when; and when each piece of text was."""

    def __init__(self, painted: Iterable[Painted], texts: dict[int, int]) -> None:
        self._texts = texts
        self._bands: defaultdict[int, list[Painted]] = defaultdict(list)
        for area in sorted(painted, key=lambda area: area.order):
            for band in range(int(area.box.top) // _BAND, int(area.box.bottom) // _BAND + 1):
                self._bands[band].append(area)

    def may_hide(self, text: object, glyph: Glyph) -> bool:
        """Whether something painted at a glyph of a piece of text may keep it from being seen."""
        x, y = (glyph.left + glyph.right) / 2, glyph.middle
        areas = self._bands.get(int(y) // _BAND)
        order = self._texts.get(identity(text))
        if not areas or order is None:
            return False
        for area in reversed(areas):
            if area.order != order and area.box.holds(x, y):
                return area.order > order or (
                    area.colour is not None and _are_alike(area.colour, glyph.style.colour)
                )
        return False


def covered(page: object, suspects: Sequence[tuple[Glyph, object]]) -> set[int]:
    """Those glyphs, by identity, that the page does not show; `page` is turned so that they are upright.

    The page is painted with their pieces of text and without: what makes no difference is not seen.
    """
    with_them = _painted(page)
    with _without([thing for _, thing in suspects]):
        without = _painted(page)
    seen = np.abs(with_them.astype(np.int16) - without) > _SEEN
    down, across = seen.shape
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    hidden: set[int] = set()
    for glyph, _ in suspects:
        top, bottom = glyph.base - 0.8 * glyph.size, glyph.base + 0.25 * glyph.size
        part = seen[
            max(int(top / height * down), 0) : int(bottom / height * down) + 1,
            max(int(glyph.left / width * across), 0) : int(glyph.right / width * across) + 1,
        ]
        if not part.any():
            hidden.add(id(glyph))
    return hidden


def left_over(words: Iterable[Word], hidden: set[int]) -> list[Word]:
    """The words without the glyphs that are hidden."""
    kept: list[Word] = []
    for word in words:
        word.glyphs = [glyph for glyph in word.glyphs if id(glyph) not in hidden]
        if word.glyphs:
            kept.append(word)
    return kept


def is_pale(colour: str) -> bool:
    """Whether a colour, "rrggbb", is white or as good as white."""
    return len(colour) == len(_WHITE) and all(int(colour[at : at + 2], 16) >= _PALE for at in (0, 2, 4))


def identity(thing: Any) -> int:
    """What tells one of the library's objects from another, while its page is open."""
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def _are_alike(one: str, other: str) -> bool:
    return all(
        abs(int((one or _WHITE)[at : at + 2], 16) - int((other or "000000")[at : at + 2], 16)) < _ALIKE
        for at in (0, 2, 4)
    )


@contextmanager
def _without(things: Sequence[object]) -> Iterator[None]:
    for thing in things:
        pdfium.FPDFPageObj_SetIsActive(thing, False)
    try:
        yield
    finally:
        for thing in things:
            pdfium.FPDFPageObj_SetIsActive(thing, True)


def _painted(page: object) -> NDArray[np.uint8]:
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = min(_SCALE, (_MAX_DOTS / max(width * height, 1.0)) ** 0.5)
    across, down = max(int(width * scale), 1), max(int(height * scale), 1)
    dots = np.full((down, across), 255, np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(
        across, down, pdfium.FPDFBitmap_Gray, dots.ctypes.data_as(ctypes.c_void_p), across
    )
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDFBitmap_Destroy(bitmap)
    return dots
