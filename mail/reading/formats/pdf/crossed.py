"""Lines drawn through words, or from one cell into another: no table is ruled so, and they may strike words out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from mail.reading.formats.pdf.parts import Glyph, Line, Sheet

_BAND = 16  # points
_FOOT, _SMALL, _TALL = 0.1, 0.45, 0.66  # times the size of letters, over their baseline
_EDGE = 0.2  # of a letter's width, at either side, that a line down the page may touch
_MOST = 0.7  # of its height
_STEP = 2.0  # points along a slanted line
_LONG = 30.0  # points: a shorter slanted line is part of a mark
_ASTRAY = 4.0  # points between the end of a line and the wall that it would end at


def note_crossed(sheet: Sheet) -> None:
    """Strikes the words that straight lines are drawn through, takes those lines away, and says so."""
    body = _Body(glyph for word in sheet.words if word.control is None for glyph in word.glyphs)
    kept: list[Line] = []
    for line in sheet.across:
        through = [glyph for glyph in body.near(line.at) if _runs_through(line, glyph)]
        for glyph in through:
            glyph.style = glyph.style._replace(strike=True)
        if through or _is_astray(line, sheet.across, sheet.down):
            sheet.crossed = True
        else:
            kept.append(line)
    sheet.across = kept
    sheet.crossed = sheet.crossed or any(_slashes(slash, body) for slash in sheet.slashes)
    cutting = [line for line in sheet.down if _cuts(line, body)]
    if cutting:
        sheet.crossed = True
        sheet.down = [line for line in sheet.down if line not in cutting or _is_wall(line, sheet.across)]


class _Body:
    """Letters by their height on the page."""

    def __init__(self, glyphs: Iterable[Glyph]) -> None:
        self._bands: defaultdict[int, list[Glyph]] = defaultdict(list)
        self._columns: defaultdict[int, list[Glyph]] = defaultdict(list)
        for glyph in glyphs:
            if len(glyph.text) == 1 and glyph.text.isalnum():
                for band in range(int(glyph.base - glyph.size) // _BAND, int(glyph.base) // _BAND + 1):
                    self._bands[band].append(glyph)
                for column in range(int(glyph.left) // _BAND, int(glyph.right) // _BAND + 1):
                    self._columns[column].append(glyph)

    def near(self, at: float) -> Sequence[Glyph]:
        """Those that may reach to a height."""
        return self._bands.get(int(at) // _BAND, ())

    def beside(self, at: float) -> Sequence[Glyph]:
        """Those that may reach to a place across the page."""
        return self._columns.get(int(at) // _BAND, ())


def _runs_through(line: Line, glyph: Glyph) -> bool:
    shared = min(line.end, glyph.right) - max(line.start, glyph.left)
    return shared > 0.5 * (glyph.right - glyph.left) and _is_within(line.at, glyph)


def _is_within(y: float, glyph: Glyph) -> bool:
    tall = glyph.text.isupper() or not glyph.text.isalpha() or glyph.text in "bdfhklt"
    return _FOOT <= (glyph.base - y) / glyph.size <= (_TALL if tall else _SMALL)


def _cuts(line: Line, body: _Body) -> bool:
    """Whether a line down the page runs through the midst of a letter, from its top to its foot."""
    for glyph in body.beside(line.at):
        edge = _EDGE * (glyph.right - glyph.left)
        if glyph.left + edge < line.at < glyph.right - edge:
            top, foot = glyph.base - _SMALL * glyph.size, glyph.base - _FOOT * glyph.size
            if min(line.end, foot) - max(line.start, top) > _MOST * (foot - top):
                return True
    return False


def _is_wall(line: Line, across: Sequence[Line]) -> bool:
    """Whether it ends at ruled lines, as the walls of cells do."""
    return all(
        any(
            abs(other.at - end) <= 1.5 and other.start - 1.5 <= line.at <= other.end + 1.5 for other in across
        )
        for end in (line.start, line.end)
    )


def _is_astray(line: Line, across: Sequence[Line], down: Sequence[Line]) -> bool:
    """Whether it goes over a wall and begins and ends at none, and no other line goes on from it."""
    walls = [wall.at for wall in down if wall.start + 1.5 < line.at < wall.end - 1.5]
    if not any(line.start + _ASTRAY < at < line.end - _ASTRAY for at in walls):
        return False
    if any(min(abs(at - line.start), abs(at - line.end)) <= _ASTRAY for at in walls):
        return False
    return not any(
        other is not line
        and abs(other.at - line.at) <= 1.5
        and other.start <= line.end + _ASTRAY
        and other.end >= line.start - _ASTRAY
        for other in across
    )


def _slashes(slash: tuple[float, float, float, float], body: _Body) -> bool:
    """Whether a slanted line runs through letters."""
    x0, y0, x1, y1 = slash
    length = max(abs(x1 - x0), abs(y1 - y0))
    if length < _LONG:
        return False
    steps = int(length / _STEP)
    for step in range(steps + 1):
        x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
        if any(glyph.left <= x <= glyph.right and _is_within(y, glyph) for glyph in body.near(y)):
            return True
    return False
