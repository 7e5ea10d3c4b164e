"""A large PNG, a strip of rows at a time: whole it takes two to four times the room of its dots in grey.

No library gives out part of a PNG. Here the rows are unpacked a strip at a time, and each strip is decoded as a PNG
of its own, led by the row before it, on which its first row may build.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAD = ">IIBBBBB"  # width, height, bits of a channel, kind of colour, packing, filter, interlaced
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}  # of the kinds: grey, colour, and both with transparency
_DAMAGED = "the picture is damaged"


def can_be_stripped(content: bytes) -> bool:
    """Whether a PNG is of the kind that `strips` reads: 8 bits a channel, no palette, its rows in their order."""
    if content[:8] != _SIGNATURE or content[12:16] != b"IHDR" or len(content) < 33:
        return False
    _, _, bits, kind, _, _, interlaced = struct.unpack_from(_HEAD, content, 16)
    return bits == 8 and kind in _CHANNELS and not interlaced


class Strip(NamedTuple):
    """Some rows of a picture: the PNG they are decoded from, and how many rows of it come before them."""

    png: bytes
    lead: int
    image: Image.Image


def strips(content: bytes, rows: int) -> Iterator[Strip]:
    """The picture from the top, so many rows at a time (fewer at its end). OSError where it is damaged."""
    width, height, bits, kind, *further = struct.unpack_from(_HEAD, content, 16)
    channels = _CHANNELS[kind]
    unpacked = _Unpacked(content)
    before = b""
    for top in range(0, height, rows):
        count = min(rows, height - top)
        lines = unpacked.take(count * (1 + width * channels))
        lead = 1 if before else 0
        head = struct.pack(_HEAD, width, count + lead, bits, kind, *further)
        png = _png(head, b"\0" * lead + before + lines)
        strip = Image.open(io.BytesIO(png), formats=("PNG",))
        strip.load()
        before = strip.crop((0, count + lead - 1, width, count + lead)).tobytes()
        yield Strip(png, lead, strip.crop((0, lead, width, count + lead)))


class _Unpacked:
    """The rows of a PNG as they were before they were packed, as many bytes at a time as are asked for."""

    def __init__(self, content: bytes) -> None:
        self._chunks = _data(content)
        self._packed = b""
        self._unpacking = zlib.decompressobj()

    def take(self, length: int) -> bytes:
        """The next bytes, all of them or OSError."""
        taken = bytearray()
        try:
            while len(taken) < length:
                if not self._packed:
                    self._packed = next(self._chunks)
                taken += self._unpacking.decompress(self._packed, length - len(taken))
                self._packed = self._unpacking.unconsumed_tail
        except (zlib.error, StopIteration) as error:
            raise OSError(_DAMAGED) from error
        return bytes(taken)


def _data(content: bytes) -> Iterator[bytes]:
    at = len(_SIGNATURE)
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        name, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if name == b"IDAT":
            if len(data) < length or content[at + 8 + length : at + 12 + length] != _checksum(name, data):
                raise OSError(_DAMAGED)
            yield data
        at += 12 + length


def _png(head: bytes, lines: bytes) -> bytes:
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 0)), (b"IEND", b""))
    packed = (struct.pack(">I", len(data)) + name + data + _checksum(name, data) for name, data in chunks)
    return _SIGNATURE + b"".join(packed)


def _checksum(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data, zlib.crc32(name)))
