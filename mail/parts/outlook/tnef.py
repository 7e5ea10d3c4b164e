"""Outlook's own packing of a mail (winmail.dat, MS-OXTNEF): the mail and its attachments.

Read in one pass with every length checked. The libraries for it copy the rest of the file at each
attribute, unpack mails in mails without end, and give up all attachments for one that is damaged.
"""

import datetime as dt
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from mail.parts.kinds import TNEF
from mail.parts.model import Mail
from mail.parts.outlook.compound import Damaged, root_of
from mail.parts.outlook.letter import (
    LINK,
    LOST,
    Enclosure,
    Letter,
    enclosed,
    is_reference,
    name_of,
    object_in,
    title_of,
)
from mail.parts.outlook.letter import OBJECT as DRAWN
from mail.parts.outlook.mapi import ANSI, BINARY, EPOCH, OBJECT, TIME, UNICODE, Properties, mail_of

_OF_ATTACHMENT = 2
_SUBJECT, _CLASS, _BODY = 0x8004, 0x8008, 0x800C
_ATTACHED_DATA, _ATTACHED_TITLE = 0x800F, 0x8010
_BEGINS, _PROPS, _ATTACHED_PROPS, _PAGE = 0x9002, 0x9003, 0x9005, 0x9007
_FROM, _SENT, _RECEIVED = 0x8000, 0x8005, 0x8006
_OLD_TIMES = {_SENT: 0x0039, _RECEIVED: 0x0E06}
_OLD_STRINGS = {_SUBJECT: 0x0037, _CLASS: 0x001A, _BODY: 0x1000}
_DATA, _SHORT_NAME = 0x3701, 0x3704
_A_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
_MANY = 0x1000
_SIZES = {0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 2, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = {ANSI, UNICODE, OBJECT, BINARY}
_MOST_PROPERTIES = 20_000
_SHORTEST = 6 + 11
_MOST_ATTRIBUTES = 50_000
DAMAGED = "Outlook's packing (winmail.dat) is damaged."
_Values = dict[tuple[int, int], bytes]


@dataclass
class _Attached:
    values: _Values = field(default_factory=dict)
    data: bytes = b""


@dataclass
class _Contents:
    page: int = 0
    values: _Values = field(default_factory=dict)
    attached: list[_Attached] = field(default_factory=list)
    damaged: bool = False


def open_tnef(content: bytes) -> Letter:
    """The mail in a winmail.dat. One that is damaged ends in an attachment that says so."""
    if not content.startswith(TNEF) or len(content) < _SHORTEST:
        return Letter(Mail(defect=DAMAGED), 0, iter(()))
    found = _contents(content)
    props = Properties(lambda tag, kind: found.values.get((tag, kind)), found.page)
    found.page = props.page
    mail, words = mail_of(props)
    enclosures = _enclosures(found, words.shown_ids)
    return Letter(mail, len(found.attached) + found.damaged, enclosures, words.texts)


def _enclosures(found: _Contents, shown_ids: frozenset[str]) -> Iterator[Enclosure]:
    for attached in found.attached:
        yield _enclosure(attached, found.page, shown_ids)
    if found.damaged:
        yield Enclosure("the rest", outcome=f"Not read: {DAMAGED} Ask the sender for the attachments again.")


def _enclosure(attached: _Attached, page: int, shown_ids: frozenset[str]) -> Enclosure:
    props = Properties(lambda tag, kind: attached.values.get((tag, kind)), page)
    name = name_of(props)
    held = attached.values.get((_DATA, OBJECT), b"")
    if held.startswith(_A_MESSAGE):
        return Enclosure(title_of(props), "message/rfc822", letter=partial(open_tnef, held[16:]))
    if held:
        return _object(props, held[16:], shown_ids)
    content = props.data(_DATA) or attached.data
    if content:
        return enclosed(props, content, shown_ids)
    return Enclosure(name, outcome=LINK if is_reference(props) else LOST)


def _object(props: Properties, held: bytes, shown_ids: frozenset[str]) -> Enclosure:
    try:
        found = object_in(root_of(held))
    except Damaged:
        found = None
    if found is None:
        return Enclosure(name_of(props), outcome=DRAWN)
    return replace(enclosed(props, found[1], shown_ids, found[0]), inline=False)


def _contents(content: bytes) -> _Contents:
    found = _Contents()
    at = 6
    for _ in range(_MOST_ATTRIBUTES):
        if at + 9 > len(content):
            break
        level, tag, _, length = struct.unpack_from("<BHHI", content, at)
        if at + 9 + length > len(content) or level not in (1, _OF_ATTACHMENT):
            break
        _take(found, level, tag, content[at + 9 : at + 9 + length])
        at += 11 + length
    found.damaged |= bool(content[at : at + 1000].strip(b"\x00 \r\n"))
    return found


def _take(found: _Contents, level: int, tag: int, data: bytes) -> None:
    if tag == _PAGE and len(data) >= 4:
        found.page = struct.unpack_from("<I", data)[0]
    elif level == _OF_ATTACHMENT:
        if tag == _BEGINS or not found.attached:
            found.attached.append(_Attached())
        _take_attached(found.attached[-1], tag, data)
    elif tag == _PROPS:
        found.damaged |= not _properties(data, found.values)
    elif tag == _FROM:
        found.values |= _from(data)
    elif tag in (_SENT, _RECEIVED) and (time := _filetime(data)):
        found.values.setdefault((_OLD_TIMES[tag], TIME), time)
    elif tag in _OLD_STRINGS:
        found.values.setdefault((_OLD_STRINGS[tag], ANSI), data)


def _take_attached(attached: _Attached, tag: int, data: bytes) -> None:
    if tag == _ATTACHED_DATA:
        attached.data = data
    elif tag == _ATTACHED_TITLE:
        attached.values.setdefault((_SHORT_NAME, ANSI), data)
    elif tag == _ATTACHED_PROPS:
        _properties(data, attached.values)


def _from(data: bytes) -> _Values:
    """The sender as old programs write it: a name, and a kind and an address with a colon between them."""
    if len(data) < 8:
        return {}
    length, size = struct.unpack_from("<4xHH", data)
    kind, _, address = data[8 + length : 8 + length + size].rstrip(b"\x00").partition(b":")
    return {(0x0C1A, ANSI): data[8 : 8 + length], (0x0C1E, ANSI): kind, (0x0C1F, ANSI): address}


def _filetime(data: bytes) -> bytes:
    """The seven numbers of an old date (year, month, day, hour, minute, second, weekday) as a newer one."""
    try:
        then = dt.datetime(*struct.unpack_from("<6H", data), tzinfo=dt.UTC)
    except (struct.error, ValueError):
        return b""
    return struct.pack("<Q", max(0, (then - EPOCH) // dt.timedelta(microseconds=1)) * 10)


def _properties(data: bytes, values: _Values) -> bool:
    """Put a list of properties into `values`; whether it was all there."""
    try:
        (count,) = struct.unpack_from("<I", data)
        at = 4
        for _ in range(min(count, _MOST_PROPERTIES)):
            at = _property(data, at, values)
    except struct.error:
        return False
    return count <= _MOST_PROPERTIES


def _property(data: bytes, at: int, values: _Values) -> int:
    kind, tag = struct.unpack_from("<HH", data, at)
    at += 4
    if tag >= 0x8000:
        at = _past_name(data, at)
    plain = kind & ~_MANY
    if plain in _VARIABLE or kind & _MANY:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    else:
        count = 1
    for number in range(count):
        value, at = _value(data, at, plain)
        if number == 0 and not kind & _MANY:
            values[(tag, kind)] = value
    return at


def _past_name(data: bytes, at: int) -> int:
    (by_name, length) = struct.unpack_from("<16xII", data, at)
    return at + 24 + (_padded(length) if by_name else 0)


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    if kind in _VARIABLE:
        (length,) = struct.unpack_from("<I", data, at)
        at += 4
    else:
        length = _SIZES.get(kind, 4)
    if at + length > len(data):
        raise struct.error
    return data[at : at + length], at + _padded(length)


def _padded(length: int) -> int:
    return -(-length // 4) * 4
