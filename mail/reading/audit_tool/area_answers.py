"""The answer of an area: in a cell of its own, among printed options, in one of four columns, or at its label."""

import re
from collections.abc import Sequence
from typing import Any

from framework.answers import Parsed, grade_lexicon, is_blank, yes_no_lexicon
from mail.reading.audit_tool.area_draft import AreaDraft
from mail.reading.audit_tool.choice import Choice, choose
from mail.reading.audit_tool.columns import column_named, marked_column, marks_in, shaded_alone
from mail.reading.audit_tool.draft import standing, written
from mail.reading.audit_tool.grid import AreaRow
from mail.reading.document import Paragraph


def in_one_cell(own: AreaDraft, row: AreaRow) -> Parsed:
    """What is written in the cell for it, or marked there among printed options."""
    cells = [cell for _, cell in row.answering]
    own.draft.take(*cells)
    filled = [cell for cell in cells if not is_blank(cell.standing)]
    if len(filled) > 1:
        return Parsed(doubt="more than one cell holds an answer", code="two-values")
    if not filled:
        if any(not is_blank(cell.text) for cell in cells):
            own.draft.stood(own.where, cells[0].place, written(cells))
        return Parsed()
    cell = filled[0]
    own.draft.stood(own.where, cell.place, cell.text)
    own.tell(cell)
    parsed = own.parse(_without_details(own, cell.standing))
    if parsed.clear or not parsed.doubt:
        return parsed
    return _chosen(own, cell.paragraphs(), parsed)


def in_columns(own: AreaDraft, row: AreaRow) -> Parsed:
    """A mark in one of four columns, told apart by their headings (A-31)."""
    cells = [cell for _, cell in row.answering]
    own.draft.take(*cells)
    marked = marks_in(row.answering)
    for _, cell in marked:
        own.tell(cell)
    if marked:
        place = ", ".join(cell.place for _, cell in marked)
        own.draft.stood(own.where, place, standing(cell for _, cell in marked))
        return marked_column(marked, own.draft.pack)
    shaded = shaded_alone(cells)
    if shaded is None:
        return Parsed()
    own.draft.stood(own.where, shaded.place, "(shaded)")
    column = column_named(shaded, row.answering)
    return Parsed(doubt=f"nothing is written, and {column} is shaded", code="shaded")


def at_label(own: AreaDraft, rest: str) -> tuple[Parsed, str]:
    """A grade written into the label's own cell: all of what follows the label, or a line of its own."""
    text = re.sub(r"^\s*(?:grade|rating|answer)\s*[:=]\s*", "", rest, flags=re.IGNORECASE)
    whole = own.parse(text)
    if whole.clear or "\n" not in text:
        if whole.clear and not whole.not_applicable:
            return whole, ""
        return (whole, "") if whole.clear else (Parsed(), rest)
    first, _, further = text.partition("\n")
    parsed = own.parse(first)
    return (parsed, further.strip("\n")) if parsed.clear else (Parsed(), rest)


def _chosen(own: AreaDraft, paragraphs: Sequence[Paragraph], parsed: Parsed) -> Parsed:
    """Options printed in the cell, one of them marked."""
    chosen: Choice[Any]
    if own.draft.form.graded:
        chosen = choose(paragraphs, grade_lexicon(own.draft.pack), of=4)
    else:
        chosen = choose(paragraphs, yes_no_lexicon(own.draft.pack), of=2)
    if chosen.value is not None and not chosen.beside and "deleted" not in chosen.how:
        return Parsed(value=chosen.value)
    if chosen.blank and parsed.code in ("two-values", "contradiction"):
        return Parsed()
    if chosen.code in ("two-ticks", "look-alone"):
        return Parsed(doubt=chosen.doubt, code=chosen.code)
    return parsed


def _without_details(own: AreaDraft, text: str) -> str:
    """A date or a yes or no that the form asks for beside the grade is not part of it (A-30)."""
    kinds = {detail.kind for detail in own.area.details}
    left = text
    if "date" in kinds:
        left = re.sub(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b", " ", left)
    if "yes-no" in kinds:
        left = re.sub(r"\b(?:yes|no)\b", " ", left, flags=re.IGNORECASE)
    left = left.strip(" \n-–—,;:()")
    if left == text.strip(" \n-–—,;:()") or is_blank(left) or not own.parse(left).clear:
        return text
    message = f"{own.name}: beside the grade stands what the form asks for there; see the evidence."
    own.draft.notice("detail", own.where, message)
    return left
