"""The way down a form from block to block: lines of text with labels, and the tables between them."""

import re
from collections import Counter

from framework.forms import FieldKind, FormField
from mail.reading.audit_tool.actions import is_action_table, read_actions
from mail.reading.audit_tool.areas import read_areas
from mail.reading.audit_tool.draft import Draft
from mail.reading.audit_tool.edges import read_edges
from mail.reading.audit_tool.fields import Fields, name_of, where_of
from mail.reading.audit_tool.grid import is_area_table
from mail.reading.audit_tool.judging import Judging
from mail.reading.audit_tool.labels import Match, plain
from mail.reading.document import Block, Cell, Paragraph, Table

_MARKS = re.compile(r"\s*(?:(?:[☐☑☒]\s*){2,}|(?:[☑☒✓✔✗✘✕✖■]\s*)+)")


class Trunk:
    """Goes down the blocks of one audit tool, once."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._form = draft.known
        self._fields = Fields(draft)
        self._open: tuple[FormField, Paragraph, Match[str], list[Paragraph]] | None = None
        self._judging = Judging(draft, self._fields)
        self._areas: list[Table] = []
        self._actions: list[Table] = []
        self._last: Table | None = None
        self._area_tables: dict[int, bool] = {}
        self._labels: Counter[str] = Counter()
        self._headings: Counter[str] = Counter()

    def read(self, blocks: list[Block]) -> None:
        """Reads the whole form into the draft."""
        self._fields.note_printed(self._texts(blocks))
        self._count_labels(blocks)
        for block in blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(block)
        self._close()
        read_actions(self._actions, self._draft)
        read_areas(self._areas, self._draft)
        for table in (*self._areas, *self._actions):
            self._judging.read_table(table, self._close)
            self._fields.read_table(table)
        self._judging.settle()
        self._fields.settle_timescales()

    def _count_labels(self, blocks: list[Block]) -> None:
        """How often each label stands in a line of its own: of two, one may be part of somebody's text."""
        for block in blocks:
            if not isinstance(block, Paragraph) or not block.text.strip():
                continue
            if self._form.headings.match(block.text, whole=True) is not None:
                self._headings[plain(block.text)] += 1
            if self._form.judgement.match(block.text) is not None:
                self._labels["overall"] += 1
            elif (found := self._form.printed_fields.match(block.text)) is not None:
                self._labels[found.key] += 1

    def read_edges(self, blocks: list[Block]) -> None:
        """Reads the header and footer of the pages too."""
        read_edges(blocks, self._draft, self._fields)

    def _texts(self, blocks: list[Block]) -> list[str]:
        texts: list[str] = []
        for block in blocks:
            if isinstance(block, Paragraph):
                texts.append(block.text)
            elif not self._holds_areas(block):
                texts += [cell.text for row in block.rows for cell in row.cells]
        return texts

    def _holds_areas(self, table: Table) -> bool:
        known = self._area_tables.get(id(table))
        if known is None:
            known = self._area_tables[id(table)] = is_area_table(table, self._form)
        return known

    # Lines of text

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text
        if not text.strip():
            if self._open is not None:
                self._open[3].append(paragraph)
            return
        self._last = None
        if self._starts_something(paragraph, text):
            return
        if _MARKS.fullmatch(text) and self._open is not None and self._open[0].kind is FieldKind.TEXT:
            return  # boxes or ticks set over options that stand below: told of as what belongs nowhere
        if self._open is not None:
            self._draft.take(paragraph)
            self._open[3].append(paragraph)
            if self._open[0].kind is not FieldKind.TEXT:
                self._close()
        else:
            self._judging.go_on(paragraph)

    def _starts_something(self, paragraph: Paragraph, text: str) -> bool:
        """Whether a line is a label, a heading or a printed sentence, and ends what was open before it."""
        if self._judging.is_label(text):
            self._ask_where_text_ends("overall")
            self._close()
            self._judging.begin(paragraph)
            return True
        found = self._fields.label(text, loose=self._open is None)
        if found is not None and self._may_open(found[0], found[1]):
            self._ask_where_text_ends(found[0].id)
            self._close()
            self._draft.take(paragraph)
            self._open = (found[0], paragraph, found[1], [])
            if found[0].kind is not FieldKind.TEXT and (found[1].rest.strip() or found[0].options):
                self._close()
            return True
        in_text = self._open is not None and self._open[0].kind is FieldKind.TEXT
        if self._is_the_printed_line(text) if in_text else self._form.is_printed(text):
            self._close()
            self._draft.pass_over(paragraph, ends_text=in_text)
            return True
        if self._form.headings.match(text, whole=True) is not None and self._is_last(text):
            self._close()
            self._draft.take(paragraph)
            return True
        return False

    def _is_the_printed_line(self, text: str) -> bool:
        """Inside a text a printed sentence ends it only word for word, and once: a second one is somebody's own."""
        line = self._form.printed_line(text, like=False) if self._form.is_surely_printed(text) else None
        return line is not None and not self._draft.printed[line]

    def _is_last(self, text: str) -> bool:
        """Whether a heading stands nowhere further on: the form's own is the last."""
        self._headings[plain(text)] -= 1
        return self._headings[plain(text)] <= 0

    def _ask_where_text_ends(self, label: str) -> None:
        """A label that stands twice, once inside a text, may be a line of that text."""
        if self._open is None or self._open[0].kind is not FieldKind.TEXT or self._labels[label] < 2:
            return
        field = self._open[0]
        message = f"{name_of(field)}: a label that stands twice ends it; look where its text ends."
        self._draft.problem("unplaced-text", where_of(field), message)

    def _may_open(self, field: FormField, match: Match[str]) -> bool:
        """Inside a text only the labels that come after it on the form, in the form's own words, end it."""
        if self._open is None or self._open[0].kind is not FieldKind.TEXT:
            return True
        orders = self._form.orders
        return match.printed and orders[field.id] > orders[self._open[0].id]

    def _close(self) -> None:
        if self._open is not None:
            field, label, match, things = self._open
            self._open = None
            self._fields.put(field, label, match, things)
        self._judging.end()

    # Tables

    def _table(self, table: Table) -> None:
        if not table.rows:
            self._close()
            return
        before, self._last = self._last, table
        if self._holds_areas(table):
            self._close()
            self._areas.append(table)
            if is_action_table(table, self._form):
                self._actions.append(table)
        elif is_action_table(table, self._form):
            self._close()
            self._actions.append(table)
        elif before is not None and before in self._areas[-1:] and not self._has_labels(table):
            self._areas.append(table)
        elif before is not None and before in self._actions[-1:] and not self._has_labels(table):
            self._actions.append(table)
        else:
            self._other_table(table)

    def _other_table(self, table: Table) -> None:
        boxes = self._boxes_in(table)
        judged = self._judging.read_table(table, self._close)
        if boxes or self._has_labels(table) or judged:
            if not (self._open is not None and not (self._open[3] or self._open[2].rest)):
                self._close()
            self._fields.read_table(table)
        elif self._judging.go_on_in(table):
            return
        elif self._open is not None and self._open[0].kind is FieldKind.TEXT:
            for row in table.rows:
                self._draft.take(*row.cells)
                self._open[3].extend(
                    Paragraph([run for p in cell.paragraphs() for run in p.runs], cell.place)
                    for cell in row.cells
                )

    def _boxes_in(self, table: Table) -> bool:
        """Boxes in a table of one column: what stands directly under a heading is always its text."""
        if any(len(row.cells) != 1 for row in table.rows):
            return False
        cells = [row.cells[0] for row in table.rows]
        at = 0
        found = False
        while at + 1 < len(cells):
            heading = self._heads_a_box(cells[at])
            end = at + 1
            if heading is not None:
                found = True
                end = at + 2
                while end < len(cells) and not self._ends_a_box(cells[end]):
                    end += 1
                self._box(cells[at:end], *heading, alone=len(cells) == 2)
            at = end
        return found

    def _heads_a_box(self, cell: Cell) -> tuple[FormField, Match[str]] | None:
        found = self._fields.label(cell.text)
        if found is None or found[0].kind is not FieldKind.TEXT or found[1].rest.strip():
            return None
        return found

    def _ends_a_box(self, cell: Cell) -> bool:
        return (
            self._fields.label(cell.text) is not None
            or self._form.judgement.match(cell.text) is not None
            or self._form.is_surely_printed(cell.text)
        )

    def _box(self, cells: list[Cell], field: FormField, match: Match[str], *, alone: bool) -> None:
        self._close()
        self._draft.take(*cells)
        self._fields.put(field, cells[0], match, cells[1:])
        if not alone and self._heads_a_box(cells[1]) is not None:
            message = f"{name_of(field)}: what stands there looks like another label."
            self._draft.problem("another-label", where_of(field), message)

    def _has_labels(self, table: Table) -> bool:
        return any(self._fields.label(cell.text) is not None for row in table.rows for cell in row.cells)
