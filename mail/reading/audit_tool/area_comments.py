"""The comment of an area, and words in its row that are under no heading or beside its label."""

from framework.answers import is_blank
from mail.reading.audit_tool.area_draft import AreaDraft
from mail.reading.audit_tool.draft import written
from mail.reading.audit_tool.grid import AreaRow
from mail.reading.document import Cell, Table


def comment_of(own: AreaDraft, row: AreaRow, rest: str) -> str:
    """The comment as it is written; `rest` is what stands behind the label of the area."""
    cells = [cell for cell in row.comments if _says_something(cell.text)]
    own.draft.take(*row.comments)
    for cell in cells:
        own.draft.changed(own.comment_where, own.name, [cell])
        if any(paragraph.struck for paragraph in cell.paragraphs()):
            message = f"{own.name}: words of the comment are struck through; they were left out."
            own.draft.problem("struck-comment", own.comment_where, message)
    text = "\n".join(_tidy(_comment_text(cell)) for cell in cells)
    if cells:
        own.draft.stood(own.comment_where, cells[0].place, text)
    if len(cells) > 1 and row.continued:
        message = f"{own.name}: the comment goes on in a further row; both parts were taken."
        own.draft.notice("continued-row", own.comment_where, message)
    if rest and not text and not is_blank(rest):
        own.draft.stood(own.comment_where, row.label.place, rest)
        _beside(own, row, rest)
        return ""
    if rest and not is_blank(rest):
        _beside(own, row, rest)
    _unheaded(own, row)
    return text


def _beside(own: AreaDraft, row: AreaRow, rest: str) -> None:
    message = f"{own.name}: words stand in the cell of the area itself; look where they belong."
    own.draft.stood(own.row_where, row.label.place, rest)
    own.draft.problem("words-beside-label", own.row_where, message)


def _unheaded(own: AreaDraft, row: AreaRow) -> None:
    filled = [cell for cell in row.unheaded if not is_blank(cell.text)]
    if filled and row.headed:
        own.draft.take(*filled)
        message = f"{own.name}: a cell is filled in that stands under no heading."
        own.draft.stood(own.row_where, filled[0].place, written(filled))
        own.draft.problem("unplaced-text", own.row_where, message)


def _says_something(text: str) -> bool:
    """Three dots alone are what somebody wrote; a longer line of them is printed to write on."""
    return not is_blank(text) or text.strip() in ("…", "...")


def _comment_text(cell: Cell) -> str:
    if any(isinstance(block, Table) for block in cell.blocks):
        return cell.text
    return cell.standing


def _tidy(text: str) -> str:
    """Without the empty lines before and after; nothing inside is changed."""
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines).strip()
