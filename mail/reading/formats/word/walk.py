"""Word documents (.docx, .docm) as documents, by walking the XML: a library that drops a cell moves a grade."""

from collections.abc import Iterable, Iterator

from lxml import etree

from mail.reading.document import Block, Cell, Control, Document, NotReadable, Paragraph, Row, Table
from mail.reading.formats.carried import carried_in
from mail.reading.formats.package import Package, parse_xml
from mail.reading.formats.word.cells import DELETED, MERGED, put_down
from mail.reading.formats.word.controls import control_of, number_of
from mail.reading.formats.word.flow import flow_of, is_whole
from mail.reading.formats.word.lines import Line, Lines
from mail.reading.formats.word.parts import (
    alternative,
    among,
    children_of,
    first_of,
    notes_in,
    watermarks_in,
    words_in,
)
from mail.reading.formats.word.styles import Styles
from mail.reading.formats.word.tags import (
    ALTERNATE,
    CONTENT,
    PUT_IN,
    SDT,
    TAKEN_OUT,
    TBL,
    TC,
    TR,
    WRAPPERS,
    P,
    W,
)

_Element = etree._Element
_MAX_DEPTH = 60
_TR_PR, _TC_PR = f"{W}trPr", f"{W}tcPr"
_PLAIN_BLOCKS = frozenset({P, TBL, TR, TC})
_MAIN = frozenset({"officeDocument"})
_POINTED_TO = frozenset({"styles", "header", "footer", "aFChunk", "comments", "footnotes", "endnotes"})


def read_word(content: bytes) -> Document:
    """The document in the bytes of a .docx or .docm. NotReadable if there is none in them."""
    package = Package(content)
    main = next((r.target for r in package.relations("", _MAIN)), "word/document.xml")
    content_of_main = package.part(main)
    root = None if content_of_main is None else parse_xml(content_of_main)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise NotReadable("unreadable", "The file holds no Word document. Ask the sender to send it again.")
    relations = package.relations(main, _POINTED_TO)
    styles = next((r.target for r in relations if r.kind == "styles"), "")
    walk = _Walk(Styles(lambda: package.part(styles) if styles else None))
    walk.document.blocks = walk.blocks(body)
    walk.document.flow = flow = flow_of(content_of_main or b"")
    walk.document.astray_words = flow is not None and not is_whole(flow, walk.lines.words)
    walk.document.carried = carried_in(package, content_of_main or b"")
    for relation in relations:
        if relation.kind in ("header", "footer") and (edge := package.xml(relation.target)) is not None:
            walk.document.edges += walk.blocks(edge, relation.kind) + watermarks_in(edge)
        if relation.kind == "aFChunk":
            walk.document.left_out = True
        if relation.kind == "comments":
            walk.document.margin_comments += notes_in(package.xml(relation.target))
        if relation.kind in ("footnotes", "endnotes"):
            walk.document.footnotes += notes_in(package.xml(relation.target))
    return walk.document


class _Walk:
    """One pass over a document's XML."""

    def __init__(self, styles: Styles) -> None:
        self.document = Document(blocks=[])
        self.lines = Lines(self.document, styles, self.blocks, self._here)
        self._tables = 0
        self._paragraphs = 0
        self._depth = 0
        self._place = ""

    def blocks(
        self, parent: Iterable[_Element], place: str = "", control: Control | None = None
    ) -> list[Block]:
        """The paragraphs and tables in an element, or in its children, wrappers opened, deleted ones gone."""
        if place:
            self._place = place
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotReadable(
                "unsafe", "The document is nested deeper than any document is. Look at it with care."
            )
        found: list[Block] = []
        joining: Paragraph | None = None
        for child, held in self._opened(parent, control):
            if child.tag == P:
                joining = self._add_paragraph(found, joining, self.lines.read(child, held))
            elif child.tag == TBL:
                found.append(self._table(child))
                joining = None
        self._depth -= 1
        return found

    def _add_paragraph(self, found: list[Block], joining: Paragraph | None, line: Line) -> Paragraph | None:
        """A paragraph whose end was deleted by a tracked change runs on into the next one."""
        if joining is not None:
            joining.runs += line.runs
            joining.tracked = True
            paragraph = joining
        else:
            self._paragraphs += 1
            paragraph = Paragraph(line.runs, self._place or f"paragraph {self._paragraphs}", line.tracked)
            found.append(paragraph)
        found += line.boxes
        return paragraph if line.joins_next else None

    def _opened(
        self, parent: Iterable[_Element], control: Control | None
    ) -> Iterator[tuple[_Element, Control | None]]:
        """The children, those inside content controls and other wrappers in their place."""
        for child in parent:
            tag = child.tag
            if tag in _PLAIN_BLOCKS:
                yield child, control
            elif tag == SDT:
                inner = child.find(CONTENT)
                if inner is not None:
                    yield from self._opened(inner, control_of(child) or control)
            elif tag in WRAPPERS or tag in PUT_IN:
                yield from self._opened(child, control)
            elif tag == ALTERNATE:
                if (chosen := alternative(child)) is not None:
                    yield from self._opened(chosen, control)
            elif tag == f"{W}altChunk":
                self.document.left_out = True
            elif tag not in TAKEN_OUT:
                yield child, control

    # Tables

    def _table(self, element: _Element) -> Table:
        self._tables += 1
        name = f"table {self._tables}"
        outer = self._place
        rows: list[Row] = []
        width = 0
        place = f"{outer}, inner {name}" if outer else name
        for child, held in self._opened(element, None):
            if child.tag == TR and (row := self._row(child, held, place, len(rows) + 1)) is not None:
                width = max(width, row.cells[-1].end if row.cells else 0)
                rows.append(row)
        self._place = outer
        return Table(rows, place, width)

    def _row(self, element: _Element, control: Control | None, table: str, number: int) -> Row | None:
        """A row; None for one that a tracked change deleted."""
        children = children_of(element)
        properties = among(children, _TR_PR)
        column = 0
        tracked = False
        if properties is not None:
            if first_of(properties, f"{W}del") is not None:
                self.document.deleted.append(table)
                self.lines.words += words_in(element)
                return None
            column = number_of(first_of(properties, f"{W}gridBefore"), 0)
            tracked = first_of(properties, f"{W}ins") is not None
        cells: list[Cell] = []
        place = f"{table}, row {number}, column "
        for child, held in self._opened(children, control):
            if child.tag != TC:
                continue
            cell = self._cell(child, held, column, f"{place}{len(cells) + 1}")
            if cell is None:  # the second half of an old-style horizontal merge
                if cells:
                    cells[-1].span += 1
                    column += 1
                continue
            cell.tracked = cell.tracked or tracked
            cells.append(cell)
            column = cell.end
        return Row(cells, number)

    def _cell(self, element: _Element, control: Control | None, column: int, place: str) -> Cell | None:
        """A cell; None for the second half of one that is merged in the old way."""
        cell = Cell([], column, 1, place)
        children = children_of(element)
        properties = among(children, _TC_PR)
        if properties is not None:
            kept = put_down(properties, cell)
            if kept is MERGED:
                return None
            if kept is DELETED:
                cell.tracked = True
                self.lines.words += words_in(element)
                return cell
        only = children[-1] if len(children) - (properties is not None) == 1 else None
        if only is not None and only.tag == P:
            cell.blocks = self._only_paragraph(only, place, control)
            return cell
        outer, self._place = self._place, place
        cell.blocks = self.blocks(children, control=control)
        self._place = outer
        return cell

    def _only_paragraph(self, element: _Element, place: str, control: Control | None) -> list[Block]:
        """What `blocks` finds in a cell of one paragraph, as nearly all are; in those of a form mostly empty."""
        if not len(element):
            return [Paragraph([], place)]
        outer, self._place = self._place, place
        self._depth += 1
        line = self.lines.read(element, control)
        self._depth -= 1
        self._paragraphs += 1
        self._place = outer
        return [Paragraph(line.runs, place, line.tracked), *line.boxes]

    def _here(self) -> str:
        """The place of the paragraph under construction."""
        return self._place or f"paragraph {self._paragraphs + 1}"
