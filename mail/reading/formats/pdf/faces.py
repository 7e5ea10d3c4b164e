"""Which copy of a font a page is written in: pages of one file share it.

Pages of two files that were put together do not, though the font has the same name in both: each copy holds the
letters alone that its own file needed.
"""

import ctypes
import zlib
from collections import Counter
from typing import NamedTuple

import pypdfium2.raw as pdfium

_LOOKED_AT = 300  # characters of a page
_MOST = 0.5  # of them, that a page's face is
_LARGEST = 8_000_000  # bytes of a font


class Face(NamedTuple):
    """A font by its name, and which copy of it."""

    name: str
    copy: int


def face_of(page: object, count: int) -> Face | None:
    """The face of most of a text page's characters; None where it has no copy of its own, or there are several."""
    found: Counter[int] = Counter()
    fonts: dict[int, object] = {}
    for at in range(0, count, max(1, count // _LOOKED_AT)):
        thing = pdfium.FPDFText_GetTextObject(page, at)
        font = pdfium.FPDFTextObj_GetFont(thing) if thing else None
        if font:
            key = ctypes.cast(font, ctypes.c_void_p).value or 0
            found[key] += 1
            fonts[key] = font
    if not found:
        return None
    [(key, times)] = found.most_common(1)
    if times <= _MOST * found.total() or pdfium.FPDFFont_GetIsEmbedded(fonts[key]) != 1:
        return None
    return _face(fonts[key])


def _face(font: object) -> Face | None:
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, name, 128)
    length = ctypes.c_size_t()
    if not pdfium.FPDFFont_GetFontData(font, None, 0, ctypes.byref(length)) or length.value > _LARGEST:
        return None
    data = (ctypes.c_uint8 * max(length.value, 1))()
    if not pdfium.FPDFFont_GetFontData(font, data, length.value, ctypes.byref(length)):
        return None
    return Face(name.value.decode("utf-8", "replace").rpartition("+")[2], zlib.crc32(data))
