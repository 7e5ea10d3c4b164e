"""The action table: what the auditor asks for, and what supervision made of it."""

from collections.abc import Sequence
from itertools import groupby

from docx.document import Document as DocxDocument
from docx.table import Table

from framework.forms import ActionTable, Form
from framework.reading import ActionLine
from mail.writing.layout import phases
from mail.writing.pieces import add_header_row, add_row, new_table, write_cell
from mail.writing.words import form_words, shown_date, without_colon

_ROWS_LEFT = 4  # what the framework's two-phase tables leave for by hand (framework L3041)
_WIDTHS = {"action": 34.0, "who": 15.0, "timescale": 14.0, "reviewed": 13.0, "outcome": 28.0, "initials": 9.0}
_IN_SUPERVISION = frozenset({"reviewed", "outcome", "initials"})


def write_actions(
    document: DocxDocument, form: Form, columns: ActionTable, actions: Sequence[ActionLine]
) -> None:
    """Adds the action table with its heading; a form in two phases keeps rows free for supervision."""
    names = list(columns.columns)
    heads = phases(form)
    if columns.heading:
        document.add_paragraph(form_words(columns.heading), style="Heading 2")
    about = f"{form.short_title}: actions"
    table = new_table(document, [_width(name, names) for name in names], about=about)
    if len(heads) == 2:
        _phase_row(table, names, heads)
    add_header_row(table, [form_words(label) for label in columns.columns.values()])
    for action in actions:
        texts = _cells(action, names)
        row = add_row(table, length=max(map(len, texts.values())))
        for name, cell in zip(names, row.cells, strict=True):
            write_cell(cell, texts[name])
    for _ in range(len(actions), _ROWS_LEFT if heads else 1):
        add_row(table)


def _width(name: str, names: Sequence[str]) -> float:
    if name == "initials" and "reviewed" not in names:
        return 20.0
    return _WIDTHS.get(name, 15.0)


def _phase_row(table: Table, names: Sequence[str], heads: Sequence[str]) -> None:
    row = add_header_row(table, [""] * len(names))
    cells = row.cells
    for later, places in groupby(range(len(names)), key=lambda place: names[place] in _IN_SUPERVISION):
        group = list(places)
        cell = cells[group[0]].merge(cells[group[-1]])
        write_cell(cell, without_colon(heads[later]), bold=True)


def _cells(action: ActionLine, names: Sequence[str]) -> dict[str, str]:
    """The texts of a row by column. What the form has no column for stands in a line of its own in another."""
    texts = {
        "action": action.action,
        "who": action.who,
        "timescale": action.timescale or shown_date(action.due),
        "reviewed": shown_date(action.reviewed),
        "outcome": action.outcome,
        "initials": action.initials,
    }
    for name, host, label in (("timescale", "action", "Timescale"), ("reviewed", "outcome", "Date reviewed")):
        if name not in names and texts[name]:
            texts[host] = "\n".join(filter(None, (texts[host], f"{label}: {texts[name]}")))
    return {name: texts.get(name, "") for name in names}
