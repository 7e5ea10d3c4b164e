"""Words over a page that say it does not count: DRAFT across it, VOID in large letters."""

import re

from mail.reading.formats.pdf.parts import Sheet, Word

_LARGE = 18.0  # points: no form prints its own words so large
_OVER_REST = 1.6  # times the size that most of the page is written in
_WORDS = re.compile(
    r"draft|void|superseded|cancell?ed|withdrawn|obsolete|notfinal|not(?:for|tobe)record(?:ing|ed)"
    r"|donot(?:record|file|use)"
)
_MOST_LETTERS = 40  # what is longer is a sentence


def is_stamped(sheet: Sheet) -> bool:
    """Whether something written across a page, or far larger than the rest, says that it does not count."""
    large = min(_LARGE, _OVER_REST * _usual_size(sheet.words)) if sheet.words else _LARGE
    turned = [word.text for word in sheet.words if word.control is None and len(word.glyphs[0].text) > 1]
    tall = "".join(word.text for word in sheet.words if word.size >= large and word.control is None)
    return any(_says_so(text) for text in (sheet.slanted, tall, *turned))


def _says_so(text: str) -> bool:
    letters = re.sub(r"[\W_]", "", text.casefold())
    found = _WORDS.search(letters)
    if found is None:
        return False
    return len(letters) <= _MOST_LETTERS or letters.count(found[0]) > 1


def _usual_size(words: list[Word]) -> float:
    sizes = sorted(word.size for word in words)
    return sizes[len(sizes) // 2]
