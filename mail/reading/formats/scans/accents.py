"""Names: letters with accents, which the engine's English does not know, and names that no one bears.

Where the engine's Latin is installed it reads lines once more. It is taken at its word only where both readings are
the same but for letters with accents.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

import numpy as np
from cv2.typing import MatLike

from mail.reading.formats.scans.recognition import LINE, Word, accents
from mail.reading.formats.scans.sheet import LETTER, Box
from mail.reading.formats.scans.spots import MARGIN, SHORT, SURE, Spot, read_anew
from mail.reading.patience import Allowance

_LONGEST = 120  # letters of a line with a label and a value
_MOST = 60  # such lines of a page, and as many cells
_DOUBTED = 0.4
_ABOVE = LETTER // 3  # pixels
_RULED = 205  # of 255: the middle dot of a row of a ruling line is darker
_DIGIT_INSIDE = re.compile(r"[^\W\d_]\d+[^\W\d_A-Z]")
_NO_CAPITAL = re.compile(r"[^\W\d_A-Z]{2,}(?:[ ][A-Z][^\W\d_]*(?:['’-][^\W\d_]+)*){1,2}")
_PARTICLES = frozenset(
    ("al", "ap", "ab", "bin", "da", "de", "del", "der", "di", "dos", "du", "el", "la", "le", "van", "von")
)


def read_accents(spots: Sequence[Spot], clean: MatLike, grey: MatLike, until: Allowance) -> None:
    """Puts accents into the words of short cells and of lines with a label, and doubts names that cannot be.

    `clean` is the page without its ruling lines, `grey` with them.
    """
    lines = [(spot, line) for spot in spots for line in _lines(spot)]
    if accents():
        chosen = [(spot, line) for spot, line in lines if sum(c.isalpha() for c in _text(line)) > 2][:_MOST]
        alone = [Spot(_room(line, spot.box)) for spot, line in chosen]
        for each in alone:
            each.box = _with_accents_under_a_line(each.box, clean, grey)
        again = read_anew(alone, clean, LINE, until, accents())
        agreed: dict[int, list[float]] = {}
        for (spot, line), better in zip(chosen, again, strict=True):
            agreed.setdefault(id(spot), []).append(_settle(spot, line, better))
        for spot in spots:
            _believe(spot, agreed.get(id(spot), []))
        lines = [(spot, line) for spot in spots for line in _lines(spot)]
    for spot, line in lines:
        if _is_odd(_text(line)) or (len(spot.text) <= SHORT and _is_odd(spot.text)):
            _doubt(spot, line)


def same_but_accents(plain: str, accented: str) -> bool:
    """Whether `accented` is `plain` with letters of other alphabets than English where `plain` has anything."""
    pairs = list(zip(plain, accented, strict=False))
    return len(plain) == len(accented) and all(
        a == b or (b.isalpha() and not b.isascii()) or {a, b} <= {"'", "’", "‘"} for a, b in pairs
    )


def _lines(spot: Spot) -> list[list[Word]]:
    """The lines of a spot that may be a name, or a label and a name."""
    lines = [list(words) for _, words in groupby(spot.words, key=lambda word: word.line)]
    if len(spot.text) <= SHORT:
        return lines
    return [line for line in lines if ":" in _text(line) and len(_text(line)) <= _LONGEST]


def _settle(spot: Spot, line: list[Word], better: list[Word]) -> float:
    """How sure the second engine is of a line on which both agree, its accents put in; 0 where they do not."""
    before, after = _text(line), _text(better)
    least = min((word.sure for word in better), default=0.0)
    if before == after or not better:
        return least
    if not _has_accent(after):
        if spot.words == line and not spot.unread and least >= SURE:
            _take_agreed(spot, better, least)
        return 0.0
    if same_but_accents(unicodedata.normalize("NFC", before), unicodedata.normalize("NFC", after)):
        whole = len(spot.words) == len(line)
        at = spot.words.index(line[0])
        spot.words[at : at + len(line)] = [word._replace(line=line[0].line) for word in better]
        if whole and not spot.unread:
            spot.sure = least
        return least
    _doubt(spot, line)
    return 0.0


def _believe(spot: Spot, agreed: Sequence[float]) -> None:
    """A name on several lines, of each of which both engines say the same: as sure as the least of them."""
    whole = len(agreed) == len({word.line for word in spot.words}) > 1 and len(spot.text) <= SHORT
    if whole and not spot.unread and not any(ch.isdigit() for ch in spot.text) and min(agreed) >= SURE:
        spot.sure = max(spot.sure, min(agreed))


def _take_agreed(spot: Spot, better: list[Word], sure: float) -> None:
    """Where two readings of words without digits differed, the one that the third agrees with."""
    third = _text(better)
    if not third.isascii() or any(ch.isdigit() for ch in third) or spot.sure >= SURE:
        return
    for words in (spot.words, spot.again):
        if _text(words).casefold() == third.casefold():
            spot.words, spot.sure = [word._replace(line=spot.words[0].line) for word in better], sure
            return


def _doubt(spot: Spot, line: list[Word]) -> None:
    if len(spot.text) <= SHORT:
        spot.sure = min(spot.sure, _DOUBTED)
    at = spot.words.index(line[0])
    spot.words[at : at + len(line)] = [word._replace(sure=min(word.sure, _DOUBTED)) for word in line]


def _is_odd(text: str) -> bool:
    """A digit inside a word, or a name that begins with a small letter: what recognition makes of an accent."""
    value = text.rpartition(":")[2].strip()
    small = _NO_CAPITAL.fullmatch(value)
    return bool(_DIGIT_INSIDE.search(value)) or (
        small is not None and value.partition(" ")[0] not in _PARTICLES
    )


def _room(line: list[Word], within: Box) -> Box:
    return Box(
        max(min(word.left for word in line) - MARGIN[0], within.left),
        max(min(word.top for word in line) - LETTER // 2, within.top),
        min(max(word.right for word in line) + MARGIN[0], within.right),
        min(max(word.bottom for word in line) + MARGIN[1], within.bottom),
    )


def _with_accents_under_a_line(room: Box, clean: MatLike, grey: MatLike) -> Box:
    """A little room above words, where the dots of a capital all but touch the ruling line, and went with it."""
    above = Box(room.left, max(room.top - _ABOVE, 0), room.right, min(room.top + _ABOVE, room.bottom))
    dots, wiped = above.cut(grey), above.cut(clean)
    ruled = np.flatnonzero(np.median(dots, axis=1) < _RULED)
    below = int(ruled[-1]) + 1 if ruled.size else 0
    wiped[below:] = dots[below:]
    wiped[:below] = 255
    return Box(room.left, above.top, room.right, room.bottom)


def _has_accent(text: str) -> bool:
    return any(ch.isalpha() and not ch.isascii() for ch in text)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
