"""Rows cut in two by the end of a page whose halves were not put together: what was read of one is a part only."""

from framework.answers import is_blank
from framework.checking import area_name
from mail.reading.audit_tool.draft import Draft
from mail.reading.document import Block, Paragraph, Row


def doubt_half_rows(blocks: list[Block], draft: Draft) -> None:
    """A problem with the comment of each area without an answer, where a row of a table belongs to nothing."""
    tables = (block for block in blocks if not isinstance(block, Paragraph))
    left = [row for table in tables for row in table.rows if _is_left(row, draft)]
    places = [row.cells[0].place.partition(", column ")[0] for row in left]
    if not places:
        return
    doubted = {problem.where for problem in draft.problems}
    for area in draft.form.areas:
        answer, where = draft.answers.get(area.number), f"answers.{area.number}.comment"
        if answer is None or where in doubted or is_blank(answer.comment):
            continue
        if answer.grade is None and answer.answer is None and not answer.not_applicable:
            message = (
                f"{area_name(area)}: the comment may be half of one that a page's end cut in two, the other half "
                f"standing at {places[0]}. Put it together."
            )
            draft.problem("half-row", where, message)


def _is_left(row: Row, draft: Draft) -> bool:
    """Whether something is filled in in a row, and none of it was taken."""
    filled = row.filled
    if len(filled) < 2 or any(draft.is_taken(cell) for _, cell in filled):
        return False
    return any(not draft.known.is_printed(text) for text, _ in filled)
