"""The head and the words of a mail. Nothing here raises, whatever the bytes are."""

import datetime as dt
import re
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime

from mail.parts.model import Mail
from mail.parts.names import addresses, decode_text, header_as_written, header_text, storable
from mail.parts.texts import plain
from mail.parts.tree import DEEPEST, charset, children, head_of, is_body, is_broken, param, payload
from mail.parts.words import words_of_html
from mail.parts.written import apart

_LONGEST_TEXT = 1_000_000
_EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)


def describe(message: Message, defect: str = "") -> Mail:
    """The head and the words of a message already taken apart."""
    texts, calendar = ([], "") if defect else _words(message, _Room())
    return Mail(
        message_id=_message_id(message),
        date=_date(message.get("Date")),
        senders=addresses(message.get_all("From", [])),
        to=addresses([*message.get_all("To", []), *message.get_all("Cc", [])]),
        subject=header_text(message.get("Subject", "")),
        headers=tuple((storable(name).lower(), header_as_written(value)) for name, value in message.items()),
        text="\n\n".join(text for text in texts if text)[:_LONGEST_TEXT],
        report=_report(message),
        calendar=calendar,
        defect=defect,
    )


def own_date(raw: bytes) -> dt.datetime | None:
    """When a mail says that it was sent, aware UTC; None if it does not say so."""
    return _date(head_of(raw).get("Date"))


@dataclass
class _Room:
    """How many bytes of text are still read of one mail."""

    left: int = 4 * _LONGEST_TEXT

    def of(self, content: bytes) -> bytes:
        kept = content[: min(4 * _LONGEST_TEXT, self.left)]
        self.left -= len(kept)
        return kept


def _text_of(leaf: Message, room: _Room) -> str:
    content = payload(leaf)
    if leaf.get_content_type() == "text/html":
        return words_of_html(decode_text(room.of(content), charset(leaf)))
    text = plain(leaf, room.of(apart(content)[0]))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _words(message: Message, room: _Room, depth: int = 0) -> tuple[list[str], str]:
    """The texts of the body in their order, and the method of a calendar part among them."""
    kind = message.get_content_type()
    if kind == "text/calendar":
        attached = message.get_content_disposition() == "attachment"  # beside words of somebody's own
        return [], "" if attached else param(message, "method").upper()[:40]
    if message.get_content_maintype() == "message" or depth > DEEPEST:
        return [], ""
    inside = children(message)
    if not inside:
        is_text = room.left > 0 and (is_body(message) or is_broken(message))
        return ([_text_of(message, room)] if is_text else []), ""
    found = [_words(child, room, depth + 1) for child in inside]
    calendar = next((method for _, method in found if method), "")
    if kind == "multipart/alternative":
        return next((texts for texts, _ in found if any(texts)), []), calendar
    return [text for texts, _ in found for text in texts], calendar


def _report(message: Message) -> str:
    if message.get_content_type() != "multipart/report":
        return ""
    return (param(message, "report-type") or "unknown").lower()


def _message_id(message: Message) -> str:
    value = header_text(message.get("Message-ID", ""))
    found = re.search(r"<[^<>\s]+>", value)
    return (found.group() if found else value)[:998]


def _date(value: object) -> dt.datetime | None:
    """A Date header as aware UTC; one without an offset is taken as UTC (RFC 5322, "-0000")."""
    try:
        parsed = parsedate_to_datetime(header_text(value))
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=dt.UTC)
        utc = aware.astimezone(dt.UTC)
    except Exception:  # ValueError, TypeError, OverflowError and others, by version
        return None
    return utc if utc >= _EARLIEST else None
