"""A page made ready for reading: flat, upright, evenly lit, its letters of one size; and the way back."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike

from framework.reading import Region

LETTER = 23  # pixels, the usual height of a letter, at which recognition is best
_MOST_PIXELS = 12_000_000
_PREVIEW = 2_000  # pixels of the longer side, to measure on
_SMALL = 800  # pixels of the longer side, to look for the sheet on
_LIGHTER = 35  # of 255: how much lighter a sheet must be than what it lies on
_LONG = 1.9  # heights to a width, beyond which a picture holds several pages below each other
_SHORTEST_PAGE = 0.45  # heights to a width
_LONGEST_PAGE = 1.45
_WRITTEN = 0.002  # of a row that is ink, where something is written
_STEEPEST = 8.0  # degrees
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


@dataclass(slots=True)
class Part:
    """A part of a picture that is one page: its dots, and the way back to those of the whole picture."""

    picture: MatLike
    back: MatLike
    width: int
    height: int


@dataclass(slots=True)
class Sheet:
    """A page ready for reading. `ink` is 255 where there is ink; `back` leads to the dots of the picture."""

    grey: MatLike
    ink: MatLike
    back: MatLike
    width: int
    height: int

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
        return Region(page=page, left=left, top=top, right=right, bottom=bottom)


def parts_of(picture: MatLike) -> list[Part]:
    """The pages that a picture shows: one, but where it is so long that it holds several below each other."""
    height, width = picture.shape[:2]
    if height <= _LONG * width:
        return [Part(picture, np.eye(3), width, height)]
    flatten, (flat_width, flat_height) = _flatten(picture)
    as_it_is = np.array_equal(flatten, np.eye(3))  # and then not copied: it is large
    flat = picture if as_it_is else _warped(picture, flatten, flat_width, flat_height)
    back = np.linalg.inv(flatten)
    parts: list[Part] = []
    for top, bottom in pairwise([0, *_breaks(flat), flat_height]):
        shift = np.array([[1, 0, 0], [0, 1, top], [0, 0, 1]], dtype=np.float64)
        parts.append(Part(flat[top:bottom], back @ shift, width, height))
    return parts


def straighten(part: Part, quarters: int = 0) -> Sheet:
    """The sheet that a part of a picture shows, turned by `quarters` of a turn to the right first."""
    picture = part.picture
    height, width = picture.shape[:2]
    turn = _turn(width, height, quarters)
    flatten, (flat_width, flat_height) = _flatten(_turned(picture, quarters))
    to_flat = flatten @ turn
    preview_scale = min(1.0, _PREVIEW / max(flat_width, flat_height))
    preview = _warped(
        picture,
        _scale(preview_scale) @ to_flat,
        int(flat_width * preview_scale),
        int(flat_height * preview_scale),
    )
    ink = thin_ink(evened(preview), _INK)
    angle = _skew(ink)
    scale = _wanted_scale(ink, preview_scale, flat_width * flat_height)
    straight, size = _rotation(flat_width, flat_height, angle, scale)
    whole = straight @ to_flat
    grey = evened(_warped(picture, whole, *size))
    back = part.back @ np.linalg.inv(whole)
    return Sheet(grey, thin_ink(grey, _INK), back, part.width, part.height)


def evened(grey: MatLike) -> MatLike:
    """Without shadows: every part of the paper as white as the next."""
    small = cv2.resize(grey, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    lit = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 7)
    paper = cv2.resize(cv2.blur(lit, (5, 5)), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, np.maximum(paper, 40), scale=255)


def thin_ink(grey: MatLike, darker: int) -> MatLike:
    """255 where a stroke is darker by `darker` than what it lies on, be that paper or a shaded cell."""
    around = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((LETTER, LETTER), np.uint8))
    return cv2.threshold(cv2.subtract(around, grey), darker, 255, cv2.THRESH_BINARY)[1]


def _breaks(flat: MatLike) -> list[int]:
    """Where to cut a long picture into pages: in the middle of the widest stretches on which nothing is written."""
    width = flat.shape[1]
    factor = _SMALL / width
    small = cv2.resize(flat, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    written = (thin_ink(evened(small), _INK) > 0).mean(axis=1) > _WRITTEN
    cuts: list[int] = []
    last = 0
    least, most = round(_SHORTEST_PAGE * _SMALL), round(_LONGEST_PAGE * _SMALL)
    while written.size - last > most:
        stretches = _blank(written[last + least : last + most])
        start, end = max(stretches, key=lambda each: each[1] - each[0], default=(most - least, most - least))
        last += least + (start + end) // 2
        cuts.append(round(last / factor))
    return cuts


def _blank(written: MatLike) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([1], written.astype(np.int8), [1]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _turned(picture: MatLike, quarters: int) -> MatLike:
    turns = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return cv2.rotate(picture, turns[quarters]) if quarters else picture


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
    factor = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    if factor < 0.6:
        picture = cv2.blur(picture, (round(1 / factor), round(1 / factor)))
    way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_LINEAR
    return cv2.warpPerspective(
        picture, matrix, (width, height), flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)
    )


def _flatten(picture: MatLike) -> tuple[MatLike, tuple[int, int]]:
    """The way from a photograph to the sheet in it, where its four corners are clear; else nothing is changed."""
    height, width = picture.shape[:2]
    corners = _corners(picture)
    if corners is None:
        return np.eye(3), (width, height)
    top_left, top_right, bottom_right, bottom_left = corners
    across = int(max(_length(top_left, top_right), _length(bottom_left, bottom_right)))
    down = int(max(_length(top_left, bottom_left), _length(top_right, bottom_right)))
    wanted = np.array([(0, 0), (across, 0), (across, down), (0, down)], dtype=np.float32)
    return cv2.getPerspectiveTransform(corners, wanted), (across, down)


def _corners(picture: MatLike) -> MatLike | None:
    """The corners of a light sheet on something darker, from the top left clockwise."""
    factor = _SMALL / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    clear = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), (5, 5), 0)
    limit, light = cv2.threshold(clear, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    if cv2.mean(clear, light)[0] - cv2.mean(clear, cv2.bitwise_not(light))[0] < _LIGHTER or limit < 30:
        return None
    contours, _ = cv2.findContours(light, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(contours, key=cv2.contourArea, default=None)
    if largest is None:
        return None
    hull = cv2.convexHull(largest)
    share = cv2.contourArea(hull) / (small.shape[0] * small.shape[1])
    if not 0.2 < share < 0.985 or cv2.contourArea(largest) < 0.9 * cv2.contourArea(hull):
        return None
    for slack in (0.01, 0.02, 0.03, 0.05):
        found = cv2.approxPolyDP(hull, slack * cv2.arcLength(hull, True), True)
        if len(found) == 4:
            return _in_order(found.reshape(4, 2).astype(np.float32) / factor)
    return None


def _in_order(points: MatLike) -> MatLike:
    sums, differences = points.sum(axis=1), points[:, 0] - points[:, 1]
    return np.array(
        [
            points[sums.argmin()],
            points[differences.argmax()],
            points[sums.argmax()],
            points[differences.argmin()],
        ],
        dtype=np.float32,
    )


def _length(one: MatLike, other: MatLike) -> float:
    return float(np.linalg.norm(one - other))


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
