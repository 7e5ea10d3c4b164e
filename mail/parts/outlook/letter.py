"""A mail as Outlook keeps it: what an Outlook message (.msg) and a winmail.dat have in common."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mail.parts.model import NOTHING_SAID, Mail, Texts
from mail.parts.outlook.compound import Damaged, Storage
from mail.parts.outlook.mapi import Properties

_BY_REFERENCE = {2, 3, 4, 7}
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _ENDING = 0x3707, 0x3704, 0x3001, 0x3703
_MIME, _CONTENT_ID, _FLAGS, _HIDDEN, _METHOD = 0x370E, 0x3712, 0x3714, 0x7FFE, 0x3705
_SHOWN_IN_TEXT = 4
LINK = "Not read: a link, not a file. Ask for the file."
LOST = "Not read: this attachment is damaged in the Outlook message. Ask the sender for it again."
OBJECT = (
    "Not read: an object that was drawn into the text of an Outlook message. "
    "Ask the sender for the document as an attachment."
)


@dataclass(frozen=True)
class Enclosure:
    """One attachment: its bytes, or the mail that it is (`letter`), or why it is neither (`outcome`).

    `inline`: it is shown in the text of the mail, as a picture is.
    """

    name: str
    declared: str = ""
    content: bytes = b""
    inline: bool = False
    letter: "Callable[[], Letter] | None" = None
    outcome: str = ""


@dataclass(frozen=True)
class Letter:
    """The mail and, one by one when they are asked for, `count` attachments. Iterating does not raise.

    `texts` is what it says, in every form.
    """

    mail: Mail
    count: int
    enclosures: Iterator[Enclosure]
    texts: Texts = NOTHING_SAID


def is_reference(props: Properties) -> bool:
    """Whether an attachment only says where the file lies."""
    return props.number(_METHOD) in _BY_REFERENCE


def name_of(props: Properties) -> str:
    """The longest name that the attachment has; a file ending if it is kept apart from the name."""
    name = props.text(_LONG_NAME) or props.text(_SHORT_NAME) or props.text(_DISPLAY_NAME)
    ending = props.text(_ENDING)
    return f"{name}{ending}" if name and "." not in name and ending.startswith(".") else name


def title_of(props: Properties) -> str:
    """The name of an attached mail, "" if there is none but what a program made up."""
    return props.text(_LONG_NAME) or props.text(_DISPLAY_NAME)


def enclosed(props: Properties, content: bytes, shown_ids: frozenset[str], name: str = "") -> Enclosure:
    """An attachment that is a file."""
    own_id = props.text(_CONTENT_ID).strip().strip("<>").lower()
    shown = own_id in shown_ids or bool(props.number(_FLAGS) & _SHOWN_IN_TEXT) or props.flag(_HIDDEN)
    declared = props.text(_MIME).strip().lower()
    return Enclosure(name or name_of(props), declared, content, inline=shown)


def object_in(storage: Storage) -> tuple[str, bytes] | None:
    """The file in an OLE object: its name, if it has one, and its bytes. None if it is not simply a file."""
    native = _stream(storage, "\x01Ole10Native")
    if native:
        return _native(native)
    found = _stream(storage, "Package") or _stream(storage, "CONTENTS")
    return ("", found) if found else None


def _stream(storage: Storage, name: str) -> bytes | None:
    try:
        return storage.stream(name)
    except Damaged:
        return None


def _native(raw: bytes) -> tuple[str, bytes] | None:
    """A file wrapped by Windows' packager: label, path, another path, and the file."""
    try:
        label, _, rest = raw[6:].partition(b"\x00")
        _, _, rest = rest.partition(b"\x00")
        (length,) = struct.unpack_from("<I", rest, 4)
        (size,) = struct.unpack_from("<I", rest, 8 + length)
    except struct.error:
        return None
    content = rest[12 + length : 12 + length + size]
    return (label.decode("cp1252", errors="replace"), content) if content else None
