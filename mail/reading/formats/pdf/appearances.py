"""What the form fields of a page show, which need not be what they hold: the words of their appearances."""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdfium2.raw as pdfium

from mail.reading.flow import squashed

_MARGIN = 1.0  # points
_CUT = 10  # letters shown of a value that is longer than its box


def shown_values(document: object, number: int, most: int) -> list[str | None]:
    """What each of the first `most` annotations of a page, counted from 1, shows; None where it has no appearance.

    The page of `document` is changed: it must be one of its own, opened without its form.
    """
    with _page(document, number) as page:
        _renew(page)
        boxes = [_appearance(page, at) for at in range(min(pdfium.FPDFPage_GetAnnotCount(page), most))]
        if not any(boxes):
            return [None for _ in boxes]
        for at in reversed(range(pdfium.FPDFPage_CountObjects(page))):
            thing = pdfium.FPDFPage_GetObject(page, at)
            if pdfium.FPDFPage_RemoveObject(page, thing):
                pdfium.FPDFPageObj_Destroy(thing)
        pdfium.FPDFPage_GenerateContent(page)
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    with _page(document, number) as page:
        return _words_at(page, boxes)


def agree(held: Sequence[str], shown: str) -> bool:
    """Whether one of some values is what is shown, letter by letter, or what its box has room for of a long one."""
    letters = squashed(shown)
    wanted = [squashed(value) for value in held]
    return letters in wanted or (len(letters) >= _CUT and any(letters in value for value in wanted))


@contextmanager
def _page(document: object, number: int) -> Iterator[object]:
    page = pdfium.FPDF_LoadPage(document, number - 1)
    try:
        yield page
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


def _renew(page: object) -> None:
    """Has the library make those appearances anew that the file says every viewer must."""
    dots = (ctypes.c_uint8 * 4)()
    bitmap = pdfium.FPDFBitmap_CreateEx(1, 1, pdfium.FPDFBitmap_Gray, ctypes.cast(dots, ctypes.c_void_p), 4)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, 1, 1, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDFBitmap_Destroy(bitmap)


def _appearance(page: object, at: int) -> tuple[float, float, float, float] | None:
    """Where a form field with an appearance stands, in the PDF's own space."""
    annotation = pdfium.FPDFPage_GetAnnot(page, at)
    if not annotation:
        return None
    try:
        if pdfium.FPDFAnnot_GetSubtype(annotation) != pdfium.FPDF_ANNOT_WIDGET:
            return None
        if pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) <= 2:
            return None
        rect = pdfium.FS_RECTF()
        pdfium.FPDFAnnot_GetRect(annotation, rect)
        return rect.left, rect.bottom, rect.right, rect.top
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _words_at(page: object, boxes: Sequence[tuple[float, float, float, float] | None]) -> list[str | None]:
    text = pdfium.FPDFText_LoadPage(page)
    x, y = ctypes.c_double(), ctypes.c_double()
    letters: list[tuple[float, float, str]] = []
    for at in range(max(pdfium.FPDFText_CountChars(text), 0)):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if 32 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
            pdfium.FPDFText_GetCharOrigin(text, at, x, y)
            letters.append((x.value, y.value, chr(code)))
    pdfium.FPDFText_ClosePage(text)
    return [None if box is None else _within(letters, box) for box in boxes]


def _within(letters: Sequence[tuple[float, float, str]], box: tuple[float, float, float, float]) -> str:
    left, bottom, right, top = box
    return "".join(
        letter
        for x, y, letter in letters
        if left - _MARGIN <= x <= right + _MARGIN and bottom - _MARGIN <= y <= top + _MARGIN
    )
