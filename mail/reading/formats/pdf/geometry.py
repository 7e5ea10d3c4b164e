"""Turning what a PDF has in its own space, y upwards, to the page as it is read: upright, y downwards."""

from dataclasses import dataclass

from framework.reading import Region
from mail.reading.formats.pdf.parts import Box, Sheet

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does `first` and `then` after it."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


@dataclass(frozen=True, slots=True)
class View:
    """A page box in PDF's own space and the quarter turns, clockwise, that make its text upright."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as it is read."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the PDF on the page as it is read."""
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of the PDF on the page as it is read."""
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def region(box: Box, sheet: Sheet) -> Region:
    """Where a box stands on the page as a person sees it."""
    number, width, shift = sheet.number, sheet.width, 0.0
    for page in sheet.beside:
        if (box.left + box.right) / 2 >= page.start:
            number, width, shift = page.number, page.width, page.shift
    left, top = (box.left - shift) / width, box.top / sheet.height
    right, bottom = (box.right - shift) / width, box.bottom / sheet.height
    for _ in range(sheet.turned % 4):  # back by a quarter turn, anticlockwise
        left, top, right, bottom = top, 1 - right, bottom, 1 - left
    left, top, right, bottom = (min(max(edge, 0.0), 1.0) for edge in (left, top, right, bottom))
    return Region(page=number, left=left, top=top, right=right, bottom=bottom)
