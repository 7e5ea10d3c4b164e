"""Form fields of a PDF, and what people put on a page with a viewer's tools: text, looks, marks, notes."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pypdfium2.raw as pdfium

from mail.reading.document import CHECKED, UNCHECKED, Control
from mail.reading.formats.pdf.appearances import agree
from mail.reading.formats.pdf.geometry import View
from mail.reading.formats.pdf.parts import Box, Glyph, Sheet, Word

MAX_ANNOTATIONS = 5_000  # on a page
_HIDDEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_LONGEST = 200_000  # bytes of one value
_SHORT = 60  # characters; a longer value is a text, and kept to be put right
_MOST_OPTIONS = 1_000  # of one list
_ONE_LINE = 34.0  # points: a field no higher holds a line of text
_LOOKS = {
    pdfium.FPDF_ANNOT_HIGHLIGHT: "highlight",
    pdfium.FPDF_ANNOT_UNDERLINE: "underline",
    pdfium.FPDF_ANNOT_SQUIGGLY: "underline",
    pdfium.FPDF_ANNOT_STRIKEOUT: "strike",
}
_DRAWN = frozenset(
    {
        pdfium.FPDF_ANNOT_INK,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_LINE,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_POLYGON,
        pdfium.FPDF_ANNOT_POLYLINE,
    }
)
_CHOICES = frozenset({pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX})
_BOXES = frozenset({pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON})
_WRITTEN = frozenset({*_CHOICES, pdfium.FPDF_FORMFIELD_TEXTFIELD})
_BINARY = frozenset({pdfium.FPDF_ANNOT_FILEATTACHMENT, pdfium.FPDF_ANNOT_SOUND, pdfium.FPDF_ANNOT_MOVIE})


class Raw(NamedTuple):
    """What the annotations of a page are in the file itself, before the library puts right what is not wrong."""

    states: list[str]  # of a box, as `box_states` gives them
    shown: list[str | None]  # of a field, as `shown_values` gives them


def add_annotations(page: object, form: object, sheet: Sheet, view: View, raw: Callable[[], Raw]) -> None:
    """Adds to a sheet what its annotations hold: values at their places, looks, marks, the number of notes.

    `raw` is asked for where there is a form field.
    """
    known: Raw | None = None
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        with _annotation(page, number) as annotation:
            if not annotation or pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
                continue
            kind = _field_kind(annotation, form)
            if kind in _BOXES:
                known = known or raw()
                state = known.states[number] if number < len(known.states) else ""
                _add_box(annotation, form, sheet, _box(annotation, view), state)
            elif kind in _WRITTEN:
                known = known or raw()
                shown = known.shown[number] if number < len(known.shown) else None
                _add_field(annotation, form, sheet, _box(annotation, view), shown)
            else:
                _add(annotation, sheet, view)


def box_states(page: object) -> list[str]:
    """The state that each annotation of a page shows ("Off" is not ticked), "" where it has none.

    To be asked of a document opened without its form: the library puts states right that are not wrong.
    """
    states: list[str] = []
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        with _annotation(page, number) as annotation:
            states.append(_string(annotation, b"AS") if annotation else "")
    return states


@contextmanager
def _annotation(page: object, number: int) -> Iterator[object]:
    annotation = pdfium.FPDFPage_GetAnnot(page, number)
    try:
        yield annotation
    finally:
        if annotation:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _add(annotation: object, sheet: Sheet, view: View) -> None:
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    box = _box(annotation, view)
    if kind == pdfium.FPDF_ANNOT_FREETEXT:
        _add_value(_string(annotation, b"Contents"), box, sheet, None)
    elif kind == pdfium.FPDF_ANNOT_TEXT:
        sheet.margin_comments += bool(_string(annotation, b"Contents").strip())
    elif kind in _LOOKS:
        boxes = list(_quads(annotation, view)) or [box]
        _dress(sheet, boxes, _LOOKS[kind])
        sheet.margin_comments += bool(_string(annotation, b"Contents").strip())
    elif kind in _DRAWN:
        sheet.marks.append(box)
        sheet.margin_comments += bool(_string(annotation, b"Contents").strip())
    elif kind == pdfium.FPDF_ANNOT_REDACT:
        sheet.redacted = True
    elif kind in _BINARY:
        sheet.left_out = True


def _field_kind(annotation: object, form: object) -> int:
    if not form or pdfium.FPDFAnnot_GetSubtype(annotation) != pdfium.FPDF_ANNOT_WIDGET:
        return pdfium.FPDF_FORMFIELD_UNKNOWN
    return pdfium.FPDFAnnot_GetFormFieldType(form, annotation)


def _add_box(annotation: object, form: object, sheet: Sheet, box: Box, state: str) -> None:
    ticked = state != "Off" if state else bool(pdfium.FPDFAnnot_IsChecked(form, annotation))
    sheet.words.append(box_word(box, checked=ticked))


def _add_field(annotation: object, form: object, sheet: Sheet, box: Box, shown: str | None) -> None:
    """What a field holds; a short value is left out where the page shows another (`shown`)."""
    choice = _field_kind(annotation, form) in _CHOICES
    value = _field_value(annotation, form)
    held = [value, *_selected(annotation, form)] if choice else [value]
    if shown is not None and not agree(held, shown):
        sheet.differs = True
        if max(len(value), len(shown)) <= _SHORT:
            return
    _add_value(value, box, sheet, Control("drop-down" if choice else "text", value.strip()))


def _selected(annotation: object, form: object) -> Iterator[str]:
    """The labels of the options that are chosen: what is held may be another word for them."""
    for at in range(min(pdfium.FPDFAnnot_GetOptionCount(form, annotation), _MOST_OPTIONS)):
        if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, at):
            length = pdfium.FPDFAnnot_GetOptionLabel(form, annotation, at, None, 0)
            if 2 < length <= _LONGEST:
                buffer = ctypes.create_string_buffer(length)
                held = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
                pdfium.FPDFAnnot_GetOptionLabel(form, annotation, at, held, length)
                yield _decoded(buffer.raw[:length])


def _add_value(value: str, box: Box, sheet: Sheet, control: Control | None) -> None:
    value = "\n".join(line.rstrip() for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    if value.strip():
        sheet.words.append(_word(value.strip("\n"), box, control or Control("text", value.strip())))


def _word(text: str, box: Box, control: Control) -> Word:
    size = min(box.height * 0.75, 11.0)
    base = (box.top + box.bottom) / 2 + 0.3 * size if box.height <= _ONE_LINE else box.top + 1.2 * size
    return Word([Glyph(text, box.left, box.right, base, size)], spaced=True, control=control)


def box_word(box: Box, *, checked: bool) -> Word:
    """A box to tick as a word of its own."""
    return _word(CHECKED if checked else UNCHECKED, box, Control("check-box", checked=checked))


def _dress(sheet: Sheet, boxes: list[Box], name: str) -> None:
    for word in sheet.words:
        for glyph in word.glyphs:
            if any(box.holds((glyph.left + glyph.right) / 2, glyph.middle) for box in boxes):
                style = glyph.style
                glyph.style = (
                    style._replace(highlight="ffff00")
                    if name == "highlight"
                    else style._replace(strike=True)
                    if name == "strike"
                    else style._replace(underline=True)
                )


def _box(annotation: object, view: View) -> Box:
    rect = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, rect)
    return view.box(rect.left, rect.bottom, rect.right, rect.top)


def _quads(annotation: object, view: View) -> Iterator[Box]:
    quad = pdfium.FS_QUADPOINTSF()
    for at in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), 200)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, at, quad):
            across = (quad.x1, quad.x2, quad.x3, quad.x4)
            down = (quad.y1, quad.y2, quad.y3, quad.y4)
            yield view.box(min(across), min(down), max(across), max(down))


def _string(annotation: object, key: bytes) -> str:
    length = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < length <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetStringValue(
        annotation, key, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length
    )
    return _decoded(buffer.raw[:length])


def _field_value(annotation: object, form: object) -> str:
    length = pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    if not 2 < length <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetFormFieldValue(
        form, annotation, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length
    )
    return _decoded(buffer.raw[:length])


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-16-le", "replace").rstrip("\0")
