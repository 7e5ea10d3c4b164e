"""Links to documents that are stored elsewhere: told of, never fetched. Nothing here opens a connection.

What counts stands in the sender's own words or in those of the mail that was forwarded: not in a quoted earlier
mail. A place where people share files counts wherever it stands there; a document on any other website counts
above the signature only, for signatures carry leaflets and notices.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email.message import Message
from itertools import islice
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from mail.parts.model import Part
from mail.parts.names import decode_text
from mail.parts.quoting import Quoting
from mail.parts.tree import charset, is_body, payload
from mail.parts.words import words_of_html

MOST_LINKS = 20
_MOST_TEXTS = 20
_LONGEST_TEXT = 1_000_000  # bytes
_DOCUMENT = re.compile(
    r"\.(?:pdf|docx?|docm|dotx?|odt|rtf|xlsx?|xlsm|ods|csv|pptx?|odp|zip|7z|rar|msg|eml|tiff?|jpe?g|png|heic|pages)$",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"(?:https?|file)://[^\s<>\"|]{3,2000}|\\\\[\w.-]{2,60}\\[^\s<>\"|:*?]{3,400}", re.IGNORECASE
)
_SHARED = (
    (  # SharePoint, which councils run on hosts of their own, too
        r".*",
        r"/:[a-z]:/|.*/_layouts/15/(?:doc|wopiframe|guestaccess|download|onedrive)\w*\.aspx",
    ),
    (r"1drv\.ms", r"/."),
    (r"onedrive\.live\.com", r".*[?&](?:id|resid|cid|authkey|redeem)=|/(?:edit|view|download|redir)|/:"),
    (r"teams\.microsoft\.com", r"/l/file/"),
    (r"docs\.google\.com", r"/(?:a/[^/]+/)?(?:document|spreadsheets|presentation|file)/"),
    (r"drive\.google\.com", r"/(?:a/[^/]+/)?(?:file/|drive/.*folders/|open|uc|folderview)"),
    (r"(?:www\.)?dropbox\.com", r"/(?:s|sh|scl|l|t|transfer)/"),
    (r"db\.tt", r"/."),
    (r"(?:.*\.)?wetransfer\.com", r"/downloads/"),
    (r"we\.tl", r"/."),
    (r"(?:.*\.)?box\.com", r"/(?:s|v|file|folder|shared)/"),
    (r"(?:www\.)?icloud\.com", r"/(?:iclouddrive|attachment|pages|numbers|keynote)\b"),
    (r"share\.icloud\.com", r"/."),
    (r"(?:.*\.)?egress\.com", r"/(?:ui|m|message|package|wm|s|r|secure)\b"),
    (r"(?!protect|url|community|www|blog)(?:.*\.)?mimecast\.com", r"/."),
    (r"(?:.*\.)?res\.cisco\.com", r"/."),
    (r"(?:.*\.)?(?:mega\.nz|mega\.io)", r"/(?:file|folder|#)"),
    (
        r"(?:.*\.)?(?:hightail|transferxl|filemail|swisstransfer|sendsafely|mailbigfile|sendthisfile)\.com",
        r"/.",
    ),
)
_PERHAPS = (
    r"sharepoint|/:[a-z]:/|/_layouts/|1drv|onedrive|teams\.microsoft|(?:docs|drive)\.google|dropbox|db\.tt|we\.?t(?:l|rans)|"
    r"box\.com|icloud|egress|mimecast|cisco|mega\.|hightail|transferxl|filemail|swisstransfer|sendsafely|mailbigfile|"
    r"sendthisfile|file://|%3a[a-z]%3a|"
    r"\.(?:pdf|do[ct]|odt|rtf|xls|ods|csv|ppt|odp|zip|7z|rar|msg|eml|tif|jpe?g|png|heic|pages)"
)
_WORTH_A_LOOK = re.compile(_PERHAPS, re.IGNORECASE)
_IN_BYTES = re.compile(
    rb"(?<!src=[\"'])(?:https?|file)://[^\s<>\"']{3,2000}|\\\\[\w.-]{2,60}\\[^\s<>\"']{3,400}", re.IGNORECASE
)
_WORTH_UNPACKING = re.compile(_PERHAPS.encode(), re.IGNORECASE)
_PLACES = tuple((re.compile(host), re.compile(path, re.IGNORECASE)) for host, path in _SHARED)


@dataclass(frozen=True)
class Link:
    """A link to a document: the host it leads to, and whether that is a place where people share files."""

    host: str
    shared: bool


def links(subject: str, texts: Iterable[str]) -> list[Link]:
    """The links to documents in the texts of a mail, each once, in the order in which they stand.

    `texts` are the same words in several forms, as mails carry them, with the addresses of links written out.
    """
    found: dict[str, Link] = {}
    for text in texts:
        if next(_links(text), None) is None:
            continue
        for said in Quoting(subject, text).said():
            found |= dict(_links(said.words))
            found |= {where: link for where, link in _links(said.signature) if link.shared}
    return list(found.values())


def linking_texts(leaves: Iterable[Message]) -> Iterator[str]:
    """The texts of a mail in which a link to a document may stand, with the addresses of links written out."""
    for leaf in islice((leaf for leaf in leaves if is_body(leaf)), _MOST_TEXTS):
        content = payload(leaf)[:_LONGEST_TEXT]
        if any(_WORTH_UNPACKING.search(found) for found in _IN_BYTES.findall(content)):
            text = decode_text(content, charset(leaf))
            yield words_of_html(text, links=True) if leaf.get_content_type() == "text/html" else text


def told(link: Link) -> str:
    """What is said of a link."""
    return f"Not read: a link to a document on {link.host}. It was not fetched; ask the sender for the file."


def told_of_more(number: int) -> str:
    """What is said of the links beyond those that are listed."""
    return f"Not read: {number} more links to documents. They were not fetched; ask the sender for the files."


def passed_over(part: Part) -> Part:
    """The same part; if it is a link, passed over because an audit tool came with it."""
    if part.kind != "link" or part.state != "not read":
        return part
    outcome = f"Passed over: a {part.name}, beside an audit tool that was read. It was not fetched."
    return replace(part, state="passed over", outcome=outcome)


def _links(text: str) -> Iterator[tuple[str, Link]]:
    for written in _WRITTEN.findall(text):
        if not written.startswith("\\") and not _WORTH_A_LOOK.search(written):
            continue
        url = _split(_unwrapped(written.rstrip(".,;:!?'\")]}*_>")))
        host = re.sub(r"[^a-z0-9.-]", "", (url.hostname or "").lower())[:100] if url else ""
        if url is None or not host:
            continue
        shared = _is_shared(host, url)
        if shared or _DOCUMENT.search(unquote(url.path)):
            yield f"{host}{url.path}?{url.query}", Link(host, shared=shared)


def _is_shared(host: str, url: SplitResult) -> bool:
    """Whether it leads to a file or folder where people share them, not only to the front of such a place."""
    whole = url._replace(scheme="", netloc="").geturl()
    if any(place.fullmatch(host) and path.match(whole) for place, path in _PLACES):
        return True
    where_files_are = url.scheme.lower() == "file" or host.endswith(".sharepoint.com")
    return where_files_are and bool(_DOCUMENT.search(unquote(url.path)))


def _unwrapped(written: str) -> str:
    """What a link led to before a mail filter put its own in the place of it, where that can be told."""
    url = _split(written)
    if url is None:
        return written
    host, asked = (url.hostname or "").lower(), parse_qs(url.query[:4_000])
    if host.endswith(".safelinks.protection.outlook.com"):
        return asked.get("url", [written])[0]
    if host == "urldefense.proofpoint.com" and "u" in asked:
        return unquote(asked["u"][0].translate(str.maketrans("-_", "%/")))
    if kept := re.match(r"https?://urldefense\.com/v3/__(.+?)__;", written, re.IGNORECASE):
        return kept[1]
    return written


def _split(written: str) -> SplitResult | None:
    r"""The pieces of an address; "\\server\share\x" is one, too. None if it is none."""
    plain = "file:" + written.replace("\\", "/") if written.startswith("\\\\") else written
    try:
        url = urlsplit(plain)
        _ = url.hostname
    except ValueError:
        return None
    return url
