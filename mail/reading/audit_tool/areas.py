"""What an audit tool says of each area: grade, or yes or no, and comments; or a doubt that names the area."""

from typing import Any

from framework.answers import Parsed, is_blank
from framework.reading import Answer
from mail.reading.audit_tool.against import other_answer
from mail.reading.audit_tool.area_answers import at_label, in_columns, in_one_cell
from mail.reading.audit_tool.area_comments import comment_of
from mail.reading.audit_tool.area_draft import AreaDraft, parsed
from mail.reading.audit_tool.area_parts import doubt_drawn, doubt_merged, guess_parts, part_mixed
from mail.reading.audit_tool.columns import without_headings
from mail.reading.audit_tool.draft import Draft
from mail.reading.audit_tool.grid import AreaRow, area_rows
from mail.reading.audit_tool.not_applicable import told_in
from mail.reading.document import Table


def read_areas(tables: list[Table], draft: Draft) -> None:
    """Reads every area of the form into `draft`."""
    rows = area_rows(tables, draft)
    without_headings(rows, draft)
    by_area: dict[int, list[AreaRow]] = {}
    for row in rows:
        by_area.setdefault(row.number, []).append(row)
    column = None if draft.known.columns else _answering_column(rows, draft)
    for area in draft.form.areas:
        _read_area(AreaDraft(area, draft), by_area.get(area.number, []), column)
    if any(not row.match.printed and row.match.exact for row in rows):
        draft.notice(
            "older-edition",
            "",
            "Some areas are worded as in an older edition of the form; they were matched by those words.",
        )


def _answering_column(rows: list[AreaRow], draft: Draft) -> int | None:
    """Where no headings say so, the grid column of the answers; None where the rows do not tell.

    It is the column that holds a clear answer, or nothing, in every row. A column of comments may hold a number as
    its only words, so the second of two columns counts only where something is written in the first.
    """
    pairs = [row.unheaded for row in rows if not row.headed and len(row.unheaded) == 2]
    clear = {(cell.column, cell.place): parsed(cell.standing, draft).clear for pair in pairs for cell in pair}
    columns = {column for (column, _), is_clear in clear.items() if is_clear}
    told = [
        column
        for column in columns
        if all(
            cell.column != column or is_blank(cell.standing) or clear[cell.column, cell.place]
            for pair in pairs
            for cell in pair
        )
    ]
    if len(told) != 1:
        return None
    first = min(cell.column for pair in pairs for cell in pair)
    begun = any(cell.column == first and not is_blank(cell.standing) for pair in pairs for cell in pair)
    return told[0] if told[0] == first or begun else None


def _read_area(own: AreaDraft, rows: list[AreaRow], column: int | None) -> None:
    """An area from the rows that name it."""
    draft, number = own.draft, own.area.number
    filled = [row for row in rows if row.filled]
    if len(filled) > 1:
        own.doubt("area-twice", f"{own.name}: stands twice in the form, filled in both times.")
        if any(not is_blank(cell.text) for row in filled for cell in row.comments):
            message = f"{own.name}: stands twice in the form; look which comment counts."
            draft.problem("area-twice", own.comment_where, message)
        for row in filled:
            draft.take(*row.cells())
        draft.answers[number] = Answer(number=number)
    elif not rows:
        if not (own.area.condition and own.area.condition.only_service_areas):
            own.doubt("row-missing", f"{own.name}: its row is not in the document.")
        draft.answers[number] = Answer(number=number)
    else:
        _read_row(own, filled[0] if filled else rows[0], column)


def _read_row(own: AreaDraft, row: AreaRow, column: int | None) -> None:
    if not row.headed:
        guess_parts(own, row, column)
    part_mixed(own, row)
    rest = row.match.rest.strip()
    answer = in_columns(own, row) if own.draft.known.columns else in_one_cell(own, row)
    if row.uneven and not answer.blank:
        answer = Parsed(doubt="its row has a cell too few or too many for the headings", code="merged-cells")
    if rest and answer.blank and not is_blank(rest):
        answer, rest = at_label(own, rest)
    comment = comment_of(own, row, rest)
    if answer.blank and not row.uneven and not row.shared_comment:
        answer = told_in(comment, own.area, own.draft, own.where)
    doubt_merged(own, row)
    doubt_drawn(own, row, answer)
    _record(own, answer, comment)


def _record(own: AreaDraft, answer: Parsed, comment: str) -> None:
    draft, number = own.draft, own.area.number
    if answer.doubt:
        own.doubt(answer.code, f"{own.name}: {answer.doubt}.")
    elif answer.value is not None and (
        reason := other_answer(comment, answer.value, draft.pack, graded=draft.form.graded)
    ):
        own.doubt("contradiction", f"{own.name}: {reason}.")
    doubted = any(problem.where == own.where for problem in draft.problems)
    said: dict[str, Any] = {}
    if not doubted and answer.not_applicable:
        said = {"not_applicable": True}
        if answer.reason and not comment:
            draft.notice("reason", own.where, f"{own.name}: a reason stands beside not applicable.")
    elif not doubted and answer.value is not None:
        said = {own.slot: answer.value}
    draft.answers[number] = Answer(number=number, comment=comment, **said)
