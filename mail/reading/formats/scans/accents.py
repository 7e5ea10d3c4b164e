"""Names: letters with accents, which the engine's English does not know, and names that no one bears.

Where the engine's Latin is installed it reads lines once more. It is taken at its word only where both readings are
the same but for letters with accents.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

from cv2.typing import MatLike

from mail.reading.formats.scans.recognition import LINE, Word, accents
from mail.reading.formats.scans.sheet import LETTER, Box
from mail.reading.formats.scans.spots import MARGIN, SHORT, SURE, Spot, read_anew

_LONGEST = 120  # letters of a line with a label and a value
_MOST = 60  # such lines of a page, and as many cells
_DOUBTED = 0.4
_DIGIT_INSIDE = re.compile(r"[^\W\d_]\d+[^\W\d_A-Z]")
_NO_CAPITAL = re.compile(r"[^\W\d_A-Z]{2,}(?:[ ][A-Z][^\W\d_]*(?:['’-][^\W\d_]+)*){1,2}")
_PARTICLES = frozenset(
    ("al", "ap", "ab", "bin", "da", "de", "del", "der", "di", "dos", "du", "el", "la", "le", "van", "von")
)


def read_accents(spots: Sequence[Spot], grey: MatLike, until: float) -> None:
    """Puts accents into the words of short cells and of lines with a label, and doubts names that cannot be."""
    lines = [(spot, line) for spot in spots for line in _lines(spot)]
    if accents():
        chosen = [(spot, line) for spot, line in lines if sum(c.isalpha() for c in _text(line)) > 2][:_MOST]
        alone = [Spot(_room(line, spot.box)) for spot, line in chosen]
        again = read_anew(alone, grey, LINE, until, accents())
        for (spot, line), better in zip(chosen, again, strict=True):
            _settle(spot, line, better)
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


def _settle(spot: Spot, line: list[Word], better: list[Word]) -> None:
    before, after = _text(line), _text(better)
    if before == after or not better:
        return
    least = min(word.sure for word in better)
    if not _has_accent(after):
        if spot.words == line and not spot.unread and least >= SURE:
            _take_agreed(spot, after, least)
        return
    if same_but_accents(unicodedata.normalize("NFC", before), unicodedata.normalize("NFC", after)):
        whole = len(spot.words) == len(line)
        at = spot.words.index(line[0])
        spot.words[at : at + len(line)] = [word._replace(line=line[0].line) for word in better]
        if whole and not spot.unread:
            spot.sure = least
    else:
        _doubt(spot, line)


def _take_agreed(spot: Spot, third: str, sure: float) -> None:
    """Where two readings of words without digits differed, the one that the third agrees with."""
    if not third.isascii() or any(ch.isdigit() for ch in third) or spot.sure >= SURE:
        return
    for words in (spot.words, spot.again):
        if _text(words) == third:
            spot.words, spot.sure = words, sure
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


def _has_accent(text: str) -> bool:
    return any(ch.isalpha() and not ch.isascii() for ch in text)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
