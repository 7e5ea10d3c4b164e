"""What an audit tool says of each area: grade, or yes or no, and comments; or a doubt that names the area."""

import re
from collections.abc import Sequence
from typing import Any

from framework.answers import (
    Parsed,
    grade,
    grade_lexicon,
    is_blank,
    yes_no,
    yes_no_lexicon,
)
from framework.checking import area_name
from framework.forms import Area
from framework.reading import Answer
from mail.reading.audit_tool.against import other_answer
from mail.reading.audit_tool.choice import Choice, choose
from mail.reading.audit_tool.columns import (
    column_named,
    marked_column,
    marks_in,
    shaded_alone,
    without_headings,
)
from mail.reading.audit_tool.draft import Draft, standing, written
from mail.reading.audit_tool.grid import AreaRow, area_rows
from mail.reading.audit_tool.not_applicable import told_in
from mail.reading.document import Cell, Paragraph, Table


def read_areas(tables: list[Table], draft: Draft) -> None:
    """Reads every area of the form into `draft`."""
    rows = area_rows(tables, draft)
    without_headings(rows, draft)
    by_area: dict[int, list[AreaRow]] = {}
    for row in rows:
        by_area.setdefault(row.number, []).append(row)
    column = None if draft.known.columns else _answering_column(rows, draft)
    for area in draft.form.areas:
        _Area(area, draft, column).read(by_area.get(area.number, []))
    if any(not row.match.printed and row.match.exact for row in rows):
        draft.notice(
            "older-edition",
            "",
            "Some areas are worded as in an older edition of the form; they were matched by those words.",
        )


def _answering_column(rows: list[AreaRow], draft: Draft) -> int | None:
    """Where no headings say so, the grid column of the answers; None where the rows do not tell.

    It is the column that holds a clear answer, or nothing, in every row. A column of comments may hold a number as
    its only words, so the second of two columns counts only where something is written in the first.
    """
    pairs = [row.unheaded for row in rows if not row.headed and len(row.unheaded) == 2]
    clear = {(cell.column, cell.place): _parse(cell.standing, draft).clear for pair in pairs for cell in pair}
    columns = {column for (column, _), is_clear in clear.items() if is_clear}
    told = [
        column
        for column in columns
        if all(
            cell.column != column or is_blank(cell.standing) or clear[cell.column, cell.place]
            for pair in pairs
            for cell in pair
        )
    ]
    if len(told) != 1:
        return None
    first = min(cell.column for pair in pairs for cell in pair)
    begun = any(cell.column == first and not is_blank(cell.standing) for pair in pairs for cell in pair)
    return told[0] if told[0] == first or begun else None


def _parse(text: str, draft: Draft) -> Parsed:
    return grade(text, draft.pack) if draft.form.graded else yes_no(text, draft.pack)


class _Area:
    """One area on its way into a draft."""

    def __init__(self, area: Area, draft: Draft, column: int | None) -> None:
        self._area = area
        self._column = column
        self._draft = draft
        self._name = area_name(area)
        slot = "grade" if draft.form.graded else "answer"
        self._where = f"answers.{area.number}.{slot}"
        self._comment_where = f"answers.{area.number}.comment"

    def read(self, rows: list[AreaRow]) -> None:
        """The area from the rows that name it."""
        filled = [row for row in rows if row.filled]
        if len(filled) > 1:
            self._doubt("area-twice", f"{self._name}: stands twice in the form, filled in both times.")
            if any(not is_blank(cell.text) for row in filled for cell in row.comments):
                message = f"{self._name}: stands twice in the form; look which comment counts."
                self._draft.problem("area-twice", self._comment_where, message)
            for row in filled:
                self._draft.take(*row.cells())
            self._draft.answers[self._area.number] = Answer(number=self._area.number)
            return
        if not rows:
            only = self._area.condition and self._area.condition.only_service_areas
            if not only:
                self._doubt("row-missing", f"{self._name}: its row is not in the document.")
            self._draft.answers[self._area.number] = Answer(number=self._area.number)
            return
        row = filled[0] if filled else rows[0]
        self._row(row)

    def _row(self, row: AreaRow) -> None:
        if not row.headed:
            self._guess_parts(row)
        self._part_mixed(row)
        rest = self._own_cell(row)
        parsed = self._columns(row) if self._draft.known.columns else self._one_cell(row)
        if row.uneven and not parsed.blank:
            parsed = Parsed(
                doubt="its row has a cell too few or too many for the headings", code="merged-cells"
            )
        if rest and parsed.blank and not is_blank(rest):
            parsed, rest = self._from_rest(rest)
        comment = self._comment(row, rest)
        if parsed.blank and not row.uneven and not row.shared_comment:
            parsed = told_in(comment, self._area, self._draft, self._where)
        self._merged(row)
        self._drawn(row, parsed)
        self._record(parsed, comment, row)

    # Where the parts are

    def _guess_parts(self, row: AreaRow) -> None:
        """Without headings only the column is taken in which every row that speaks for itself has its answer."""
        if self._draft.known.columns:
            filled = [cell for cell in row.unheaded if not is_blank(cell.standing)]
            if filled:
                self._doubt(
                    "no-headings", f"{self._name}: there are no headings that tell the columns apart."
                )
            return
        cells = list(row.unheaded)
        answering = [cell for cell in cells if cell.column == self._column]
        speaks = len(answering) == 1 and (
            is_blank(answering[0].standing) or self._parse(answering[0].standing).clear
        )
        if len(cells) == 2 and speaks:
            row.answering = [((), answering[0])]
            row.comments = [cell for cell in cells if cell is not answering[0]]
            row.unheaded = []
        elif any(not is_blank(cell.standing) for cell in cells):
            self._doubt("no-headings", f"{self._name}: there are no headings that tell the columns apart.")

    def _part_mixed(self, row: AreaRow) -> None:
        """A cell merged over the grade and the comments: its first line is the grade if it is nothing else."""
        for roles, cell in row.mixed:
            text = cell.standing
            if is_blank(text):
                self._draft.take(cell)
                continue
            paragraphs = cell.paragraphs()
            whole = self._parse(text)
            first = self._parse(paragraphs[0].standing) if paragraphs else whole
            if whole.not_applicable or (whole.clear and not self._draft.known.columns):
                row.answering.append((roles, cell))
            elif first.clear and len(paragraphs) > 1:
                place = f"{cell.place}, first line"
                row.answering.append((roles, Cell([paragraphs[0]], cell.column, 1, place)))
                row.comments.append(Cell(list(paragraphs[1:]), cell.column + 1, 1, cell.place))
                self._draft.take(cell)
            else:
                self._doubt(
                    "merged-cells", f"{self._name}: the cells of grade and comments are merged.", cell
                )
                row.comments.append(cell)

    def _own_cell(self, row: AreaRow) -> str:
        return row.match.rest.strip()

    def _from_rest(self, rest: str) -> tuple[Parsed, str]:
        """A grade written into the label's own cell: all of what follows the label, or a line of its own."""
        text = re.sub(r"^\s*(?:grade|rating|answer)\s*[:=]\s*", "", rest, flags=re.IGNORECASE)
        whole = self._parse(text)
        if whole.clear or "\n" not in text:
            if whole.clear and not whole.not_applicable:
                return whole, ""
            return (whole, "") if whole.clear else (Parsed(), rest)
        first, _, further = text.partition("\n")
        parsed = self._parse(first)
        return (parsed, further.strip("\n")) if parsed.clear else (Parsed(), rest)

    # The answer

    def _parse(self, text: str) -> Parsed:
        return _parse(text, self._draft)

    def _one_cell(self, row: AreaRow) -> Parsed:
        cells = [cell for _, cell in row.answering]
        self._draft.take(*cells)
        filled = [cell for cell in cells if not is_blank(cell.standing)]
        if len(filled) > 1:
            return Parsed(doubt="more than one cell holds an answer", code="two-values")
        if not filled:
            if any(not is_blank(cell.text) for cell in cells):
                self._draft.stood(self._where, cells[0].place, written(cells))
            return Parsed()
        cell = filled[0]
        self._draft.stood(self._where, cell.place, cell.text)
        self._tell(cell)
        parsed = self._parse(self._without_details(cell.standing))
        if parsed.clear or not parsed.doubt:
            return parsed
        return self._chosen(cell.paragraphs(), parsed)

    def _chosen(self, paragraphs: Sequence[Paragraph], parsed: Parsed) -> Parsed:
        """Options printed in the cell, one of them marked."""
        chosen: Choice[Any]
        if self._draft.form.graded:
            chosen = choose(paragraphs, grade_lexicon(self._draft.pack), of=4)
        else:
            chosen = choose(paragraphs, yes_no_lexicon(self._draft.pack), of=2)
        if chosen.value is not None and not chosen.beside and "deleted" not in chosen.how:
            return Parsed(value=chosen.value)
        if chosen.blank and parsed.code in ("two-values", "contradiction"):
            return Parsed()
        if chosen.code in ("two-ticks", "look-alone"):
            return Parsed(doubt=chosen.doubt, code=chosen.code)
        return parsed

    def _without_details(self, text: str) -> str:
        """A date or a yes or no that the form asks for beside the grade is not part of it (A-30)."""
        kinds = {detail.kind for detail in self._area.details}
        left = text
        if "date" in kinds:
            left = re.sub(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b", " ", left)
        if "yes-no" in kinds:
            left = re.sub(r"\b(?:yes|no)\b", " ", left, flags=re.IGNORECASE)
        left = left.strip(" \n-–—,;:()")
        if left == text.strip(" \n-–—,;:()") or is_blank(left) or not self._parse(left).clear:
            return text
        message = f"{self._name}: beside the grade stands what the form asks for there; see the evidence."
        self._draft.notice("detail", self._where, message)
        return left

    def _columns(self, row: AreaRow) -> Parsed:
        """A mark in one of four columns, told apart by their headings (A-31)."""
        cells = [cell for _, cell in row.answering]
        self._draft.take(*cells)
        marked = marks_in(row.answering)
        for _, cell in marked:
            self._tell(cell)
        if marked:
            place = ", ".join(cell.place for _, cell in marked)
            self._draft.stood(self._where, place, standing(cell for _, cell in marked))
            return marked_column(marked, self._draft.pack)
        shaded = shaded_alone(cells)
        if shaded is None:
            return Parsed()
        self._draft.stood(self._where, shaded.place, "(shaded)")
        column = column_named(shaded, row.answering)
        return Parsed(doubt=f"nothing is written, and {column} is shaded", code="shaded")

    # The comment

    def _comment(self, row: AreaRow, rest: str) -> str:
        cells = [cell for cell in row.comments if _says_something(cell.text)]
        self._draft.take(*row.comments)
        for cell in cells:
            self._draft.changed(self._comment_where, self._name, [cell])
            if any(paragraph.struck for paragraph in cell.paragraphs()):
                message = f"{self._name}: words of the comment are struck through; they were left out."
                self._draft.problem("struck-comment", self._comment_where, message)
        text = "\n".join(_tidy(_comment_text(cell)) for cell in cells)
        if cells:
            self._draft.stood(self._comment_where, cells[0].place, text)
        if len(cells) > 1 and row.continued:
            message = f"{self._name}: the comment goes on in a further row; both parts were taken."
            self._draft.notice("continued-row", self._comment_where, message)
        if rest and not text and not is_blank(rest):
            self._draft.stood(self._comment_where, row.label.place, rest)
            self._beside(row, rest)
            return ""
        if rest and not is_blank(rest):
            self._beside(row, rest)
        self._unheaded(row)
        return text

    def _beside(self, row: AreaRow, rest: str) -> None:
        message = f"{self._name}: words stand in the cell of the area itself; look where they belong."
        self._draft.stood(f"answers.{self._area.number}", row.label.place, rest)
        self._draft.problem("words-beside-label", f"answers.{self._area.number}", message)

    def _unheaded(self, row: AreaRow) -> None:
        filled = [cell for cell in row.unheaded if not is_blank(cell.text)]
        if filled and row.headed:
            self._draft.take(*filled)
            message = f"{self._name}: a cell is filled in that stands under no heading."
            self._draft.stood(f"answers.{self._area.number}", filled[0].place, written(filled))
            self._draft.problem("unplaced-text", f"answers.{self._area.number}", message)

    # Putting it down

    def _merged(self, row: AreaRow) -> None:
        """A cell merged with the row above or below answers two areas at once."""
        for _, cell in row.answering:
            if cell.starts_merge and not is_blank(cell.standing) and not row.label.starts_merge:
                self._doubt(
                    "merged-cells", f"{self._name}: its grade is merged with that of the next row.", cell
                )
            elif cell.continues and not row.label.continues:
                self._doubt(
                    "merged-cells", f"{self._name}: its grade is merged with that of the row above.", cell
                )
        if row.shared_comment:
            message = (
                f"{self._name}: its comments are merged with those of another row; look what belongs where."
            )
            self._draft.problem("merged-comments", self._comment_where, message)

    def _drawn(self, row: AreaRow, parsed: Parsed) -> None:
        """A shape drawn where the answer stands may be the answer, or take it back."""
        drawn = self._draft.drawn
        if not drawn:
            return
        answering = [cell for _, cell in (*row.answering, *row.mixed) if cell.place in drawn]
        others = [] if not parsed.blank else [c for c in (row.label, *row.unheaded) if c.place in drawn]
        if answering or others:
            cell = (answering or others)[0]
            self._draft.stood(self._where, cell.place, "(a shape or picture)")
            column = column_named(cell, row.answering)
            message = f"{self._name}: a shape is drawn in {column}; look whether it is the answer."
            self._doubt("drawn-mark", message)
        elif any(cell.place in drawn for cell in row.comments):
            message = (
                f"{self._name}: a picture or shape stands in the comments; it is not part of the record."
            )
            self._draft.notice("picture", self._comment_where, message)

    def _record(self, parsed: Parsed, comment: str, row: AreaRow) -> None:
        number = self._area.number
        if parsed.doubt:
            self._doubt(parsed.code, f"{self._name}: {parsed.doubt}.")
        elif parsed.value is not None and (
            reason := other_answer(comment, parsed.value, self._draft.pack, graded=self._draft.form.graded)
        ):
            self._doubt("contradiction", f"{self._name}: {reason}.")
        doubted = any(problem.where == self._where for problem in self._draft.problems)
        said: dict[str, Any] = {}
        if not doubted and parsed.not_applicable:
            said = {"not_applicable": True}
            if parsed.reason and not comment:
                self._draft.notice(
                    "reason", self._where, f"{self._name}: a reason stands beside not applicable."
                )
        elif not doubted and parsed.value is not None:
            slot = "grade" if self._draft.form.graded else "answer"
            said = {slot: parsed.value}
        self._draft.answers[number] = Answer(number=number, comment=comment, **said)

    def _tell(self, cell: Cell) -> None:
        self._draft.changed(self._where, self._name, [cell])
        if any(paragraph.struck for paragraph in cell.paragraphs()) and not is_blank(cell.standing):
            self._draft.notice(
                "struck-out", self._where, f"{self._name}: what is struck through was left out."
            )

    def _doubt(self, code: str, message: str, cell: Cell | None = None) -> None:
        if cell is not None:
            self._draft.stood(self._where, cell.place, cell.text)
        self._draft.problem(code, self._where, message)


def _says_something(text: str) -> bool:
    """Three dots alone are what somebody wrote; a longer line of them is printed to write on."""
    return not is_blank(text) or text.strip() in ("…", "...")


def _comment_text(cell: Cell) -> str:
    if any(isinstance(block, Table) for block in cell.blocks):
        return cell.text
    return cell.standing


def _tidy(text: str) -> str:
    """Without the empty lines before and after; nothing inside is changed."""
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines).strip()
