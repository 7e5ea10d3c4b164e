"""Tables that were pasted as text: lines whose cells are parted by tabs, made into tables again.

Only lines under the headings of an audit tool's table are, and only as far as nothing has to be guessed: where the
cells of a line are not as many as the headings, what stands between the first and the last is one cell, merged.
"""

from collections.abc import Iterator
from dataclasses import replace

from mail.reading.audit_tool.grid import action_heads_of, heads_of
from mail.reading.audit_tool.known import Known
from mail.reading.document import Block, Cell, Paragraph, Row, Run, Table


def with_tables(blocks: list[Block], forms: list[Known]) -> list[Block]:
    """`blocks` with tables in place of the lines that are tables."""
    if not any(isinstance(block, Paragraph) and "\t" in block.text for block in blocks):
        return blocks
    return list(_Lines(blocks, forms).made())


class _Lines:
    def __init__(self, blocks: list[Block], forms: list[Known]) -> None:
        self._blocks = blocks
        self._forms = forms
        self._at = 0
        self._tables = 0

    def made(self) -> Iterator[Block]:
        while self._at < len(self._blocks):
            block = self._blocks[self._at]
            forms, is_areas = self._headed(block)
            if not forms or not isinstance(block, Paragraph):
                self._at += 1
                yield self._printed_row(block)
            else:
                yield self._table(block, forms, is_areas=is_areas)

    def _headed(self, block: Block) -> tuple[list[Known], bool]:
        """The forms whose headings a line is, and whether they are those of the areas."""
        if not isinstance(block, Paragraph) or "\t" not in block.text:
            return [], False
        row = _row(_parts(block), block.place, 1)
        areas = [form for form in self._forms if form.form.areas and heads_of(row, form)]
        return areas or [form for form in self._forms if action_heads_of(row, form)], bool(areas)

    def _printed_row(self, block: Block) -> Block:
        """A line of two printed headings is a row of them."""
        if isinstance(block, Paragraph) and "\t" in block.text:
            parts = _parts(block)
            texts = [part.text for part in parts if part.text.strip()]
            if len(texts) > 1 and all(any(form.is_printed(text) for form in self._forms) for text in texts):
                return Table([_row(parts, block.place, 1)], block.place, len(parts))
        return block

    def _table(self, heading: Paragraph, forms: list[Known], *, is_areas: bool) -> Table:
        self._tables += 1
        self._at += 1
        heads = _parts(heading)
        rows = [_row(heads, heading.place, 1)]
        marks = is_areas and any(form.columns for form in forms)
        while self._at < len(self._blocks):
            line = self._line(forms) if is_areas else self._tabbed()
            if line is None:
                break
            rows.append(_fitted(line, len(heads), len(rows) + 1, marks=marks))
        return Table(rows, f"lines from {heading.place} on", len(heads))

    def _tabbed(self) -> list[Paragraph] | None:
        block = self._blocks[self._at]
        if not isinstance(block, Paragraph) or "\t" not in block.text:
            return None
        self._at += 1
        return _parts(block)

    def _line(self, forms: list[Known]) -> list[Paragraph] | None:
        """The parts of the next row: its label may stand in lines before the tabs, its comment go on after them."""
        block = self._blocks[self._at]
        if not isinstance(block, Paragraph):
            return None
        if any(form.sections.match(block.text, whole=True) is not None for form in forms):
            self._at += 1
            return _parts(block)
        if not _begins(block, forms):
            return None
        whole = block
        self._at += 1
        while self._at < len(self._blocks):
            after = self._blocks[self._at]
            if not isinstance(after, Paragraph) or _begins(after, forms) or _ends(after, forms):
                break
            whole = replace(whole, runs=[*whole.runs, Run("\n"), *after.runs])
            self._at += 1
        return _parts(whole)


def _begins(block: Paragraph, forms: list[Known]) -> bool:
    """Whether a line begins with the label of an area, or a number and then the label."""
    first, _, rest = block.text.partition("\t")
    if first.strip(" .)(").isdecimal():
        first = rest.partition("\t")[0]
    return any(form.areas.match(first, like=True) is not None for form in forms)


def _ends(block: Paragraph, forms: list[Known]) -> bool:
    text = block.text
    return bool(text.strip()) and any(
        form.printed_fields.match(text) is not None
        or form.judgement.match(text, like=len(text) < 160) is not None
        or form.sections.match(text, whole=True) is not None
        or form.is_surely_printed(text)
        for form in forms
    )


def _parts(paragraph: Paragraph) -> list[Paragraph]:
    """The stretches between the tabs, each with its looks."""
    parts: list[list[Run]] = [[]]
    for run in paragraph.runs:
        for n, text in enumerate(run.text.split("\t")):
            if n:
                parts.append([])
            if text:
                parts[-1].append(replace(run, text=text))
    return [replace(paragraph, runs=runs) for runs in parts]


def _fitted(parts: list[Paragraph], count: int, number: int, *, marks: bool) -> Row:
    """A row with as many cells as headings: tabs in the last are its own, those at the end may be missing.

    Not so where a mark is told by its column: with a tab too few it would stand in another.
    """
    place = parts[0].place
    if len(parts) > count:
        last = parts[count - 1]
        for part in parts[count:]:
            last = replace(last, runs=[*last.runs, Run("\t"), *part.runs])
        return _row([*parts[: count - 1], last], place, number)
    if not marks:
        return _row(
            [*parts, *(replace(parts[-1], runs=[]) for _ in range(count - len(parts)))], place, number
        )
    row = _row(parts, place, number)
    if 1 < len(parts) < count:
        blocks = [block for cell in row.cells[1:] for block in cell.blocks]
        row.cells[1:] = [Cell(blocks, 1, count - 1, row.cells[1].place)]
    elif len(parts) == 1:
        row.cells[0].span = count
    return row


def _row(parts: list[Paragraph], place: str, number: int) -> Row:
    cells = [
        Cell(
            [replace(part, place=f"{place}, part {n + 1}")],
            n,
            1,
            f"{place}, part {n + 1}",
            tracked=part.tracked,
        )
        for n, part in enumerate(parts)
    ]
    return Row(cells, number)
