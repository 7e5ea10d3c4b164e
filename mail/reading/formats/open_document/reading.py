"""Reading OpenDocument files (.odt, .ods, their templates and flat forms) as the neutral model."""

from lxml import etree

from mail.reading.document import Document, NotReadable
from mail.reading.formats.carried import carried_in
from mail.reading.formats.open_document.sheet import read_sheets
from mail.reading.formats.open_document.styles import Looks
from mail.reading.formats.open_document.walk import Walk
from mail.reading.formats.package import Package, parse_xml

_Element = etree._Element
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_EDGES = {f"{_STYLE}{name}{of}": name for name in ("header", "footer") for of in ("", "-left", "-first")}


def read_open_document(content: bytes) -> Document:
    """The document in the bytes of an OpenDocument file. NotReadable if there is none in them."""
    package = Package(content)
    manifest = package.part("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise NotReadable("encrypted", "The file is locked with a password. Ask the sender for one without.")
    body = package.xml("content.xml")
    if body is None:
        raise NotReadable("unreadable", "The file holds no document. Ask the sender to send it again.")
    document = _read(body, package.xml("styles.xml"))
    document.carried = carried_in(package, package.part("content.xml") or b"")
    return document


def read_flat_open_document(content: bytes) -> Document:
    """The document in an OpenDocument file that is one XML file (.fodt, .fods)."""
    root = parse_xml(content)
    return _read(root, root)


def _read(root: _Element, styles: _Element | None) -> Document:
    named = None if styles is None else styles.find(f"{_OFFICE}styles")
    fonts = root.find(f"{_OFFICE}font-face-decls")
    walk = Walk(Looks([fonts, named, root.find(f"{_OFFICE}automatic-styles")]))
    body = root.find(f"{_OFFICE}body")
    text = None if body is None else body.find(f"{_OFFICE}text")
    sheets = None if body is None else body.find(f"{_OFFICE}spreadsheet")
    if text is not None:
        walk.note_forms(text)
        walk.document.blocks = walk.blocks(text)
    elif sheets is not None:
        walk.note_forms(sheets)
        read_sheets(sheets, walk)
    else:
        raise NotReadable(
            "unsupported-format",
            "This is an OpenDocument file of a kind that is not read here. Ask the sender for a Word document "
            "(.docx) instead.",
        )
    if styles is not None:
        _read_edges(styles, named, walk)
    return walk.document


def _read_edges(styles: _Element, named: _Element | None, walk: Walk) -> None:
    """The headers and footers; each only once, for every kind of page may have the same."""
    automatic = styles.find(f"{_OFFICE}automatic-styles")
    walk.looks = Looks([styles.find(f"{_OFFICE}font-face-decls"), named, automatic])
    masters = styles.find(f"{_OFFICE}master-styles")
    for page in () if masters is None else masters.findall(f"{_STYLE}master-page"):
        for edge in page:
            if edge.tag in _EDGES and edge.get(f"{_STYLE}display") != "false":
                walk.document.edges += walk.blocks(edge, _EDGES[edge.tag])
