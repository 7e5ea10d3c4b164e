"""Places that a person can find: the page that a cell is on, the label that a line stands after."""

from framework.checking import area_name
from mail.reading.audit_tool.known import Known
from mail.reading.document import Block, Cell, Document, Paragraph


def place_of(thing: Cell | Paragraph, at: int, blocks: list[Block], document: Document, known: Known) -> str:
    """Where `thing`, of the `at`th block, stands: its page, and the label before it, none of what is written."""
    place = thing.place
    region = document.regions.get(place)
    if region is not None and not place.startswith("page "):
        place = f"page {region.page}, {place}"
    if isinstance(thing, Cell):
        return place
    label = next((found for block in reversed(blocks[:at]) if (found := _last_label(block, known))), "")
    return f"{place}, after “{label}”" if label else place


def _last_label(block: Block, known: Known) -> str:
    if isinstance(block, Paragraph):
        return _label(block.text, known)
    for row in block.rows:
        heads = [cell.text.strip() for cell in row.cells if known.action_heads.match(cell.text, whole=True)]
        if len(heads) > 1:  # "SW" in it says who is to act, and is no label
            return heads[0]
    cells = (cell.text for row in reversed(block.rows) for cell in reversed(row.cells))
    return next((label for text in cells if (label := _label(text, known))), "")


def _label(text: str, known: Known) -> str:
    """The label that a text begins with, as the form shows it."""
    if (area := known.areas.match(text)) is not None:
        return area_name(known.form.area(area.key))
    if (field := known.fields.match(text)) is not None:
        return known.field(field.key).label.shown.rstrip(" :?")
    judgement = known.form.judgement
    if judgement is not None and known.judgement.match(text) is not None:
        return judgement.label.shown.rstrip(" :?")
    return ""
