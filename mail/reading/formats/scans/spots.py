"""Spots: the parts of a page that are read each by itself, a cell's inside or a strip of text, and their words.

Short spots are read twice, at another size: a grade, a date or a case reference counts only where both agree.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from cv2.typing import MatLike

from mail.reading.document import CHECKED
from mail.reading.formats.scans.marks import is_crossed_box
from mail.reading.formats.scans.recognition import BLOCK, CHARACTER, LINE, Word, recognise
from mail.reading.formats.scans.sheet import LETTER, Box
from mail.reading.patience import Allowance

SURE = 0.6  # of 1: words less sure than that are not believed
SHORT = 60  # letters up to which a spot is read twice
_AGAIN = 1.45  # how much larger the second time
MARGIN = (18, 8)  # pixels kept beside and below the ink
_ABOVE = 14  # and above it, where accents on capitals are: dots too small to count as ink
_SPECK = (9, 22)  # pixels: the longer side and the area of the least ink that counts
_MARK = (15, 45)  # and of what is no word and yet no dirt
_POOR = 0.25  # of a long text's words that may be unsure
_UPRIGHT = frozenset("|lI!][i")
_CROSSES = frozenset("xX×")
_TICKED = frozenset("vV✓✔√")
_LONE = 4 * LETTER  # pixels across, margins and all: no more than three letters
_INITIALS = 4  # letters, at most
_MARKED = 0.9  # of 1: how sure a mark is that is told by its shape
_LEAD = 0.15  # of 1: by how much two that agree must be surer than the third
_ALL_AGREE = 0.65  # of 1: how sure three readings are that agree
_ONCE_MORE = 1.2
_ALIKE = frozenset("cosuvwxz")  # letters that are capitals by their size alone
_AS_TALL = 0.88
_DIRT = re.compile(r"[|_\[\]~.,'`‘’:;-]+")


@dataclass(slots=True)
class Spot:
    """A part of the page but what is `covered` in it. `unread`: ink that no word explains; `sure` from 0 to 1."""

    box: Box
    covered: Sequence[Box] = ()
    words: list[Word] = field(default_factory=list)
    again: list[Word] = field(default_factory=list)
    unread: bool = False
    sure: float = 1.0

    @property
    def text(self) -> str:
        """Its words with one space between."""
        return " ".join(word.text for word in self.words)

    def cut(self, image: MatLike, blank: int) -> MatLike:
        """Its part of an image, what is covered painted over."""
        return _uncovered(image, self.box, self.covered, blank)


def spot_in(box: Box, ink: MatLike, covered: Sequence[Box] = ()) -> Spot | None:
    """What is written in a part of the page, trimmed to its ink; None where nothing is."""
    found = _pieces(_uncovered(ink, box, covered, 0), *_SPECK)
    if not found:
        return None
    left, top = min(p.left for p in found), min(p.top for p in found)
    right, bottom = max(p.right for p in found), max(p.bottom for p in found)
    trimmed = Box(
        max(box.left + left - MARGIN[0], box.left),
        max(box.top + top - _ABOVE, box.top),
        min(box.left + right + MARGIN[0], box.right),
        min(box.top + bottom + MARGIN[1], box.bottom),
    )
    return Spot(trimmed, covered)


def read_spots(spots: Sequence[Spot], grey: MatLike, ink: MatLike, until: Allowance) -> None:
    """Puts the words of each spot into it, in the page's own dots, and how far they can be believed."""
    for spot, words in zip(spots, recognise([s.cut(grey, 255) for s in spots], BLOCK, until), strict=True):
        spot.words = _moved(words, spot.box, 1.0)
    _read_again([spot for spot in spots if len(spot.text) <= SHORT], grey, until)
    for spot in spots:
        _put_mark(spot, ink)
    for spot in spots:
        _settle(spot, ink)


def _read_again(spots: Sequence[Spot], grey: MatLike, until: Allowance) -> None:
    lines = [spot for spot in spots if _is_line(spot)]
    blocks = [spot for spot in spots if not _is_line(spot)]
    for chosen, way in ((lines, LINE), (blocks, BLOCK)):
        for spot, again in zip(chosen, read_anew(chosen, grey, way, until), strict=True):
            spot.again = again
    lone = [spot for spot in lines if spot.box.width <= _LONE]
    thirds = read_anew(lone, grey, CHARACTER, until, larger=_ONCE_MORE)
    for spot, third in zip(lone, thirds, strict=True):
        _vote(spot, third)
        if spot.sure < SURE and len(third) == 1:
            spot.again = third
    alone = {id(spot) for spot in lone}
    for spot in spots:
        if id(spot) not in alone:
            _compare(spot)


def _put_mark(spot: Spot, ink: MatLike) -> None:
    """A box with a cross in it and nothing beside: whatever letter the engine took it for."""
    if spot.box.width > _LONE or spot.box.height > _LONE:
        return
    found = _pieces(spot.cut(ink, 0), *_SPECK)
    left, top = min((p.left for p in found), default=0), min((p.top for p in found), default=0)
    right, bottom = max((p.right for p in found), default=0), max((p.bottom for p in found), default=0)
    if max(right - left, bottom - top) >= _MARK[0] and is_crossed_box(
        spot.cut(ink, 0)[top:bottom, left:right]
    ):
        at = Box(left + spot.box.left, top + spot.box.top, right + spot.box.left, bottom + spot.box.top)
        spot.words = [Word(CHECKED, *at, _MARKED)]
        spot.sure = _MARKED


def put_capitals(spots: Sequence[Spot], ink: MatLike) -> None:
    """A few letters by themselves, initials mostly: an x as tall as the Q beside it is an X."""
    for spot in spots:
        text = spot.text
        if len(spot.words) != 1 or not 1 < len(text) <= _INITIALS or not text[0].isupper():
            continue
        letters = sorted(_pieces(spot.cut(ink, 0), *_SPECK))
        if len(letters) == len(text):
            tall = _AS_TALL * letters[0].height
            right = (
                c.upper() if c in _ALIKE and box.height >= tall else c
                for c, box in zip(text, letters, strict=True)
            )
            spot.words = [spot.words[0]._replace(text="".join(right))]


def read_anew(
    spots: Sequence[Spot],
    grey: MatLike,
    way: int,
    until: Allowance,
    language: str = "eng",
    larger: float = _AGAIN,
) -> list[list[Word]]:
    """The words of each spot read at another size, where they stand on the page."""
    pictures = [
        cv2.resize(spot.cut(grey, 255), None, fx=larger, fy=larger, interpolation=cv2.INTER_CUBIC)
        for spot in spots
    ]
    found = recognise(pictures, way, until, language)
    return [_moved(words, spot.box, larger) for spot, words in zip(spots, found, strict=True)]


def _is_line(spot: Spot) -> bool:
    return len({word.line for word in spot.words}) <= 1 and spot.box.height < 3 * LETTER


def _compare(spot: Spot) -> None:
    """Both readings alike: as sure as the surer one. Else the surer one, and not to be believed."""
    first, second = _least(spot.words), _least(spot.again)
    alike = _key(_letters(spot.words)) == _key(_letters(spot.again))
    if second > first or not spot.words:
        spot.words = spot.again
    spot.sure = max(first, second) if alike else min(0.5, first, second)


def _vote(spot: Spot, third: list[Word]) -> None:
    """A letter or two by themselves are read three times: two must agree and lead."""
    readings = [spot.words, spot.again, *([third] if len(_letters(third)) == 1 else [])]
    votes = [(_lone(_letters(words)), _least(words), words) for words in readings if words]
    if votes and {text for text, _, _ in votes} <= {"1", "|"}:
        votes = [("1", sure, words) for _, sure, words in votes]
    spot.sure = 0.0
    for text, _, words in votes:
        agreeing = [sure for other, sure, _ in votes if other == text]
        against = max((sure for other, sure, _ in votes if other != text), default=0.0)
        led = against < SURE or text in "X✓" or max(agreeing) - against >= _LEAD
        enough = len(agreeing) > 1 and led
        sure = max(*agreeing, _ALL_AGREE * (len(agreeing) > 2)) if enough else min(0.5, *agreeing)
        if sure > spot.sure:
            spot.sure = sure
            spot.words = [words[0]._replace(text=text, sure=sure, right=words[-1].right)]


def _lone(text: str) -> str:
    """A letter by itself, as what it most likely is: upright strokes and crosses come in many shapes."""
    if text and set(text) <= _CROSSES:
        return "X"
    if text and set(text) <= _TICKED:
        return "✓"
    return "|" if text in _UPRIGHT else text


def _key(text: str) -> str:
    """What must be the same in two readings of a few words: letters and digits; of a letter or two, everything."""
    folded = "".join(ch for ch in text.casefold() if ch.isalnum())
    return folded if len(folded) > 2 else text.casefold().rstrip(".")


def _settle(spot: Spot, ink: MatLike) -> None:
    if len(spot.text) > SHORT:
        poor = sum(len(word.text) for word in spot.words if word.sure < SURE)
        spot.sure = 1.0 if poor <= _POOR * len(spot.text) else 0.5
    spot.words = [word for word in spot.words if not (word.sure < 0.3 and _DIRT.fullmatch(word.text))]
    rest = spot.cut(ink, 0).copy()
    for word in spot.words:
        if word.sure >= 0.2 or len(word.text) > 1:
            rest[
                max(word.top - spot.box.top - 4, 0) : word.bottom - spot.box.top + 5,
                max(word.left - spot.box.left - 4, 0) : word.right - spot.box.left + 5,
            ] = 0
    spot.unread = bool(_pieces(rest, *_MARK))
    if spot.unread and (not spot.words or len(spot.text) <= SHORT):
        spot.sure = min(spot.sure, 0.3)


def _pieces(ink: MatLike, longest: int, area: int) -> list[Box]:
    """Pieces of ink of some size, but the rest of a line along the edge."""
    height, width = ink.shape
    if not height or not width:
        return []
    x, y, across, down = cv2.boundingRect(
        ink
    )  # to tell pieces apart takes four times the room of what is looked at
    if not across:
        return []
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink[y : y + down, x : x + across], connectivity=8)
    found: list[Box] = []
    for left, top, across, down, filled in np.asarray(stats[1:count]).tolist():
        left, top = left + x, top + y
        at_side = (left == 0 or left + across == width) and across < 6
        at_end = (top == 0 or top + down == height) and down < 6
        if max(across, down) >= longest and filled >= area and not at_side and not at_end:
            found.append(Box(left, top, left + across, top + down))
    return found


def _uncovered(image: MatLike, box: Box, covered: Sequence[Box], blank: int) -> MatLike:
    part = box.cut(image)
    if not covered:
        return part
    part = part.copy()
    for each in covered:
        part[
            max(each.top - box.top, 0) : max(each.bottom - box.top, 0),
            max(each.left - box.left, 0) : max(each.right - box.left, 0),
        ] = blank
    return part


def _moved(words: list[Word], box: Box, larger: float) -> list[Word]:
    return [
        word._replace(
            left=box.left + round(word.left / larger),
            top=box.top + round(word.top / larger),
            right=box.left + round(word.right / larger),
            bottom=box.top + round(word.bottom / larger),
        )
        for word in words
    ]


def _letters(words: list[Word]) -> str:
    return "".join(word.text for word in words)


def _least(words: list[Word]) -> float:
    return min((word.sure for word in words), default=0.0)
