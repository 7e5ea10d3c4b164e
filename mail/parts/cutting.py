"""Cutting what a mail quotes out of its page: told by lines of its words, done in its elements.

A place in a page is told by how many letters stand before it, spaces not counted: so much is the same in the
elements and in the lines that a reader would see.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from mail.parts.words import BREAKS, SILENT

_MARK, _END = "\x00>", "\x00<"  # of a quotation; no page has a NUL
_CELLS = frozenset({"td", "th"})

_Element = etree._Element


class Line(NamedTuple):
    """A line of a page, with the marks of quotation that plain text would have, and how many letters it has."""

    shown: str
    letters: int


def lines_of(page: _Element) -> list[Line]:
    """The words that a reader would see, a line for each paragraph or row. What the page marks as a quotation
    (`<blockquote type="cite">`) has the marks of one."""
    lines: list[Line] = []
    depth = 0
    for line in "".join(_pieces(page)).split("\n"):
        words = line.replace(_MARK, "").replace(_END, "").split()
        begun = depth + line.count(_MARK)
        lines.append(Line(f"{'> ' * begun}{' '.join(words)}".rstrip(), sum(map(len, words))))
        depth = max(0, begun - line.count(_END))
    return lines


def cut(page: _Element, pieces: Sequence[tuple[int, int | None]]) -> None:
    """Takes the words out that stand from a place to another (None: to the end), and the elements around them."""
    for start, end in sorted(pieces, reverse=True, key=lambda piece: piece[0]):
        _cut(page, start, end)


def is_in_cell(page: _Element, place: int) -> bool:
    """Whether the words from a place on stand in a table."""
    for each in _texts(page):
        if each.end > place:
            holder = each.element.getparent() if each.is_tail else each.element
            return holder is not None and any(
                above.tag in _CELLS for above in (holder, *holder.iterancestors())
            )
    return False


def _pieces(page: _Element) -> Iterator[str]:
    silent = 0
    for event, element in etree.iterwalk(page, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        cites = tag == "blockquote" and (element.get("type") or "").lower() == "cite"
        space = "\n" if tag in BREAKS else " " if tag in _CELLS else ""
        if event == "start":
            silent += tag in SILENT
            if not silent:
                yield f"{space}{_MARK if cites else ''}{_flowing(element.text)}"
            continue
        silent -= tag in SILENT
        if not silent:
            yield f"{_END if cites else ''}{space}{_flowing(element.tail)}"


def _flowing(text: str | None) -> str:
    return " ".join(["", *text.split(), ""]) if text else ""


class _Stretch(NamedTuple):
    """Words of an element before the first one in it, or after it; `start` to `end` are places."""

    element: _Element
    is_tail: bool
    start: int
    end: int

    @property
    def text(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""

    def put(self, text: str) -> None:
        if self.is_tail:
            self.element.tail = text
        else:
            self.element.text = text


def _texts(page: _Element) -> Iterator[_Stretch]:
    silent = at = 0
    for event, element in etree.iterwalk(page, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        silent -= event == "end" and tag in SILENT
        silent += event == "start" and tag in SILENT
        if not silent:
            is_tail = event == "end"
            end = at + _count((element.tail if is_tail else element.text) or "")
            yield _Stretch(element, is_tail, at, end)
            at = end


def _count(text: str) -> int:
    return sum(map(len, text.split()))


def _cut(page: _Element, start: int, end: int | None) -> None:
    stretches = list(_texts(page))
    begins = {each.element: each.start for each in stretches if not each.is_tail}
    for each in stretches:
        if each.end > start and (end is None or each.start < end):
            rest = "" if end is None or each.end <= end else each.text[_index(each.text, end - each.start) :]
            each.put(each.text[: _index(each.text, max(0, start - each.start))] + rest)
        if each.is_tail and each.element in begins:
            begun, ended = begins[each.element], each.start
            is_within = start <= begun < ended and (end is None or ended <= end)
            is_after = end is None and begun > start
            if (is_within or is_after) and each.element.tag not in _CELLS:
                _take_out(each.element)


def _index(text: str, count: int) -> int:
    """Where the letter stands before which there are `count`."""
    seen = 0
    for number, letter in enumerate(text):
        if not letter.isspace():
            if seen == count:
                return number
            seen += 1
    return len(text)


def _take_out(element: _Element) -> None:
    """An element, but not the words after it."""
    above = element.getparent()
    if above is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        above.text = (above.text or "") + element.tail
    above.remove(element)
