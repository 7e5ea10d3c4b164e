"""Outlook messages (.msg, MS-OXMSG): the mail and its attachments."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from mail.parts.model import Mail
from mail.parts.outlook.compound import MAGIC, Damaged, Storage, root_of
from mail.parts.outlook.letter import (
    LINK,
    LOST,
    OBJECT,
    Enclosure,
    Letter,
    enclosed,
    is_reference,
    name_of,
    object_in,
    title_of,
)
from mail.parts.outlook.mapi import Properties, mail_of

_PROPERTIES = "__properties_version1.0"
_ATTACHMENT, _RECIPIENT = "__attach_version1.0_", "__recip_version1.0_"
_DATA = 0x3701
_OBJECT_STORAGE = "__substg1.0_3701000D"
_OF_MESSAGE, _OF_EMBEDDED, _OF_PART = 32, 24, 8  # bytes before the first property
_LONGEST_LIST = 1_000_000
_FIXED = {0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0A, 0x0B, 0x14, 0x40}
DAMAGED = "The Outlook message is damaged"


def is_outlook(content: bytes) -> bool:
    """Whether bytes given as a mail are one that Outlook saved, be it damaged."""
    return content.startswith(MAGIC)


def open_outlook(content: bytes) -> Letter:
    """The mail that an Outlook message is. Of a damaged one, a mail that says so in `defect`."""
    try:
        root = root_of(content)
        if _PROPERTIES not in (name.lower() for name in root.names):
            raise Damaged("it is not known what it is")
        return _letter(root, _OF_MESSAGE, 0)
    except Damaged as error:
        return Letter(Mail(defect=f"{DAMAGED}: {error}."), 0, iter(()))


def _letter(storage: Storage, skipped: int, page: int) -> Letter:
    props = _properties(storage, skipped, page)
    names = storage.names
    recipients = (_part(storage, name, props.page) for name in names if name.lower().startswith(_RECIPIENT))
    mail, words = mail_of(props, (each for each in recipients if each))
    attached = [name for name in names if name.lower().startswith(_ATTACHMENT)]
    enclosures = _enclosures(storage, attached, words.shown_ids, props.page)
    return Letter(mail, len(attached), enclosures, words.texts)


def _enclosures(
    storage: Storage, names: list[str], shown_ids: frozenset[str], page: int
) -> Iterator[Enclosure]:
    for name in names:
        inside = storage.storage(name)
        try:
            yield _enclosure(inside, shown_ids, page) if inside else Enclosure("", outcome=LOST)
        except Damaged:
            yield Enclosure(_name_at_least(inside, page), outcome=LOST)


def _enclosure(inside: Storage, shown_ids: frozenset[str], page: int) -> Enclosure:
    props = _properties(inside, _OF_PART, page)
    held = inside.storage(_OBJECT_STORAGE)
    if held is not None and _PROPERTIES in (name.lower() for name in held.names):
        return Enclosure(title_of(props), "message/rfc822", letter=partial(_embedded, held, page))
    if held is not None:
        return _object(props, held, shown_ids)
    content = props.data(_DATA)
    if content is None or (not content and is_reference(props)):
        return Enclosure(name_of(props), outcome=LINK if is_reference(props) else LOST)
    return enclosed(props, content, shown_ids)


def _object(props: Properties, held: Storage, shown_ids: frozenset[str]) -> Enclosure:
    found = object_in(held)
    if found is None:
        return Enclosure(name_of(props), outcome=OBJECT)
    name, content = found
    return replace(enclosed(props, content, shown_ids, name), inline=False)


def _embedded(storage: Storage, page: int) -> Letter:
    try:
        return _letter(storage, _OF_EMBEDDED, page)
    except Damaged as error:
        return Letter(Mail(defect=f"{DAMAGED}: {error}."), 0, iter(()))


def _part(storage: Storage, name: str, page: int) -> Properties | None:
    inside = storage.storage(name)
    try:
        return _properties(inside, _OF_PART, page) if inside else None
    except Damaged:
        return None


def _name_at_least(inside: Storage | None, page: int) -> str:
    try:
        return name_of(_properties(inside, _OF_PART, page)) if inside else ""
    except Damaged:
        return ""


def _properties(storage: Storage, skipped: int, page: int) -> Properties:
    listed = storage.stream(_PROPERTIES) or b""
    if len(listed) > _LONGEST_LIST:
        raise Damaged("a list of properties without end")
    numbers = {
        (tag, kind): value
        for kind, tag, value in (
            struct.unpack_from("<HH4x8s", listed, at) for at in range(skipped, len(listed) - 15, 16)
        )
    }

    def fetch(tag: int, kind: int) -> bytes | None:
        if kind in _FIXED:
            return numbers.get((tag, kind))
        try:
            return storage.stream(f"__substg1.0_{tag:04X}{kind:04X}")
        except Damaged:
            if tag == _DATA:
                raise
            return None

    return Properties(fetch, page)
