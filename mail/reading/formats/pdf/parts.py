"""What stands on a page of a PDF: words, ruled lines, filled areas, marks; in points, upright, y downwards."""

from dataclasses import dataclass, field
from typing import NamedTuple

from mail.reading.document import PLAIN, Control, Style


class Box(NamedTuple):
    """A rectangle on the page as it is read: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def shared(self, other: "Box") -> float:
        """The area that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0


class Line(NamedTuple):
    """A ruled line across the page, `at` so far down, or down the page; from `start` to `end`."""

    at: float
    start: float
    end: float


class Fill(NamedTuple):
    """A filled rectangle and its colour, "" for white."""

    box: Box
    colour: str


@dataclass(slots=True)
class Glyph:
    """A character: its advance from `left` to `right`, its baseline, the size of its letters."""

    text: str
    left: float
    right: float
    base: float
    size: float
    style: Style = PLAIN

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.base - 0.3 * self.size


@dataclass(slots=True)
class Word:
    """Glyphs without a gap. `spaced`: the file has a space after it. `control`: it is a form field's value.

    `runs_on`: the file has the next word in one piece with it, however wide the space between them is set.
    `walled`: a ruled line down the page stands between it and the next one, and hardly anything else.
    """

    glyphs: list[Glyph]
    spaced: bool = False
    control: Control | None = None
    runs_on: bool = False
    walled: bool = False

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join([glyph.text for glyph in self.glyphs])

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.glyphs[-1].right

    @property
    def base(self) -> float:
        """Its baseline."""
        return self.glyphs[0].base

    @property
    def size(self) -> float:
        """The size of its first letter."""
        return self.glyphs[0].size


class Beside(NamedTuple):
    """One of the pages that a sheet was printed over: from where it goes, and how far it was moved to the right."""

    start: float
    shift: float
    number: int
    width: float


@dataclass(slots=True)
class Sheet:
    """A page as it is read. `turned`: quarter turns, clockwise, from the page as shown to the page as read."""

    number: int
    width: float
    height: float
    turned: int = 0
    words: list[Word] = field(default_factory=list)
    across: list[Line] = field(default_factory=list)
    down: list[Line] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)  # drawn, not written: a tick, a ring
    picture: float = 0.0  # share of the page that a picture covers
    lines: list[float] = field(default_factory=list)  # their baselines, once somebody counted
    unseen: int = 0  # characters that are not shown
    unknown: int = 0  # characters of which nobody knows what they are
    face: tuple[str, int] | None = None  # the font that most of it is written in, and which copy of it
    left_out: bool = False
    differs: bool = False  # a form field holds something else than it shows
    covered: bool = False  # words stand under something painted later, or in the colour of their ground
    overwritten: bool = False  # letters stand upon others
    redacted: bool = False  # a part of it is marked to be taken out, and still there
    slashes: list[tuple[float, float, float, float]] = field(default_factory=list)  # slanted: x, y to x, y
    crossed: bool = False  # a line is drawn through words, or from one cell into another
    slanted: str = ""  # large letters written across it
    stamped: bool = False  # it says of itself that it does not count
    cut: bool = False  # words or ruled lines go beyond the edge of what is shown
    astray: bool = False  # words do not stand in the cells in the order in which they were written
    margin_comments: int = 0
    beside: list[Beside] = field(default_factory=list)  # the pages that it was put together from
