"""Lines of text that stand under the cells of a sheet without borders: what is written under a label is its text.

Nothing but the words tells there where a table ends. A label whose text is free and that stands alone in its row,
or with what was written beside it, ends the table above; the rows after it with one cell each are lines of text.
"""

from collections.abc import Iterator
from dataclasses import replace

from framework.forms import FieldKind
from mail.reading.audit_tool.known import Known
from mail.reading.document import Block, Cell, Paragraph, Row, Run, Table


def with_lines(blocks: list[Block], forms: list[Known]) -> list[Block]:
    """`blocks` with the lines of text taken out of the tables that have no borders."""
    if not any(isinstance(block, Table) and block.borderless for block in blocks):
        return blocks
    lined: list[Block] = []
    for block in blocks:
        lined += _parts(block, forms) if isinstance(block, Table) and block.borderless else [block]
    return lined


def _parts(table: Table, forms: list[Known]) -> Iterator[Block]:
    """A table, its lines, the table after them, in the order they stand."""
    kept: list[Row] = []
    in_lines = False
    for row in table.rows:
        filled = [cell for cell in row.cells if cell.text.strip()]
        begins = _begins_lines(filled, forms)
        if not begins and not (in_lines and _is_line(filled, forms)):
            in_lines = False
            kept.append(row)
            continue
        if kept:
            yield _table_of(kept, table)
            kept = []
        in_lines = True
        for cell in filled or row.cells[:1]:
            yield _line_of(cell)
    if kept:
        yield _table_of(kept, table)


def _begins_lines(filled: list[Cell], forms: list[Known]) -> bool:
    """Whether a row is the label of a free text, and at most one cell beside it."""
    if not 0 < len(filled) <= 2:
        return False
    for form in forms:
        match = form.printed_fields.match(filled[0].text) or form.fields.match(filled[0].text, whole=True)
        if match is not None and match.exact and form.field(match.key).kind is FieldKind.TEXT:
            return len(filled) == 1 or not any(_is_forms_own(filled[1].text, each) for each in forms)
    return False


def _is_forms_own(text: str, form: Known) -> bool:
    return (
        form.printed_fields.match(text) is not None
        or form.judgement.match(text) is not None
        or form.headings.match(text, whole=True) is not None
        or form.is_surely_printed(text)
    )


def _is_line(filled: list[Cell], forms: list[Known]) -> bool:
    if len(filled) != 1:
        return not filled
    text = filled[0].text
    return not any(form.areas.match(text) or form.sections.match(text, whole=True) for form in forms)


def _line_of(cell: Cell) -> Paragraph:
    """A cell as one line, however many lines somebody wrote in it: none of those is a label."""
    runs: list[Run] = []
    for paragraph in cell.paragraphs():
        runs += [Run("\n"), *paragraph.runs] if runs else paragraph.runs
    tracked = cell.tracked or any(paragraph.tracked for paragraph in cell.paragraphs())
    return Paragraph(runs, cell.place, tracked)


def _table_of(rows: list[Row], table: Table) -> Table:
    place = rows[0].cells[0].place.partition(", column ")[0] if rows[0].cells else table.place
    return replace(table, rows=rows, place=place)
