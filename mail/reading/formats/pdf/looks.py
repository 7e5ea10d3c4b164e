"""Lines and areas drawn at words as the looks of those words: underlined, struck through, highlighted, ringed."""

from collections.abc import Iterable, Sequence

from mail.reading.document import Style
from mail.reading.formats.pdf.covers import is_pale
from mail.reading.formats.pdf.crossed import note_crossed
from mail.reading.formats.pdf.parts import Box, Fill, Glyph, Line, Sheet, Word

_LIGHT = 0xD0
_NEAR = 2.5  # points
_OVER = 3.0  # points: what goes further beyond the edge of a page is cut off


def dress(sheet: Sheet) -> None:
    """Gives the words of a page the looks drawn at them, takes those lines away, and the words nobody can see."""
    _leave_out_unseen(sheet)
    sheet.cut = sheet.cut or any(_is_cut(line, sheet.width) for line in sheet.across)
    rows = _Rows(sheet.words)
    sheet.across = [line for line in sheet.across if not _decorates(line, rows, sheet.down)]
    for box in _rings(sheet):
        for glyph in rows.near(box.top, box.bottom):
            if box.holds((glyph.left + glyph.right) / 2, glyph.middle):
                glyph.style = glyph.style._replace(ring=True)
    note_crossed(sheet)


def highlight(fills: Iterable[Fill], words: Sequence[Word]) -> None:
    """Colours the ground of the words that stand on filled areas."""
    rows = _Rows(words)
    for box, colour in fills:
        for glyph in rows.near(box.top, box.bottom):
            if box.holds((glyph.left + glyph.right) / 2, glyph.middle):
                glyph.style = glyph.style._replace(highlight=colour)


class _Rows:
    """Glyphs by their height on the page."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._rows: dict[int, list[Glyph]] = {}
        for word in words:
            for glyph in word.glyphs:
                self._rows.setdefault(int(glyph.base) // 8, []).append(glyph)

    def near(self, top: float, bottom: float) -> Iterable[Glyph]:
        """Those that may reach into a band of the page."""
        for row in range(int(top) // 8 - 1, int(bottom) // 8 + 5):
            yield from self._rows.get(row, ())


def _decorates(line: Line, rows: _Rows, down: Sequence[Line]) -> bool:
    """Whether a line is drawn under words or through them, from their beginning to their end; marks them if so."""
    struck: list[Glyph] = []
    under: list[Glyph] = []
    for glyph in rows.near(line.at - 4, line.at + 8):
        if glyph.right <= line.start + 0.5 or glyph.left >= line.end - 0.5:
            continue
        above = (glyph.base - line.at) / glyph.size
        if 0.1 <= above <= 0.48:
            struck.append(glyph)
        elif -0.36 <= above < 0.1:
            under.append(glyph)
    for glyphs, name in ((struck, "strike"), (under, "underline")):
        if glyphs and _spans(line, glyphs) and not _is_ruled(line, down):
            for glyph in glyphs:
                glyph.style = _with(glyph.style, name)
            return True
    return False


def _with(style: Style, name: str) -> Style:
    return style._replace(strike=True) if name == "strike" else style._replace(underline=True)


def _spans(line: Line, glyphs: list[Glyph]) -> bool:
    left, right = min(g.left for g in glyphs), max(g.right for g in glyphs)
    size = glyphs[0].size
    written = sum(min(g.right, line.end) - max(g.left, line.start) for g in glyphs)
    return (
        line.start >= left - max(_NEAR, 0.42 * size)
        and line.end <= right + _NEAR + 0.6 * size
        and written >= 0.5 * (line.end - line.start)
    )


def _is_ruled(line: Line, down: Sequence[Line]) -> bool:
    """Whether lines down the page end or cross at both its ends, or in its midst: a wall beside words is none."""
    at = [other.at for other in down if other.start - 1.5 <= line.at <= other.end + 1.5]
    ends = [any(abs(end - wall) <= 1.5 for wall in at) for end in (line.start, line.end)]
    return all(ends) or any(line.start + 1.5 < wall < line.end - 1.5 for wall in at)


def _rings(sheet: Sheet) -> list[Box]:
    """Boxes of lines drawn around a few words of a line, in whose midst no other line is."""
    rings: list[Box] = []
    for left in sheet.down:
        if not 6 <= left.end - left.start <= 30:
            continue
        for right in sheet.down:
            same = abs(left.start - right.start) < 1.5 and abs(left.end - right.end) < 1.5
            if not same or not 5 < right.at - left.at < 200:
                continue
            box = Box(left.at, left.start, right.at, left.end)
            if (
                _closes(box, sheet.across)
                and not _is_among_cells(box, sheet.across)
                and _is_within_a_line(box, sheet.words)
            ):
                rings.append(box)
    sheet.across = [line for line in sheet.across if not any(_is_side(line, ring) for ring in rings)]
    sheet.down = [
        line
        for line in sheet.down
        if not any(
            min(abs(line.at - ring.left), abs(line.at - ring.right)) < 1.5
            and abs(line.start - ring.top) < 1.5
            and abs(line.end - ring.bottom) < 1.5
            for ring in rings
        )
    ]
    return rings


def _is_side(line: Line, ring: Box) -> bool:
    return (
        min(abs(line.at - ring.top), abs(line.at - ring.bottom)) < 1.5
        and abs(line.start - ring.left) < 1.5
        and abs(line.end - ring.right) < 1.5
    )


def _is_among_cells(box: Box, across: Sequence[Line]) -> bool:
    """Whether lines go on from it to either side, as they do from the cells of a table."""
    return any(
        min(abs(line.at - box.top), abs(line.at - box.bottom)) < 2
        and not _is_side(line, box)
        and line.start <= box.right + 2
        and line.end >= box.left - 2
        for line in across
    )


def _closes(box: Box, across: Sequence[Line]) -> bool:
    sides = [line for line in across if _is_side(line, box)]
    return any(abs(line.at - box.top) < 1.5 for line in sides) and any(
        abs(line.at - box.bottom) < 1.5 for line in sides
    )


def _is_within_a_line(box: Box, words: Sequence[Word]) -> bool:
    """Whether words go on right beside it, on the same baseline."""
    inside = [word for word in words if box.holds((word.left + word.right) / 2, word.glyphs[0].middle)]
    if not inside:
        return False
    base, size = inside[0].base, inside[0].size
    if box.height > 2 * size:
        return False
    return any(
        abs(word.base - base) < 0.2 * size
        and (0 <= box.left - word.right < 1.5 * size or 0 <= word.left - box.right < 1.5 * size)
        for word in words
    )


def _leave_out_unseen(sheet: Sheet) -> None:
    kept: list[Word] = []
    for word in sheet.words:
        glyph = word.glyphs[0]
        x, y = (word.left + word.right) / 2, glyph.middle
        off = not (0 <= x <= sheet.width and 0 <= y <= sheet.height)
        light = is_pale(glyph.style.colour) and not _is_on_dark(x, y, sheet.fills)
        if not light and (off or word.left < -_OVER or word.right > sheet.width + _OVER):
            sheet.cut = True
        if off or light:
            sheet.unseen += len(word.glyphs)
        else:
            kept.append(word)
    sheet.words = kept


def _is_cut(line: Line, width: float) -> bool:
    """Whether a ruled line across the page begins or ends beyond its edge."""
    shown = min(line.end, width) - max(line.start, 0)
    return shown > _NEAR and (line.start < -_OVER or line.end > width + _OVER)


def _is_on_dark(x: float, y: float, fills: Sequence[Fill]) -> bool:
    ground = next((fill.colour for fill in reversed(fills) if fill.box.holds(x, y)), "")
    return bool(ground) and any(int(ground[at : at + 2], 16) < _LIGHT for at in (0, 2, 4))
