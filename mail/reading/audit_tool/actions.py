"""The action table: its rows as written; the second half is filled in later, in supervision (A-37)."""

import datetime as dt
import re

from framework.answers import is_blank
from framework.dates import Doubt, parse_date
from framework.reading import ActionLine
from mail.reading.audit_tool.draft import Draft
from mail.reading.audit_tool.fields import tidy
from mail.reading.audit_tool.grid import ADDED, Head, action_heads_of
from mail.reading.audit_tool.known import Known
from mail.reading.document import Cell, Row, Table

_NO_ACTION = re.compile(
    r"[\s\-–—_/.]+|(?:n\s*[./\\]?\s*a|nil|none|no|not\s+applicable|nothing)"
    r"(?:\s+(?:further|new|additional|other))?(?:\s+(?:actions?|recommendations?))?"
    r"(?:\s+(?:(?:were|was|are|is)\s+)?(?:required|needed|necessary|identified|arising|noted|to\s+report))?"
    r"(?:\s+(?:at\s+this\s+(?:time|stage)|from\s+this\s+audit))?[\s.]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)]\s*\S", re.MULTILINE)
_ENDED = ".!?;:"
_SHARED = {"who": "who does it", "timescale": "its timescale"}


def is_action_table(table: Table, form: Known) -> bool:
    """Whether a table has the headings of the action table."""
    return any(action_heads_of(row, form) for row in table.rows)


def read_actions(tables: list[Table], draft: Draft) -> None:
    """Reads every row of the action tables that is filled in."""
    heads: list[Head] = []
    width = -1
    none: list[str] = []  # what says that there is no action, before any is written
    for table in tables:
        own = [action_heads_of(row, draft.known) for row in table.rows]
        if width not in (-1, table.columns) or any(own):
            heads = []
        width = table.columns
        merged: dict[int, Cell] = {}
        for row, found in zip(table.rows, own, strict=True):
            if found:
                heads = found
                draft.take(*row.cells)
            elif all(is_blank(cell.text) or draft.known.is_printed(cell.text) for cell in row.cells):
                for cell in row.cells:
                    draft.pass_over(cell)
            elif heads and not _starts_a_part(row, heads, draft.known):
                if not draft.actions and _says_none(row):
                    none.append(_none(row, draft))
                else:
                    _action(row, heads, merged, draft)
            merged |= {cell.column: cell for cell in row.cells if cell.starts_merge}
    _tell_of_none(none, draft)


def _says_none(row: Row) -> bool:
    """Whether a row says that there is no action, and nothing else: "None", "No actions required", dashes."""
    written = [cell for cell in row.cells if not is_blank(cell.text)]
    struck = any(paragraph.struck for cell in written for paragraph in cell.paragraphs())
    return not struck and all(_NO_ACTION.fullmatch(cell.text.strip()) for cell in written)


def _none(row: Row, draft: Draft) -> str:
    draft.take(*row.cells)
    written = [cell for cell in row.cells if not is_blank(cell.text)]
    draft.stood("actions", written[0].place, written[0].text)
    draft.changed("actions", "Actions", written)
    return tidy(written[0].text)


def _tell_of_none(none: list[str], draft: Draft) -> None:
    if none and draft.actions:
        message = f"The first row of the actions says “{none[0]}”, and actions follow. Say what holds."
        draft.problem("no-actions", "actions", message)
    elif none:
        draft.notice("no-actions", "actions", f"No action was taken from the words “{none[0]}”.")


def _starts_a_part(row: Row, heads: list[Head], form: Known) -> bool:
    """Whether a row under the table stands in columns of its own and begins another part of the form.

    A cell of an action may say "Allocated social worker" or "Date: …" and is none the less the action's.
    """
    apart = any(len(_roles(cell, heads)) != 1 for cell in row.cells)
    first = next((cell.text for cell in row.cells if not is_blank(cell.text)), "")
    return apart and any(
        labels.match(first) is not None for labels in (form.printed_fields, form.judgement, form.areas)
    )


def _roles(cell: Cell, heads: list[Head]) -> list[str]:
    start, end = cell.column, cell.end
    return [head.role for head in heads if head.start < end and start < head.end]


def _action(row: Row, heads: list[Head], merged: dict[int, Cell], draft: Draft) -> None:
    number = len(draft.actions) + 1
    where = f"actions.{number}"
    texts: dict[str, str] = {}
    for cell in row.cells:
        if is_blank(cell.text):
            draft.take(cell)
            continue
        roles = _roles(cell, heads)
        draft.take(cell)
        draft.stood(where, cell.place, cell.text)
        draft.changed(where, f"Action {number}", [cell])
        if len(roles) != 1:
            message = f"Action {number}: a cell is merged over several columns; look where its words belong."
            draft.problem("merged-cells", where, message)
        role = roles[0] if roles else "action"
        if role == ADDED:
            _tell_of_added(heads, draft)
            continue
        texts[role] = "\n".join(
            part for part in (texts.get(role, ""), _words(cell, where, number, draft)) if part
        )
    if not any(texts.values()):
        return
    texts |= _shared(row, heads, merged, number, draft)
    reviewed = texts.pop("reviewed", "")
    draft.actions.append(
        ActionLine.model_validate(texts | {"reviewed": _reviewed(reviewed, number, draft)}),
    )
    _doubt_one_or_two(number, draft)


def _doubt_one_or_two(number: int, draft: Draft) -> None:
    """A problem where a row may hold the rest of the action above, or several actions."""
    line = draft.actions[-1]
    beside = max(len(text.split("\n")) for text in (line.who, line.timescale))
    if beside > 1 and len(_NUMBERED.findall(line.action)) > 1:
        message = f"Action {number}: several actions seem to stand in one row. Put each down for itself."
        draft.problem("one-or-two-actions", f"actions.{number}", message)
    above = draft.actions[-2].action.rstrip() if number > 1 else ""
    alone = not (line.who or line.timescale) and line.action[:1].islower()
    if alone and above and above[-1] not in _ENDED:
        message = (
            f"Action {number}: its row may be the rest of the one above. Look whether the two are one action."
        )
        draft.problem("one-or-two-actions", f"actions.{number}", message)


def _tell_of_added(heads: list[Head], draft: Draft) -> None:
    """A column beside all those of the form is somebody's own; in place of one of them it may be that one."""
    message = "The table of actions has a column that the form has not; it was left out: look at it."
    actions = draft.form.actions
    if actions is not None and {head.role for head in heads} >= set(actions.columns):
        draft.notice("added-column", "actions", message)
    else:
        draft.problem("added-column", "actions", message)


def _shared(
    row: Row, heads: list[Head], merged: dict[int, Cell], number: int, draft: Draft
) -> dict[str, str]:
    """The person and the timescale in a cell that goes on from the row above: they are those of both."""
    shared: dict[str, str] = {}
    for cell in row.cells:
        above = merged.get(cell.column) if cell.continues and is_blank(cell.text) else None
        roles = _roles(cell, heads)
        if above is None or len(roles) != 1 or roles[0] not in _SHARED or is_blank(above.standing):
            continue
        shared[roles[0]] = tidy(above.standing)
        message = f"Action {number}: {_SHARED[roles[0]]} stands in a cell merged with the one above."
        draft.notice("merged-cells", f"actions.{number}.{roles[0]}", message)
    return shared


def _words(cell: Cell, where: str, number: int, draft: Draft) -> str:
    if any(paragraph.struck for paragraph in cell.paragraphs()):
        message = f"Action {number}: words are struck through; they were left out."
        draft.problem("struck-comment", where, message)
    return tidy(cell.standing)


def _reviewed(text: str, number: int, draft: Draft) -> dt.date | None:
    if is_blank(text):
        return None
    found = parse_date(text)
    if isinstance(found, Doubt):
        draft.problem(
            found.code, f"actions.{number}.reviewed", f"Action {number}, date reviewed: {found.reason}"
        )
        return None
    return found
