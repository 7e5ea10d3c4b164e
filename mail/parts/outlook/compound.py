"""What is in a compound file (MS-CFB): the shape of Outlook's messages and of Office's older documents.

Every step is bounded by the size of the file: no chain is followed twice round, no entry stands in two
storages, and not much more is read than the file holds. General readers promise none of this.
"""

import struct
from collections.abc import Iterator
from functools import cached_property

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_ENTRY = struct.Struct("<64sHBxIII36xIQ")
_MINI = 64
_CUTOFF = 4096
_NAMED_IN_HEADER = 109
_MOST_ENTRIES = 50_000
_LARGEST_TABLE = 4_000_000


class Damaged(Exception):
    """The file contradicts itself or lacks something."""


class Storage:
    """A folder in a compound file. Names are matched without regard to case."""

    def __init__(self, file: "_File", child: int) -> None:
        self._file = file
        self._child = child
        self._opened: dict[str, Storage | None] = {}

    @cached_property
    def _entries(self) -> dict[str, tuple[str, int, int, int, int]]:
        return {entry[0].lower(): entry for entry in self._file.siblings(self._child)}

    @property
    def names(self) -> list[str]:
        """The names of all streams and storages in it, sorted."""
        return sorted(entry[0] for entry in self._entries.values())

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, None if there is none of this name. Damaged if they are not all there."""
        _, kind, _, start, size = self._entries.get(name.lower(), ("", 0, 0, 0, 0))
        return self._file.stream(start, size) if kind == _STREAM else None

    def storage(self, name: str) -> "Storage | None":
        """A storage in this one, None if there is none of this name."""
        key = name.lower()
        if key not in self._opened:
            _, kind, child, _, _ = self._entries.get(key, ("", 0, 0, 0, 0))
            self._opened[key] = Storage(self._file, child) if kind == _STORAGE else None
        return self._opened[key]


def root_of(content: bytes) -> Storage:
    """The outermost storage of a compound file. Damaged if it is none."""
    try:
        file = _File(content)
        return Storage(file, file.root[2])
    except (struct.error, IndexError) as error:
        raise Damaged("the file is cut short") from error


class _File:
    def __init__(self, content: bytes) -> None:
        if content[:8] != MAGIC or len(content) < 1536:
            raise Damaged("no compound file, or cut short")
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Damaged("sizes that no compound file has")
        self._content = content
        self._size = 1 << shift
        self._count = -(-len(content) // self._size) - 1
        self._left = 2 * len(content) + 100_000
        self._seen: set[int] = set()
        self._table = self._read_table()
        first_of_directory, self._first_of_mini = (
            struct.unpack_from("<I", content, at)[0] for at in (48, 60)
        )
        self._directory = b"".join(self._follow(first_of_directory, self._count))
        self.root = self._entry(0)
        if self.root[1] != _ROOT:
            raise Damaged("no outermost storage")

    def siblings(self, first: int) -> Iterator[tuple[str, int, int, int, int]]:
        """The entries of one storage: name, kind, first child, first sector, size."""
        waiting = [first]
        while waiting:
            number = waiting.pop()
            if number in self._seen or (number + 1) * 128 > len(self._directory):
                continue
            if len(self._seen) >= _MOST_ENTRIES:
                raise Damaged("more streams and storages than any has")
            self._seen.add(number)
            yield self._entry(number)
            waiting += _ENTRY.unpack_from(self._directory, number * 128)[3:5]

    def stream(self, start: int, size: int) -> bytes:
        size &= 0xFFFFFFFF
        if size > len(self._content) or size > self._left:
            raise Damaged("a stream larger than the file, or one that lies in many places")
        self._left -= size
        if size >= _CUTOFF:
            found = b"".join(self._follow(start, -(-size // self._size)))
        else:
            found = b"".join(self._follow_mini(start, -(-size // _MINI)))
        if len(found) < size:
            raise Damaged("a stream that is cut short")
        return found[:size]

    def _entry(self, number: int) -> tuple[str, int, int, int, int]:
        raw, length, kind, _, _, child, start, size = _ENTRY.unpack_from(self._directory, number * 128)
        name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")
        return name, kind, child, start, size

    def _sector(self, number: int) -> bytes:
        return self._content[(number + 1) * self._size : (number + 2) * self._size]

    def _follow(self, start: int, most: int) -> Iterator[bytes]:
        for _ in range(most):
            if start >= self._count or start >= len(self._table):
                return
            yield self._sector(start)
            start = self._table[start]

    def _follow_mini(self, start: int, most: int) -> Iterator[bytes]:
        for _ in range(most):
            if start >= len(self._mini_table):
                return
            yield self._mini_stream[start * _MINI : (start + 1) * _MINI]
            start = self._mini_table[start]

    @cached_property
    def _mini_table(self) -> tuple[int, ...]:
        return _numbers(b"".join(self._follow(self._first_of_mini, _LARGEST_TABLE // self._size)))

    @cached_property
    def _mini_stream(self) -> bytes:
        return b"".join(self._follow(self.root[3], self._count))

    def _read_table(self) -> tuple[int, ...]:
        """The chain of every sector, from as many sectors as are needed for a file of this size."""
        needed = -(-self._count * 4 // self._size)
        held = list(struct.unpack_from(f"<{_NAMED_IN_HEADER}I", self._content, 76))
        following = struct.unpack_from("<I", self._content, 68)[0]
        for _ in range(needed):
            if following >= self._count or len(held) >= needed:
                break
            *more, following = _numbers(self._sector(following)) or (following,)
            held += more
        sectors = [self._sector(number) for number in held[:needed] if number < self._count]
        return _numbers(b"".join(sectors))


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
