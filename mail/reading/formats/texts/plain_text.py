"""Reading text (a text file, the body of a mail): a line is a paragraph, a table drawn with strokes is a table.

Lines whose cells are parted by tabs stay lines: what is a table among them, `mail.reading.audit_tool.tabbed` knows.
"""

import codecs
import re

from mail.reading.document import Block, Cell, Document, NotReadable, Paragraph, Row, Run, Table

MAX_LINES = 200_000
_MAX_CELLS_IN_LINE = 200
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RULE = re.compile(r"[\s|+:=_-]*-{2,}[\s|+:=_-]*")


def read_text(content: bytes) -> Document:
    """The document in the bytes of a text. NotReadable if it has more lines than a document."""
    lines = re.split(r"\r\n|[\n\r\f\v\u2028\u2029]", decoded(content))
    if len(lines) > MAX_LINES:
        raise NotReadable(
            "too-large", "The text has more lines than a document should. Look at it with care."
        )
    return Document(blocks=_blocks(lines), plain=True)


def decoded(content: bytes, declared: str = "") -> str:
    """The text that bytes are: as their own mark says, as `declared`, as UTF-8, or else as Windows wrote it."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    for encoding in (declared, "utf-8"):
        try:
            return content.decode(encoding or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", errors="replace")


def _blocks(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    rows: list[tuple[int, list[str]]] = []
    tables = 0
    for number, line in enumerate([*lines, ""], start=1):
        is_rule = bool(rows and _RULE.fullmatch(line))
        cells = [] if is_rule else _cells(line)
        if cells or is_rule:
            rows += [(number, cells)] if cells else []
            continue
        if rows:
            tables += 1
            blocks.append(_table(rows, tables))
            rows = []
        if number <= len(lines):
            blocks.append(Paragraph([Run(line.rstrip(" "))] if line.strip() else [], f"line {number}"))
    return blocks


def _cells(line: str) -> list[str]:
    """The cells of a row drawn with a stroke before, between and after them; none where it is no such row."""
    bare = line.strip()
    if len(bare) < 2 or not (bare.startswith("|") and bare.endswith("|")):
        return []
    return [cell.strip() for cell in bare[1:-1].split("|")][:_MAX_CELLS_IN_LINE]


def _table(rows: list[tuple[int, list[str]]], number: int) -> Table:
    made: list[Row] = []
    for at, (line, texts) in enumerate(rows, start=1):
        cells: list[Cell] = []
        for column, text in enumerate(texts):
            place = f"line {line}, column {column + 1}"
            cells.append(Cell([Paragraph([Run(text)] if text else [], place)], column, 1, place))
        made.append(Row(cells, at))
    return Table(made, f"table {number}", max(len(texts) for _, texts in rows))
