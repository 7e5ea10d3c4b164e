"""Word documents (.docx): python-docx gives the package, the body is written as XML."""

import io
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Pt
from lxml import etree

from tests.corpus.paper import Block, Cell, Page, Para, Piece, Row, Table

_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMES.items())
_TRACK = 'w:author="Made Up" w:date="2014-01-20T09:00:00Z"'


def write(page: Page) -> bytes:
    """The page as a .docx file."""
    document: Any = docx.Document()
    normal = document.styles["Normal"].font
    normal.name, normal.size = "Arial", Pt(10)
    section = document.sections[0]
    if page.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    ids = count(100)
    body = document.element.body
    for element in _parsed(page.blocks, ids):
        body.insert(len(body) - 1, element)
    if page.header:
        header = section.header._element
        for old in list(header):
            header.remove(old)
        header.extend(_parsed(list(page.header), ids))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _parsed(blocks: list[Block], ids: "count[int]") -> list[etree._Element]:
    text = "".join(_block(block, ids) for block in blocks)
    return list(etree.fromstring(f"<w:body {_DECLARED}>{text}</w:body>"))


def _block(block: Block, ids: "count[int]") -> str:
    return _table(block, ids) if isinstance(block, Table) else _para(block, ids)


def _table(table: Table, ids: "count[int]") -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in table.widths)
    rows = "".join(_row(row, table.widths, ids) for row in table.rows)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:type="auto" w:w="0"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" '
        f'w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(row: Row, widths: tuple[int, ...], ids: "count[int]") -> str:
    properties = '<w:tblHeader w:val="true"/>' if row.repeated else ""
    for tracked, tag in ((row.inserted, "ins"), (row.deleted, "del")):
        properties += f'<w:{tag} w:id="{next(ids)}" {_TRACK}/>' if tracked else ""
    cells, place = "", 0
    for cell in row.cells:
        cells += _cell(cell, sum(widths[place : place + cell.span]), ids)
        place += cell.span
    text = f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{cells}</w:tr>"
    return _sdt(text, next(ids)) if row.control else text


def _cell(cell: Cell, width: int, ids: "count[int]") -> str:
    properties = f'<w:tcW w:type="dxa" w:w="{width}"/>'
    if cell.span > 1:
        properties += f'<w:gridSpan w:val="{cell.span}"/>'
    if cell.merge:
        properties += '<w:vMerge w:val="restart"/>' if cell.merge == "first" else "<w:vMerge/>"
    if cell.fill:
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>'
    blocks = "".join(_block(block, ids) for block in cell.blocks)
    if not cell.blocks or isinstance(cell.blocks[-1], Table):
        blocks += "<w:p/>"
    text = f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"
    return _sdt(text, next(ids)) if cell.control else text


def _para(para: Para, ids: "count[int]") -> str:
    properties = '<w:pPr><w:pStyle w:val="ListBullet"/></w:pPr>' if para.bullet else ""
    text = f"<w:p>{properties}{''.join(_piece(piece, ids) for piece in para.pieces)}</w:p>"
    return _sdt(text, next(ids)) if para.control else text


def _piece(piece: Piece, ids: "count[int]") -> str:
    if piece.drawn == "box":
        return _text_box(piece, ids)
    if piece.drawn:
        return _runs(piece) + _shape(piece.drawn, ids)
    if piece.wrapped:
        return _wrapped(piece, ids)
    if piece.control:
        return _control(piece, ids)
    if piece.field:
        return _field(piece)
    if piece.inserted or piece.deleted:
        tag = "ins" if piece.inserted else "del"
        return f'<w:{tag} w:id="{next(ids)}" {_TRACK}>{_runs(piece)}</w:{tag}>'
    return _runs(piece)


_WRAPPERS = {
    "smart-tag": ('w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="PersonName"', ""),
    "link": ('w:hyperlink w:anchor="place"', ""),
    "moved-from": ("w:moveFrom", "tracked"),
    "moved-to": ("w:moveTo", "tracked"),
}


def _wrapped(piece: Piece, ids: "count[int]") -> str:
    opening, tracked = _WRAPPERS[piece.wrapped]
    mark = f' w:id="{next(ids)}" {_TRACK}' if tracked else ""
    return f"<{opening}{mark}>{_runs(piece)}</{opening.split()[0]}>"


def _runs(piece: Piece) -> str:
    look = _look(piece)
    if piece.symbol:
        return f'<w:r>{look}<w:sym w:font="Wingdings" w:char="{piece.symbol}"/></w:r>'
    if piece.splinters and len(piece.text) > 1:
        cut = max(1, len(piece.text) // 3)
        parts = [piece.text[n : n + cut] for n in range(0, len(piece.text), cut)]
        proof = '<w:proofErr w:type="spellStart"/>'
        return proof.join(
            f'<w:r w:rsidR="00A1{n:02}F0">{look}{_text(part)}</w:r>' for n, part in enumerate(parts)
        )
    return f"<w:r>{look}{_text(piece.text, deleted=piece.deleted)}</w:r>"


def _text(text: str, *, deleted: bool = False) -> str:
    tag = "delText" if deleted else "t"
    parts: list[str] = []
    for n, line in enumerate(text.split("\n")):
        parts.append("<w:br/>" if n else "")
        for m, word in enumerate(line.split("\t")):
            parts.append("<w:tab/>" if m else "")
            parts.append(f'<w:{tag} xml:space="preserve">{escape(word)}</w:{tag}>' if word else "")
    return "".join(parts)


def _look(piece: Piece) -> str:
    fonts = f'<w:rFonts w:ascii="{piece.font}" w:hAnsi="{piece.font}" w:cs="{piece.font}"/>'
    parts = (
        (fonts, piece.font),
        ("<w:b/>", piece.bold),
        ("<w:i/>", piece.italic),
        ("<w:strike/>", piece.strike),
        (f'<w:color w:val="{piece.colour}"/>', piece.colour),
        ('<w:highlight w:val="yellow"/>', piece.highlight),
        ('<w:u w:val="single"/>', piece.underline),
    )
    text = "".join(tag for tag, wanted in parts if wanted)
    return f"<w:rPr>{text}</w:rPr>" if text else ""


def _sdt(content: str, number: int, kind: str = "") -> str:
    return f'<w:sdt><w:sdtPr><w:id w:val="{number}"/>{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def _control(piece: Piece, ids: "count[int]") -> str:
    if piece.control == "check-box":
        state = f'<w14:checked w14:val="{int(piece.ticked)}"/>'
        states = (
            '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
        )
        box = Piece("☒" if piece.ticked else "☐")
        return _sdt(_runs(box), next(ids), f"<w14:checkbox>{state}{states}</w14:checkbox>") + _runs(piece)
    if piece.control == "drop-down":
        items = "".join(
            f'<w:listItem w:displayText="{escape(o)}" w:value="{escape(o)}"/>' for o in piece.options
        )
        return _sdt(_runs(piece), next(ids), f"<w:dropDownList>{items}</w:dropDownList>")
    if piece.control == "date":
        kind = '<w:date><w:dateFormat w:val="dd/MM/yyyy"/><w:lid w:val="en-GB"/></w:date>'
        return _sdt(_runs(piece), next(ids), kind)
    return _sdt(_runs(piece), next(ids), "<w:text/>")


def _field(piece: Piece) -> str:
    def mark(kind: str, inside: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'

    head = '<w:name w:val="F1"/><w:enabled/><w:calcOnExit w:val="0"/>'
    if piece.field == "check-box":
        ticked = f'<w:default w:val="0"/><w:checked w:val="{int(piece.ticked)}"/>'
        box = f"<w:checkBox><w:sizeAuto/>{ticked}</w:checkBox>"
        begin = mark("begin", f"<w:ffData>{head}{box}</w:ffData>")
        code = '<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r>'
        return begin + code + mark("end") + _runs(piece)
    if piece.field == "drop-down":
        entries = "".join(f'<w:listEntry w:val="{escape(option)}"/>' for option in piece.options)
        chosen = f'<w:result w:val="{piece.options.index(piece.text)}"/>'
        begin = mark("begin", f"<w:ffData>{head}<w:ddList>{chosen}{entries}</w:ddList></w:ffData>")
        code = '<w:r><w:instrText xml:space="preserve"> FORMDROPDOWN </w:instrText></w:r>'
        return begin + code + mark("end")
    begin = mark("begin", f"<w:ffData>{head}<w:textInput/></w:ffData>")
    code = '<w:r><w:instrText xml:space="preserve"> FORMTEXT </w:instrText></w:r>'
    return begin + code + mark("separate") + _runs(piece) + mark("end")


_OUTLINES = {"ring": ("ellipse", 900000, 230000, "<a:noFill/>"), "tick": ("mathMultiply", 150000, 150000, "")}


def _shape(drawn: str, ids: "count[int]") -> str:
    outline, width, height, fill = _OUTLINES[drawn]
    fill = fill or '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
    shape = (
        f"<wps:wsp><wps:cNvSpPr/><wps:spPr>{_extent(width, height)}"
        f'<a:prstGeom prst="{outline}"><a:avLst/></a:prstGeom>{fill}'
        '<a:ln w="19050"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:spPr>'
        "<wps:bodyPr/></wps:wsp>"
    )
    return _anchor(shape, width, height, next(ids))


def _text_box(piece: Piece, ids: "count[int]") -> str:
    width, height = 2400000, 420000
    inside = f"<wps:txbx><w:txbxContent><w:p>{_runs(piece)}</w:p></w:txbxContent></wps:txbx>"
    shape = (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>{_extent(width, height)}'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>{inside}<wps:bodyPr/></wps:wsp>'
    )
    return _anchor(shape, width, height, next(ids))


def _extent(width: int, height: int) -> str:
    return f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _anchor(shape: str, width: int, height: int, number: int) -> str:
    graphic = (
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"{shape}</a:graphicData></a:graphic>"
    )
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="251659264" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="Shape {number}"/><wp:cNvGraphicFramePr/>{graphic}</wp:anchor>'
        "</w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )
