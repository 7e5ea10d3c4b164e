"""The small parts that Word documents are made of: safe text, tables that read well, the same bytes each time."""

import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, cast

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

HEADER_SHADE = "E7E6E6"
SECTION_SHADE = "F2F2F2"

_FONT = "Arial"
_LANGUAGE = "en-GB"
_PAGE = (Mm(297), Mm(210))
_MARGIN = Mm(15)
_WIDTH = 267  # millimetres between the margins
_SHORT = 700  # characters; a longer row may break over a page, or half a page would stay white
_UNDATED = dt.datetime(2013, 12, 1, tzinfo=dt.UTC)  # for a tool without a date: the framework's first month

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STRONG = ("L", "R", "AL")


def safe(text: str) -> str:
    r"""`text` as a Word document can hold it: each kind of line end as "\n", what XML forbids as U+FFFD."""
    return _NOT_XML.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def new_document(title: str, date: dt.date | None) -> DocxDocument:
    """An empty landscape A4 document in British English, its properties dated by the audit, not by a clock."""
    document = Document()
    _drop_thumbnail(document)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    section.header_distance = section.footer_distance = Mm(8)
    _set_styles(document)
    when = dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC) if date else _UNDATED
    about = document.core_properties
    about.title, about.author, about.last_modified_by = safe(title)[:255], "auditbot", "auditbot"
    about.language, about.comments, about.revision = _LANGUAGE, "", 1
    about.created = about.modified = when
    return document


def saved(document: DocxDocument) -> bytes:
    """The document's bytes: the same for the same content, whenever they are made."""
    made, fixed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def write_text(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    """Adds `text` to a paragraph, its line ends as line breaks and right-to-left script marked as such."""
    text = safe(text)
    if _starts_right_to_left(text):
        paragraph._p.get_or_add_pPr().insert_element_before(_element("w:bidi"), "w:spacing", "w:ind", "w:jc")
    for piece, right_to_left in _stretches(text):
        run = paragraph.add_run(piece)
        run.bold = bold or None
        if right_to_left:
            run.font.rtl = run.font.complex_script = True
            run.font.cs_bold = bold or None


def write_cell(cell: _Cell, text: str, *, bold: bool = False, centred: bool = False) -> Paragraph:
    """Puts `text` into an empty cell; the paragraph that holds it."""
    paragraph = cell.paragraphs[0]
    write_text(paragraph, text, bold=bold)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def new_table(
    document: DocxDocument, shares: Sequence[float], *, about: str, header_row: bool = True
) -> Table:
    """A table without rows as wide as the page, its columns in `shares`; `about` is for screen readers."""
    table = document.add_table(rows=0, cols=len(shares))
    table.style = "Table Grid"
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(_WIDTH * share / sum(shares))
    properties = table._tbl.tblPr
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    properties.append(_cell_margins())
    first = "1" if header_row else "0"
    properties.append(
        _element("w:tblLook", val="0620" if header_row else "0600", firstRow=first, noHBand="1", noVBand="1")
    )
    properties.append(_element("w:tblCaption", val=safe(about)))
    return table


def add_row(table: Table, *, header: bool = False, length: int = 0) -> _Row:
    """A row; a header row repeats on each page, and only a row of many characters breaks over two."""
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    if header or length <= _SHORT:
        properties.append(_element("w:cantSplit"))
    if header:
        properties.append(_element("w:tblHeader"))
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = column.width or Mm(10)
    return row


def add_header_row(table: Table, heads: Iterable[str], *, centred: frozenset[int] = frozenset()) -> _Row:
    """A row of column headings; those at the places in `centred` (from 0) stand in the middle."""
    row = add_row(table, header=True)
    for place, (cell, head) in enumerate(zip(row.cells, heads, strict=True)):
        write_cell(cell, head, bold=True, centred=place in centred)
        shade(cell, HEADER_SHADE)
    return row


def shade(cell: _Cell, colour: str) -> None:
    """A background for a cell; it never says anything that words do not."""
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def add_dotted_line(paragraph: Paragraph, words: str) -> None:
    """Words with a dotted line after them, to sign on."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(140), leader=WD_TAB_LEADER.DOTS)
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.add_run(f"{words}\t")


def add_page_number(paragraph: Paragraph) -> None:
    """ "Page 1 of 3", worked out by whatever shows the document."""
    for words, instruction in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(words)
        for kind in ("begin", "", "end"):
            run = paragraph.add_run()
            if kind:
                run._r.append(_element("w:fldChar", fldCharType=kind))
            else:
                code = _element("w:instrText")
                code.text = instruction
                run._r.append(code)


def small(paragraph: Paragraph) -> None:
    """Sets all of a paragraph in the smaller size."""
    for run in paragraph.runs:
        run.font.size = Pt(9)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = cast(BaseOxmlElement, OxmlElement(tag))
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _cell_margins() -> BaseOxmlElement:
    margins = _element("w:tblCellMar")
    for side, width in (("top", "40"), ("left", "100"), ("bottom", "40"), ("right", "100")):
        margins.append(_element(f"w:{side}", w=width, type="dxa"))
    return margins


def _starts_right_to_left(text: str) -> bool:
    directions = map(unicodedata.bidirectional, text)
    return next((d for d in directions if d in _STRONG), "L") != "L"


def _stretches(text: str) -> Iterator[tuple[str, bool]]:
    """Stretches of `text`, each with whether it is right-to-left; spaces stay with what they follow."""
    current = False

    def right_to_left(character: str) -> bool:
        nonlocal current
        direction = unicodedata.bidirectional(character)
        if direction in _STRONG:
            current = direction != "L"
        return current

    for direction, characters in groupby(text, key=right_to_left):
        yield "".join(characters), direction


def _set_styles(document: DocxDocument) -> None:
    for name, size, before, after in (
        ("Normal", 10, 0, 0),
        ("Heading 1", 15, 2, 6),
        ("Heading 2", 11, 10, 3),
        ("Heading 3", 10, 0, 0),
    ):
        style = cast(ParagraphStyle, document.styles[name])
        _set_letters(style, size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.font.bold = True
            style.paragraph_format.keep_with_next = True
    sentence = cast(ParagraphStyle, document.styles.add_style("Sentence", WD_STYLE_TYPE.PARAGRAPH))
    sentence.base_style = document.styles["Normal"]
    sentence.paragraph_format.space_after = Pt(4)


def _set_letters(style: ParagraphStyle, size: int) -> None:
    style.font.size = Pt(size)
    properties = cast(Any, style.element).get_or_add_rPr()
    for tag in ("w:rFonts", "w:szCs", "w:lang"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    properties.insert(0, _element("w:rFonts", ascii=_FONT, hAnsi=_FONT, cs=_FONT, eastAsia=_FONT))
    properties.find(qn("w:sz")).addnext(_element("w:szCs", val=str(size * 2)))
    properties.append(_element("w:lang", val=_LANGUAGE, eastAsia=_LANGUAGE, bidi="ar-SA"))


def _drop_thumbnail(document: DocxDocument) -> None:
    """The library's blank document brings a picture of itself; ours must not."""
    package = document.part.package
    if package is None:
        return
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]
