"""Headers and footers: what stands at the top or foot of page after page, or was put there by a browser."""

import re
from collections.abc import Sequence

from mail.reading.formats.pdf.lines import TextLine
from mail.reading.formats.pdf.parts import Sheet
from mail.reading.formats.pdf.tables import PageTable

_TOP, _BOTTOM = 0.3, 0.8  # shares of the page, above and below which headers and footers stand
_VERY_TOP, _VERY_BOTTOM = 0.06, 0.94  # likewise, where a browser has its own
_PAGE_NUMBER = re.compile(r"(?i)^\W*(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*$")
_NUMBERED = re.compile(r"(?i)\bpage\s+\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\s*$")
_ADDRESS = re.compile(r"(?i)(?:https?|file|about|chrome|blob|data):\S+")
_PRINTED_AT = re.compile(
    r"(?i)\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?"
)
_COUNTED = re.compile(r"(?i)(?:page\s*)?\d{1,3}\s*(?:of|/)\s*\d{1,3}")


def edge_lines(sheet: Sheet, lines: Sequence[TextLine], tables: Sequence[PageTable]) -> list[TextLine]:
    """The lines that may be header or footer: near the top or bottom, and no table between."""
    top = min([_TOP * sheet.height, *(table.box.top for table in tables)])
    bottom = max([_BOTTOM * sheet.height, *(table.box.bottom for table in tables)])
    return [line for line in lines if line.base <= top or line.base >= bottom]


def edge_key(line: TextLine, sheet: Sheet) -> tuple[str, int]:
    """What is the same on every page: the words but for their page number, and the height that they stand at."""
    if is_by_browser(line, sheet):
        return "", round(line.base / 3)
    text = "" if _PAGE_NUMBER.match(line.text) else _NUMBERED.sub("", " ".join(line.text.split()))
    return text, round(line.base / 3)


def is_page_number(line: TextLine, sheet: Sheet) -> bool:
    """Whether it is a page's number at the very top or foot."""
    foot = line.base > 0.92 * sheet.height or line.base < _VERY_TOP * sheet.height
    return foot and (_PAGE_NUMBER.match(line.text) is not None or _NUMBERED.search(line.text) is not None)


def is_by_browser(line: TextLine, sheet: Sheet) -> bool:
    """Whether a browser put it on the paper: when it was printed, the address, the count; a title beside them."""
    if _VERY_TOP * sheet.height < line.base < _VERY_BOTTOM * sheet.height:
        return False
    parts = [part for part in line.text.split("\t") if part.strip()]
    told = [part for part in parts if _ADDRESS.fullmatch(part) or _PRINTED_AT.fullmatch(part)]
    counted = [part for part in parts if _COUNTED.fullmatch(part)]
    return bool(told) and len(told) + len(counted) >= len(parts) - 1


def are_repeated(tables: Sequence[PageTable], sheets: Sequence[Sheet]) -> bool:
    """Whether tables, one of each page, are the same header or footer."""
    first = tables[0]
    return all(
        abs(table.box.top - first.box.top) < 2
        and abs(table.box.bottom - first.box.bottom) < 2
        and table.texts == first.texts
        and (table.box.bottom < 0.25 * sheet.height or table.box.top > 0.8 * sheet.height)
        for table, sheet in zip(tables, sheets, strict=True)
    )
