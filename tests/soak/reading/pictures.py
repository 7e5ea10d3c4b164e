"""Spoiled pictures and scanned pages, small ones: bytes flipped, cut short, sizes and colours that are not so."""

import io
import random
import struct
import zlib
from functools import cache

from tests.reading import scanned

_FORMATS = ("PNG", "JPEG", "TIFF", "PDF", "GIF", "WEBP", "BMP")
_SIDES = (0, 1, 7, 349, 5_000, 20_000, 65_535, 2**31 - 1, 2**32 - 1)
_PART = (0, 30, 1300, 700)  # of the page: its title, its first table and the beginning of the second


def picture(rng: random.Random) -> tuple[bytes, str]:
    """A spoiled picture, and how it was spoiled; the same for the same state of `rng`."""
    format, mode = rng.choice(_FORMATS), rng.choice(("L", "1", "RGB", "RGBA", "P"))
    if mode == "RGBA" and format in ("JPEG", "PDF", "GIF", "BMP"):
        mode = "RGB"
    content = bytearray(_file(format, "L" if mode in ("1", "P") and format in ("JPEG", "WEBP") else mode))
    how = rng.choice(("bytes flipped", "head flipped", "cut short", "bytes said twice", "size", "nothing"))
    if how == "size" and format == "PNG":
        return _declared(content, rng), "PNG that declares another size or colour"
    if how == "size" and format == "JPEG":
        at = next(at for at in range(len(content)) if content[at : at + 2] in (b"\xff\xc0", b"\xff\xc2"))
        struct.pack_into(
            ">HH", content, at + 5, *(min(rng.choice(_SIDES), 65_535) & 65_535 for _ in range(2))
        )
        return bytes(content), "JPEG that declares another size"
    start = rng.randrange(len(content))
    if how == "cut short":
        content = content[: max(start, 12)]
    elif how == "bytes said twice":
        content[start:start] = content[start : start + rng.choice((1, 100, 5_000))]
    elif how in ("bytes flipped", "head flipped", "size"):
        reach = len(content) if how == "bytes flipped" else min(len(content), 400)
        for _ in range(rng.choice((1, 2, 8, 64))):
            content[rng.randrange(reach)] ^= 1 << rng.randrange(8)
    return bytes(content), f"{format} of kind {mode}: {how}"


def _declared(content: bytearray, rng: random.Random) -> bytes:
    """A PNG whose head, its checksum right, does not say what is in it."""
    width, height = (rng.choice((*_SIDES, side)) for side in struct.unpack_from(">II", content, 16))
    depth, colour, interlaced = (
        rng.choice((1, 2, 8, 16, 3)),
        rng.choice((0, 2, 3, 4, 6, 5)),
        rng.choice((0, 1, 2)),
    )
    struct.pack_into(">IIBBBBB", content, 16, width, height, depth, colour, 0, 0, interlaced)
    struct.pack_into(">I", content, 29, zlib.crc32(content[12:29]))
    return bytes(content)


@cache
def _file(format: str, mode: str) -> bytes:
    out = io.BytesIO()
    scanned.page().crop(_PART).resize((867, 447)).convert(mode).save(out, format)
    return out.getvalue()
