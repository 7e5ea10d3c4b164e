"""The way down a form from block to block: lines of text with labels, and the tables between them."""

from collections import Counter

from framework.answers import grade, grade_lexicon, is_blank
from framework.forms import FieldKind, FormField
from framework.words import Judgement
from mail.reading.actions import is_action_table, read_actions
from mail.reading.areas import read_areas
from mail.reading.choice import Choice, choose
from mail.reading.document import Block, Cell, Paragraph, Row, Table, paragraphs_of
from mail.reading.draft import Draft, standing, written
from mail.reading.fields import Fields, Thing, name_of, where_of
from mail.reading.grid import is_area_table
from mail.reading.labels import Match, plain


class Trunk:
    """Goes down the blocks of one audit tool, once."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._form = draft.known
        self._fields = Fields(draft)
        self._open: tuple[FormField, Paragraph, Match[str], list[Paragraph]] | None = None
        self._judging: list[Thing] | None = None
        self._judgements: list[tuple[list[Paragraph], int]] = []
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
            self._judgement_in(table)
            self._fields.read_table(table)
        self._judge()
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
        """Fields in the header or footer of the pages, to be confirmed unless the form says the same.

        A date there is that of the paper, not of the audit. Only where the form's whole header was moved to the top
        of the page, none of its labels left in the form, does it count as if it stood in the form.
        """
        edge = Draft(self._draft.form, self._draft.pack)
        found = _put_edges(Fields(edge), blocks)
        if len(found) > 1 and not found & self._fields.printed:
            _put_edges(self._fields, blocks)
            return
        for field in self._draft.form.fields:
            if field.kind is not FieldKind.DATE and field.id in edge.values:
                self._from_edge(field, edge)

    def _from_edge(self, field: FormField, edge: Draft) -> None:
        value, held = edge.values[field.id], self._draft.values.get(field.id)
        where, name = where_of(field), name_of(field)
        if held == value or any(problem.where == where for problem in self._draft.problems):
            return
        if held is not None:
            self._draft.values.pop(field.id)
            self._draft.problem("two-values", where, f"{name}: the top or foot of the page gives another.")
            return
        self._draft.values[field.id] = value
        if where in edge.evidence:
            self._draft.evidence.setdefault(where, edge.evidence[where])
        self._draft.problem("page-edge", where, f"{name}: it stands only at the top or foot of the page.")

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
        if self._open is not None:
            self._draft.take(paragraph)
            self._open[3].append(paragraph)
            if self._open[0].kind is not FieldKind.TEXT:
                self._close()
        elif self._judging is not None and self._may_judge(paragraph):
            self._draft.take(paragraph)
            self._judging.append(paragraph)

    def _starts_something(self, paragraph: Paragraph, text: str) -> bool:
        """Whether a line is a label, a heading or a printed sentence, and ends what was open before it."""
        judgement = self._form.judgement.match(text, like=len(text) < 160)
        if judgement is not None:
            self._ask_where_text_ends("overall")
            self._close()
            self._draft.take(paragraph)
            self._judging = [paragraph]
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
        line = self._form.printed_line(text, like=False) if self._form.is_long_boilerplate(text) else None
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

    def _may_judge(self, paragraph: Paragraph) -> bool:
        """Whether a line after the judgement's label still belongs to it: it names an option, or marks one."""
        lexicon = grade_lexicon(self._draft.pack)
        return len(paragraph.text) < 120 and (
            lexicon.pattern.search(paragraph.text) is not None or len(paragraph.text.strip()) <= 3
        )

    def _close(self) -> None:
        if self._open is not None:
            field, label, match, things = self._open
            self._open = None
            self._fields.put(field, label, match, things)
        if self._judging is not None:
            self._end_judging()

    # Tables

    def _table(self, table: Table) -> None:
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
        judged = self._judgement_in(table)
        if boxes or self._has_labels(table) or judged:
            if not (self._open is not None and not (self._open[3] or self._open[2].rest)):
                self._close()
            self._fields.read_table(table)
        elif self._judging is not None and any(
            self._may_judge_cell(cell) for row in table.rows for cell in row.cells
        ):
            for row in table.rows:
                self._judging += row.cells
                self._draft.take(*row.cells)
            self._end_judging()
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
            or self._form.is_long_boilerplate(cell.text)
        )

    def _box(self, cells: list[Cell], field: FormField, match: Match[str], *, alone: bool) -> None:
        self._close()
        self._draft.take(*cells)
        self._fields.put(field, cells[0], match, cells[1:])
        if not alone and self._heads_a_box(cells[1]) is not None:
            message = f"{name_of(field)}: what stands there looks like another label."
            self._draft.problem("another-label", where_of(field), message)

    def _may_judge_cell(self, cell: Cell) -> bool:
        return grade_lexicon(self._draft.pack).pattern.search(cell.text) is not None and len(cell.text) < 120

    def _has_labels(self, table: Table) -> bool:
        return any(self._fields.label(cell.text) is not None for row in table.rows for cell in row.cells)

    def _judgement_in(self, table: Table) -> bool:
        """The judgement's label in a cell: the cells to its right belong to it, or the row below."""
        found = False
        for at, row in enumerate(table.rows):
            for n, cell in enumerate(row.cells):
                if self._is_judgement(cell):
                    self._close()
                    self._judging = [cell, *self._judging_cells(table, at, row, n)]
                    self._draft.take(cell, *(thing for thing in self._judging if isinstance(thing, Cell)))
                    self._end_judging()
                    found = True
        return found

    def _is_judgement(self, cell: Cell) -> bool:
        if self._draft.is_taken(cell) or not (text := cell.text).strip():
            return False
        return self._form.judgement.match(text, like=len(text) < 160) is not None

    def _judging_cells(self, table: Table, at: int, row: Row, n: int) -> list[Cell]:
        right = [cell for cell in row.cells[n + 1 :] if self._fields.label(cell.text) is None]
        match = self._form.judgement.match(row.cells[n].text, like=True)
        if right or at + 1 >= len(table.rows) or match is None or match.rest.strip():
            return right
        below = table.rows[at + 1].cells
        free = all(
            len(cell.text) < 160 and not self._draft.is_taken(cell) and self._fields.label(cell.text) is None
            for cell in below
        )
        return below if free else []

    # The judgement

    def _end_judging(self) -> None:
        things, self._judging = self._judging or [], None
        if not things:
            return
        first = things[0]
        paragraphs = _paragraphs_of_things(things)
        match = self._form.judgement.match(first.text, like=True)
        start = match.at if match is not None else len(first.text)
        self._judgements.append((paragraphs, start))

    def _judge(self) -> None:
        if self._draft.form.judgement is None:
            return
        named = [
            (paragraphs, start)
            for paragraphs, start in self._judgements
            if not self._is_empty(paragraphs, start)
        ]
        if not named:
            return
        name = self._draft.form.judgement.label.shown.rstrip(" :")
        if len(named) > 1:
            self._draft.problem("two-values", "overall", f"{name}: it is given in more than one place.")
            return
        paragraphs, start = named[0]
        text = "\n".join(paragraph.text for paragraph in paragraphs)
        self._draft.stood("overall", paragraphs[0].place, text[start:])
        self._draft.changed("overall", name, paragraphs)
        chosen = self._chosen(paragraphs, start)
        if chosen.doubt:
            self._draft.problem(chosen.code, "overall", f"{name}: {chosen.doubt}.")
        elif chosen.value is not None:
            self._draft.overall = Judgement.of(chosen.value)
            if chosen.how and chosen.how != "the others deleted":
                self._draft.notice("marked", "overall", f"{name}: told by {chosen.how}.")
            if chosen.beside:
                self._draft.notice("words-beside", "overall", f"{name}: further words stand after it.")

    def _chosen(self, paragraphs: list[Paragraph], start: int) -> Choice[int]:
        text = standing(paragraphs)
        if len(text) == len(written(paragraphs)):
            parsed = grade(text[start:], self._draft.pack)
            if parsed.value is not None:
                return Choice(parsed.value, "the others deleted")
        chosen = choose(paragraphs, grade_lexicon(self._draft.pack), start=start)
        judgement = self._draft.form.judgement
        if chosen.blank and judgement is not None and not judgement.options_printed:
            return Choice(doubt="more than one is written", code="two-values")
        return chosen

    def _is_empty(self, paragraphs: list[Paragraph], start: int) -> bool:
        return is_blank("\n".join(paragraph.text for paragraph in paragraphs)[start:])


def _put_edges(fields: Fields, blocks: list[Block]) -> set[str]:
    """Puts down the fields in the header or footer of the pages; those whose labels stand there."""
    labelled: set[str] = set()
    for paragraph in paragraphs_of(blocks):
        found = fields.label(paragraph.text)
        if found is not None and found[0].kind is not FieldKind.TEXT:
            labelled.add(found[0].id)
            if found[1].rest:
                fields.put(found[0], paragraph, found[1], [])
    for block in blocks:
        if isinstance(block, Table):
            fields.read_table(block)
    return labelled


def _paragraphs_of_things(things: list[Thing]) -> list[Paragraph]:
    """Their paragraphs; the shading of a cell counts as that of its words."""
    paragraphs: list[Paragraph] = []
    for thing in things:
        if isinstance(thing, Paragraph):
            paragraphs.append(thing)
            continue
        for paragraph in thing.paragraphs():
            if thing.shading and thing is not things[0]:
                for run in paragraph.runs:
                    run.style = run.style._replace(shading=run.style.shading or thing.shading)
            paragraphs.append(paragraph)
    return paragraphs
