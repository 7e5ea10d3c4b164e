"""The tables of a form's areas as rows with parts: which cell is the label, the grade, the comments."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from framework.answers import is_blank
from mail.reading.audit_tool.draft import Draft
from mail.reading.audit_tool.known import JUDGEMENT_HEADS, Known
from mail.reading.audit_tool.labels import Match
from mail.reading.document import Cell, Row, Table

_LONGEST_HEAD = 150  # characters
_LONGEST_ACTION_HEAD = 45
_ENOUGH_BESIDE_ADDED = 3
ADDED = "added"  # the role of a column that the form does not have
ANSWERING = frozenset({"grade", "answer", *JUDGEMENT_HEADS})


@dataclass(frozen=True, slots=True)
class Head:
    """A heading and the grid columns under it."""

    role: str
    start: int
    end: int


@dataclass(slots=True)
class AreaRow:
    """A row (or several, cut apart) that answers an area."""

    number: int
    label: Cell
    match: Match[int]
    table: Table
    answering: list[tuple[tuple[str, ...], Cell]] = field(default_factory=list)  # the heads over each cell
    comments: list[Cell] = field(default_factory=list)
    mixed: list[tuple[tuple[str, ...], Cell]] = field(default_factory=list)  # under both
    unheaded: list[Cell] = field(default_factory=list)
    headed: bool = True
    continued: bool = False
    uneven: bool = False  # a cell too few or too many: others may stand under the wrong heading
    shared_comment: bool = False  # a cell merged with that of another area's row, and filled in

    def cells(self) -> Iterator[Cell]:
        """Every cell but the label's."""
        for _, cell in (*self.answering, *self.mixed):
            yield cell
        yield from (*self.comments, *self.unheaded)

    @property
    def filled(self) -> bool:
        """Whether anything is written in it."""
        return bool(self.match.rest.strip()) or not all(is_blank(cell.standing) for cell in self.cells())


def area_rows(tables: list[Table], draft: Draft) -> list[AreaRow]:
    """The rows that answer areas, in the order they stand; rows that belong to nothing are told of."""
    grid = _Grid(draft)
    for table in tables:
        grid.read(table)
    return grid.rows


def is_area_table(table: Table, form: Known) -> bool:
    """Whether a table holds areas, or the headings over them."""
    if not form.form.areas:
        return False
    for row in table.rows:
        if len(heads_of(row, form)) >= 2:
            return True
        if len(row.cells) > 1 and any(
            form.areas.match(cell.text, like=True) for cell in row.cells[:2] if cell.text
        ):
            return True
    return False


def heads_of(row: Row, form: Known) -> list[Head]:
    """The headings in a row; none unless the row is nothing but headings."""
    filled = _may_be_heads(row, _LONGEST_HEAD)
    if any(form.areas.match(text) is not None for text, _ in filled):
        return []
    heads: list[Head] = []
    others: list[str] = []
    for text, cell in filled:
        match = form.heads.match(text, like=True, whole=True)
        if match is not None:
            heads.append(Head(match.key, cell.column, cell.end))
        elif len(text) > 60:
            return []
        else:
            others.append(text)
    if len({head.role for head in heads}) < 2:
        return []
    labels = any(
        form.areas.match(text, like=True) or form.judgement.match(text, like=True) for text in others
    )
    return [] if labels else heads


def action_heads_of(row: Row, form: Known) -> list[Head]:
    """The headings of the action table in a row; none unless the row is nothing but those.

    One heading more, of a column that somebody added, has the role ADDED, where enough others are the form's.
    """
    filled = _may_be_heads(row, _LONGEST_ACTION_HEAD)
    if not filled or form.form.actions is None:
        return []
    heads: list[Head] = []
    added = 0
    for text, cell in filled:
        match = form.action_heads.match(text, like=True, whole=True)
        added += match is None
        if added > 1:
            return []
        heads.append(Head(ADDED if match is None else match.key, cell.column, cell.end))
    roles = {head.role for head in heads} - {ADDED}
    if added and "action" not in roles:
        return []
    return heads if len(roles) >= (_ENOUGH_BESIDE_ADDED if added else 2) else []


def _may_be_heads(row: Row, longest: int) -> list[tuple[str, Cell]]:
    """The cells of a row with words in them; none where they are fewer than two, or one is too long for a heading.

    Most rows are told by this alone, before any word of them is looked at.
    """
    filled = row.filled
    if len(filled) < 2:
        return []
    for text, _ in filled:
        if len(text) > longest:
            return []
    return filled


class _Grid:
    """Goes down the tables; headings hold until the next ones, over a page break too."""

    def __init__(self, draft: Draft) -> None:
        self.rows: list[AreaRow] = []
        self._draft = draft
        self._form = draft.known
        self._heads: list[Head] = []
        self._under: dict[tuple[int, int], tuple[str, ...]] = {}  # what the headings say of grid columns
        self._over: list[Cell] = []  # the cells of the row of headings, where it is one
        self._width = -1
        self._just_headed = False
        self._merged: dict[int, tuple[Cell, AreaRow]] = {}
        self._waiting: tuple[Row, Table, Cell] | None = None

    def read(self, table: Table) -> None:
        """One table: its rows in turn."""
        heads = [heads_of(row, self._form) for row in table.rows]
        if not any(heads) and self._width not in (-1, table.columns):
            self._head([])
            self._over = []
        self._width = table.columns
        for row, own in zip(table.rows, heads, strict=True):
            if not own and action_heads_of(row, self._form):
                break
            self._row(row, own, table)

    def _row(self, row: Row, heads: list[Head], table: Table) -> None:
        if heads:
            self._over = [] if self._just_headed else row.cells
            self._head(_over(self._heads, heads) if self._just_headed else heads)
            self._tell_judgements_apart()
            self._just_headed = True
            self._draft.take(*row.cells)
            return
        _straighten(row, self._over)
        found = self._label(row)
        if (found is None or not found[1].exact) and self._joins_waiting(row, table, self._labels(row)):
            return
        if found is not None:
            self._just_headed = False
            self._waiting = None
            self.rows.append(self._parts(row, table, *found))
        elif any(not is_blank(cell.text) for cell in row.cells):
            self._unlabelled(row, table)

    def _tell_judgements_apart(self) -> None:
        """Columns for the judgements count only where each of the four stands over one of them."""
        roles = [head.role for head in self._heads if head.role in JUDGEMENT_HEADS]
        if not roles or sorted(roles) == sorted(JUDGEMENT_HEADS):
            return
        self._head([head for head in self._heads if head.role not in JUDGEMENT_HEADS])
        message = (
            "The headings over the columns for the grades are not the four judgements, each of them once."
        )
        self._draft.problem("no-headings", "", message)

    def _head(self, heads: list[Head]) -> None:
        self._heads = heads
        self._under = {}

    def _label(self, row: Row) -> tuple[Cell, Match[int]] | None:
        candidates = [cell for cell in row.cells if self._may_label(cell) and not is_blank(cell.text)]
        for like in (False, True):
            for cell in candidates:
                match = self._form.areas.match(cell.text, like=like)
                if match is not None and match.rest:
                    match = self._form.areas.match(cell.text, like=True)
                if match is not None and (len(row.cells) > 1 or match.rest):
                    return cell, match
        return None

    def _may_label(self, cell: Cell) -> bool:
        roles = self._roles(cell)
        return not roles or "area" in roles or (not self._heads and cell.column <= 1)

    def _roles(self, cell: Cell) -> tuple[str, ...]:
        columns = start, end = cell.column, cell.end
        roles = self._under.get(columns)
        if roles is None:
            roles = tuple([head.role for head in self._heads if head.start < end and start < head.end])
            self._under[columns] = roles
        return roles

    def _parts(self, row: Row, table: Table, label: Cell, match: Match[int]) -> AreaRow:
        found = AreaRow(match.key, label, match, table, headed=bool(self._heads))
        self._draft.take(label)
        for cell in row.cells:
            if cell is not label:
                self._place(cell, found, after=cell.column > label.column)
        found.uneven = self._is_uneven(row, found)
        self._note_merged(found)
        return found

    def _is_uneven(self, row: Row, found: AreaRow) -> bool:
        ends_early = not (found.comments or found.mixed or found.unheaded) and any(
            head.role == "comments" for head in self._heads
        )
        over = self._over
        return ends_early or (bool(over) and len(row.cells) > len(over) and row.cells[-1].end > over[-1].end)

    def _note_merged(self, found: AreaRow) -> None:
        """A comment in a cell that is merged over the rows of two areas is nobody's for certain."""
        for cell in found.comments:
            if cell.starts_merge:
                self._merged[cell.column] = (cell, found)
            above = self._merged.get(cell.column) if cell.continues else None
            if above is not None and above[1].number != found.number and not is_blank(above[0].text):
                above[1].shared_comment = found.shared_comment = True

    def _place(self, cell: Cell, found: AreaRow, *, after: bool) -> None:
        roles = self._roles(cell)
        answering = tuple([role for role in roles if role in ANSWERING])
        if answering and "comments" in roles:
            found.mixed.append((answering, cell))
        elif answering:
            found.answering.append((answering, cell))
        elif "comments" in roles:
            found.comments.append(cell)
        elif not after and _is_number(cell.text):
            self._draft.take(cell)
        else:
            found.unheaded.append(cell)

    def _unlabelled(self, row: Row, table: Table) -> None:
        """A section's heading, the rest of a row cut in two, or a row that belongs to no area."""
        filled = [cell for cell in row.cells if not is_blank(cell.text)]
        first = filled[0]
        if len(filled) == 1 and (
            self._form.sections.match(first.text, like=True, whole=True) or self._form.is_printed(first.text)
        ):
            self._draft.take(first)
            return
        labels = self._labels(row)
        if self._completes(row, labels) or self._continues(row, filled):
            return
        self._waiting = (row, table, labels[0]) if len(labels) == 1 else None

    def _labels(self, row: Row) -> list[Cell]:
        """The cells that may hold a label, or half of one."""
        filled = [cell for cell in row.cells if not is_blank(cell.text)]
        return [cell for cell in filled if self._may_label(cell) and not _is_number(cell.text)]

    def _joins_waiting(self, row: Row, table: Table, labels: list[Cell]) -> bool:
        """The second half of a row whose label was cut in two by the end of a page."""
        if self._waiting is None or len(labels) != 1:
            return False
        above, first_table, top = self._waiting
        match = self._form.areas.match(f"{top.text.strip()} {labels[0].text.strip()}", like=True)
        if match is None:
            return False
        self._waiting = None
        found = self._parts(above, first_table, top, match)
        _append(found, self._parts(row, table, labels[0], match))
        self.rows.append(found)
        return True

    def _completes(self, row: Row, labels: list[Cell]) -> bool:
        """The same, where the first half of the label was enough to know the area by."""
        if not self.rows or self._waiting is not None or len(labels) != 1:
            return False
        last = self.rows[-1]
        match = self._form.areas.match(f"{last.label.text.strip()} {labels[0].text.strip()}", like=True)
        if match is None or match.key != last.number or match.rest.strip():
            return False
        last.match = match  # what stood after its first half was the label's
        _append(last, self._parts(row, last.table, labels[0], match))
        return True

    def _continues(self, row: Row, filled: list[Cell]) -> bool:
        """More comment under an area's row, its other cells left empty or merged with those above."""
        if not self.rows or self._waiting is not None or not self._heads:
            return False
        last = self.rows[-1]
        label_goes_on = any(cell.continues and cell.column == last.label.column for cell in row.cells)
        only_comments = all(
            "comments" in self._roles(cell) and len(self._roles(cell)) == 1 for cell in filled
        )
        labels_empty = all(is_blank(cell.text) for cell in row.cells if "area" in self._roles(cell))
        if not label_goes_on and not (only_comments and labels_empty):
            return False
        further = AreaRow(last.number, last.label, last.match, last.table)
        for cell in row.cells:
            if not is_blank(cell.text):
                self._place(cell, further, after=True)
        _append(last, further)
        return True


def _straighten(row: Row, over: list[Cell]) -> None:
    """Cells whose borders were dragged: as many as the headings, each under its own, they are under no other."""
    if len(row.cells) != len(over) or all(
        cell.column == head.column and cell.span == head.span
        for cell, head in zip(row.cells, over, strict=True)
    ):
        return
    if all(
        head.column < cell.end and cell.column < head.end for cell, head in zip(row.cells, over, strict=True)
    ):
        for cell, head in zip(row.cells, over, strict=True):
            cell.column, cell.span = head.column, head.span


def _append(row: AreaRow, further: AreaRow) -> None:
    row.answering += further.answering
    row.comments += further.comments
    row.mixed += further.mixed
    row.unheaded += further.unheaded
    row.continued = True


def _over(above: list[Head], below: list[Head]) -> list[Head]:
    """Two rows of headings: the lower ones count where both stand."""
    kept = [head for head in above if not any(b.start < head.end and head.start < b.end for b in below)]
    return [*kept, *below]


def _is_number(text: str) -> bool:
    return text.strip().strip(".)(").isdecimal() and len(text.strip()) <= 4
