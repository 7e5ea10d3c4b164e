"""Pages of one audit tool that come from two files: they may be of two audits, and nothing written tells."""

from itertools import pairwise

from mail.reading.audit_tool.draft import Draft
from mail.reading.document import Block, Document, Paragraph


def tell_of_origin(blocks: list[Block], document: Document, draft: Draft) -> None:
    """A problem where the pages that an audit tool's blocks stand on were not made together."""
    if not document.faces:
        return
    pages = sorted({region.page for place in _places(blocks) if (region := document.regions.get(place))})
    known = [(page, document.faces[page]) for page in pages if page in document.faces]
    for (_, before), (page, face) in pairwise(known):
        if before[0] == face[0] and before[1] != face[1]:
            message = (
                f"From page {page} on, the pages were made apart from those before: they may be of another audit. "
                "Look whether all pages are of one, or ask the sender for the document itself."
            )
            draft.problem("pages-of-two", "", message)
            return


def _places(blocks: list[Block]) -> list[str]:
    places: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            places.append(block.place)
        else:
            places += [cell.place for row in block.rows for cell in row.cells]
    return places
