"""A page made ready for reading: flat, upright, evenly lit, its letters of one size; and the way back."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike

from framework.reading import Region
from mail.reading.formats.scans.flattening import Flat, sheets_in, unslanted

LETTER = 23  # pixels, the usual height of a letter, at which recognition is best
_MOST_PIXELS = 12_000_000
_PREVIEW = 2_000  # pixels of the longer side, to measure on
_SMALL = 800  # pixels of the width, to look for the ends of pages on
_LONG = 1.9  # heights to a width, beyond which a picture holds several pages below each other
_AS_WIDE = 0.5  # of the widest stretch: the first of those is where a page ends
_EDGE = 30  # pixels of that width in which what the sheet lies on may still be seen
_SHORTEST_PAGE = 0.45  # heights to a width
_LONGEST_PAGE = 1.45
_WRITTEN = 0.002  # of a row that is ink, where something is written
_STEEPEST = 8.0  # degrees
_PAD = 8  # pixels
_AROUND = 64  # pixels around a page that is cut out
_BAND = 500  # rows of a page at a time
_INK = 70  # of 255: how much darker than what it lies on ink must be


class Box(NamedTuple):
    """A rectangle of pixels; right and bottom are just outside it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """From top to bottom."""
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    def cut(self, image: MatLike) -> MatLike:
        """The part of an image in it."""
        return image[max(self.top, 0) : self.bottom, max(self.left, 0) : self.right]


class Picture:
    """A grey picture; a large one, of several pages mostly, is kept packed in bands, and no more of it is unpacked
    than is looked at.
    """

    def __init__(self, dots: MatLike) -> None:
        self.height, self.width = dots.shape[:2]
        self.packed = dots.size > _MOST_PIXELS
        how = [cv2.IMWRITE_PNG_COMPRESSION, 1]
        self._bands = [
            np.asarray(cv2.imencode(".png", dots[top : top + _BAND], how)[1]) if self.packed else dots
            for top in range(0, self.height if self.packed else 1, _BAND)
        ]

    def cut(self, box: Box) -> MatLike:
        """The part of the picture in a box."""
        if not self.packed:
            return box.cut(self._bands[0])
        part = np.empty((box.height, box.width), np.uint8)
        for at in range(box.top // _BAND, -(-box.bottom // _BAND)):
            band = cv2.imdecode(self._bands[at], cv2.IMREAD_GRAYSCALE)
            if band is None:
                raise MemoryError
            top = at * _BAND
            first, last = max(box.top, top), min(box.bottom, top + len(band))
            part[first - box.top : last - box.top] = band[first - top : last - top, box.left : box.right]
        return part


@dataclass(slots=True)
class Part:
    """A part of a picture that is one page: the whole picture, and the way from its dots to the page's."""

    picture: Picture
    flat: Flat


@dataclass(slots=True)
class Sheet:
    """A page ready for reading; `back` leads to the dots of the picture."""

    grey: MatLike
    back: MatLike
    width: int
    height: int

    def ink(self) -> MatLike:
        """255 where there is ink: made anew each time, for it is as large as the page."""
        return thin_ink(self.grey, _INK)

    def region(self, box: Box, page: int) -> Region:
        """Where a part of the sheet stands in the picture, as a viewer shows the picture."""
        corners = np.array(
            [[(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]],
            dtype=np.float64,
        )
        points = cv2.perspectiveTransform(corners, self.back)[0]
        across = np.clip(points[:, 0] / self.width, 0, 1)
        down = np.clip(points[:, 1] / self.height, 0, 1)
        left, right, top, bottom = (
            round(float(edge), 4) for edge in (across.min(), across.max(), down.min(), down.max())
        )
        (x, y), (ahead, below) = points[0], points[1]
        turned = round(float(np.degrees(np.arctan2(below - y, ahead - x))), 1)
        return Region(page=page, left=left, top=top, right=right, bottom=bottom, turned=turned)


def parts_of(picture: MatLike) -> list[Part]:
    """The pages that a picture shows: one, but where sheets lie beside each other, or it is so long or wide that it
    holds several.
    """
    height, width = picture.shape[:2]
    flats = sheets_in(picture) or [Flat(np.eye(3), width, height)]
    pages = [page for flat in flats for page in _pages(picture, flat)]
    kept = Picture(picture)
    return [Part(kept, page) for page in pages]


def straighten(part: Part, quarters: int = 0) -> Sheet:
    """The sheet that a part of a picture shows, turned by `quarters` of a turn to the right."""
    flat = part.flat
    picture, moved = _cut_out(flat, part.picture)
    to_flat = _turn(flat.width, flat.height, quarters) @ flat.way @ moved
    flat_width, flat_height = (flat.height, flat.width) if quarters % 2 else (flat.width, flat.height)
    preview_scale = min(1.0, _PREVIEW / max(flat_width, flat_height))
    preview_size = (int(flat_width * preview_scale), int(flat_height * preview_scale))
    preview = evened(_warped(picture, _scale(preview_scale) @ to_flat, *preview_size))
    ink = thin_ink(preview, _INK)
    parallel = unslanted(ink)
    if parallel is not None:
        ink = cv2.warpPerspective(ink, parallel, preview_size, flags=cv2.INTER_LINEAR)
        to_flat = np.linalg.inv(_scale(preview_scale)) @ parallel @ _scale(preview_scale) @ to_flat
    angle = _skew(ink)
    scale = _wanted_scale(ink, preview_scale, flat_width * flat_height)
    straight, size = _rotation(flat_width, flat_height, angle, scale)
    whole = straight @ to_flat
    grey = _warped(picture, whole, *size)
    del picture
    return Sheet(evened(grey), moved @ np.linalg.inv(whole), part.picture.width, part.picture.height)


def evened(grey: MatLike) -> MatLike:
    """Without shadows: every part of the paper as white as the next."""
    small = cv2.resize(grey, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    lit = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 7)
    paper = cv2.resize(cv2.blur(lit, (5, 5)), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    np.maximum(paper, 40, out=paper)
    return cv2.divide(grey, paper, dst=paper, scale=255)


def thin_ink(grey: MatLike, darker: int) -> MatLike:
    """255 where a stroke is darker by `darker` than what it lies on, be that paper or a shaded cell."""
    ink = np.empty_like(grey)
    for top in range(0, len(grey), _BAND):  # band by band: a child has little memory
        above = min(top, LETTER)
        part = grey[top - above : top + _BAND + LETTER]
        around = cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((LETTER, LETTER), np.uint8))
        darkest = cv2.threshold(cv2.subtract(around, part), darker, 255, cv2.THRESH_BINARY)[1]
        ink[top : top + _BAND] = darkest[above : above + _BAND]
    return ink


def _pages(picture: MatLike, flat: Flat) -> list[Flat]:
    """A sheet cut into its pages, where it is long."""
    if flat.height <= _LONG * flat.width:
        return [flat]
    pages: list[Flat] = []
    for top, bottom in pairwise([0, *_breaks(picture, flat), flat.height]):
        shift = np.array([[1, 0, 0], [0, 1, -top], [0, 0, 1]], dtype=np.float64)
        pages.append(Flat(shift @ flat.way, flat.width, bottom - top))
    return pages


def _breaks(picture: MatLike, flat: Flat) -> list[int]:
    """Where to cut a long picture into pages: in the middle of wide stretches on which nothing is written."""
    factor = _SMALL / flat.width
    small = _warped(picture, _scale(factor) @ flat.way, _SMALL, int(flat.height * factor))
    ink = thin_ink(evened(small), _INK)[:, _EDGE:-_EDGE]
    written = (ink > 0).mean(axis=1) > _WRITTEN
    cuts: list[int] = []
    last = 0
    least, most = round(_SHORTEST_PAGE * _SMALL), round(_LONGEST_PAGE * _SMALL)
    while written.size - last > most:
        stretches = _blank(written[last + least : last + most])
        widest = max((end - start for start, end in stretches), default=0)
        wide = [each for each in stretches if each[1] - each[0] >= _AS_WIDE * widest]
        start, end = wide[0] if wide else (most - least, most - least)
        last += least + (start + end) // 2
        cuts.append(round(last / factor))
    return cuts


def _blank(written: MatLike) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([1], written.astype(np.int8), [1]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _cut_out(flat: Flat, picture: Picture) -> tuple[MatLike, MatLike]:
    """A page by itself, as the rest of a large picture need not be held, and the way back to the whole."""
    height, width = picture.height, picture.width
    if not picture.packed:
        return picture.cut(Box(0, 0, width, height)), np.eye(3)
    corners = np.array([[(0, 0), (flat.width, 0), (flat.width, flat.height), (0, flat.height)]], np.float64)
    seen = cv2.perspectiveTransform(corners, np.linalg.inv(flat.way))[0]
    left, top = np.clip(np.floor(seen.min(axis=0)) - _AROUND, 0, (width, height)).astype(int)
    right, bottom = np.clip(np.ceil(seen.max(axis=0)) + _AROUND, 0, (width, height)).astype(int)
    moved = np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], dtype=np.float64)
    return picture.cut(Box(int(left), int(top), int(right), int(bottom))), moved


def _turn(width: int, height: int, quarters: int) -> MatLike:
    matrices = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        1: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
        2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        3: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
    }
    return np.array(matrices[quarters], dtype=np.float64)


def _scale(factor: float) -> MatLike:
    return np.diag([factor, factor, 1.0])


def _warped(picture: MatLike, matrix: MatLike, width: int, height: int) -> MatLike:
    """What of a picture comes to stand on a sheet of that size, and no more of it is touched."""
    corners = np.array([[(0, 0), (width, 0), (width, height), (0, height)]], dtype=np.float64)
    seen = cv2.perspectiveTransform(corners, np.linalg.inv(matrix))[0]
    left, top = np.clip(np.floor(seen.min(axis=0)) - _PAD, 0, None).astype(int)
    right, bottom = (np.ceil(seen.max(axis=0)) + _PAD).astype(int)
    picture = picture[top:bottom, left:right]
    matrix = matrix @ np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], dtype=np.float64)
    factor = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    if factor < 0.6:
        picture = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        matrix = matrix @ _scale(1 / factor)
    way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_LINEAR
    return cv2.warpPerspective(
        picture, matrix, (width, height), flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)
    )


def _skew(ink: MatLike) -> float:
    """By how many degrees lines run down to the right."""
    factor = 1_000 / max(ink.shape)
    small = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else ink
    best = 0.0
    for step, reach in ((1.0, _STEEPEST), (0.25, 1.0), (0.05, 0.2)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: (round(_sharpness(small, angle), 4), -abs(angle))))
    return best if abs(best) <= _STEEPEST else 0.0


def _sharpness(ink: MatLike, angle: float) -> float:
    """How sharply rows and columns of ink are parted when the page is turned back by `angle`."""
    height, width = ink.shape
    turned = cv2.warpAffine(
        ink,
        cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0),
        (width, height),
        flags=cv2.INTER_LINEAR,
    )
    rows = np.diff(turned.sum(axis=1, dtype=np.float64))
    columns = np.diff(turned.sum(axis=0, dtype=np.float64))
    return float((rows**2).sum() + (columns**2).sum())


def _wanted_scale(ink: MatLike, measured_at: float, pixels: int) -> float:
    """The factor that makes letters LETTER high."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sizes = stats[1:, 2:4]
    longer = sizes.max(axis=1)
    letters = longer[(longer >= 6) & (longer <= 60) & (sizes.min(axis=1) >= 3)]
    if len(letters) < 30:
        return 1.0
    factor = LETTER * measured_at / float(np.median(letters))
    return float(min(max(factor, 0.4), 3.5, (_MOST_PIXELS / pixels) ** 0.5))


def _rotation(width: int, height: int, angle: float, scale: float) -> tuple[MatLike, tuple[int, int]]:
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale), [0, 0, 1]])
    corners = np.array([[(0, 0), (width, 0), (width, height), (0, height)]], dtype=np.float64)
    moved = cv2.perspectiveTransform(corners, matrix)[0]
    least, most = moved.min(axis=0), moved.max(axis=0)
    shift = np.array([[1, 0, -least[0]], [0, 1, -least[1]], [0, 0, 1]])
    across, down = (most - least).round().astype(int)
    return shift @ matrix, (int(across), int(down))
