"""A document as every format is given to the reader: paragraphs of runs, controls, tables of rows of cells.

What a tracked change, a strike-through or an untouched control means is said here once, so that a reader of audit
tools knows no file format.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from framework.reading import Region
from mail.reading.flow import Flow

CHECKED = "☒"
UNCHECKED = "☐"
EMBEDDED, TEMPLATE, COMMAND = "embedded-object", "external-template", "starts-a-program"


class NotReadable(Exception):
    """A file that cannot be read. `message` says what to do and holds nothing of the file."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Style(NamedTuple):
    """How text looks, as far as a look can say which option is meant. Empty text means none."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    highlight: str = ""
    shading: str = ""
    colour: str = ""
    ring: bool = False  # a border drawn around the words
    tiny: bool = False  # too small for anybody to read


PLAIN = Style()


@dataclass(slots=True, frozen=True)
class Control:
    """A content control or form field. `value` is what it holds in its own terms: a date as ISO, else as shown."""

    kind: str  # "check-box", "drop-down", "date", "text"
    value: str = ""
    checked: bool = False
    untouched: bool = False  # shows its prompt: nothing was entered


@dataclass(slots=True)
class Run:
    """A stretch of text of one look. A check box is a run whose text is a box, checked or not."""

    text: str
    style: Style = PLAIN
    control: Control | None = None


@dataclass(slots=True)
class Paragraph:
    """A paragraph; line breaks inside it are newlines. `tracked`: a tracked change was taken as if accepted."""

    runs: list[Run]
    place: str
    tracked: bool = False
    _text: str | None = field(default=None, init=False, repr=False, compare=False)
    _standing: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def text(self) -> str:
        """All its words, those struck through among them. Put together once: who asks adds no run any more."""
        text = self._text
        if text is None:
            runs = self.runs
            text = self._text = runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])
        return text

    @property
    def standing(self) -> str:
        """Its words but those struck through."""
        standing = self._standing
        if standing is None:
            kept = [run.text for run in self.runs if not run.style.strike]
            standing = self._standing = self.text if len(kept) == len(self.runs) else "".join(kept)
        return standing

    @property
    def struck(self) -> bool:
        """Whether words are struck through."""
        return bool(self.runs) and any(run.style.strike and run.text.strip() for run in self.runs)


@dataclass(slots=True)
class Cell:
    """A cell: the grid columns it covers, and whether it continues the one above (a vertical merge)."""

    blocks: "list[Block]"
    column: int
    span: int
    place: str
    starts_merge: bool = False
    continues: bool = False
    shading: str = ""
    tracked: bool = False
    _text: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def end(self) -> int:
        """The grid column after its last."""
        return self.column + self.span

    @property
    def text(self) -> str:
        """All its words, line by line; an inner table row by row, its cells parted by tabs. Once, as above."""
        text = self._text
        if text is None:
            blocks = self.blocks
            if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
                text = self._text = blocks[0].text
            else:
                text = self._text = "\n".join([text_of(block) for block in blocks])
        return text

    @property
    def standing(self) -> str:
        """Its words but those struck through."""
        blocks = self.blocks
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            return blocks[0].standing
        return "\n".join([p.standing for p in self.paragraphs()])

    def paragraphs(self) -> "list[Paragraph]":
        """Every paragraph in it, those of inner tables among them."""
        if len(self.blocks) == 1 and isinstance(self.blocks[0], Paragraph):
            return [self.blocks[0]]
        return list(paragraphs_of(self.blocks))

    def runs(self) -> Iterator[Run]:
        """Every run in it."""
        for paragraph in self.paragraphs():
            yield from paragraph.runs


@dataclass(slots=True)
class Row:
    """A row of a table."""

    cells: list[Cell]
    number: int
    _filled: list[tuple[str, Cell]] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def filled(self) -> list[tuple[str, Cell]]:
        """Its cells with words in them, after these words. Found once: who asks adds nothing any more."""
        if self._filled is None:
            words = [(cell.text, cell) for cell in self.cells]
            self._filled = [(text, cell) for text, cell in words if text and not text.isspace()]
        return self._filled


@dataclass(slots=True)
class Table:
    """A table, its rows as they stand (those deleted by a tracked change are gone)."""

    rows: list[Row]
    place: str
    columns: int = 0
    borderless: bool = False  # in a file without borders: lines of text may stand among its rows


Block = Paragraph | Table


@dataclass(slots=True)
class Document:
    """What a file holds. `edges` are the headers and footers of its pages.

    `regions` and `unsure` go by place, a cell's or a paragraph's: where on its page it stands, and how sure (0 to
    1) the recognition of its words was, for places where it was not sure enough to be believed. A place is looked
    up as it stands in the evidence, then without its last parts: "page 1, table 2" holds for all the cells of that
    table that have no entry of their own.
    """

    blocks: list[Block]
    edges: list[Block] = field(default_factory=list)
    regions: dict[str, Region] = field(default_factory=dict)
    scanned: bool = False  # read from a picture by recognition: never accepted unseen
    plain: bool = False  # text without cells: what belongs to which is never sure, so never accepted unseen
    unruled: bool = False  # its cells are told by where words stand, without lines: never accepted unseen
    spread: bool = False  # printed over pages side by side, whose rows are not put together
    astray: list[str] = field(default_factory=list)  # pages on which words and ruled lines do not agree
    full: bool = False  # its last page is filled to its foot
    faces: dict[int, tuple[str, int]] = field(
        default_factory=dict
    )  # by page: the font it is written in, and which copy of it
    damaged: bool = False  # a part of the file is not what its checksum says
    paged: bool = False  # it is of pages that are fixed: one of them may be missing
    differs: list[str] = field(
        default_factory=list
    )  # pages with a form field that shows another value than it holds
    covered: list[str] = field(default_factory=list)  # pages on which words are painted over: left out
    crossed: list[str] = field(default_factory=list)  # pages on which a line is drawn through words
    overwritten: list[str] = field(default_factory=list)  # pages on which letters stand upon others
    redacted: list[str] = field(default_factory=list)  # pages of which a part is marked to be taken out
    stamped: list[str] = field(default_factory=list)  # pages that say across them that they do not count
    cut: list[str] = field(default_factory=list)  # pages over whose edge words or tables go: left out
    unsure: dict[str, float] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)  # pages that there was no time to read
    torn: dict[str, list[str]] = field(
        default_factory=dict
    )  # by place: may be one word, parted by a line's end
    hidden: bool = False  # text was marked as hidden, and left out
    drawings: bool = False  # shapes and pictures: they may be marks
    drawn: set[str] = field(default_factory=set)  # the places they stand in, as far as it is known
    made_anew: list[str] = field(default_factory=list)  # places of a date that is the day of opening
    noted: list[str] = field(default_factory=list)  # the places that a footnote or endnote is set to
    deleted: list[str] = field(default_factory=list)  # the tables of which a tracked change deleted rows
    margin_comments: int = 0  # balloons beside the text, not part of the record
    footnotes: int = 0
    flow: Flow | None = None  # the same words by another way, for the second opinion
    astray_words: bool = False  # words stand in the file that the walk to these blocks did not come by
    files: list[str] = field(default_factory=list)  # the kinds of the files packed into it: "PDF", "picture"
    left_out: bool = False  # content in a form that is not read (an embedded file)
    carried: frozenset[str] = frozenset()  # EMBEDDED, TEMPLATE, COMMAND: what a program might act on


def text_of(block: Block) -> str:
    """The words of a block."""
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join("\t".join(cell.text for cell in row.cells) for row in block.rows)


def paragraphs_of(blocks: list[Block]) -> Iterator[Paragraph]:
    """Every paragraph in document order, into tables."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from paragraphs_of(cell.blocks)
