"""Bytes of a mail taken apart into a tree, within bounds. Nothing here raises, whatever the bytes are.

The standard parser promises no limit: nesting makes it slow by every level and line, a header of many
semicolons by their square. A mail beyond any sensible number is not taken apart; its head still is.
"""

import binascii
import re
from email.errors import InvalidBase64LengthDefect
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import Policy, compat32
from typing import Any

from mail.parts.names import file_name, storable

_LINES_OF_ANY = 500_000
_BYTES_PER_LINE = 40  # fewer on the average, beyond that many lines, no mail has
_MOST_PARTS = 5_000
DEEPEST = 60
_FEWEST_LEVELS = 16
_LEVELS_BY_LINES = 30_000_000
_MOST_HEADERS = 2_000
_LONGEST_HEADER = 20_000
_MOST_PARAMETERS = 50
_LONGEST_BOUNDARY = 250
_BODY_TYPES = {"text/plain", "text/html", "text/enriched", "text/x-amp-html", "text/watch-html"}
TOO_NESTED = "The message is nested too deeply to be read."


class _Beyond(Exception):
    """The mail is beyond a bound; the text is what to say."""


class _Tree(Message):
    """A message of bounded headers, which knows how deep in the tree it is. A bound of 0 levels is none."""

    def __init__(self, policy: Policy = compat32, levels: int = 0) -> None:
        super().__init__(policy)
        self.levels = levels
        self.depth = 0
        self._count = 0

    def set_raw(self, name: str, value: str) -> None:
        self._count += 1
        if self._count > _MOST_HEADERS:
            if self.levels:
                raise _Beyond(
                    f"The head of the message, or of a part of it, has more than {_MOST_HEADERS:,} lines, as no "
                    "mail program writes it, so that it was not taken apart."
                )
            return
        value = value[:_LONGEST_HEADER]
        if name.lower().startswith("content-"):
            value = ";".join(value.split(";", _MOST_PARAMETERS)[:_MOST_PARAMETERS])
        super().set_raw(name[:200], value)

    def attach(self, payload: Any) -> None:
        if isinstance(payload, _Tree):
            payload.depth = self.depth + 1
            if self.levels and payload.depth > self.levels:
                raise _Beyond(TOO_NESTED)
        super().attach(payload)

    def get_boundary(self, failobj: Any = None) -> Any:
        found = super().get_boundary()
        return found if found and len(found) <= _LONGEST_BOUNDARY else failobj


def structure(raw: bytes) -> tuple[Message, str]:
    """The message as a tree, and what is wrong with it: if it cannot be had, its head alone."""
    if re.match(rb"[^\r\n]*\r\r\n", raw):  # a gateway translated the line ends twice
        raw = raw.replace(b"\r\r\n", b"\r\n")
    try:
        return _taken_apart(raw), ""
    except RecursionError:
        problem = TOO_NESTED
    except _Beyond as error:
        problem = str(error)
    except Exception as error:  # the standard parser gives no promise for mutilated bytes
        problem = f"The message is damaged and could not be taken apart ({type(error).__name__})."
    return head_of(raw), problem


def head_of(raw: bytes) -> Message:
    """The headers alone, of a mail of any size."""
    try:
        return BytesHeaderParser(_Tree, policy=compat32).parsebytes(raw[:2_000_000])
    except Exception:
        return Message()


def children(part: Message) -> list[Message]:
    """The parts of a multipart or the mail in a message/rfc822, none for anything else."""
    inside = part.get_payload() if part.is_multipart() else None
    return [child for child in inside if isinstance(child, Message)] if isinstance(inside, list) else []


def is_body(part: Message) -> bool:
    """Whether a leaf is words of the mail and not an attachment."""
    return (
        part.get_content_type() in _BODY_TYPES
        and part.get_content_disposition() != "attachment"
        and not file_name(part)
    )


def is_broken(part: Message) -> bool:
    """Whether a leaf is a multipart that lost its boundary, so that its parts cannot be told apart."""
    return part.get_content_maintype() == "multipart" and not part.is_multipart()


def payload(part: Message) -> bytes:
    """The decoded bytes of a leaf; nothing if there is no making them out."""
    try:
        decoded = part.get_payload(decode=True)
    except Exception:  # encodings that contradict themselves
        return b""
    if not isinstance(decoded, bytes):
        return b""
    if any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects):
        return _cut_short(decoded)
    return decoded


def param(part: Message, name: str) -> str:
    """A parameter of the Content-Type, or ""."""
    try:
        return storable(str(part.get_param(name) or ""))
    except Exception:  # parameters that contradict each other
        return ""


def charset(part: Message) -> str | None:
    """The charset that a leaf claims to be in."""
    try:
        return part.get_content_charset()
    except Exception:
        return None


def _taken_apart(raw: bytes) -> Message:
    lines = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    if lines > _LINES_OF_ANY + len(raw) // _BYTES_PER_LINE:
        raise _Beyond(f"The message has {lines:,} lines, more than any mail of its size.")
    levels = max(_FEWEST_LEVELS, min(DEEPEST, _LEVELS_BY_LINES // (lines + 1)))
    made = 0

    def made_here(policy: Policy = compat32) -> _Tree:
        nonlocal made
        made += 1
        if made > _MOST_PARTS:
            raise _Beyond(f"The message consists of more than {_MOST_PARTS:,} parts.")
        return _Tree(policy, levels)

    return BytesParser(made_here, policy=compat32).parsebytes(raw)


def _cut_short(encoded: bytes) -> bytes:
    """What can be had of base64 whose end was lost."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", encoded)
    return binascii.a2b_base64(kept[: len(kept) // 4 * 4])
