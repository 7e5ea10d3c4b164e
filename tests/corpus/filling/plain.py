"""Filling a tool as its authors meant it to be filled; every other way changes one thing of this."""

import datetime as dt
import random
from typing import ClassVar

from tests.corpus.paper import Block, Cell, Page, Para, Piece, Row, cell, holding, para, paras
from tests.corpus.truth import Action, Audit, Said
from tests.corpus.words import FORMS, GRADE_WORDS

OPTIONS = ("Outstanding", "Good", "Requires Improvement", "Inadequate")
NATURES = ("Telephone calls", "Home visits", "Meeting")
COLUMNS = (4, 3, 2, 1)  # the grades of the Tier 2 columns, from left to right
BORN_DIGITAL = frozenset(
    {"docx", "docm", "strict", "odt", "doc", "rtf", "pdf", "pdf-form", "xlsx", "ods", "html", "txt"}
)
SCANNED = frozenset({"scan", "photo", "tiff", "png"})
KEEPS_LOOKS = frozenset({"docx", "docm", "strict", "odt", "doc", "rtf"})
WORD = frozenset({"docx", "docm", "strict"})


class Plain:
    """As intended: grades as numbers, X in a column, the judgement's wrong words deleted.

    A way that changes what may be read says so while it fills: a path in `doubts` may be read as the truth or be
    asked about; a path in `asked` must be asked about, and its true value is null. Both apply to a whole
    branch ("answers.3" holds for "answers.3.grade").
    """

    name: ClassVar[str] = "plain"
    forms: ClassVar[tuple[str, ...]] = FORMS
    formats: ClassVar[frozenset[str]] = BORN_DIGITAL | SCANNED
    rejected: ClassVar[bool] = False

    def __init__(self, audit: Audit, seed: int = 0) -> None:
        self.audit = audit
        self.rng = random.Random(f"{self.name} {audit.form} {seed}")
        self.doubts: set[str] = set()
        self.asked: set[str] = set()
        self.prepare()

    def prepare(self) -> None:
        """Changes the audit before it is written down."""

    def label(self, text: str, *, bold: bool = False) -> tuple[Piece, ...]:
        """A printed label."""
        return (Piece(text, bold=bold),) if text else ()

    def day(self, day: dt.date) -> str:
        """A date as written."""
        return f"{day:%d/%m/%Y}"

    def header(self, path: str, text: str) -> Cell:
        """The cell beside a label at the top."""
        return holding(*self.on_line(path, text)) if text else Cell()

    def on_line(self, path: str, text: str) -> tuple[Piece, ...]:
        """A value of the header, or after a label on its line."""
        return (Piece(text),) if text else ()

    def comment(self, path: str, text: str) -> tuple[Block, ...]:
        """What somebody wrote, a paragraph a line."""
        return paras(text)

    def comments(self, number: int, said: Said) -> Cell:
        """The cell of an area's comments."""
        return Cell(self.comment(f"answers.{number}.comment", said.comment))

    def graded(self, number: int, said: Said) -> Cell:
        """The cell of an area's grade, on both Tier 1 tools."""
        if said.not_applicable:
            return holding(*self.not_applicable(number))
        return cell(str(said.grade))

    def marked(self, number: int, said: Said) -> tuple[Cell, ...]:
        """The four cells of an area's grade on the Tier 2 tool, Inadequate first."""
        if said.not_applicable:
            return (holding(*self.not_applicable(number)), Cell(), Cell(), Cell())
        return tuple(self.mark(number) if grade == said.grade else Cell() for grade in COLUMNS)

    def mark(self, number: int) -> Cell:
        """The one of the four that counts."""
        return cell("X")

    def answered(self, number: int, said: Said) -> Cell:
        """The cell of Yes or No on the supervision tool."""
        if said.not_applicable:
            return holding(*self.not_applicable(number))
        return cell("Yes" if said.answer else "No")

    def not_applicable(self, number: int) -> tuple[Piece, ...]:
        """How it is said that an area does not apply."""
        return (Piece("N/A"),)

    def judgement(self, label: str) -> list[Block]:
        """The line of the overall judgement, its options printed in this order."""
        return [Para((*self.label(label, bold=True), *self.judged()))]

    def judged(self) -> tuple[Piece, ...]:
        """What stands after the label of the overall judgement."""
        return (Piece(self.chosen),)

    def rating(self, label: str) -> list[Block]:
        """The Rating of the PLO tool."""
        return [Para((*self.label(label, bold=True), *self.rated()))]

    def rated(self) -> tuple[Piece, ...]:
        """What stands after the label of the Rating."""
        return (Piece(str(self.audit.overall)),)

    def nature(self, label: str, nature: str) -> tuple[Piece, ...]:
        """The line of what was observed."""
        return (*self.label(label), Piece(f"({'/'.join(NATURES)}) "), Piece(nature))

    def action_row(self, number: int, action: Action) -> Row:
        """One action, both its halves."""
        path = f"actions.{number}"
        texts = {
            "action": action.action,
            "who": action.who,
            "timescale": action.timescale,
            "reviewed": self.day(action.reviewed) if action.reviewed else "",
            "outcome": action.outcome,
            "initials": action.initials,
        }
        return Row(tuple(Cell(self.comment(f"{path}.{name}", text)) for name, text in texts.items()))

    def finish(self, page: Page) -> Page:
        """The whole, once everything is written."""
        return page

    @property
    def chosen(self) -> str:
        """The judgement's word."""
        return GRADE_WORDS[self.audit.overall or 1]

    def expected(self) -> dict[str, object]:
        """The truth about this document, as `auditbot read` would print it."""
        truth = self.audit.as_contract()
        if self.rejected:
            truth["status"] = "rejected"
        elif self.asked:
            truth["status"] = "review"
        return truth


def lines(*texts: str) -> tuple[Para, ...]:
    """A paragraph for each."""
    return tuple(para(text) for text in texts)
