"""Letters that stand upon others: somebody typed over what a page said, or set a black square upon it."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from mail.reading.formats.pdf.parts import Glyph, Word

_BAND = 16  # points
_SHARED = 0.5  # of the narrower letter
_LOWER = 0.5  # times the size of the smaller, by which their baselines may differ
_LARGER = 3.0  # times: what is larger stands behind the page's words, as DRAFT does
_LINES = frozenset({"Pc", "Pd", "Po", "Mn", "Me", "Lm", "Sk", "Zs", "Cc", "Cf"})  # to write on, and accents


def are_overwritten(words: Iterable[Word]) -> bool:
    """Whether a letter stands upon another one. One that is set twice to look bold does not."""
    bands: defaultdict[int, list[Glyph]] = defaultdict(list)
    for word in words:
        if word.control is None:
            for glyph in word.glyphs:
                bands[int(glyph.base) // _BAND].append(glyph)
    for band, glyphs in bands.items():
        near = sorted([*glyphs, *bands.get(band + 1, ())], key=_left)
        for at, glyph in enumerate(near):
            for other in near[at + 1 :]:
                if other.left >= glyph.right:
                    break
                if _is_upon(glyph, other):
                    return True
    return False


def _left(glyph: Glyph) -> float:
    return glyph.left


def _is_upon(one: Glyph, other: Glyph) -> bool:
    smaller, larger = sorted((one.size, other.size))
    narrower = min(one.right - one.left, other.right - other.left)
    shared = min(one.right, other.right) - max(one.left, other.left)
    return (
        shared > _SHARED * narrower > 0
        and abs(one.base - other.base) < _LOWER * smaller
        and larger <= _LARGER * smaller
        and one.text != other.text
        and not (one.left == other.left and one.right == other.right)  # a ligature's letters
        and (one.text.isalnum() or other.text.isalnum())
        and _is_drawn(one.text)
        and _is_drawn(other.text)
    )


def _is_drawn(text: str) -> bool:
    return any(unicodedata.category(ch) not in _LINES for ch in text)
