"""The order of scanned pages that bear no numbers: what the form prints on them tells how they belong."""

import re
from collections import defaultdict

from framework.pack import Pack
from framework.reading import Problem
from mail.reading.audit_tool.known import Known, known
from mail.reading.document import Block, Document, Paragraph

_PAGE = re.compile(r"page \d+(?:, part \d+)?")
_MOVED = (
    "The pages came in another order than the form's; they were put right. Look that all are of one audit."
)
_MIXED = (
    "The pages are not in the order of the form, and what it should be is not clear. Look how they belong."
)


def in_form_order(document: Document, pack: Pack) -> tuple[Document, Problem | None]:
    """`document` with its pages in the order of the form's areas, and what to tell of it.

    Nothing is moved where an area stands on two pages: they may be of two audits.
    """
    pages = _pages(document)
    if len(pages) < 2:
        return document, None
    form = max((known(form) for form in pack.forms if form.areas), key=lambda form: _found(pages, form))
    areas = [_areas(page, form) for page in pages]
    firsts = [min(numbers) for numbers in areas if numbers]
    every = [number for numbers in areas for number in set(numbers)]
    if firsts == sorted(firsts) or len(every) != len(set(every)):
        return document, None
    wanted = sorted(range(len(pages)), key=lambda n: _rank(pages[n], areas[n], form))
    sure = all(areas) and _ascend([areas[n] for n in wanted])
    blocks = [block for n in wanted for block in pages[n]]
    moved = Problem(code="pages-out-of-order", where="", message=_MOVED if sure else _MIXED)
    document.blocks = blocks
    return document, moved


def _pages(document: Document) -> list[list[Block]]:
    pages: defaultdict[str, list[Block]] = defaultdict(list)
    for block in document.blocks:
        found = _PAGE.match(block.place)
        pages[found[0] if found else ""].append(block)
    return list(pages.values())


def _found(pages: list[list[Block]], form: Known) -> int:
    return len({number for page in pages for number in _areas(page, form)})


def _areas(page: list[Block], form: Known) -> list[int]:
    """The areas whose labels stand in the tables of a page, from its top."""
    numbers: list[int] = []
    for block in page:
        if isinstance(block, Paragraph):
            continue
        for row in block.rows:
            matches = (form.areas.match(cell.text, like=True) for cell in row.cells[:2] if cell.text)
            found = next((match for match in matches if match is not None), None)
            if found is not None and found.key not in numbers:
                numbers.append(found.key)
    return numbers


def _rank(page: list[Block], areas: list[int], form: Known) -> float:
    """Where a page belongs: one without areas before them all if it has the form's title, else after them."""
    if areas:
        return min(areas)
    titled = any(isinstance(block, Paragraph) and form.is_title(block.text) for block in page)
    return 0 if titled else float("inf")


def _ascend(areas: list[list[int]]) -> bool:
    every = [number for numbers in areas for number in numbers]
    return every == sorted(every)
