"""Files of old Office that are locked with a password: told before anybody tries to convert them."""

import struct

from mail.parts.outlook.compound import Damaged, Storage, root_of
from mail.reading.document import NotReadable
from mail.reading.formats.kinds import Kind

_LOCKED = "The file is locked with a password. Ask the sender for one without."
_DAMAGED = "The file is damaged. Ask the sender to send it again."
_ENCRYPTED = 0x0100
_FILE_PASS = 0x2F
_FIRST_RECORDS = 20


def refuse_locked(content: bytes, kind: Kind) -> None:
    """NotReadable if a .doc or .xls is locked (`encrypted`) or no sound compound file (`unreadable`)."""
    if kind not in (Kind.OLD_WORD, Kind.OLD_SPREADSHEET):
        return
    try:
        root = root_of(content)
        locked = _word_is(root) if kind is Kind.OLD_WORD else _workbook_is(root)
    except (Damaged, struct.error) as error:
        raise NotReadable("unreadable", _DAMAGED) from error
    if locked:
        raise NotReadable("encrypted", _LOCKED)


def _word_is(root: Storage) -> bool:
    """[MS-DOC] 2.5.1: the flags of the file's head."""
    stream = root.stream("WordDocument") or b""
    return bool(struct.unpack_from("<H", stream, 10)[0] & _ENCRYPTED)


def _workbook_is(root: Storage) -> bool:
    """[MS-XLS] 2.4.117: a FilePass among the first records."""
    stream = root.stream("Workbook") or b""
    at = 0
    for _ in range(_FIRST_RECORDS):
        if at + 4 > len(stream):
            return False
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _FILE_PASS:
            return True
        at += 4 + size
    return False
