"""Word documents (.docx, .docm) as documents, by walking the XML: a library that drops a cell moves a grade."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
from mail.reading.formats.carried import carried_in
from mail.reading.formats.package import Package, parse_xml
from mail.reading.formats.word.cells import DELETED, MERGED, put_down
from mail.reading.formats.word.controls import control_of, form_field, is_choice, number_of
from mail.reading.formats.word.flow import flow_of, is_whole
from mail.reading.formats.word.parts import (
    alternative,
    among,
    children_of,
    first_of,
    notes_in,
    text_boxes,
    watermarks_in,
    words_in,
)
from mail.reading.formats.word.styles import Styles, symbol

_Element = etree._Element
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MAX_DEPTH = 60

_P, _TBL, _TR, _TC, _SDT = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc", f"{_W}sdt"
_R, _T, _RPR, _PPR, _P_STYLE = f"{_W}r", f"{_W}t", f"{_W}rPr", f"{_W}pPr", f"{_W}pStyle"
_TR_PR, _TC_PR = f"{_W}trPr", f"{_W}tcPr"
_VAL = f"{_W}val"
_INSERTED = frozenset({f"{_W}ins", f"{_W}moveTo"})
_DELETED = frozenset({f"{_W}del", f"{_W}moveFrom"})
_WRAPPERS = frozenset(
    f"{_W}{name}"
    for name in (
        "hyperlink",
        "smartTag",
        "fldSimple",
        "customXml",
        "dir",
        "bdo",
        "sdtContent",
        "ruby",
        "rubyBase",
    )
)
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}noBreakHyphen": "-"}
_DRAWINGS = frozenset({f"{_W}drawing", f"{_W}pict", f"{_W}object"})
_NOTE_MARKS = frozenset({f"{_W}footnoteReference", f"{_W}endnoteReference"})
_INSTR, _INSTR_TEXT = f"{_W}instr", f"{_W}instrText"
_SYM, _FLD_CHAR, _TYPE = f"{_W}sym", f"{_W}fldChar", f"{_W}type"
_PLAIN_BLOCKS = frozenset({_P, _TBL, _TR, _TC})
_ALTERNATE = f"{_MC}AlternateContent"
_MAIN = frozenset({"officeDocument"})
_POINTED_TO = frozenset({"styles", "header", "footer", "aFChunk", "comments", "footnotes", "endnotes"})


def read_word(content: bytes) -> Document:
    """The document in the bytes of a .docx or .docm. NotReadable if there is none in them."""
    package = Package(content)
    main = next((r.target for r in package.relations("", _MAIN)), "word/document.xml")
    content_of_main = package.part(main)
    root = None if content_of_main is None else parse_xml(content_of_main)
    body = None if root is None else root.find(f"{_W}body")
    if body is None:
        raise NotReadable("unreadable", "The file holds no Word document. Ask the sender to send it again.")
    relations = package.relations(main, _POINTED_TO)
    styles = next((r.target for r in relations if r.kind == "styles"), "")
    walk = _Walk(Styles(lambda: package.xml(styles) if styles else None))
    walk.document.blocks = walk.blocks(body)
    walk.document.flow = flow = flow_of(content_of_main or b"")
    walk.document.astray_words = flow is not None and not is_whole(flow, walk.words)
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


@dataclass(slots=True)
class _Field:
    """A complex field that is open: its form data, and whether its result has begun."""

    data: _Element | None
    in_result: bool = False


@dataclass(slots=True)
class _Line:
    """A paragraph under construction."""

    runs: list[Run]
    boxes: list[Block]
    tracked: bool = False
    style: str | None = None
    joins_next: bool = False


class _Walk:
    """One pass over a document's XML."""

    def __init__(self, styles: Styles) -> None:
        self.document = Document(blocks=[])
        self.words: list[str] = []  # all that it came by, left out or not
        self._styles = styles
        self._fields: list[_Field] = []
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
            if child.tag == _P:
                joining = self._add_paragraph(found, joining, self._line(child, held))
            elif child.tag == _TBL:
                found.append(self._table(child))
                joining = None
        self._depth -= 1
        return found

    def _add_paragraph(self, found: list[Block], joining: Paragraph | None, line: _Line) -> Paragraph | None:
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
            elif tag == _SDT:
                inner = child.find(f"{_W}sdtContent")
                if inner is not None:
                    yield from self._opened(inner, control_of(child) or control)
            elif tag in _WRAPPERS or tag in _INSERTED:
                yield from self._opened(child, control)
            elif tag == _ALTERNATE:
                if (chosen := alternative(child)) is not None:
                    yield from self._opened(chosen, control)
            elif tag == f"{_W}altChunk":
                self.document.left_out = True
            elif tag not in _DELETED:
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
            if child.tag == _TR and (row := self._row(child, held, place, len(rows) + 1)) is not None:
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
            if first_of(properties, f"{_W}del") is not None:
                self.document.deleted.append(table)
                self.words += words_in(element)
                return None
            column = number_of(first_of(properties, f"{_W}gridBefore"), 0)
            tracked = first_of(properties, f"{_W}ins") is not None
        cells: list[Cell] = []
        place = f"{table}, row {number}, column "
        for child, held in self._opened(children, control):
            if child.tag != _TC:
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
                self.words += words_in(element)
                return cell
        if len(children) - (properties is not None) == 1 and _is_empty(children[-1]):
            cell.blocks = [Paragraph([], place)]  # most cells of a form are empty
            return cell
        outer, self._place = self._place, place
        cell.blocks = self.blocks(children, control=control)
        self._place = outer
        return cell

    # Paragraphs

    def _line(self, element: _Element, control: Control | None) -> _Line:
        line = _Line([], [])
        children = children_of(element)
        properties = among(children, _PPR)
        if properties is not None:
            self._properties(properties, line)
        self._inline(children, line, control)
        if self._fields:  # one without its result here is broken: it must swallow nothing further
            self._fields = [held for held in self._fields if held.in_result and not is_choice(held.data)]
        return line

    def _properties(self, element: _Element, line: _Line) -> None:
        style = first_of(element, _P_STYLE)
        line.style = None if style is None else style.get(_VAL)
        mark = first_of(element, _RPR)
        if mark is not None and len(mark):
            tags = {item.tag for item in mark}
            line.joins_next = not tags.isdisjoint(_DELETED)
            line.tracked = line.joins_next or not tags.isdisjoint(_INSERTED)

    def _inline(self, children: Iterable[_Element], line: _Line, control: Control | None) -> None:
        for child in children:
            tag = child.tag
            if tag == _R:
                self._run(child, line, control)
            elif tag in _WRAPPERS:
                self._note_the_clock(child.get(_INSTR, ""))
                self._inline(child, line, control)
            elif tag in _INSERTED:
                line.tracked = True
                self._inline(child, line, control)
            elif tag in _DELETED:
                line.tracked = True
            elif tag == _SDT:
                self._inline_control(child, line, control)
            elif tag == _ALTERNATE and (chosen := alternative(child)) is not None:
                self._inline(chosen, line, control)

    def _inline_control(self, element: _Element, line: _Line, outer: Control | None) -> None:
        inner = element.find(f"{_W}sdtContent")
        control = control_of(element) or outer
        if control is not None and control.kind == "check-box":
            line.runs.append(Run(CHECKED if control.checked else UNCHECKED, control=control))
            self.words += words_in(element)
        elif inner is not None:
            self._inline(inner, line, control)

    def _run(self, element: _Element, line: _Line, control: Control | None) -> None:
        children = children_of(element)
        properties = among(children, _RPR)
        look = self._styles.look(properties, line.style)
        if look.hidden:
            self.document.hidden = True
            self.words += words_in(element)
            return
        texts = self._texts(children, line)
        if not texts:
            return
        text = "".join(texts)
        if look.symbols:
            text = "".join(symbol(look.symbols, f"{ord(ch):X}") if not ch.isspace() else ch for ch in text)
        if control is not None and control.untouched:
            text = ""
        if control is not None and control.kind == "check-box":
            text = CHECKED if control.checked else UNCHECKED
        line.runs.append(Run(text, look.style, control))

    def _texts(self, children: Iterable[_Element], line: _Line) -> list[str]:
        texts: list[str] = []
        for child in children:
            tag = child.tag
            if tag == _T:
                words = child.text or ""
                if not self._fields or self._in_result():
                    texts.append(words)
                    self.words.append(words)
                elif any(is_choice(field.data) for field in self._fields):
                    self.words.append(words)
            elif tag == _RPR:
                continue
            elif tag in _BREAKS:
                texts.append("" if child.get(_TYPE) in ("page", "column") else _BREAKS[tag])
            elif tag == _SYM:
                texts.append(symbol(child.get(f"{_W}font", ""), child.get(f"{_W}char", "")))
            elif tag == _FLD_CHAR:
                self._field(child, line, texts)
            elif tag == _INSTR_TEXT:
                self._note_the_clock(child.text or "")
            elif tag == _ALTERNATE or tag in _DRAWINGS:
                self._drawing(child, line)
            elif tag in _NOTE_MARKS:
                self.document.noted.append(self._here())
        return texts

    def _note_the_clock(self, instruction: str) -> None:
        if instruction and instruction.split()[:1] in (["DATE"], ["TIME"]):
            self.document.made_anew.append(self._here())

    def _in_result(self) -> bool:
        return all(field.in_result and not is_choice(field.data) for field in self._fields)

    def _field(self, element: _Element, line: _Line, texts: list[str]) -> None:
        """Form fields of older Word: a check box and a drop-down say what they hold in the field, not in text."""
        kind = element.get(f"{_W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field(element.find(f"{_W}ffData")))
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            if ended.data is not None and (run := form_field(ended.data)) is not None:
                line.runs.append(run)

    def _drawing(self, element: _Element, line: _Line) -> None:
        """A text box is read where its anchor stands; of the two copies that Word keeps, one."""
        chosen = element
        if element.tag == _ALTERNATE:
            chosen = alternative(element)
            if chosen is None:
                return
        written = False
        for box in text_boxes(chosen):
            fields, self._fields = self._fields, []
            blocks = self.blocks(box)
            self._fields = fields
            line.boxes += blocks
            written = written or any(text_of(block).strip() for block in blocks)
        if not written:
            self.document.drawings = True
            self.document.drawn.add(self._here())

    def _here(self) -> str:
        """The place of the paragraph under construction."""
        return self._place or f"paragraph {self._paragraphs + 1}"


def _is_empty(element: _Element) -> bool:
    """Whether an element is a paragraph with nothing in it at all."""
    return element.tag == _P and not len(element)
