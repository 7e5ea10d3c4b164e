"""The head and the words of a mail. Nothing here raises, whatever the bytes are."""

import datetime as dt
import email
import email.policy
import re
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from mail.parts.model import Mail
from mail.parts.names import addresses, decode_text, file_name, header_as_written, header_text, storable
from mail.parts.words import words_of_html

_BODY_TYPES = {"text/plain", "text/html", "text/enriched", "text/x-amp-html", "text/watch-html"}
_LONGEST_TEXT = 1_000_000
_DEEPEST = 60
_EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
TOO_NESTED = "The message is nested too deeply to be read."


def parse(raw: bytes) -> Mail:
    """The mail that these bytes are. What cannot be read is left empty and said in `defect`."""
    return describe(*structure(raw))


def structure(raw: bytes) -> tuple[Message, str]:
    """The message as a tree, and what is wrong with it: if it cannot be had, its head alone."""
    try:
        return email.message_from_bytes(raw, policy=email.policy.compat32), ""
    except RecursionError:
        problem = TOO_NESTED
    except Exception as error:  # the standard parser gives no promise for mutilated bytes
        problem = f"The message is damaged and could not be taken apart ({type(error).__name__})."
    try:
        return BytesHeaderParser(policy=email.policy.compat32).parsebytes(raw), problem
    except Exception:
        return Message(), problem


def describe(message: Message, defect: str = "") -> Mail:
    """The head and the words of a message already taken apart."""
    texts, calendar = ([], "") if defect else _words(message)
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
    return decoded if isinstance(decoded, bytes) else b""


def children(part: Message) -> list[Message]:
    """The parts of a multipart or the mail in a message/rfc822, none for anything else."""
    inside = part.get_payload() if part.is_multipart() else None
    return [child for child in inside if isinstance(child, Message)] if isinstance(inside, list) else []


def param(part: Message, name: str) -> str:
    """A parameter of the Content-Type, or ""."""
    try:
        return storable(str(part.get_param(name) or ""))
    except Exception:  # parameters that contradict each other
        return ""


def words(part: Message) -> str:
    """The plain text of one text leaf."""
    text = decode_text(payload(part)[: 4 * _LONGEST_TEXT], _charset(part))
    if part.get_content_type() != "text/html":
        return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()
    return words_of_html(text)


def _words(message: Message, depth: int = 0) -> tuple[list[str], str]:
    """The texts of the body in their order, and the method of a calendar part among them."""
    kind = message.get_content_type()
    if kind == "text/calendar":
        return [], param(message, "method").upper()[:40]
    if message.get_content_maintype() == "message" or depth > _DEEPEST:
        return [], ""
    inside = children(message)
    if not inside:
        return ([words(message)] if is_body(message) or is_broken(message) else []), ""
    found = [_words(child, depth + 1) for child in inside]
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


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except Exception:
        return None
