"""Reading Excel workbooks (.xlsx, .xlsm, strict ones): each sheet that is shown, as paragraphs and tables."""

import re
from collections.abc import Iterator

from lxml import etree

from mail.reading.document import Control, Document, NotReadable, Paragraph, Run
from mail.reading.formats.carried import carried_in
from mail.reading.formats.package import Package, Relation
from mail.reading.formats.sheets.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Grid, SheetCell, blocks_of
from mail.reading.formats.sheets.looks import CellLook, CellLooks, Font, S, font_of, looks_of
from mail.reading.formats.sheets.values import UNKNOWN, shown
from mail.reading.formats.word.styles import symbol

_Element = etree._Element
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_A_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_MAX_TEXT = 20_000_000  # characters, a text that many cells share counted in each
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EDGE_CODE = re.compile(r'&("[^"]*"|K[0-9A-Fa-f]{6}|[0-9]+|[A-Za-z])')
_TOO_LARGE = "The file has more cells than a document should. Look at it with care."

Piece = tuple[str, Font | None]


def read_sheet(content: bytes) -> Document:
    """The document in the bytes of a workbook. NotReadable if there is none in them."""
    package = Package(content)
    main = next((r.target for r in package.relations("") if r.kind == "officeDocument"), "xl/workbook.xml")
    if main.endswith(".bin"):
        raise NotReadable(
            "unsupported-format",
            "This is a binary workbook (.xlsb), which is not read here. Ask the sender for a Word document (.docx) "
            "or an .xlsx instead.",
        )
    book = package.xml(main)
    if book is None:
        raise NotReadable("unreadable", "The file holds no workbook. Ask the sender to send it again.")
    return _Book(package, main, book).read()


class _Book:
    """A workbook: what its sheets share, and the document they make."""

    def __init__(self, package: Package, main: str, book: _Element) -> None:
        self._package = package
        self._book = book
        self._relations = package.relations(main)
        self._document = Document(blocks=[])
        self._said = 0
        self._cells = 0
        self._texts = [_pieces(item) for item in self._part("sharedStrings") if item.tag == f"{S}si"]
        styles = self._part("styles")
        self._looks: CellLooks = looks_of(styles if isinstance(styles, etree._Element) else None)
        properties = book.find(f"{S}workbookPr")
        self._since_1904 = properties is not None and properties.get("date1904") in ("1", "true")

    def read(self) -> Document:
        """The sheets that are shown, in their order."""
        targets = {relation.id: relation for relation in self._relations if relation.kind == "worksheet"}
        for at, sheet in enumerate(self._book.iterfind(f"{S}sheets/{S}sheet"), start=1):
            relation = targets.get(sheet.get(_ID, ""))
            if relation is None:
                self._document.drawings = True  # a sheet that is a chart
                continue
            content = self._package.part(relation.target) or b""
            if content.count(b"<c ") + content.count(b"<row ") > MAX_CELLS:
                raise NotReadable("too-large", _TOO_LARGE)
            if sheet.get("state", "visible") != "visible":
                self._document.hidden = self._document.hidden or b"<c " in content
                continue
            self._document.carried |= carried_in(self._package, content)
            self._sheet(relation.target, f"sheet {at}")
        return self._document

    def _part(self, kind: str) -> "_Element | tuple[()]":
        target = next((r.target for r in self._relations if r.kind == kind), "")
        root = self._package.xml(target) if target else None
        return () if root is None else root

    def _sheet(self, target: str, name: str) -> None:
        root = self._package.xml(target)
        if root is None:
            raise NotReadable("unreadable", "The file is damaged. Ask the sender to send it again.")
        grid = Grid(name)
        for column in root.iterfind(f"{S}cols/{S}col"):
            if column.get("hidden") in ("1", "true"):
                first, last = (_count(column.get(end)) for end in ("min", "max"))
                grid.hidden_columns |= set(range(first - 1, min(last, MAX_COLUMNS)))
        merged = _merged(root)
        for row, element in _numbered(root.iterfind(f"{S}sheetData/{S}row"), "r"):
            self._row(element, row, grid, merged)
        self._document.blocks += blocks_of(grid)
        for edge in root.iterfind(f"{S}headerFooter/*"):
            text = _EDGE_CODE.sub(" ", edge.text or "").strip()
            self._document.edges.append(Paragraph([Run(text)], "header" if "eader" in edge.tag else "footer"))
        for relation in self._package.relations(target):
            self._beside(relation)

    def _row(
        self, element: _Element, row: int, grid: Grid, merged: dict[tuple[int, int], tuple[int, int]]
    ) -> None:
        if element.get("hidden") in ("1", "true"):
            grid.hidden_rows.add(row)
        for column, item in _numbered(element.iterfind(f"{S}c"), "r", columns=True):
            look = self._looks.of(item.get("s", "0"))
            lines = self._lines(item, look)
            if row in grid.hidden_rows or column in grid.hidden_columns:
                self._document.hidden = self._document.hidden or bool(lines)
                continue
            down, across = merged.get((row, column), (1, 1))
            grid.put(row, column, SheetCell(lines, across, down, look.fill, look.ruled))

    # Cells

    def _lines(self, item: _Element, look: CellLook) -> list[list[Run]]:
        """What a cell shows, line by line."""
        lines: list[list[Run]] = [[]]
        for text, own in self._shown(item, look, lines):
            self._said += len(text)
            if self._said > _MAX_TEXT:
                raise NotReadable(
                    "too-large", "The file unpacks to more than a document should. Look at it with care."
                )
            font = own or look.font
            if font.symbols:
                text = "".join(ch if ch.isspace() else symbol(font.symbols, f"{ord(ch):X}") for ch in text)
            for n, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
                if n:
                    lines.append([])
                if line:
                    lines[-1].append(Run(line, font.style))
        return lines if len(lines) > 1 or lines[0] else []

    def _shown(self, item: _Element, look: CellLook, lines: list[list[Run]]) -> list[Piece]:
        kind = item.get("t", "n")
        if kind == "inlineStr":
            inline = item.find(f"{S}is")
            return [] if inline is None else _pieces(inline)
        held = item.find(f"{S}v")
        value = "" if held is None else held.text or ""
        if kind == "e" or (not value and kind != "str"):
            is_unknown = kind == "e" or item.find(f"{S}f") is not None
            return [(UNKNOWN, None)] if is_unknown else []
        if kind == "s":
            at = int(value) if value.strip().isdecimal() else len(self._texts)
            return self._texts[at] if at < len(self._texts) else [(UNKNOWN, None)]
        if kind == "b":
            return [("TRUE" if value == "1" else "FALSE", None)]
        if kind == "str":
            return [(_unescaped(value), None)]
        text, day = (value[:10], value[:10]) if kind == "d" else self._number(value, look)
        if day:
            lines[0].append(Run(text, look.font.style, Control("date", day)))
            return []
        return [(text, None)]

    def _number(self, value: str, look: CellLook) -> tuple[str, str]:
        return shown(value, look.format, since_1904=self._since_1904)

    # Beside the cells

    def _beside(self, relation: Relation) -> None:
        """Comments, drawings and form controls. What is written in a drawing is not read, and told of."""
        if relation.kind == "comments":
            root = self._package.xml(relation.target)
            notes = () if root is None else root.iter(f"{S}comment")
            self._document.margin_comments += sum(
                any((words.text or "").strip() for words in note.iter(f"{S}t")) for note in notes
            )
        elif relation.kind == "drawing":
            root = self._package.xml(relation.target)
            self._document.drawings = self._document.drawings or (root is not None and len(root) > 0)
            words = () if root is None else root.iter(_A_TEXT)
            self._document.left_out = self._document.left_out or any((w.text or "").strip() for w in words)
        elif relation.kind == "vmlDrawing":
            content = self._package.part(relation.target) or b""
            kinds = set(re.findall(rb'ObjectType="(\w+)"', content))
            self._document.drawings = self._document.drawings or bool(kinds - {b"Note"})
        elif relation.kind in ("ctrlProp", "control", "oleObject"):
            self._document.drawings = True


def _pieces(item: _Element) -> list[Piece]:
    """The stretches of a text, each with its own look if it has one; how it is read aloud is left."""
    pieces: list[Piece] = []
    for part in item:
        if part.tag == f"{S}t":
            pieces.append((_unescaped(part.text or ""), None))
        elif part.tag == f"{S}r":
            own = part.find(f"{S}rPr")
            text = "".join(words.text or "" for words in part.iterfind(f"{S}t"))
            pieces.append((_unescaped(text), None if own is None else font_of(own)))
    return pieces


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")


def _numbered(
    items: Iterator[_Element], name: str, *, columns: bool = False
) -> Iterator[tuple[int, _Element]]:
    """Rows or cells with their numbers from 0: the one they say, or else the next."""
    at = -1
    for item in items:
        said = item.get(name, "")
        if columns:
            place = _place(said)
            at = at + 1 if place is None else place[1]
        else:
            at = int(said) - 1 if said.isdecimal() and 0 < len(said) < 8 else at + 1
        if not 0 <= at < (MAX_COLUMNS if columns else MAX_ROWS):
            raise NotReadable("unreadable", "The file is damaged. Ask the sender to send it again.")
        yield at, item


def _place(reference: str) -> tuple[int, int] | None:
    found = _REFERENCE.fullmatch(reference.replace("$", ""))
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _merged(root: _Element) -> dict[tuple[int, int], tuple[int, int]]:
    """How many rows and columns merged cells cover, by where they begin."""
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for item in root.iterfind(f"{S}mergeCells/{S}mergeCell"):
        first, _, last = item.get("ref", "").partition(":")
        start, end = _place(first), _place(last)
        if start and end and end >= start:
            merged[start] = (end[0] - start[0] + 1, end[1] - start[1] + 1)
    return merged


def _count(value: str | None) -> int:
    return (
        min(max(int(value), 1), MAX_COLUMNS)
        if value is not None and value.isdecimal() and len(value) < 8
        else 1
    )
