"""One pass over the body of an OpenDocument file: blocks, the runs of a line, and tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from mail.reading.document import (
    CHECKED,
    UNCHECKED,
    Block,
    Cell,
    Control,
    Document,
    NotReadable,
    Paragraph,
    Row,
    Run,
    Table,
    text_of,
)
from mail.reading.formats.open_document.controls import (
    Held,
    content_control,
    controls_of,
    drop_down,
    form_field,
)
from mail.reading.formats.open_document.styles import Facts, Looks, look_of
from mail.reading.formats.word.styles import symbol

_Element = etree._Element
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

MAX_CELLS = 200_000
MAX_TEXT = 20_000_000  # characters, those of repeated cells among them
_MAX_DEPTH = 60
_MAX_SPACES = 1_000
_WHITE = re.compile(r"[ \t\r\n]+")

_LINES = (f"{_TEXT}p", f"{_TEXT}h")
_ROWS = frozenset(
    f"{_TABLE}{name}" for name in ("table-rows", "table-header-rows", "table-row-group", "table-source")
)
_CHANGES = frozenset(f"{_TEXT}{name}" for name in ("change", "change-start", "change-end"))
_BREAKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_NO_BLOCKS = frozenset(
    {f"{_OFFICE}forms", f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TABLE}shapes"}
    | {f"{_TEXT}{name}" for name in ("sequence-decls", "variable-decls", "user-field-decls")}
    | {f"{_DRAW}{name}" for name in ("enhanced-geometry", "glue-point", "image-map", "contour-polygon")}
)
_SILENT = frozenset(
    {f"{_SVG}title", f"{_SVG}desc", f"{_OFFICE}forms", f"{_TEXT}ruby-text"}
    | {f"{_TEXT}{name}" for name in ("bookmark", "bookmark-start", "bookmark-end", "script")}
)


@dataclass(slots=True)
class _Line:
    """A paragraph under construction. `after_space`: white space that follows is none."""

    runs: list[Run] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)
    tracked: bool = False
    after_space: bool = True


class Walk:
    """Fills `document`, and gives its blocks. `looks` are the styles that hold where it is walking."""

    def __init__(self, looks: Looks) -> None:
        self.document = Document(blocks=[])
        self.looks = looks
        self._controls: dict[str, Held] = {}
        self._changes: dict[str, str] = {}
        self._inserting: set[str] = set()
        self._tables = 0
        self._paragraphs = 0
        self._cells = 0
        self._said = 0
        self._depth = 0
        self._place = ""

    def note_forms(self, body: _Element) -> None:
        """Learns of the body's form controls and tracked changes, which stand apart from where they show."""
        self._controls = controls_of(body)
        for region in body.iterfind(f"{_TEXT}tracked-changes/{_TEXT}changed-region"):
            name = region.get(_XML_ID) or region.get(f"{_TEXT}id", "")
            self._changes[name] = next((etree.QName(kind).localname for kind in region), "")

    def blocks(self, parent: _Element, place: str = "") -> list[Block]:
        """The paragraphs and tables in `parent`, lists and sections opened."""
        if place:
            self._place = place
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotReadable(
                "unsafe", "The document is nested deeper than any document is. Look at it with care."
            )
        found: list[Block] = []
        for child in parent:
            tag = child.tag
            if tag in _LINES:
                line = self._line(child)
                self._paragraphs += 1
                found.append(Paragraph(line.runs, self._here(0), line.tracked))
                found += line.boxes
            elif tag == f"{_TABLE}table":
                if self._is_shown(child, "table"):
                    found.append(self._table(child))
            elif tag.startswith(_DRAW) and tag not in _NO_BLOCKS:
                found += self._drawn_apart(child)
            elif tag in _CHANGES:
                self._change(child, None)
            elif tag == f"{_TEXT}section" and child.get(f"{_TEXT}display", "true") != "true":
                self.document.hidden = True
            elif tag == f"{_OFFICE}annotation":
                self._comment(child)
            elif tag not in _NO_BLOCKS and not tag.endswith("-source"):
                found += self.blocks(child)
        self._depth -= 1
        return found

    def _drawn_apart(self, element: _Element) -> list[Block]:
        """What a drawing holds that stands between paragraphs, not in one."""
        line = _Line()
        self._drawing(element, line, {})
        return [*([Paragraph(line.runs, self._here())] if line.runs else []), *line.boxes]

    def paragraphs(self, parent: _Element, place: str, facts: Facts) -> list[list[Run]]:
        """The lines in a cell of a sheet, each as its runs; `facts` are the looks of the cell."""
        outer, self._place = self._place, place
        lines: list[list[Run]] = []
        for child in parent:
            if child.tag in _LINES:
                lines.append(self._line(child, facts).runs)
            elif child.tag == f"{_OFFICE}annotation":
                self._comment(child)
            elif child.tag.startswith(_DRAW) or child.tag == f"{_TABLE}shapes":
                self._draw(place)
        self._place = outer
        return lines

    def count(self, cells: int) -> None:
        """Bounds the cells of the whole document, repeated ones among them."""
        self._cells += cells
        if self._cells > MAX_CELLS:
            raise NotReadable(
                "too-large", "The file has more cells than a document should. Look at it with care."
            )

    # Tables

    def _table(self, element: _Element) -> Table:
        self._tables += 1
        name = f"table {self._tables}"
        outer = self._place
        place = f"{outer}, inner {name}" if outer else name
        rows: list[Row] = []
        merges: dict[int, tuple[int, int]] = {}
        for item in rows_of(element):
            for _ in range(number(item, f"{_TABLE}number-rows-repeated")):
                self.count(1)
                row = self._row(item, place, len(rows) + 1, merges)
                if item.get(f"{_TABLE}visibility", "visible") == "visible":
                    rows.append(row)
                else:
                    self.document.hidden = True
        self._place = outer
        return Table(rows, place, max((row.cells[-1].end for row in rows if row.cells), default=0))

    def _row(self, element: _Element, table: str, at: int, merges: dict[int, tuple[int, int]]) -> Row:
        cells: list[Cell] = []
        column, end = 0, 0  # the grid column, and where the last cell ends
        for item, covered in cells_of(element):
            for _ in range(number(item, f"{_TABLE}number-columns-repeated")):
                self.count(1)
                if covered and column < end:
                    column += 1
                    continue
                place = f"{table}, row {at}, column {len(cells) + 1}"
                left, span = merges.pop(column, (0, 1))
                if covered and left:
                    cells.append(Cell([Paragraph([], place)], column, span, place, continues=True))
                    if left > 1:
                        merges[column] = (left - 1, span)
                else:
                    cells.append(self._cell(item, column, place, merges))
                end = cells[-1].end
                column += 1
        return Row(cells, at)

    def _cell(self, item: _Element, column: int, place: str, merges: dict[int, tuple[int, int]]) -> Cell:
        span = number(item, f"{_TABLE}number-columns-spanned")
        down = number(item, f"{_TABLE}number-rows-spanned")
        if down > 1:
            merges[column] = (down - 1, span)
        facts = self.looks.facts("table-cell", item.get(f"{_TABLE}style-name"))
        outer, self._place = self._place, place
        blocks = self.blocks(item) or [Paragraph([], place)]
        self._place = outer
        return Cell(blocks, column, span, place, starts_merge=down > 1, shading=facts.get("fill", ""))

    def _is_shown(self, element: _Element, family: str) -> bool:
        hidden = self.looks.facts(family, element.get(f"{_TABLE}style-name")).get("hidden")
        if hidden:
            self.document.hidden = True
        return not hidden

    # Lines

    def _line(self, element: _Element, under: Facts | None = None) -> _Line:
        line = _Line(tracked=bool(self._inserting))
        facts = (under or {}) | self.looks.facts("paragraph", element.get(f"{_TEXT}style-name"))
        self._inline(element, line, facts, None)
        line.tracked = line.tracked or bool(self._inserting)
        return line

    def _inline(self, parent: _Element, line: _Line, facts: Facts, control: Control | None) -> None:
        self._say(parent.text, line, facts, control)
        for child in parent:
            self._inside(child, line, facts, control)
            self._say(child.tail, line, facts, control)

    def _inside(self, child: _Element, line: _Line, facts: Facts, control: Control | None) -> None:
        tag = child.tag
        if tag in (f"{_TEXT}span", f"{_TEXT}a"):
            own = self.looks.facts("text", child.get(f"{_TEXT}style-name"))
            self._inline(child, line, facts | own, control)
        elif tag == f"{_TEXT}s":
            self._put(" " * number(child, f"{_TEXT}c", _MAX_SPACES), line, facts, control)
        elif tag in _BREAKS:
            self._put(_BREAKS[tag], line, facts, control)
        elif tag == f"{_LOEXT}content-control":
            self._content_control(child, line, facts, control)
        elif tag.startswith(_DRAW):
            self._drawing(child, line, facts)
        elif tag.startswith(_FIELD):
            if (run := form_field(child)) is not None:
                line.runs.append(run)
        elif tag not in _SILENT:
            self._of_text(child, line, facts, control)

    def _of_text(self, child: _Element, line: _Line, facts: Facts, control: Control | None) -> None:
        """What is neither words nor looks: notes, changes, and fields that show words."""
        tag = child.tag
        if tag == f"{_TEXT}note":
            self._note(child)
        elif tag == f"{_OFFICE}annotation":
            self._comment(child)
        elif tag in _CHANGES:
            self._change(child, line)
        elif tag == f"{_TEXT}drop-down":
            line.runs.append(drop_down(child))
        elif tag == f"{_TEXT}placeholder":
            line.runs.append(Run("", control=Control("text", untouched=True)))
        elif tag in (f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph"):
            self.document.hidden = True
        else:
            self._inline(child, line, facts, control)

    def _say(self, text: str | None, line: _Line, facts: Facts, control: Control | None) -> None:
        """Words between tags, in which white space is one space, and none where one came before."""
        if not text:
            return
        text = _WHITE.sub(" ", text)
        if line.after_space:
            text = text.lstrip(" ")
        if text:
            ends_in_space = text.endswith(" ")
            self._put(text, line, facts, control)
            line.after_space = ends_in_space

    def _put(self, text: str, line: _Line, facts: Facts, control: Control | None) -> None:
        self._said += len(text)
        if self._said > MAX_TEXT:
            raise NotReadable(
                "too-large", "The file unpacks to more than a document should. Look at it with care."
            )
        line.after_space = False
        look = look_of(facts)
        if look.hidden:
            self.document.hidden = True
            return
        if look.symbols:
            text = "".join(symbol(look.symbols, f"{ord(ch):X}") if not ch.isspace() else ch for ch in text)
        if control is not None and (control.untouched or control.kind == "check-box"):
            return
        line.runs.append(Run(text, look.style, control))

    def _content_control(self, element: _Element, line: _Line, facts: Facts, outer: Control | None) -> None:
        control = content_control(element) or outer
        if control is not None and control.kind == "check-box":
            line.runs.append(Run(CHECKED if control.checked else UNCHECKED, control=control))
        elif control is not None and control.untouched:
            line.runs.append(Run("", control=control))
        self._inline(element, line, facts, control)

    def _change(self, element: _Element, line: _Line | None) -> None:
        """A tracked change: an insertion from its start to its end, or the point where words were deleted."""
        name = element.get(f"{_TEXT}change-id", "")
        kind = self._changes.get(name, "deletion")
        if element.tag == f"{_TEXT}change-end":
            self._inserting.discard(name)
        elif kind == "insertion":
            self._inserting.add(name)
        if line is not None and kind != "format-change":
            line.tracked = True

    def _comment(self, element: _Element) -> None:
        if any(words.xpath("normalize-space(.)") for words in element.iter(*_LINES)):
            self.document.margin_comments += 1

    def _note(self, element: _Element) -> None:
        self.document.footnotes += 1
        self.document.noted.append(self._here())

    # Drawings

    def _drawing(self, element: _Element, line: _Line, facts: Facts) -> None:
        """A text box is read where its anchor stands; so is a control that is set like a letter."""
        if element.tag == f"{_DRAW}a":
            self._inline(element, line, facts, None)
            return
        if element.tag == f"{_DRAW}control":
            self._control(element, line)
            return
        written = False
        for box in self._text_boxes(element):
            blocks = self.blocks(box)
            line.boxes += blocks
            written = written or any(text_of(block).strip() for block in blocks)
        if not written:
            self._draw(self._here())

    def _text_boxes(self, element: _Element) -> Iterator[_Element]:
        """What holds words in a drawing; in a group, of each shape."""
        if element.tag == f"{_DRAW}frame":
            yield from element.findall(f"{_DRAW}text-box")
        elif element.tag == f"{_DRAW}g":
            for shape in element:
                if shape.tag.startswith(_DRAW):
                    yield from self._text_boxes(shape)
        else:
            yield element

    def _control(self, element: _Element, line: _Line) -> None:
        held = self._controls.get(element.get(f"{_DRAW}control", ""))
        if held is None:
            return
        anchored = element.get(f"{_TEXT}anchor-type") in ("as-char", "char")
        if held.unclear or not anchored:
            self._draw(self._here())
        if anchored:
            line.runs += held.runs
        elif any(run.control and run.control.value for run in held.runs):
            self.document.left_out = True

    def _draw(self, place: str) -> None:
        self.document.drawings = True
        self.document.drawn.add(place)

    def _here(self, further: int = 1) -> str:
        """The place of the paragraph under construction."""
        return self._place or f"paragraph {self._paragraphs + further}"


def rows_of(table: _Element) -> Iterator[_Element]:
    """The rows of a table, those in groups and headers in their place."""
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in _ROWS:
            yield from rows_of(child)


def cells_of(row: _Element) -> Iterator[tuple[_Element, bool]]:
    """The cells of a row, and whether another covers them."""
    for child in row:
        if child.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            yield child, child.tag == f"{_TABLE}covered-table-cell"


def number(element: _Element, name: str, most: int = MAX_CELLS + 1) -> int:
    """A number in an attribute: at least 1, which is what it is where there is none."""
    value = element.get(name, "1")
    return min(max(int(value), 1), most) if value.isdecimal() and len(value) < 10 else 1
