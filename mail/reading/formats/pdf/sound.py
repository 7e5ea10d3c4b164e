"""Whether a PDF is sound: the checksums of its packed parts, which a viewer does not look at.

A byte that changed on the way may leave a page that opens as any other, with other words on it.
"""

import base64
import re
import zlib

_STREAM = re.compile(rb">>\s{0,4}stream\r?\n")
_MOST = 250_000_000  # bytes unpacked, after which no further part is looked at
_AT_ONCE = 1_000_000
_HEAD = 2_000  # bytes before a part, in which what it is stands
_FILTERS = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|(/\w+))")
_TEXT, _PACKED = b"/ASCII85Decode", b"/FlateDecode"


def is_sound(content: bytes) -> bool:
    """False where a packed part does not unpack to its end, or its checksum is not that of what it holds.

    Parts that are packed in other ways are not looked at, nor those of a file with a password.
    """
    if b"/Encrypt" in content:
        return True
    room = _MOST
    for found in _STREAM.finditer(content):
        filters = _filters(content[max(found.start() - _HEAD, 0) : found.start() + 2])
        if filters not in ([_PACKED], [_TEXT, _PACKED]):
            continue
        end = content.find(b"endstream", found.end())
        data = content[found.end() : end if end >= 0 else len(content)]
        length = _length(data, room, as_text=filters[0] == _TEXT)
        if length is None:
            return False
        room -= length
        if room <= 0:
            return True
    return True


def _filters(head: bytes) -> list[bytes]:
    own = head[head.rfind(b" obj") :]
    found = _FILTERS.search(own)
    return (found[1] or found[2]).replace(b"/", b" /").split() if found else []


def _length(data: bytes, most: int, *, as_text: bool) -> int | None:
    """How many bytes it unpacks to; None where it is damaged."""
    unpacking = zlib.decompressobj()
    length = 0
    try:
        if as_text:
            data = base64.a85decode(data.strip().removesuffix(b"~>"))
        while not unpacking.eof and length < most:
            piece = unpacking.decompress(data, _AT_ONCE)
            data = unpacking.unconsumed_tail
            length += len(piece)
            if not piece and not unpacking.eof:
                return None
    except (zlib.error, ValueError):
        return None
    return length
