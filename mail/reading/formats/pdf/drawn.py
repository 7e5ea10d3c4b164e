"""What is drawn on a page: ruled lines, filled areas, pictures, and what may be a mark made by hand."""

import ctypes
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2.raw as pdfium

from mail.reading.document import NotReadable
from mail.reading.formats.pdf.covers import Painted, identity, is_pale
from mail.reading.formats.pdf.geometry import IDENTITY, Matrix, View, times
from mail.reading.formats.pdf.glyphs import fill_colour
from mail.reading.formats.pdf.parts import Box, Fill, Line

MAX_OBJECTS = 150_000  # on a page
MAX_SEGMENTS = 300_000
_MAX_DEPTH = 12
_THIN = 2.6  # points: a filled rectangle no wider than this is a line
_STRAIGHT = 0.8  # points by which a line may lean
_LARGEST_MARK = 160.0
_STROKES = 2  # of a cross
_BOX = (5.0, 18.0)  # points that a box to tick measures

_PATH, _IMAGE, _FORM = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM
_TEXT, _SHADING = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_SHADING
_TO_LINE, _TO_CURVE, _TO_START = (
    pdfium.FPDF_SEGMENT_LINETO,
    pdfium.FPDF_SEGMENT_BEZIERTO,
    pdfium.FPDF_SEGMENT_MOVETO,
)

_Point = tuple[float, float]


@dataclass(slots=True)
class Drawn:
    """What was drawn, in the order of the file."""

    across: list[Line] = field(default_factory=list)
    down: list[Line] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)  # small squares: boxes to tick
    ticked: list[Box] = field(default_factory=list)
    empty: list[Box] = field(default_factory=list)
    slants: list[Box] = field(default_factory=list)  # straight strokes from corner to corner
    slashes: list[tuple[float, float, float, float]] = field(default_factory=list)  # each x, y to x, y
    painted: list[Painted] = field(default_factory=list)  # areas that may hide what was there before
    texts: dict[int, int] = field(default_factory=dict)  # when each piece of text was painted


@dataclass(slots=True)
class _Stroke:
    """One subpath."""

    points: list[_Point] = field(default_factory=list)
    curved: bool = False


class Drawing:
    """Goes through the objects of a page, into its form objects."""

    def __init__(self, view: View) -> None:
        self.drawn = Drawn()
        self._view = view
        self._objects = 0
        self._segments = 0

    def read(self, page: object) -> Drawn:
        """Everything drawn on the page. NotReadable when it is more than any page holds."""
        for at in range(pdfium.FPDFPage_CountObjects(page)):
            self._object(pdfium.FPDFPage_GetObject(page, at), IDENTITY, 0)
        self._cross()
        return self.drawn

    def _cross(self) -> None:
        """Two strokes that cross a box from corner to corner tick it; any others are drawn by somebody."""
        drawn = self.drawn
        for box in drawn.boxes:
            inside = [slant for slant in drawn.slants if _is_same(slant, box)]
            drawn.slants = [slant for slant in drawn.slants if slant not in inside]
            others = [mark for mark in (*drawn.marks, *drawn.slants) if mark.shared(box) > 0]
            if len(inside) == _STROKES and not others:
                drawn.ticked.append(box)
            elif inside:
                drawn.marks += inside
            elif not others:
                drawn.empty.append(box)
        drawn.marks += drawn.slants

    def _object(self, thing: object, outer: Matrix, depth: int) -> None:
        self._objects += 1
        if self._objects > MAX_OBJECTS:
            raise NotReadable(
                "too-large", "A page of the file holds more than any page does. Look at it with care."
            )
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == _TEXT:
            self.drawn.texts[identity(thing)] = self._objects
            if is_pale(fill_colour(thing)[0]):
                self._cover(thing, outer)
        elif kind == _SHADING:
            self._cover(thing, outer)
        elif kind == _PATH:
            self._path(thing, times(_matrix(thing), outer))
        elif kind == _IMAGE:
            a, b, c, d, e, f = times(_matrix(thing), outer)
            corners = [
                self._view.point(*at)
                for at in ((e, f), (a + e, b + f), (c + e, d + f), (a + c + e, b + d + f))
            ]
            self.drawn.pictures.append(_box(corners))
            self.drawn.painted.append(Painted(self._objects, _box(corners), None))
        elif kind == _FORM and depth < _MAX_DEPTH:
            inner = times(_matrix(thing), outer)
            for at in range(max(pdfium.FPDFFormObj_CountObjects(thing), 0)):
                self._object(pdfium.FPDFFormObj_GetObject(thing, at), inner, depth + 1)

    def _path(self, thing: object, matrix: Matrix) -> None:
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(thing, mode, stroked)
        if not mode.value and not stroked.value:
            return
        colour, opaque = fill_colour(thing)
        filled = bool(mode.value) and opaque
        line = bool(stroked.value) and _is_stroke_seen(thing)
        if not filled and not line:
            return
        width = _stroke_width(thing, matrix) if line else 0.0
        for stroke in self._strokes(thing, matrix):
            if width > _THIN:
                self._pen(stroke.points, width / 2)
            if filled and len(stroke.points) > 2:
                self.drawn.painted.append(Painted(self._objects, _box(stroke.points), colour))
            self._take(stroke, filled=filled, stroked=line, colour="" if colour == "ffffff" else colour)

    def _strokes(self, thing: object, matrix: Matrix) -> list[_Stroke]:
        count = pdfium.FPDFPath_CountSegments(thing)
        self._segments += max(count, 0)
        if self._segments > MAX_SEGMENTS:
            raise NotReadable(
                "too-large", "A page of the file holds more than any page does. Look at it with care."
            )
        a, b, c, d, e, f = matrix
        x, y = ctypes.c_float(), ctypes.c_float()
        strokes: list[_Stroke] = []
        for at in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(thing, at)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = self._view.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == _TO_START or not strokes:
                strokes.append(_Stroke())
            strokes[-1].points.append(point)
            strokes[-1].curved |= kind == _TO_CURVE
            if pdfium.FPDFPathSegment_GetClose(segment):
                strokes[-1].points.append(strokes[-1].points[0])
        return strokes

    def _take(self, stroke: _Stroke, *, filled: bool, stroked: bool, colour: str) -> None:
        points, drawn = stroke.points, self.drawn
        if len(points) < 2:
            return
        box = _box(points)
        if stroked and not filled and not stroke.curved and len(points) == 2 and _is_box_like(box):
            drawn.slants.append(box)
            return
        if stroke.curved or not _is_square(points):
            if stroked and (len(points) == 2 or max(box.width, box.height) > _LARGEST_MARK):
                drawn.slashes += [(*one, *other) for one, other in pairwise(points)]
            if (colour or stroked) and max(box.width, box.height) <= _LARGEST_MARK:
                drawn.marks.append(box)
            return
        if stroked and len(points) >= 4 and points[0] == points[-1] and _is_box_like(box):
            drawn.boxes.append(box)
            return
        if filled and len(points) >= 4:
            if min(box.width, box.height) > _THIN:
                drawn.fills.append(Fill(box, colour))
            elif colour:
                self._thin(box)
        if stroked:
            self._edges(points)

    def _cover(self, thing: object, outer: Matrix) -> None:
        """Something other than a filled path that may lie over words."""
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            a, b, c, d, e, f = outer
            corners = [
                self._view.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
                for x in (left, right)
                for y in (bottom, top)
            ]
            self.drawn.painted.append(Painted(self._objects, _box(corners), None))

    def _pen(self, points: list[_Point], half: float) -> None:
        """What a thick pen covers."""
        for pair in pairwise(points):
            box = _box(list(pair))
            wide = Box(box.left - half, box.top - half, box.right + half, box.bottom + half)
            self.drawn.painted.append(Painted(self._objects, wide, None))

    def _edges(self, points: list[_Point]) -> None:
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(y0 - y1) <= _STRAIGHT and abs(x0 - x1) > _STRAIGHT:
                self.drawn.across.append(Line((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif abs(x0 - x1) <= _STRAIGHT and abs(y0 - y1) > _STRAIGHT:
                self.drawn.down.append(Line((x0 + x1) / 2, min(y0, y1), max(y0, y1)))

    def _thin(self, box: Box) -> None:
        if box.width >= box.height:
            self.drawn.across.append(Line((box.top + box.bottom) / 2, box.left, box.right))
        if box.height >= box.width:
            self.drawn.down.append(Line((box.left + box.right) / 2, box.top, box.bottom))


def _is_same(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= _STRAIGHT for a, b in zip(one, other, strict=True))


def _is_box_like(box: Box) -> bool:
    return (
        _BOX[0] <= min(box.width, box.height)
        and max(box.width, box.height) <= _BOX[1]
        and abs(box.width - box.height) <= 0.15 * box.width
    )


def _matrix(thing: object) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, matrix):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _stroke_width(thing: object, matrix: Matrix) -> float:
    width = ctypes.c_float()
    if not pdfium.FPDFPageObj_GetStrokeWidth(thing, width):
        return 0.0
    return width.value * abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5


def _is_stroke_seen(thing: object) -> bool:
    parts = [ctypes.c_uint() for _ in range(4)]
    return not pdfium.FPDFPageObj_GetStrokeColor(thing, *parts) or parts[3].value > 12


def _box(points: list[_Point]) -> Box:
    across = [x for x, _ in points]
    down = [y for _, y in points]
    return Box(min(across), min(down), max(across), max(down))


def _is_square(points: list[_Point]) -> bool:
    """Whether all its edges run along an axis."""
    return all(
        abs(x0 - x1) <= _STRAIGHT or abs(y0 - y1) <= _STRAIGHT for (x0, y0), (x1, y1) in pairwise(points)
    )
