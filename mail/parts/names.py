"""Text out of mail headers and file names, whatever the sender's program made of them."""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from email.header import Header, decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses

from mail.parts.model import Address

_LONGEST_NAME = 120
_LONGEST_HEADER = 20_000
_MOST_ADDRESSES = 500
_MOST_LISTS = 20
_NOT_LATIN_1 = re.compile(rb"[\x80-\x9f]")  # quotation marks of windows-1252, which often calls itself so
_NO_TEXT = {"punycode", "idna"}  # for names of hosts; decoding much of it takes time without end


def decode_text(raw: bytes, charset: str | None) -> str:
    """Text from bytes in the charset they claim, or in the likeliest one; nothing unreadable raises."""
    for candidate in (charset or "utf-8", "utf-8"):
        try:
            codec = codecs.lookup(candidate.strip().strip("\"'")).name
            if codec not in _NO_TEXT and not (codec == "iso8859-1" and _NOT_LATIN_1.search(raw)):
                return storable(_decoded(raw, codec))
        except (LookupError, ValueError, TypeError):
            continue
    return storable(raw.decode("cp1252", errors="replace"))


def _decoded(raw: bytes, codec: str) -> str:
    """Text; where it was cut off or hurt here and there it lacks those letters alone. Raises if most is lost."""
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        text = raw.decode(codec, errors="replace")
        if sum(not ch.isascii() for ch in text) <= 2 * text.count("\ufffd"):
            raise
        return text


def storable(text: str) -> str:
    """Without what no database keeps: NUL and halves of characters."""
    return text.encode("utf-8", errors="replace").decode("utf-8").replace("\x00", "")


def header_text(value: object) -> str:
    """A header value, unfolded, with encoded words (RFC 2047) decoded."""
    raw = _unfold(value)
    try:
        chunks = decode_header(raw)
        text = "".join(
            chunk if isinstance(chunk, str) else decode_text(chunk, charset) for chunk, charset in chunks
        )
    except Exception:  # decode_header raises many things on nonsense
        text = raw
    return " ".join(storable(text).split())


def header_as_written(value: object) -> str:
    """A header value, unfolded and no more: an encoded word may hold what would mean something decoded."""
    return " ".join(storable(_unfold(value)).split())


def addresses(values: Sequence[object]) -> tuple[Address, ...]:
    """All addresses in some address headers. Split first, decoded after, so that no name can pose as one."""
    try:
        pairs = getaddresses([_unfold(value) for value in values[:_MOST_LISTS]])
    except Exception:
        return ()
    found = (
        Address(header_text(name), storable(address).strip()) for name, address in pairs[:_MOST_ADDRESSES]
    )
    return tuple(address for address in found if address.name or address.address)


def file_name(part: Message) -> str:
    """The name that the sender gave an attachment (RFC 2231 or RFC 2047), or ""; not yet fit to be shown."""
    readable = Message()
    for header in ("Content-Disposition", "Content-Type"):
        if part.get(header):
            readable[header] = _unfold(part[header])
    try:
        name = readable.get_filename("")
        return header_text(header_text(collapse_rfc2231_value(name))) if name else ""
    except Exception:  # parameters that contradict each other
        return ""


def shown(name: str, instead: str = "unnamed") -> str:
    """A file name fit to be shown and to be one step of a path: no folders, no control or bidi characters."""
    base = re.split(r"[/\\]", name.strip().rstrip("/\\"))[-1]
    visible = "".join(ch if unicodedata.category(ch)[0] != "C" else "" for ch in base)
    clean = " ".join(visible.split()).strip(". ") if visible.strip(". ") else ""
    if len(clean) > _LONGEST_NAME:
        stem, dot, ending = clean.rpartition(".")
        short = dot and len(ending) <= 10
        clean = f"{stem[: _LONGEST_NAME - len(ending) - 2]}….{ending}" if short else clean[:_LONGEST_NAME]
    return clean or instead


def _unfold(value: object) -> str:
    if isinstance(value, Header):  # the parser's way of saying: not ASCII, though it should be
        value = "".join(
            chunk if isinstance(chunk, str) else decode_text(chunk, None) for chunk, _ in decode_header(value)
        )
    return re.sub(r"\r?\n[ \t]*|\r", " ", str(value)[:_LONGEST_HEADER])
