"""The top and foot of scanned pages: page numbers, lines that every page repeats, and the order they give."""

import re
from collections import Counter

from mail.reading.document import Block, Paragraph
from mail.reading.formats.scans.page import Page
from mail.reading.formats.scans.sheet import Box

_MARGIN = 0.1  # of the page's height, above and below
_PAGE_OF = re.compile(r"\bpage\W{0,3}(\d{1,2})\b(?:\W{0,3}(?:of|/)\W{0,3}(\d{1,2})\b)?", re.IGNORECASE)
_NUMBER = re.compile(r"\W*(\d{1,2})\W*")


def without_margins(pages: list[Page]) -> list[Block]:
    """Takes page numbers and repeated lines out of the pages, and puts the pages into the order of their numbers.

    Returns what was taken out. The order is only changed where every page has a number and each number is there
    once, from 1.
    """
    repeated = _repeated(pages)
    numbers: list[int | None] = []
    edges: list[Block] = []
    for page in pages:
        number: int | None = None
        kept: list[tuple[Box, Block]] = []
        for box, block in page.blocks:
            text = block.text if isinstance(block, Paragraph) and _is_in_margin(box, page) else ""
            found = _PAGE_OF.search(text) or _NUMBER.fullmatch(text)
            if found is not None:
                number = int(found[1])
            if found is not None or _folded(text) in repeated:
                edges.append(block)
            else:
                kept.append((box, block))
        page.blocks = kept
        numbers.append(number)
    if sorted(number or 0 for number in numbers) == list(range(1, len(pages) + 1)):
        pages[:] = [
            page for _, page in sorted(zip(numbers, pages, strict=True), key=lambda pair: pair[0] or 0)
        ]
    return edges


def _repeated(pages: list[Page]) -> set[str]:
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update(
            {
                _folded(block.text)
                for box, block in page.blocks
                if isinstance(block, Paragraph) and _is_in_margin(box, page) and len(_folded(block.text)) > 3
            }
        )
    return {text for text, times in seen.items() if times > 1}


def _is_in_margin(box: Box, page: Page) -> bool:
    return box.bottom < _MARGIN * page.height or box.top > (1 - _MARGIN) * page.height


def _folded(text: str) -> str:
    return "".join(ch for ch in text.casefold() if ch.isalpha())
