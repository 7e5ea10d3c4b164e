"""What a file is, told by its bytes and never by its name, and who reads that kind."""

import codecs
import io
import re
import zipfile
from collections.abc import Callable
from enum import Enum

from mail.parts.outlook.compound import Damaged, root_of
from mail.reading.document import Document, NotReadable
from mail.reading.formats.open_document.reading import read_flat_open_document, read_open_document
from mail.reading.formats.package import MAX_FILE, OLE
from mail.reading.formats.texts.plain_text import read_text
from mail.reading.formats.texts.web_archive import is_web_archive, read_web_archive
from mail.reading.formats.texts.web_page import read_web_page
from mail.reading.formats.word.walk import read_word


class Kind(Enum):
    """Kinds of file, by the words that name them to a person."""

    WORD = "a Word document"
    OLD_WORD = "a Word document of the old kind (.doc)"
    OPEN_DOCUMENT = "an OpenDocument file"
    FLAT_OPEN_DOCUMENT = "an OpenDocument file in one piece"
    SPREADSHEET = "a spreadsheet"
    OLD_SPREADSHEET = "a spreadsheet of the old kind (.xls)"
    WORKS = "a document of Microsoft Works"
    WORD_PERFECT = "a WordPerfect document"
    PAGES = "a Pages document"
    PRESENTATION = "a presentation"
    PDF = "a PDF"
    RTF = "a rich text file"
    IMAGE = "a picture"
    HTML = "a web page"
    WEB_ARCHIVE = "a web page archive (.mht)"
    ZIP = "a zip file"
    TEXT = "a text file"
    EMPTY = "an empty file"
    OTHER = "a file of an unknown kind"


def _read_picture(content: bytes) -> Document:
    from mail.reading.formats.scans import (
        read_image,  # what pictures need is large, and only loaded where one comes
    )

    return read_image(content)


def _read_pdf(content: bytes) -> Document:
    from mail.reading.formats.pdf import read_pdf  # likewise

    return read_pdf(content)


def _read_sheet(content: bytes) -> Document:
    from mail.reading.formats.sheets.workbook import read_sheet  # likewise

    return read_sheet(content)


READERS: dict[Kind, Callable[[bytes], Document]] = {
    Kind.WORD: read_word,
    Kind.OPEN_DOCUMENT: read_open_document,
    Kind.FLAT_OPEN_DOCUMENT: read_flat_open_document,
    Kind.SPREADSHEET: _read_sheet,
    Kind.HTML: read_web_page,
    Kind.WEB_ARCHIVE: read_web_archive,
    Kind.TEXT: read_text,
    Kind.PDF: _read_pdf,
    Kind.IMAGE: _read_picture,
}
"""The reader of each kind that is read; a further format is one more entry."""

CONVERTED: dict[Kind, str] = {
    Kind.OLD_WORD: ".doc",
    Kind.RTF: ".rtf",
    Kind.OLD_SPREADSHEET: ".xls",
    Kind.WORKS: ".wps",
    Kind.WORD_PERFECT: ".wpd",
    Kind.PAGES: ".pages",
}
"""The kinds that LibreOffice turns into one that is read, with the ending it knows each by."""

_STARTS = [
    (b"\xffWPC", Kind.WORD_PERFECT),
    (b"%PDF", Kind.PDF),
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"II*\0", Kind.IMAGE),
    (b"MM\0*", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
]

_PAGE = re.compile(
    rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|div|table|p)[\s>]", re.I | re.S
)
_PHOTOGRAPHS = {b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")}


def kind_of(content: bytes) -> Kind:
    """The kind of a file. NotReadable when it is encrypted, or larger than any document."""
    if len(content) > MAX_FILE:
        raise NotReadable("too-large", "The file is larger than 50 MB. Ask the sender for a smaller one.")
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return Kind.EMPTY
    if content.startswith(OLE):
        return _compound(content)
    if content.startswith(b"PK"):
        return _zipped(content)
    if content[4:12] in _PHOTOGRAPHS or (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        return Kind.IMAGE
    for signature, kind in _STARTS:
        if start.startswith(signature):
            return kind
    if b"%PDF-" in start:  # readers of PDFs look past what a mail system puts before it
        return Kind.PDF
    if start.startswith(b"<") and b"urn:oasis:names:tc:opendocument:xmlns:office:1.0" in content[:8192]:
        return Kind.FLAT_OPEN_DOCUMENT
    return _words(content, start)


def _words(content: bytes, start: bytes) -> Kind:
    """A kind of text, if it is one."""
    if _PAGE.match(start):
        return Kind.HTML
    if is_web_archive(content):
        return Kind.WEB_ARCHIVE
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Kind.TEXT
    return Kind.OTHER if b"\0" in start else Kind.TEXT


def _compound(content: bytes) -> Kind:
    """A compound file of Microsoft's: an old document, or a new one behind a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise NotReadable("encrypted", "The file is locked with a password. Ask the sender for one without.")
    if "WordDocument".encode("utf-16-le") in content:
        return Kind.OLD_WORD
    if "Workbook".encode("utf-16-le") in content:
        return Kind.OLD_SPREADSHEET
    if "MatOST".encode("utf-16-le") in content:
        return Kind.WORKS
    try:
        root_of(content)
    except Damaged as error:
        raise NotReadable("unreadable", "The file is damaged. Ask the sender to send it again.") from error
    return Kind.OTHER


def _zipped(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            names = set(opened.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise NotReadable("unreadable", "The file is damaged. Ask the sender to send it again.") from error
    if "mimetype" in names and "content.xml" in names:
        return Kind.OPEN_DOCUMENT
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", Kind.WORD), ("xl/", Kind.SPREADSHEET), ("ppt/", Kind.PRESENTATION)):
            if any(name.startswith(folder) for name in names):
                return kind
    return Kind.PAGES if "Index/Document.iwa" in names else Kind.ZIP
