"""Word documents written as raw XML, so that every construction Word knows can be put into a test."""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OPEN = (
    f'<w:{{tag}} xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
)
LOOKS = {
    "bold": "<w:b/>",
    "underline": '<w:u w:val="single"/>',
    "italic": "<w:i/>",
    "highlight": '<w:highlight w:val="yellow"/>',
    "shading": '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>',
    "strike": "<w:strike/>",
    "dstrike": "<w:dstrike/>",
    "colour": '<w:color w:val="FF0000"/>',
    "grey": '<w:color w:val="BFBFBF"/>',
    "ring": '<w:bdr w:val="single" w:sz="4" w:space="0" w:color="auto"/>',
    "styled": '<w:rStyle w:val="Marked"/>',
    "hidden": "<w:vanish/>",
}
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="Base"><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Marked"><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:rPr><w:b/></w:rPr></w:style></w:styles>'
)
WHO = 'w:id="1" w:author="A Auditor" w:date="2014-01-15T09:00:00Z"'


def text(words: str) -> str:
    """The inside of a run: words, newlines as breaks, tabs as tabs."""
    parts: list[str] = []
    for n, line in enumerate(words.split("\n")):
        if n:
            parts.append("<w:br/>")
        for m, piece in enumerate(line.split("\t")):
            if m:
                parts.append("<w:tab/>")
            if piece:
                parts.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
    return "".join(parts)


def run(words: str, *looks: str) -> str:
    """A run of that look."""
    properties = "".join(LOOKS[look] for look in looks)
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{text(words)}</w:r>"


def broken_run(words: str) -> str:
    """The same words, cut into runs in the middle of words, as Word leaves them after proof-reading."""
    cuts = [words[at : at + 2] for at in range(0, len(words), 2)]
    return '<w:proofErr w:type="spellStart"/>'.join(run(cut) for cut in cuts)


def inserted(words: str) -> str:
    """A tracked insertion."""
    return f"<w:ins {WHO}>{run(words)}</w:ins>"


def deleted(words: str) -> str:
    """A tracked deletion."""
    return f'<w:del {WHO}><w:r><w:delText xml:space="preserve">{escape(words)}</w:delText></w:r></w:del>'


def paragraph(*runs: str, style: str = "") -> str:
    """A paragraph of runs."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def paragraphs(words: str) -> str:
    """A paragraph for each line."""
    return "".join(paragraph(run(line)) for line in words.split("\n"))


def cell(content: str, *, span: int = 1, merge: str = "", fill: str = "") -> str:
    """A cell; `content` is paragraphs, or words for one paragraph. `merge`: restart or continue."""
    inside = content if content.startswith("<w:") else paragraph(run(content)) if content else "<w:p/>"
    properties = f'<w:tcW w:w="1500" w:type="dxa"/><w:gridSpan w:val="{span}"/>'
    if merge:
        properties += f'<w:vMerge w:val="{merge}"/>'
    if fill:
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row of cells."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(rows: Iterable[str], columns: int) -> str:
    """A table, its grid as wide as `columns`."""
    grid = '<w:gridCol w:w="1500"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def control(content: str, properties: str = "<w:text/>") -> str:
    """A content control around runs, paragraphs, a cell or a row."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def drop_down(value: str, *, untouched: bool = False) -> str:
    """A drop-down in a line of text."""
    items = "".join(f'<w:listItem w:displayText="{n}" w:value="{n}"/>' for n in range(1, 5))
    prompt = "<w:showingPlcHdr/>" if untouched else ""
    return control(
        run("Choose an item." if untouched else value), f"{prompt}<w:dropDownList>{items}</w:dropDownList>"
    )


def check_box(*, checked: bool) -> str:
    """A check box of today's Word."""
    box = f'<w14:checkbox><w14:checked w14:val="{int(checked)}"/></w14:checkbox>'
    return control(run("☒" if checked else "☐"), box)


def picked_date(iso: str, shown: str) -> str:
    """A date control."""
    return control(
        run(shown), f'<w:date w:fullDate="{iso}T00:00:00Z"><w:dateFormat w:val="dd/MM/yyyy"/></w:date>'
    )


def _field(name: str, data: str, result: str = "") -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> FORM{name} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def old_text(words: str) -> str:
    """A form field of older Word that holds text."""
    return _field("TEXT", "<w:textInput/>", run(words or "     "))


def old_check_box(*, checked: bool) -> str:
    """A check box of older Word."""
    return _field(
        "CHECKBOX", f'<w:checkBox><w:default w:val="0"/><w:checked w:val="{int(checked)}"/></w:checkBox>'
    )


def old_drop_down(entries: list[str], at: int) -> str:
    """A drop-down of older Word."""
    items = "".join(f'<w:listEntry w:val="{escape(entry)}"/>' for entry in entries)
    return _field("DROPDOWN", f'<w:ddList><w:result w:val="{at}"/>{items}</w:ddList>')


def symbol(char: str, font: str = "Wingdings") -> str:
    """A character of a symbol font."""
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def text_box(content: str) -> str:
    """A text box, in both copies that Word writes."""
    inside = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        "<w:p><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def document(body: str, *, header: str = "", strict: bool = False, macros: bool = False) -> bytes:
    """The bytes of a .docx with that body."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    main = "application/vnd.ms-word.document.macroEnabled.main+xml" if macros else f"{kind}.document.main+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = [f'<Relationship Id="rId1" Type="{relation}/styles" Target="styles.xml"/>']
    page_header = '<w:headerReference w:type="default" r:id="rId2"/>' if header else ""
    section = f"<w:sectPr>{page_header}</w:sectPr>"
    parts = {
        "word/document.xml": f"{_OPEN.format(tag='document')}<w:body>{body}{section}</w:body></w:document>",
        "word/styles.xml": STYLES,
    }
    if header:
        links.append(f'<Relationship Id="rId2" Type="{relation}/header" Target="header1.xml"/>')
        parts["word/header1.xml"] = f"{_OPEN.format(tag='hdr')}{header}</w:hdr>"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts |= {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relation}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{"".join(links)}'
        "</Relationships>",
    }
    if macros:
        parts["word/vbaProject.bin"] = "not a macro"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part.replace(W, STRICT) if strict else part)
    return packed.getvalue()


def with_notes(content: bytes, *, comments: int, footnotes: int) -> bytes:
    """That document with so many comments in its margin and footnotes, beside the separators that Word keeps."""
    said = paragraph(run("Zebedee was seen"))
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{at - 1}">{paragraph("<w:r><w:separator/></w:r>")}</w:footnote>'
        for at, kind in enumerate(("separator", "continuationSeparator"))
    )
    bodies = {
        "comments": "".join(f'<w:comment w:id="{n}">{said}</w:comment>' for n in range(comments)),
        "footnotes": separators
        + "".join(f'<w:footnote w:id="{n}">{said}</w:footnote>' for n in range(1, footnotes + 1)),
    }
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    links = "".join(
        f'<Relationship Id="note{kind}" Type="{relation}/{kind}" Target="{kind}.xml"/>' for kind in bodies
    )
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace("</Relationships>", f"{links}</Relationships>")
    for kind, inside in bodies.items():
        parts[f"word/{kind}.xml"] = f"{_OPEN.format(tag=kind)}{inside}</w:{kind}>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for part, written in parts.items():
            file.writestr(part, written)
    return packed.getvalue()
