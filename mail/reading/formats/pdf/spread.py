"""A sheet printed over pages that lie side by side, put together again; such pages come after all those below."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from mail.reading.formats.pdf.parts import Beside, Box, Fill, Line, Sheet, Word

_SAME = 1.0  # points
_FEWEST = 2  # lines across the page that both have
_COPY = 0.3  # of the words of a page: where so many stand in the same places of another, it is like that one
_MOST = 60  # pages


def side_by_side(sheets: list[Sheet]) -> tuple[list[Sheet], bool]:
    """The pages of a sheet, those that stand beside others put together with them; whether some may be left.

    A page stands beside an earlier one where its rows have the very heights of that, and other words. It is put
    there only where all pages agree on how many lie below one another and the last of those is not full: else the
    pages that follow could as well go on below.
    """
    heights = [_heights(sheet) for sheet in sheets[:_MOST]]
    spread = [
        at
        for at, own in enumerate(heights)
        if len(own) > _FEWEST and any(_goes_on(sheets, heights, before, at) for before in range(at))
    ]
    if not spread:
        return sheets, False
    for below in range(1, spread[0] + 1) if len(sheets) <= _MOST else ():
        runs = _runs(sheets, heights, below)
        if runs is not None:
            return _joined(sheets, runs), False
    return sheets, True


_Run = dict[int, int]  # the page in each band of the sheet; one on which nothing stands is not printed


def _runs(sheets: Sequence[Sheet], heights: Sequence[list[float]], below: int) -> list[_Run] | None:
    """The pages as they lie side by side, `below` of them below one another; None where that does not hold."""
    if not _has_room(sheets, heights, below):
        return None
    runs: list[_Run] = [{band: band for band in range(below)}]
    for at in range(below, len(sheets)):
        after = max(runs[-1]) + 1
        found = [band for band in range(below) if _goes_on(sheets, heights, band, at)]
        if not heights[at]:
            found = [after % below]
        if not found:
            return None
        band = min(found, key=lambda band: (band < after, band))
        if band < after:
            runs.append({})
        runs[-1][band] = at
    ruled = all(any(heights[at] for at in run.values()) for run in runs)
    return runs if ruled else None


def _goes_on(sheets: Sequence[Sheet], heights: Sequence[list[float]], before: int, at: int) -> bool:
    known, own = heights[before], heights[at]
    return (
        len(own) >= _FEWEST
        and abs(sheets[before].height - sheets[at].height) < _SAME
        and all(any(abs(height - other) <= _SAME for height in known) for other in own)
        and not _is_like(sheets[at], sheets[before])
    )


def _heights(sheet: Sheet) -> list[float]:
    found: list[float] = []
    for line in sorted(sheet.across):
        if not found or line.at - found[-1] > _SAME:
            found.append(line.at)
    return found


def _has_room(sheets: Sequence[Sheet], heights: Sequence[list[float]], below: int) -> bool:
    """Whether what begins the next page would have stood on the last of `below`, were it meant to be under it."""
    margin = min((own[0] for own in heights if own), default=0.0)
    first = heights[below][1] - heights[below][0] if len(heights[below]) > 1 else margin
    return sheets[below - 1].height - margin - _lowest(sheets[below - 1]) > first + _SAME


def _lowest(sheet: Sheet) -> float:
    return max([*(line.at for line in sheet.across), *(word.base for word in sheet.words)], default=0.0)


def _is_like(sheet: Sheet, other: Sheet) -> bool:
    known = {_place(word) for word in other.words}
    return sum(_place(word) in known for word in sheet.words) > _COPY * len(sheet.words)


def _place(word: Word) -> tuple[str, int, int]:
    return word.text, round(word.left), round(word.base)


def _joined(sheets: Sequence[Sheet], runs: Sequence[_Run]) -> list[Sheet]:
    whole = [
        replace(sheets[at], beside=[Beside(0.0, 0.0, sheets[at].number, sheets[at].width)])
        for at in runs[0].values()
    ]
    edge = 0.0
    for number, run in enumerate(runs):
        lines = [line for at in run.values() for line in sheets[at].across]
        shift = edge - min(line.start for line in lines) if number else 0.0
        for band, at in run.items() if number else ():
            _add(whole[band], sheets[at], edge, shift)
        edge = max(line.end for line in lines) + shift
    return whole


def _add(one: Sheet, sheet: Sheet, edge: float, shift: float) -> None:
    """Puts what stands on a page beside what stands on another; text that runs over stands on both."""
    one.beside.append(Beside(edge, shift, sheet.number, sheet.width))
    one.width = max(one.width, sheet.width + shift)
    held: dict[tuple[str, int], list[float]] = defaultdict(list)
    for word in one.words:
        held[word.text, round(word.base)].append(word.left)
    words = list(_moved(sheet.words, shift))
    one.words = [
        *one.words,
        *(w for w in words if not any(abs(w.left - x) < _SAME for x in held[w.text, round(w.base)])),
    ]
    one.across = [
        *one.across,
        *(Line(line.at, line.start + shift, line.end + shift) for line in sheet.across),
    ]
    one.down = [*one.down, *(Line(line.at + shift, line.start, line.end) for line in sheet.down)]
    one.fills = [*one.fills, *(Fill(_box(fill.box, shift), fill.colour) for fill in sheet.fills)]
    one.marks = [*one.marks, *(_box(mark, shift) for mark in sheet.marks)]
    one.unseen, one.unknown = one.unseen + sheet.unseen, one.unknown + sheet.unknown
    one.left_out = one.left_out or sheet.left_out
    one.differs = one.differs or sheet.differs
    one.covered, one.cut = one.covered or sheet.covered, one.cut or sheet.cut
    one.margin_comments += sheet.margin_comments


def _moved(words: Iterable[Word], shift: float) -> Iterable[Word]:
    for word in words:
        yield replace(
            word,
            glyphs=[
                replace(glyph, left=glyph.left + shift, right=glyph.right + shift) for glyph in word.glyphs
            ],
        )


def _box(box: Box, shift: float) -> Box:
    return Box(box.left + shift, box.top, box.right + shift, box.bottom)
