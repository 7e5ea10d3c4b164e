"""A .doc whose last mark is the end of a table's row, given the paragraph after it that every sound one has.

LibreOffice writes such files out of documents that end with a table (as two of the blank audit tools do), and then
takes the whole last table for one paragraph when it reads them. Everything is changed in place, or nothing.
"""

import struct

from mail.parts.outlook.compound import Damaged, root_of
from mail.reading.office.word97_file import (
    PAGE,
    PIECES,
    SHAPES,
    TEXT_LENGTH,
    File,
    needed,
    open_file,
    part_of,
    shape_on,
)

_PARAGRAPH = b"\r\0"
_SHAPE = 13  # bytes that say where a paragraph's properties are; none are there where all are nought


def with_last_paragraph(content: bytes) -> bytes:
    """`content`, mended if its text ends with a table and there is room for what is missing; else as it came."""
    try:
        file = open_file(root_of(content))
        if file.ends_with_paragraph or any(first != last for first, last in file.stories[1:]):
            return content
        mended = _mended(content, file)
        return mended if open_file(root_of(mended)).ends_with_paragraph else content
    except (Damaged, struct.error, IndexError, ValueError):
        return content


def _mended(content: bytes, file: File) -> bytes:
    """ValueError or Damaged if there is no room, or the file does not lie as it must."""
    last = file.pieces[-1]
    end = last.position + (last.end - last.start) * last.width
    if file.stories[0][1] != last.end or any(file.stream[end : end + 2]):
        raise Damaged("no room for a paragraph")
    changed = bytearray(content)
    mark = _lies_at(content, file.stream, end)
    changed[mark : mark + last.width] = _PARAGRAPH[: last.width]
    struct.pack_into("<i", changed, _lies_at(content, file.stream, TEXT_LENGTH), last.end + 1)
    pieces = _place(content, part_of(file.stream, file.table, PIECES))
    numbers = struct.pack("<II", last.start, last.end)
    struct.pack_into("<I", changed, content.index(numbers, pieces) + 4, last.end + 1)
    _add_shape(changed, content, file, end, end + last.width)
    return bytes(changed)


def _add_shape(changed: bytearray, content: bytes, file: File, end: int, new_end: int) -> None:
    """The last page of paragraphs gets one more, of no properties: in no table."""
    index = part_of(file.stream, file.table, SHAPES)
    number = (len(index) - 4) // 8
    if struct.unpack_from("<I", index, 4 * number)[0] != end:
        raise Damaged("paragraphs that end elsewhere than the text")
    at = _lies_at(content, file.stream, (struct.unpack_from("<I", index, 8 * number)[0] & 0x3FFFFF) * PAGE)
    changed[at : at + PAGE] = _page_with_one_more(content[at : at + PAGE], new_end)
    struct.pack_into("<I", changed, _place(content, index) + 4 * number, new_end)


def _page_with_one_more(page: bytes, new_end: int) -> bytes:
    """[MS-DOC] 2.9.175, packed anew; how a row looks is left out to make room."""
    count = page[PAGE - 1]
    edges = page[: 4 * (count + 1)] + struct.pack("<I", new_end)
    packed = bytearray(PAGE)
    packed[PAGE - 1] = count + 1
    at, known, shapes = PAGE - 1, {b"": 0}, b""
    for n in range(count):
        shape = 4 * (count + 1) + _SHAPE * n
        entry = _entry(shape_on(page, shape))
        if entry not in known:
            at = (at - len(entry)) & ~1
            packed[at : at + len(entry)] = entry
            known[entry] = at // 2
        shapes += bytes([known[entry]]) + page[shape + 1 : shape + _SHAPE]
    head = edges + shapes + bytes(_SHAPE)
    if len(head) > at:
        raise Damaged("no room for a paragraph")
    packed[: len(head)] = head
    return bytes(packed)


def _entry(said: bytes) -> bytes:
    """A style's number and properties, with their length before them."""
    kept = said[:2] + needed(said[2:])
    if not said:
        return b""
    return bytes([(len(kept) + 1) // 2]) + kept if len(kept) % 2 else bytes([0, len(kept) // 2]) + kept


def _lies_at(content: bytes, stream: bytes, at: int) -> int:
    """Where in the file the byte of a stream lies, whose pages may lie apart."""
    page = at // PAGE * PAGE
    return _place(content, stream[page : page + PAGE]) + at - page


def _place(content: bytes, part: bytes) -> int:
    if content.count(part) != 1:
        raise Damaged("a part that lies in pieces")
    return content.index(part)
