"""What a cell of a Word document says of itself: how far it reaches, its shading, whether it is still there."""

from lxml import etree

from mail.reading.document import Cell
from mail.reading.formats.word.controls import number_of
from mail.reading.formats.word.parts import children_of, fill_of

_Element = etree._Element
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_TC_W, _GRID_SPAN, _V_MERGE = f"{_W}tcW", f"{_W}gridSpan", f"{_W}vMerge"
_H_MERGE, _SHD, _CELL_DEL = f"{_W}hMerge", f"{_W}shd", f"{_W}cellDel"
_CELL_CHANGES = frozenset({f"{_W}cellIns", f"{_W}cellMerge"})
KEPT, DELETED, MERGED = "kept", "deleted", "merged"


def put_down(properties: _Element, cell: Cell) -> str:
    """Puts the properties down in the cell. KEPT, or DELETED by a tracked change, or MERGED with the one before."""
    kept = KEPT
    for item in children_of(properties):
        tag = item.tag
        if tag == _TC_W:
            continue
        if tag == _GRID_SPAN:
            cell.span = 1 if item.get(_VAL) == "1" else max(number_of(item, 1), 1)
        elif tag == _V_MERGE:
            cell.starts_merge = item.get(_VAL) == "restart"
            cell.continues = not cell.starts_merge
        elif tag == _H_MERGE and item.get(_VAL, "continue") == "continue":
            return MERGED
        elif tag == _SHD:
            cell.shading = fill_of(item)
        elif tag == _CELL_DEL:
            kept = DELETED
        elif tag in _CELL_CHANGES:
            cell.tracked = True
    return kept
