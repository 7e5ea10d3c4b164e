"""Reading web page archives (.mht): the page in them, and the same as plain text where it comes beside it.

A browser and Word save a page so, Outlook a mail; and so the body of a mail with a page and a text is kept.
"""

import re
from dataclasses import dataclass
from email.message import Message

from mail.parts.leaves import holds_files, leaves_of
from mail.parts.names import decode_text
from mail.parts.texts import texts_of
from mail.parts.tree import charset, payload, structure
from mail.reading.document import Document, NotReadable
from mail.reading.formats.texts.plain_text import read_text
from mail.reading.formats.texts.web_page import read_web_page

_MARK = "\ufeff"  # says that the bytes are UTF-8, whatever the page says of itself
_HEAD = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_OF_A_PAGE = re.compile(
    rb"^content-type:\s*(?:multipart/(?:related|alternative|mixed)|text/html)\b", re.I | re.M
)
_DAMAGED = "The web page archive is damaged. Ask the sender to send the page as a Word document or a PDF."


@dataclass(frozen=True)
class Archive:
    """What is in an archive: the page, its text ("" if it has none), and whether files are in it besides."""

    page: Document
    text: str
    holds_files: bool


def is_web_archive(content: bytes) -> bool:
    """Whether bytes begin as an archive does: with header lines, one of them that of a page or of several parts."""
    head = _HEAD.match(content[:16_384].lstrip(b"\xef\xbb\xbf\r\n").replace(b"\r\n", b"\n"))
    return head is not None and _OF_A_PAGE.search(head[0]) is not None


def open_web_archive(content: bytes) -> Archive:
    """The archive that bytes are. NotReadable if no page can be found in it."""
    message, defect = structure(content)
    html = "" if defect else (texts_of(message).html or _by_itself(message))
    if not html:
        raise NotReadable("unreadable", _DAMAGED)
    page = read_web_page((_MARK + html).encode(errors="replace"))
    return Archive(page, texts_of(message).text, holds_files(message))


def read_web_archive(content: bytes) -> Document:
    """The page in an archive. NotReadable if there is none."""
    archive = open_web_archive(content)
    archive.page.left_out = archive.page.left_out or archive.holds_files
    return archive.page


def read_beside(archive: Archive) -> Document:
    """The text that came beside the page, as a document of its own."""
    return read_text((_MARK + archive.text).encode(errors="replace"))


def _by_itself(message: Message) -> str:
    """The first page, though it has a name as a file has."""
    pages = (leaf for leaf, _ in leaves_of(message) if leaf.get_content_type() == "text/html")
    return next((decode_text(payload(leaf), charset(leaf)) for leaf in pages), "")
