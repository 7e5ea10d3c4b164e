"""A PDF opened by the library: its pages one at a time, and the reasons why it cannot be."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from mail.reading.document import NotReadable
from mail.reading.formats.pdf.appearances import shown_values
from mail.reading.formats.pdf.attached import attached_kinds
from mail.reading.formats.pdf.covers import Covers, covered, left_over
from mail.reading.formats.pdf.drawn import Drawing
from mail.reading.formats.pdf.forms import MAX_ANNOTATIONS, Raw, add_annotations, box_states, box_word
from mail.reading.formats.pdf.geometry import View
from mail.reading.formats.pdf.glyphs import TextPage
from mail.reading.formats.pdf.overwritten import are_overwritten
from mail.reading.formats.pdf.parts import Sheet, Word

MAX_PAGES = 200
_LARGEST_PAGE = 6_000.0  # points, some two metres
_DPI = 220
_MAX_PIXELS = 25_000_000
_TWO_IN_ONE = re.compile(rb"%%EOF\s*%PDF-\d")
_OF_SHEETS = ("calc", "excel", "numbers", "gnumeric", "sheet")
_XFA_DYNAMIC = pdfium.FORMTYPE_XFA_FULL

pdfium.FPDF_InitLibrary()


class Pdf:
    """An open PDF. Scripts, actions and links are never run or followed."""

    def __init__(self, content: bytes) -> None:
        if _TWO_IN_ONE.search(content):
            raise NotReadable(
                "unsafe",
                "The file holds two PDFs in one, of which each program may show another. Ask the sender to save it "
                "anew.",
            )
        self._content = content  # the library reads it until it is closed
        self._document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
        if not self._document:
            raise _reason(pdfium.FPDF_GetLastError())
        self._info = pdfium.FPDF_FORMFILLINFO(version=2)
        self._form = None
        self.pages = pdfium.FPDF_GetPageCount(self._document)
        try:
            self._check()
        except NotReadable:
            self.close()
            raise
        if pdfium.FPDF_GetFormType(self._document) != pdfium.FORMTYPE_NONE:
            self._form = pdfium.FPDFDOC_InitFormFillEnvironment(self._document, self._info)

    @property
    def files(self) -> list[str]:
        """The kinds of the files packed into it."""
        return attached_kinds(self._document)

    @property
    def is_of_sheet(self) -> bool:
        """Whether it says that a program for sheets made it."""
        told = [self._told(name) for name in (b"Creator", b"Producer")]
        return any(maker in one for one in told for maker in _OF_SHEETS)

    def sheet(self, number: int) -> Sheet:
        """A page, counted from 1, with all that stands on it."""
        with self._page(number) as page:
            rotated = pdfium.FPDFPage_GetRotation(page) % 4
            text = TextPage(page)
            try:
                turns = text.turns()
                if turns != rotated:  # the library has the words in order only where they are upright
                    text.close()
                    pdfium.FPDFPage_SetRotation(page, turns)
                    text = TextPage(page)
                return self._sheet(page, text, number, turns, turned=(turns - rotated) % 4)
            finally:
                text.close()

    def picture(self, number: int) -> NDArray[np.uint8]:
        """A page, counted from 1, as a grey picture as a viewer shows it."""
        with self._page(number) as page:
            width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
            scale = min(_DPI / 72, (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
            across, down = max(int(width * scale), 1), max(int(height * scale), 1)
            pixels = np.full((down, across), 255, np.uint8)
            bitmap = pdfium.FPDFBitmap_CreateEx(
                across, down, pdfium.FPDFBitmap_Gray, pixels.ctypes.data_as(ctypes.c_void_p), across
            )
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, pdfium.FPDF_ANNOT)
            if self._form:
                pdfium.FPDF_FFLDraw(self._form, bitmap, page, 0, 0, across, down, 0, pdfium.FPDF_ANNOT)
            pdfium.FPDFBitmap_Destroy(bitmap)
            return pixels

    def close(self) -> None:
        """Gives back what the library holds."""
        if self._form:
            pdfium.FPDFDOC_ExitFormFillEnvironment(self._form)
            self._form = None
        if self._document:
            pdfium.FPDF_CloseDocument(self._document)
            self._document = None

    def _told(self, name: bytes) -> str:
        buffer = ctypes.create_string_buffer(512)
        length = pdfium.FPDF_GetMetaText(self._document, name, buffer, 512)
        return buffer.raw[: min(length, 512)].decode("utf-16-le", "replace").casefold()

    def _check(self) -> None:
        if self.pages < 1:
            raise NotReadable("unreadable", "The PDF has no pages. Ask the sender to send it again.")
        if self.pages > MAX_PAGES:
            raise NotReadable(
                "too-many-pages",
                f"The PDF has more than {MAX_PAGES} pages. Ask the sender for the audit tool alone.",
            )
        if pdfium.FPDF_GetFormType(self._document) == _XFA_DYNAMIC:
            raise NotReadable(
                "xfa-form",
                "The PDF is a form that only Adobe's programs can show. "
                "Ask the sender to print it to a PDF, or for a Word document (.docx).",
            )

    def _raw(self, number: int) -> Raw:
        """What a page's form fields are in the file, opened once more without its form."""
        document = pdfium.FPDF_LoadMemDocument64(self._content, len(self._content), None)
        page = pdfium.FPDF_LoadPage(document, number - 1) if document else None
        try:
            states = box_states(page) if page else []
        finally:
            if page:
                pdfium.FPDF_ClosePage(page)
        try:
            return Raw(states, shown_values(document, number, MAX_ANNOTATIONS) if page else [])
        finally:
            if document:
                pdfium.FPDF_CloseDocument(document)

    @contextmanager
    def _page(self, number: int) -> Iterator[object]:
        page = pdfium.FPDF_LoadPage(self._document, number - 1)
        if not page:
            raise NotReadable("unreadable", "A page of the PDF is damaged. Ask the sender to send it again.")
        try:
            yield page
        finally:
            pdfium.FPDF_ClosePage(page)

    def _sheet(self, page: object, text: TextPage, number: int, turns: int, turned: int) -> Sheet:
        rect = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, rect)
        if not (1 < rect.right - rect.left <= _LARGEST_PAGE and 1 < rect.top - rect.bottom <= _LARGEST_PAGE):
            raise NotReadable(
                "too-large", "A page of the PDF is larger than any paper. Look at it with care."
            )
        view = View(rect.left, rect.bottom, rect.right, rect.top, turns)
        width, height = view.size
        sheet = Sheet(number, width, height, turned=turned)
        drawn = Drawing(view).read(page)
        sheet.face = text.face()
        found = text.read(view, turns, Covers(drawn.painted, drawn.texts))
        sheet.words, sheet.unseen, sheet.unknown = found.words, found.unseen, found.unknown
        sheet.slanted, sheet.slashes = found.slanted, drawn.slashes
        sheet.left_out = sheet.left_out or found.backward or _holds_riddles(found.words)
        if found.suspects and (hidden := covered(page, found.suspects)):
            sheet.words, sheet.covered = left_over(sheet.words, hidden), True
        sheet.overwritten = are_overwritten(sheet.words)
        sheet.across, sheet.down, sheet.fills, sheet.marks = (
            drawn.across,
            drawn.down,
            drawn.fills,
            drawn.marks,
        )
        sheet.picture = max(
            (min(box.width * box.height / (width * height), 1.0) for box in drawn.pictures), default=0.0
        )
        sheet.words += [box_word(box, checked=True) for box in drawn.ticked]
        sheet.words += [box_word(box, checked=False) for box in drawn.empty]
        add_annotations(page, self._form, sheet, view, lambda: self._raw(number))
        return sheet


@contextmanager
def opened(content: bytes) -> Iterator[Pdf]:
    """The PDF in some bytes. NotReadable when there is none in them, or it is locked."""
    pdf = Pdf(content)
    try:
        yield pdf
    finally:
        pdf.close()


def _holds_riddles(words: Sequence[Word]) -> bool:
    """Whether a word has a character of which nobody knows what it is; one that stands alone is a bullet."""
    return any("\ufffd" in word.text and len(word.glyphs) > 1 for word in words)


def _reason(code: int) -> NotReadable:
    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return NotReadable("encrypted", "The file is locked with a password. Ask the sender for one without.")
    return NotReadable("unreadable", "The PDF is damaged. Ask the sender to send it again.")
