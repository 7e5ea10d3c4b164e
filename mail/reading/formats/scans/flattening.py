"""Sheets of paper in a picture: where their corners are, and what makes a sheet seen aslant a rectangle again."""

from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike

_LONGER, _SHORTER = 800, 400  # pixels of a side, at least, to look for the sheets on
_STEPS = 10  # limits between light and dark that are tried
_LIGHTER = 1.15  # how much lighter a sheet is along its edges than what it lies on
_CLEAR = 0.8  # of an edge along which it must be
_BESIDE = 5  # pixels from the edge at which that is measured
_AT_EDGE = 6  # pixels: a sheet that goes on to the edge of the picture
_STRAY = 0.15  # of what is around the sheets that may be as light as they are
_LEAST, _MOST = 0.2, 0.985  # of the picture that the sheets cover
_AS_LARGE = 0.45  # of the largest sheet: another one beside it
_SOLID = 0.9  # of its hull that a sheet must fill
_ROUGH = 0.06  # of a sheet's side by which its edge may be off the line: a curl, a torn corner
_PAD = 8  # pixels
_RULED = 0.07  # of the page's longer side: a line that tells how it was seen
_STROKE = 15  # pixels of a ruled line that run straight on, at least
_ASLANT = 0.2  # of its length by which a line may run up or down
_PARALLEL = (
    0.012  # by how much less the slopes of lines differ between the edges of a page that was seen straight
)
_FEWEST = 5  # lines
_SPREAD = 0.3  # of the page over which they lie
_WAVER = 0.004  # of a slope
_AGREE = 0.6  # of the lines that must say the same


class Flat(NamedTuple):
    """The way from the dots of a picture to those of a sheet in it, and how large that sheet is."""

    way: MatLike
    width: int
    height: int


def sheets_in(picture: MatLike) -> list[Flat]:
    """The sheets that lie on something darker, from the top left; none where their edges are not clear."""
    height, width = picture.shape[:2]
    factor = min(1.0, max(_LONGER / max(height, width), _SHORTER / min(height, width)))
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    clear = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), (5, 5), 0)
    dark, light = (float(value) for value in np.percentile(clear, (1, 99)))
    best: list[MatLike] = []
    covered = 0.0
    for limit in np.linspace(max(dark, 20), light, _STEPS + 2)[1:-1]:
        found = _sheets(clear, float(limit))
        area = sum(cv2.contourArea(corners) for corners in found)
        if area > covered * 1.01:
            best, covered = found, area
    flats = [_flat(np.asarray(corners / factor, np.float32)) for corners in best]
    return [flat for _, flat in sorted(zip(map(_place, best), flats, strict=True), key=lambda each: each[0])]


def _sheets(clear: MatLike, limit: float) -> list[MatLike]:
    """The corners of the sheets that are lighter than a limit, if that is what they are."""
    mask = cv2.threshold(clear, limit, 255, cv2.THRESH_BINARY)[1]
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max((cv2.contourArea(contour) for contour in contours), default=0.0)
    large = [contour for contour in contours if cv2.contourArea(contour) >= max(_AS_LARGE * largest, 1)]
    found = [corners for contour in large if (corners := _corners(contour)) is not None]
    share = sum(cv2.contourArea(corners) for corners in found) / clear.size
    if len(found) < len(large) or not _LEAST < share < _MOST:
        return []
    around = cv2.bitwise_not(cv2.fillPoly(np.zeros_like(mask), [c.astype(np.int32) for c in found], 255))
    around = cv2.erode(around, np.ones((_AT_EDGE, _AT_EDGE), np.uint8))
    outside = cv2.countNonZero(around)
    stray = cv2.countNonZero(cv2.bitwise_and(around, mask))
    return found if stray <= _STRAY * outside and all(_is_clear(clear, c) for c in found) else []


def _corners(contour: MatLike) -> MatLike | None:
    """The four corners of an outline, from the top left clockwise; None where it has others."""
    hull = cv2.convexHull(contour)
    if cv2.contourArea(contour) < _SOLID * cv2.contourArea(hull):
        return None
    for slack in (0.01, 0.02, 0.03, 0.05):
        found = cv2.approxPolyDP(hull, slack * cv2.arcLength(hull, True), True)
        if len(found) == 4:
            corners = _in_order(found.reshape(4, 2).astype(np.float32))
            filled = cv2.contourArea(corners) / max(cv2.contourArea(hull), 1)
            return corners if abs(1 - filled) < _ROUGH else None
    return None


def _is_clear(clear: MatLike, corners: MatLike) -> bool:
    """Whether each edge parts light from dark, or is the picture's own: light that fades has no edges."""
    height, width = clear.shape
    middle = corners.mean(axis=0)
    own = 0
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = end - start
        across = np.array([along[1], -along[0]]) / max(float(np.linalg.norm(along)), 1.0)
        if np.dot(across, (start + end) / 2 - middle) < 0:
            across = -across
        points = start + np.linspace(0.06, 0.94, 48)[:, None] * along
        out = points + across * _AT_EDGE
        if ((out < 0) | (out >= (width, height))).any(axis=1).mean() > 0.5:
            own += 1
            continue
        inner, outer = _seen(clear, points - across * _BESIDE), _seen(clear, points + across * _BESIDE)
        if float((inner >= _LIGHTER * outer).mean()) < _CLEAR:
            return False
    return own < 4


def _seen(clear: MatLike, points: MatLike) -> MatLike:
    height, width = clear.shape
    at = np.clip(points.round().astype(int), 0, (width - 1, height - 1))
    return clear[at[:, 1], at[:, 0]].astype(np.float32) + 1


def _place(corners: MatLike) -> tuple[int, float]:
    """Sheets are read line by line: from the left where they lie beside each other."""
    return round(float(corners[:, 1].mean() / max(np.ptp(corners[:, 1]), 1))), float(corners[:, 0].mean())


def _flat(corners: MatLike) -> Flat:
    top_left, top_right, bottom_right, bottom_left = corners
    across = int(max(_length(top_left, top_right), _length(bottom_left, bottom_right)))
    down = int(max(_length(top_left, bottom_left), _length(top_right, bottom_right)))
    wanted = np.array([(0, 0), (across, 0), (across, down), (0, down)], dtype=np.float32)
    return Flat(cv2.getPerspectiveTransform(corners, wanted), across, down)


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


def unslanted(ink: MatLike) -> MatLike | None:
    """What makes ruled lines that run together parallel again, where no edge of the sheet tells how it was seen.

    From the dots of the ink to as many others, the middle of the page left where it is. None where it is no use.
    """
    height, width = ink.shape
    lines = _lines(ink)
    way = lines[:, 2:] - lines[:, :2]
    middles = (lines[:, 2:] + lines[:, :2]) / 2 - (width / 2, height / 2)
    flat = np.abs(way[:, 1]) < _ASLANT * np.abs(way[:, 0])
    steep = np.abs(way[:, 0]) < _ASLANT * np.abs(way[:, 1])
    across = _closing(middles[flat][:, 1], way[flat][:, 1] / way[flat][:, 0], np.abs(way[flat][:, 0]), height)
    down = _closing(
        middles[steep][:, 0], way[steep][:, 0] / way[steep][:, 1], np.abs(way[steep][:, 1]), width
    )
    if max(abs(across) * height, abs(down) * width) < _PARALLEL:
        return None
    to_middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
    seen = np.array([[1, 0, 0], [0, 1, 0], [-across, -down, 1]])
    return np.linalg.inv(to_middle) @ np.linalg.inv(seen) @ to_middle


def _lines(ink: MatLike) -> MatLike:
    """Long straight lines, two ends each, letters left out."""
    half = cv2.resize(cv2.dilate(ink, np.ones((2, 2), np.uint8)), None, fx=0.5, fy=0.5)
    strokes = cv2.bitwise_or(
        cv2.morphologyEx(half, cv2.MORPH_OPEN, np.ones((1, _STROKE), np.uint8)),
        cv2.morphologyEx(half, cv2.MORPH_OPEN, np.ones((_STROKE, 1), np.uint8)),
    )
    least = _RULED * max(half.shape)
    found = cv2.HoughLinesP(strokes, 1, np.pi / 720, round(least), minLineLength=least, maxLineGap=6)
    return np.zeros((0, 4)) if found is None else found.reshape(-1, 4) * 2.0


def _closing(at: MatLike, slope: MatLike, length: MatLike, side: int) -> float:
    """By how much the slope of lines grows from one to the next: 0 where they do not agree, or are too few."""
    kept = np.ones(len(at), dtype=bool)
    growth = 0.0
    for _ in range(4):
        if kept.sum() < _FEWEST or np.ptp(at[kept]) < _SPREAD * side:
            return 0.0
        growth, start = np.polyfit(at[kept], slope[kept], 1, w=length[kept])
        off = np.abs(slope - (start + growth * at))
        kept = off <= max(2.0 * float(np.median(off[kept])), _WAVER)
    return float(growth) if kept.mean() > _AGREE else 0.0
