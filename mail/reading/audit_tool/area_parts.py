"""The parts of an area's row: which cell is its answer, which its comment, and which may be another's too."""

from framework.answers import Parsed, is_blank
from mail.reading.audit_tool.area_draft import AreaDraft
from mail.reading.audit_tool.columns import column_named
from mail.reading.audit_tool.grid import AreaRow
from mail.reading.document import Cell


def guess_parts(own: AreaDraft, row: AreaRow, column: int | None) -> None:
    """Without headings only the column is taken in which every row that speaks for itself has its answer."""
    if own.draft.known.columns:
        filled = [cell for cell in row.unheaded if not is_blank(cell.standing)]
        if filled:
            own.doubt("no-headings", f"{own.name}: there are no headings that tell the columns apart.")
        return
    cells = list(row.unheaded)
    answering = [cell for cell in cells if cell.column == column]
    speaks = len(answering) == 1 and (
        is_blank(answering[0].standing) or own.parse(answering[0].standing).clear
    )
    if len(cells) == 2 and speaks:
        row.answering = [((), answering[0])]
        row.comments = [cell for cell in cells if cell is not answering[0]]
        row.unheaded = []
    elif any(not is_blank(cell.standing) for cell in cells):
        own.doubt("no-headings", f"{own.name}: there are no headings that tell the columns apart.")


def part_mixed(own: AreaDraft, row: AreaRow) -> None:
    """A cell merged over the grade and the comments: its first line is the grade if it is nothing else."""
    for roles, cell in row.mixed:
        text = cell.standing
        if is_blank(text):
            own.draft.take(cell)
            continue
        paragraphs = cell.paragraphs()
        whole = own.parse(text)
        first = own.parse(paragraphs[0].standing) if paragraphs else whole
        if whole.not_applicable or (whole.clear and not own.draft.known.columns):
            row.answering.append((roles, cell))
        elif first.clear and len(paragraphs) > 1:
            place = f"{cell.place}, first line"
            row.answering.append((roles, Cell([paragraphs[0]], cell.column, 1, place)))
            row.comments.append(Cell(list(paragraphs[1:]), cell.column + 1, 1, cell.place))
            own.draft.take(cell)
        else:
            own.doubt("merged-cells", f"{own.name}: the cells of grade and comments are merged.", cell)
            row.comments.append(cell)


def doubt_merged(own: AreaDraft, row: AreaRow) -> None:
    """A cell merged with the row above or below answers two areas at once."""
    for _, cell in row.answering:
        if cell.starts_merge and not is_blank(cell.standing) and not row.label.starts_merge:
            own.doubt("merged-cells", f"{own.name}: its grade is merged with that of the next row.", cell)
        elif cell.continues and not row.label.continues:
            own.doubt("merged-cells", f"{own.name}: its grade is merged with that of the row above.", cell)
    if row.shared_comment:
        message = f"{own.name}: its comments are merged with those of another row; look what belongs where."
        own.draft.problem("merged-comments", own.comment_where, message)


def doubt_drawn(own: AreaDraft, row: AreaRow, parsed: Parsed) -> None:
    """A shape drawn where the answer stands may be the answer, or take it back."""
    drawn = own.draft.drawn
    if not drawn:
        return
    answering = [cell for _, cell in (*row.answering, *row.mixed) if cell.place in drawn]
    others = [] if not parsed.blank else [c for c in (row.label, *row.unheaded) if c.place in drawn]
    if answering or others:
        cell = (answering or others)[0]
        own.draft.stood(own.where, cell.place, "(a shape or picture)")
        column = column_named(cell, row.answering)
        message = f"{own.name}: a shape is drawn in {column}; look whether it is the answer."
        own.doubt("drawn-mark", message)
    elif any(cell.place in drawn for cell in row.comments):
        message = f"{own.name}: a picture or shape stands in the comments; it is not part of the record."
        own.draft.notice("picture", own.comment_where, message)
