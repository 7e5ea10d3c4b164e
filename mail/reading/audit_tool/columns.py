"""A mark in one of the columns for the four judgements, told apart by their headings (A-31)."""

import re
from collections.abc import Sequence

from framework.answers import EMPTY_BOXES, TICKS, Parsed, grade, is_blank, key
from framework.pack import Pack
from framework.words import Judgement
from mail.reading.audit_tool.draft import Draft, written
from mail.reading.audit_tool.grid import AreaRow
from mail.reading.audit_tool.known import JUDGEMENT_HEADS
from mail.reading.document import Cell

Headed = tuple[tuple[str, ...], Cell]  # the headings over a cell, and the cell

_COLUMNS = 5  # of the form beside the area's own: one for each judgement, and the comments
_TICKS = "".join(TICKS)
_MARKS = re.compile(
    rf"[{_TICKS}\s.\ufe0f]+|[*●•⬤■◉⦿]|[\[({{]?\s*(?:x{{1,3}}|[{_TICKS}])\s*[\])}}.]?\s*|yes|y|tick|ticked",
    re.IGNORECASE,
)
_NO_MARK = re.compile(rf"[\s\-–—_.{''.join(EMPTY_BOXES)}]*")


def marks_in(answering: Sequence[Headed]) -> list[Headed]:
    """The cells in which something stands that may be a mark."""
    return [(roles, cell) for roles, cell in answering if may_be_mark(cell.standing)]


def may_be_mark(text: str) -> bool:
    """Whether something stands there: more than a dash, a line or an empty box."""
    return bool(text) and not _NO_MARK.fullmatch(text) and not is_blank(text)


def is_no(text: str) -> bool:
    """Whether a column is said not to be meant."""
    return len(text) < 6 and key(text) in ("no", "n")


def marked_column(marked: Sequence[Headed], pack: Pack) -> Parsed[int]:
    """The grade that these cells, one or more, mean together. A "no" in the other columns marks nothing."""
    readings = [_mark(roles, cell, pack) for roles, cell in marked]
    noes = [is_no(cell.standing) for _, cell in marked]
    if any(noes) and not all(noes):
        readings = [reading for reading, no in zip(readings, noes, strict=True) if not no]
    if all(reading.not_applicable for reading in readings):
        return Parsed(not_applicable=True)
    if len(readings) > 1:
        said = sorted({reading.value for reading in readings if reading.value})
        named = f", {said[0]} and {said[1]}" if len(said) > 1 else ""
        return Parsed(doubt=f"more than one column is marked{named}", code="two-ticks")
    return readings[0]


def without_headings(rows: Sequence[AreaRow], draft: Draft) -> None:
    """Where no row has the columns of the judgements over it, one problem says so for them all."""
    if not draft.known.columns or any(row.answering or row.mixed for row in rows):
        return
    told = False
    for row in rows:
        last = row.unheaded[-1:]
        if len(row.unheaded) == _COLUMNS and len(last[0].text.split()) > 1:
            row.comments += last
            row.unheaded = row.unheaded[:-1]
        filled = [cell for cell in row.unheaded if not is_blank(cell.text)]
        if filled:
            told = True
            draft.stood(f"answers.{row.number}.grade", filled[0].place, written(filled))
        draft.take(*row.unheaded)
        row.unheaded = []
    if told:
        message = "No headings tell which column is for which grade, so no grade was taken: put them in."
        draft.problem("no-headings", "", message)


def shaded_alone(cells: Sequence[Cell]) -> Cell | None:
    """The one cell of a row that is shaded unlike the others."""
    shaded = [cell for cell in cells if cell.shading]
    others = {cell.shading for cell in cells}
    return shaded[0] if len(shaded) == 1 and len(others) == 2 else None


def column_named(cell: Cell, answering: Sequence[Headed]) -> str:
    """What a person calls the cell's column: "the column for Good"; or the cell's place."""
    roles = next((roles for roles, other in answering if other is cell), ())
    labels = [judgement.label for judgement in Judgement if judgement.value in roles]
    return f"the column for {labels[0]}" if len(labels) == 1 else cell.place


def _mark(roles: tuple[str, ...], cell: Cell, pack: Pack) -> Parsed[int]:
    grades = [JUDGEMENT_HEADS[role] for role in roles if role in JUDGEMENT_HEADS]
    text = cell.standing.strip()
    parsed = grade(text, pack)
    if parsed.not_applicable:
        return Parsed(not_applicable=True)
    if len(grades) != 1:
        if parsed.value is not None and parsed.value in grades and len(grades) == 4:
            return parsed
        return Parsed(doubt="the mark stands across more than one column", code="merged-cells")
    if parsed.value is not None:
        if parsed.value == grades[0]:
            return parsed
        return Parsed(doubt=f"{parsed.value} is written in the column for {grades[0]}", code="contradiction")
    if _MARKS.fullmatch(text):
        return Parsed(value=grades[0])
    return Parsed(doubt="what stands in a column for the grade is not a mark", code="unclear")
