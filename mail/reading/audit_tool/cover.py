"""A cover before an audit tool: who sent it and when, under words that are labels of the form too."""

from mail.reading.audit_tool.known import Known
from mail.reading.document import Block, Cell, Paragraph, Table


def cover_of(blocks: list[Block], form: Known) -> tuple[list[Block], list[Block]]:
    """The blocks before the form's title and those from there on; the first are none unless they are a cover.

    They are one where a table among them has labels which the form's own header gives again, its first field among
    them, and nothing else of the form stands there.
    """
    at = next((n for n, block in enumerate(blocks) if _is_title(block, form)), 0)
    before, after = blocks[:at], blocks[at:]
    if not any(isinstance(block, Table) and block.rows for block in before) or not form.form.fields:
        return [], blocks
    given = {key for cell in _cells(before) if (key := _label(cell.text, form))}
    own = {key for cell in _cells(after) if (key := _label(cell.text, form))}
    own |= {key for block in after if isinstance(block, Paragraph) and (key := _label(block.text, form))}
    first = form.form.fields[0].id
    if not given or first in given or first not in own or not given <= own or _holds_answers(before, form):
        return [], blocks
    while before and isinstance(before[-1], Paragraph) and form.is_heading(before[-1].text):
        after.insert(0, before.pop())
    return before, after


def _is_title(block: Block, form: Known) -> bool:
    return isinstance(block, Paragraph) and bool(block.text.strip()) and form.is_title(block.text)


def _cells(blocks: list[Block]) -> list[Cell]:
    return [cell for block in blocks if isinstance(block, Table) for row in block.rows for cell in row.cells]


def _label(text: str, form: Known) -> str | None:
    match = form.fields.match(text) if text.strip() else None
    return None if match is None else match.key


def _holds_answers(blocks: list[Block], form: Known) -> bool:
    """Whether an area, or the judgement in a table, stands among the blocks."""
    return any(
        labels.match(cell.text) is not None
        for cell in _cells(blocks)
        if cell.text.strip()
        for labels in (form.areas, form.judgement)
    )
