"""Answers that somebody who opens the document sees otherwise: in their ground's colour, too small, made anew."""

import re

from mail.reading.audit_tool.draft import Draft
from mail.reading.audit_tool.seen import name_at
from mail.reading.document import Block, Document, Paragraph, Run, Table

_NOT_SEEN = (
    "words there are in the colour of what they stand on, or too small to see. Ask the sender what was meant."
)
_MADE_ANEW = "the document puts in the day on which it is opened. Ask the sender which date was meant."
_WHITE = "ffffff"
_BLACK = "000000"  # and of words that have no colour of their own
_ALIKE = 24  # of 255, in each of red, green and blue
_DARK = 32  # of 255; nobody tells what is darker from black
_NAMED = {  # as highlighting is called in Word, and a ground in web pages
    "black": "000000",
    "white": "ffffff",
    "red": "ff0000",
    "green": "00ff00",
    "lime": "00ff00",
    "blue": "0000ff",
    "cyan": "00ffff",
    "aqua": "00ffff",
    "magenta": "ff00ff",
    "fuchsia": "ff00ff",
    "yellow": "ffff00",
    "darkblue": "000080",
    "navy": "000080",
}
_COLOUR = re.compile(r"[0-9a-f]{6}")


def doubt_what_is_seen_otherwise(blocks: list[Block], document: Document, draft: Draft) -> None:
    """A problem for each value of which some words cannot be seen, or are another day's on another day."""
    _doubt(set(_places(blocks, _WHITE)), "faint-words", _NOT_SEEN, draft)
    _doubt(set(document.made_anew), "made-anew", _MADE_ANEW, draft)


def _doubt(places: set[str], code: str, message: str, draft: Draft) -> None:
    if places:
        for where, evidence in draft.evidence.items():
            if any(_is_at(place, evidence.place) for place in places):
                draft.problem(code, where, f"{name_at(where, draft.form)}: {message}")


def _places(blocks: list[Block], ground: str) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    if any(isinstance(block, Table) or block.runs for block in cell.blocks):
                        found += _places(cell.blocks, cell.shading or ground)
        elif _is_faint(block, ground):
            found.append(block.place)
    return found


def _is_faint(paragraph: Paragraph, ground: str) -> bool:
    return any(_cannot_be_seen(run, ground) for run in paragraph.runs)


def _cannot_be_seen(run: Run, ground: str) -> bool:
    style = run.style
    on = style.highlight or style.shading or ground
    if not (style.tiny or style.colour or on != _WHITE) or not run.text.strip():
        return False
    return style.tiny or _are_alike(style.colour or _BLACK, on)


def _are_alike(one: str, other: str) -> bool:
    one, other = _NAMED.get(one, one), _NAMED.get(other, other)
    if not (_COLOUR.fullmatch(one) and _COLOUR.fullmatch(other)):
        return False
    these, those = bytes.fromhex(one), bytes.fromhex(other)
    alike = all(abs(this - that) < _ALIKE for this, that in zip(these, those, strict=True))
    return alike or (_brightness(these) < _DARK and _brightness(those) < _DARK)


def _brightness(colour: bytes) -> float:
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _is_at(place: str, held: str) -> bool:
    """Whether words at `place` are among those that stood at `held`, or hold them."""
    return place == held or place.startswith(f"{held}, ") or held.startswith(f"{place}, ")
