"""A filled audit tool on neutral paper: what every file format of the corpus is written from."""

from dataclasses import dataclass, field, replace
from typing import Literal

Control = Literal["text", "drop-down", "check-box", "date"]
Field = Literal["text", "drop-down", "check-box"]


@dataclass(frozen=True)
class Piece:
    """A run of text in one look. "\\n" is a line break within the paragraph, "\\t" a tab."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    highlight: bool = False
    colour: str = ""  # RRGGBB
    inserted: bool = False  # by a tracked change
    deleted: bool = False  # by a tracked change
    control: Control | None = None  # a content control round it
    field: Field | None = None  # a legacy form field round it
    options: tuple[str, ...] = ()  # of a drop-down list
    ticked: bool = False  # a check box
    symbol: str = ""  # a character of Wingdings, "F0FC"; text is then empty
    drawn: Literal["", "ring", "tick", "box"] = (
        ""  # drawn over the text; "box": the text stands in a text box
    )
    font: str = ""
    wrapped: Literal["", "smart-tag", "link", "moved-from", "moved-to"] = ""  # what Word puts round a run
    splinters: bool = False  # cut into many runs, as Word does after spell checking


@dataclass(frozen=True)
class Para:
    """One paragraph."""

    pieces: tuple[Piece, ...] = ()
    bullet: bool = False
    control: bool = False  # the whole paragraph in a content control

    @property
    def text(self) -> str:
        """What it says, deleted text left out."""
        return "".join(
            piece.text for piece in self.pieces if not piece.deleted and piece.wrapped != "moved-from"
        )


@dataclass(frozen=True)
class Cell:
    """A cell. `merge`: first or later one of cells merged downwards."""

    blocks: tuple["Para | Table", ...] = (Para(),)
    span: int = 1
    merge: Literal["", "first", "later"] = ""
    fill: str = ""
    control: bool = False  # the whole cell in a content control

    @property
    def text(self) -> str:
        """Its paragraphs, one a line."""
        return "\n".join(block.text for block in self.blocks if isinstance(block, Para))


@dataclass(frozen=True)
class Row:
    """A table's row. `area` is the number of the area that it holds, 0 for any other row."""

    cells: tuple[Cell, ...]
    area: int = 0
    repeated: bool = False  # the heading at the top of each page
    deleted: bool = False  # by a tracked change
    inserted: bool = False
    control: bool = False


@dataclass(frozen=True)
class Table:
    """A ruled table. `role`: header, areas, actions, box."""

    widths: tuple[int, ...]  # twentieths of a point
    rows: tuple[Row, ...]
    role: str = ""


Block = Para | Table


@dataclass
class Page:
    """The whole document."""

    blocks: list[Block]
    landscape: bool = True
    header: list[Para] = field(default_factory=list)

    def table(self, role: str) -> Table:
        """The first table of that role."""
        return next(block for block in self.blocks if isinstance(block, Table) and block.role == role)

    def replace(self, old: Block, *new: Block) -> None:
        """Puts other blocks where one stood."""
        place = next(n for n, block in enumerate(self.blocks) if block is old)
        self.blocks[place : place + 1] = new


def para(text: str = "", *, bold: bool = False) -> Para:
    """A paragraph in one look."""
    return Para((Piece(text, bold=bold),) if text else ())


def paras(text: str, *, bold: bool = False) -> tuple[Para, ...]:
    """A paragraph for each line."""
    return tuple(para(line, bold=bold) for line in text.split("\n"))


def cell(text: str = "", *, bold: bool = False, span: int = 1) -> Cell:
    """A cell with a paragraph for each line."""
    return Cell(paras(text, bold=bold), span)


def holding(*pieces: Piece) -> Cell:
    """A cell of one paragraph."""
    return Cell((Para(pieces),))


def table(widths: tuple[int, ...], rows: list[Row], role: str) -> Table:
    """A table with that role."""
    return Table(widths, tuple(rows), role)


def with_rows(old: Table, rows: list[Row]) -> Table:
    """The same table with other rows."""
    return replace(old, rows=tuple(rows))
