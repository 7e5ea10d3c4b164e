"""Where in a .doc its text lies, and what the properties beside it say, as far as its words have need of it."""

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from mail.parts.outlook.compound import Damaged, Storage
from mail.reading.office.flow import Edge, RowEnd

_WORD_97 = 0xC1
_COMPLEX, _ENCRYPTED, _TABLE_1 = 0x0004, 0x0100, 0x0200
_MOST_TEXT = 5_000_000  # characters
PAGE = 512
TEXT_LENGTH = 76  # where in the head of the file the number of characters stands
LOOKS, SHAPES, PIECES = 250, 258, 418  # where in it stands where the parts are that tell of these
_DELETED, _STRUCK, _STRUCK_TWICE, _HIDDEN = 0x0800, 0x0837, 0x2A53, 0x083C
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_ROW_SHAPE = 0xD608
_HUGE = (0x6645, 0x6646)
_NO_ROW = RowEnd()
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # of what follows a property, by its three highest bits


class Segment(NamedTuple):
    """Characters that lie together and look alike: from `position` in the stream, `width` bytes each."""

    text: str
    position: int
    width: int
    gone: bool  # deleted by a tracked change, or hidden
    struck: bool


@dataclass(frozen=True)
class Properties:
    """What is said of a paragraph."""

    level: int = 0
    row_end: bool = False
    inner_cell_end: bool = False
    inner_row_end: bool = False
    row: RowEnd = _NO_ROW


class _Piece(NamedTuple):
    start: int  # in characters of the text
    end: int
    position: int
    width: int


class _Stretch(NamedTuple):
    start: int
    end: int
    properties: bytes


@dataclass(frozen=True)
class File:
    """`stories` are the text itself, its footnotes, its headers and footers: from and to which character."""

    stream: bytes
    table: bytes
    data: bytes
    pieces: list[_Piece]
    looks: list[_Stretch]
    shapes: list[_Stretch]
    stories: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]

    @property
    def ends_with_paragraph(self) -> bool:
        """Whether the last mark of the text is a paragraph's, as Word always has it."""
        end = self.stories[0][1]
        return [segment.text for segment in self.segments(end - 1, end)] == ["\r"]

    def segments(self, start: int, end: int) -> Iterator[Segment]:
        """The text from one character to another."""
        for piece in self.pieces:
            first, last = max(start, piece.start), min(end, piece.end)
            if first < last:
                begin = piece.position + (first - piece.start) * piece.width
                yield from self._looking_alike(begin, begin + (last - first) * piece.width, piece.width)

    def paragraph(self, position: int) -> Properties:
        """What is said of the paragraph whose mark lies there."""
        found = _at(self.shapes, position)
        return _shaped(found.properties, self.data) if found else Properties()

    def _looking_alike(self, at: int, end: int, width: int) -> Iterator[Segment]:
        while at < end:
            found = _at(self.looks, at)
            until = min(found.end, end) if found else end
            until = max(until - (until - at) % width, at + width)
            gone, struck = _looks(found.properties if found else b"")
            codec = "cp1252" if width == 1 else "utf-16-le"
            yield Segment(
                self.stream[at:until].decode(codec, errors="replace"), at, width, gone=gone, struck=struck
            )
            at = until


def open_file(root: Storage) -> File:
    """Damaged unless it is a sound document of Word 97 or later, not locked, and saved as a whole."""
    stream = root.stream("WordDocument") or b""
    magic, version = struct.unpack_from("<HH", stream)
    flags = struct.unpack_from("<H", stream, 10)[0]
    if magic != 0xA5EC or version < _WORD_97 or flags & (_COMPLEX | _ENCRYPTED):
        raise Damaged("no document of Word 97, or one that was saved in parts")
    table = root.stream("1Table" if flags & _TABLE_1 else "0Table") or b""
    text, notes, heads = struct.unpack_from("<iii", stream, TEXT_LENGTH)
    if min(text, notes, heads) < 0 or text + notes + heads > _MOST_TEXT:
        raise Damaged("more text than any document has")
    looks, shapes, pieces = (part_of(stream, table, at) for at in (LOOKS, SHAPES, PIECES))
    return File(
        stream,
        table,
        root.stream("Data") or b"",
        list(_pieces(pieces)),
        _stretches(stream, looks, _look_at),
        _stretches(stream, shapes, _shape_at),
        ((0, text), (text, text + notes), (text + notes, text + notes + heads)),
    )


def part_of(stream: bytes, table: bytes, at: int) -> bytes:
    """One of LOOKS, SHAPES and PIECES. Damaged if it is not all there."""
    start, size = struct.unpack_from("<II", stream, at)
    if start + size > len(table):
        raise Damaged("a part that is cut short")
    return table[start : start + size]


def _pieces(part: bytes) -> Iterator[_Piece]:
    """[MS-DOC] 2.9.38: properties that are passed over, then the table of pieces."""
    at = 0
    while part[at] == 1:
        at += 3 + struct.unpack_from("<H", part, at + 1)[0]
    size = struct.unpack_from("<I", part, at + 1)[0]
    number = (size - 4) // 12
    ends = struct.unpack_from(f"<{number + 1}I", part, at + 5)
    described = at + 5 + 4 * (number + 1)
    for n in range(number):
        where = struct.unpack_from("<I", part, described + 8 * n + 2)[0]
        packed = bool(where & 0x40000000)
        where &= 0x3FFFFFFF
        yield _Piece(ends[n], ends[n + 1], where // 2 if packed else where, 1 if packed else 2)


def _stretches(stream: bytes, index: bytes, found_at: Callable[[bytes, int, int], bytes]) -> list[_Stretch]:
    """[MS-DOC] 2.8.5, 2.8.6: an index of pages, each of which describes some stretches of the stream."""
    number = (len(index) - 4) // 8
    if number > len(stream) // PAGE:
        raise Damaged("more pages than the file has")
    stretches: list[_Stretch] = []
    for page in struct.unpack_from(f"<{number}I", index, 4 * (number + 1)):
        start = (page & 0x3FFFFF) * PAGE
        held = stream[start : start + PAGE]
        count = held[PAGE - 1]
        edges = struct.unpack_from(f"<{count + 1}I", held)
        stretches += [
            _Stretch(edges[n], edges[n + 1], found_at(held, 4 * (count + 1), n)) for n in range(count)
        ]
    return sorted(stretches)


def _look_at(page: bytes, described: int, number: int) -> bytes:
    at = 2 * page[described + number]
    return page[at + 1 : at + 1 + page[at]] if at else b""


def _shape_at(page: bytes, described: int, number: int) -> bytes:
    return shape_on(page, described + 13 * number)[2:]


def shape_on(page: bytes, shape: int) -> bytes:
    """The number of its style and the properties of a paragraph, by where on the page it is told where they are."""
    at = 2 * page[shape]
    if not at:
        return b""
    if page[at]:
        return page[at + 1 : at + 2 * page[at]]
    return page[at + 2 : at + 2 + 2 * page[at + 1]]


def _at(stretches: list[_Stretch], position: int) -> _Stretch | None:
    n = bisect_right(stretches, position, key=lambda stretch: stretch.start) - 1
    return stretches[n] if n >= 0 and stretches[n].start <= position < stretches[n].end else None


def _settings(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """[MS-DOC] 2.2.5.1: a number that says what and how long, then the value."""
    at = 0
    while at + 2 < len(properties):
        what = struct.unpack_from("<H", properties, at)[0]
        at += 2
        size = _SIZES[what >> 13]
        if what == _ROW_SHAPE:
            size, at = struct.unpack_from("<H", properties, at)[0] - 1, at + 2
        elif not size:
            size, at = properties[at], at + 1
        yield what, properties[at : at + size]
        at += size


def needed(properties: bytes) -> bytes:
    """Of a row's end those that say where it ends and how its cells lie; of all else all of them."""
    settings = list(_settings(properties))
    if not any(what == _ROW_END for what, _ in settings):
        return properties
    kept = b""
    for what, value in settings:
        if what in (_IN_TABLE, _ROW_END, _DEPTH):
            kept += struct.pack("<H", what) + value
        elif what == _ROW_SHAPE:
            kept += struct.pack("<HH", what, len(value) + 1) + value
    return kept


@lru_cache(maxsize=4_096)
def _looks(properties: bytes) -> tuple[bool, bool]:
    """Whether it is gone (deleted or hidden), and whether it is struck through."""
    said = {what: value[:1] == b"\1" for what, value in _settings(properties)}
    return (
        said.get(_DELETED, False) or said.get(_HIDDEN, False),
        said.get(_STRUCK, False) or said.get(_STRUCK_TWICE, False),
    )


def _shaped(properties: bytes, data: bytes) -> Properties:
    said = dict(_settings(properties))
    for huge in _HUGE:
        if len(where := said.get(huge, b"")) == 4:
            at = struct.unpack("<I", where)[0]
            size = struct.unpack_from("<H", data, at)[0]
            said |= dict(_settings(data[at + 2 : at + 2 + size]))
    depth = struct.unpack("<i", said[_DEPTH])[0] if len(said.get(_DEPTH, b"")) == 4 else 0
    return Properties(
        level=max(depth, 1 if _on(said, _IN_TABLE) else 0),
        row_end=_on(said, _ROW_END),
        inner_cell_end=_on(said, _INNER_CELL),
        inner_row_end=_on(said, _INNER_ROW),
        row=_row(said.get(_ROW_SHAPE, b"")),
    )


def _on(said: dict[int, bytes], what: int) -> bool:
    return said.get(what, b"")[:1] == b"\1"


def _row(shape: bytes) -> RowEnd:
    """[MS-DOC] 2.9.321: the edges of the row's cells, then how each is merged."""
    if not shape:
        return RowEnd()
    count = shape[0]
    left, *rights = struct.unpack_from(f"<{count + 1}h", shape, 1)
    merged = [_merged(shape, 1 + 2 * (count + 1) + 20 * n) for n in range(count)]
    edges = [
        Edge(
            right, continues=merge >> 5 & 3 == 1, starts_merge=merge >> 5 & 3 == 3, joins_left=bool(merge & 2)
        )
        for right, merge in zip(rights, merged, strict=True)
    ]
    return RowEnd(left, tuple(edges))


def _merged(shape: bytes, at: int) -> int:
    return struct.unpack_from("<H", shape, at)[0] if at + 2 <= len(shape) else 0
