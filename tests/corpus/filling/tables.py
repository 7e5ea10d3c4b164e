"""Tables that were changed: cut, moved, merged, added to, put into another, pasted as text."""

from dataclasses import replace

from tests.corpus.filling.plain import BORN_DIGITAL, WORD, Plain
from tests.corpus.paper import Block, Cell, Page, Para, Piece, Row, Table, cell, para, table, with_rows
from tests.corpus.words import GRADED

_TABLED = ("tier1-generic", "tier1-plo", "tier2", "supervision")


def _end_of_area(rows: list[Row], area: int) -> int:
    return next(n for n, row in enumerate(rows) if row.area == area) + 1


def _blank(old: Table) -> Row:
    return Row((Cell(),) * len(old.widths))


class Cut(Plain):
    """The table of areas cut in two at a page, its headings printed again."""

    name = "cut-with-headings"
    forms = _TABLED
    headings = True

    def finish(self, page: Page) -> Page:
        old = page.table("areas")
        rows = list(old.rows)
        at = _end_of_area(rows, len(self.audit.answers) // 2)
        again = rows[:1] if self.headings else []
        page.replace(old, with_rows(old, rows[:at]), para(), with_rows(old, again + rows[at:]))
        return page


class CutWithout(Cut):
    """The table cut in two, the second part without headings."""

    name = "cut-without-headings"
    headings = False


class RepeatedHeadings(Plain):
    """The headings pasted again in the middle of the table."""

    name = "headings-again"
    forms = _TABLED

    def finish(self, page: Page) -> Page:
        old = page.table("areas")
        rows = list(old.rows)
        rows.insert(_end_of_area(rows, 3), replace(rows[0], repeated=False))
        page.replace(old, with_rows(old, rows))
        return page


class Moved(Plain):
    """Rows in another order, and blank ones between them."""

    name = "rows-moved"
    forms = ("tier1-generic", "tier1-plo", "supervision")

    def finish(self, page: Page) -> Page:
        old = page.table("areas")
        rows = list(old.rows)
        moved = rows.pop(_end_of_area(rows, 2) - 1)
        rows.insert(_end_of_area(rows, 5), moved)
        rows.insert(_end_of_area(rows, 1), _blank(old))
        page.replace(old, with_rows(old, [*rows, _blank(old), _blank(old)]))
        return page


class ColumnsMoved(Plain):
    """Columns in another order, under their own headings (A-31)."""

    name = "columns-moved"
    forms = ("tier1-plo", "tier2")

    def finish(self, page: Page) -> Page:
        old = page.table("areas")
        order = (0, 4, 3, 2, 1, 5) if self.audit.form == "tier2" else (0, 2, 1)
        rows = [
            replace(row, cells=tuple(row.cells[n] for n in order)) if len(row.cells) > 1 else row
            for row in old.rows
        ]
        page.replace(old, with_rows(old, rows))
        return page


class RowDeleted(Plain):
    """One area's row taken out: nothing is said of it, which is not the same as not applicable (A-30)."""

    name = "row-deleted"
    forms = _TABLED

    def prepare(self) -> None:
        said = self.audit.answers[3]
        said.grade, said.answer, said.not_applicable, said.comment = None, None, False, ""
        self.asked.add("answers.4")

    def finish(self, page: Page) -> Page:
        old = page.table("areas")
        page.replace(old, with_rows(old, [row for row in old.rows if row.area != 4]))
        return page


class RowTracked(Plain):
    """A row of the areas taken in, and a stray one taken out, by tracked changes."""

    name = "tracked-rows"
    forms = _TABLED
    formats = WORD

    def finish(self, page: Page) -> Page:
        old = page.table("areas")
        rows = [replace(row, inserted=True) if row.area == 2 else row for row in old.rows]
        stray = replace(next(row for row in rows if row.area == 3), deleted=True)
        rows.insert(_end_of_area(rows, 4), replace(stray, area=0))
        page.replace(old, with_rows(old, rows))
        return page


class AreaAdded(Plain):
    """An area of their own at the end of the table; the form's own areas are read as ever."""

    name = "area-added"
    forms = _TABLED

    def prepare(self) -> None:
        self.doubts.add("")

    def finish(self, page: Page) -> Page:
        old = page.table("areas")
        label = (cell("9"),) if self.audit.form == "tier1-generic" else ()
        own = (*label, cell("Life story work"), cell("X" if self.audit.form == "tier2" else "2"))
        own += (Cell(),) * (len(old.widths) - len(own))
        page.replace(old, with_rows(old, [*old.rows, Row(own)]))
        return page


class CommentsMerged(Plain):
    """One comment for two areas, their cells merged: whose it is, is not plain."""

    name = "comments-merged"
    forms = _TABLED

    def prepare(self) -> None:
        for said in self.audit.answers[1:3]:
            said.comment = "Some delay: the visit of week 6 was missed."
        self.doubts |= {"answers.2.comment", "answers.3.comment", ""}

    def comments(self, number: int, said: object) -> Cell:
        made = super().comments(number, self.audit.answers[number - 1])
        if number == 3:
            return Cell(merge="later")
        return replace(made, merge="first") if number == 2 else made


class GradeAndCommentMerged(Plain):
    """The cells of grade and comment merged into one."""

    name = "grade-and-comment-merged"
    forms = ("tier1-generic", "tier1-plo", "supervision")

    def prepare(self) -> None:
        said = self.audit.answers[1]
        said.comment, said.not_applicable = "No chronology on file.", False
        if self.audit.form == "supervision":
            said.answer = False
        else:
            said.grade = 3
        self.doubts |= {"answers.2", ""}

    def finish(self, page: Page) -> Page:
        old = page.table("areas")
        rows = list(old.rows)
        at = _end_of_area(rows, 2) - 1
        *labels, grade, comment = rows[at].cells
        joined = Cell((*grade.blocks, *comment.blocks), span=2)
        rows[at] = replace(rows[at], cells=(*labels, joined))
        page.replace(old, with_rows(old, rows))
        return page


class ContinuedRow(Plain):
    """A row added under an area for the rest of its comment, its other cells empty."""

    name = "continued-comment"
    forms = _TABLED

    def prepare(self) -> None:
        self.audit.answers[1].comment = "No chronology on file.\nConsent form is signed."
        self.doubts |= {"answers.2.comment", ""}

    def comments(self, number: int, said: object) -> Cell:
        if number == 2:
            return cell("No chronology on file.")
        return super().comments(number, self.audit.answers[number - 1])

    def finish(self, page: Page) -> Page:
        old = page.table("areas")
        rows = list(old.rows)
        blanks = (Cell(),) * (len(old.widths) - 1)
        rows.insert(_end_of_area(rows, 2), Row((*blanks, cell("Consent form is signed."))))
        page.replace(old, with_rows(old, rows))
        return page


class Nested(Plain):
    """The whole tool inside the one cell of another document's table."""

    name = "nested"
    formats = BORN_DIGITAL - {"xlsx", "ods", "pdf-form", "txt"}

    def finish(self, page: Page) -> Page:
        inside = Row((Cell(tuple(page.blocks)),))
        before = [para("Team meeting papers, item 4", bold=True), para("The audit is set out below.")]
        page.blocks = [
            *before,
            table((13000 if page.landscape else 9000,), [inside], "frame"),
            para("End of item 4"),
        ]
        return page


class HeaderApart(Plain):
    """The header as lines of text, as one column, or on the page's own header."""

    name = "header-moved"
    forms = GRADED
    formats = BORN_DIGITAL - {"xlsx", "ods", "pdf-form"}

    def finish(self, page: Page) -> Page:
        old = page.table("header")
        cells = old.rows[0].cells
        pairs = [(cells[n], cells[n + 1]) for n in range(0, len(cells), 2)]
        match self.rng.randrange(3):
            case 0:
                page.replace(old, *(_joined(label, value) for label, value in pairs))
            case 1:
                page.replace(old, table((3000, 5000), [Row(pair) for pair in pairs], "header"))
            case _:
                rows = [Row(tuple(Cell((_joined(label, value),)) for label, value in pairs))]
                page.replace(old, table((3060,) * 4, rows, "header"))
        return page


class PageHeader(Plain):
    """The case and the people typed into the header of the page, the form's own cells left out."""

    name = "page-header"
    forms = GRADED
    formats = WORD | {"doc", "odt", "rtf", "pdf"}

    def finish(self, page: Page) -> Page:
        old = page.table("header")
        cells = old.rows[0].cells
        page.header = [_joined(cells[n], cells[n + 1]) for n in range(0, len(cells), 2)]
        page.replace(old, para())
        return page


def _joined(label: Cell, value: Cell) -> Para:
    pieces: list[Piece] = []
    for part in (label, value):
        for block in part.blocks:
            pieces += block.pieces if isinstance(block, Para) else ()
        pieces.append(Piece(" "))
    return Para(tuple(pieces[:-1]))


class Pasted(Plain):
    """Every table pasted as text, its cells set apart by tabs."""

    name = "pasted-with-tabs"
    formats = frozenset({"docx", "odt", "doc", "rtf", "txt"})

    def comment(self, path: str, text: str) -> tuple[Block, ...]:
        return super().comment(
            path, text.replace("\n", " ") if path.startswith(("answers", "actions")) else text
        )

    def prepare(self) -> None:
        for said in self.audit.answers:
            said.comment = said.comment.replace("\n", " ")

    def finish(self, page: Page) -> Page:
        for old in [block for block in page.blocks if isinstance(block, Table) and block.role != "box"]:
            page.replace(old, *(_tabbed(row) for row in old.rows))
        return page


def _tabbed(row: Row) -> Para:
    texts = [cell.text.replace("\n", " ") for cell in row.cells]
    return Para((Piece("\t".join(texts)),))


WAYS: tuple[type[Plain], ...] = (
    Cut, CutWithout, RepeatedHeadings, Moved, ColumnsMoved, RowDeleted, RowTracked, AreaAdded, CommentsMerged,
    GradeAndCommentMerged, ContinuedRow, Nested, HeaderApart, PageHeader, Pasted,
)  # fmt: skip
