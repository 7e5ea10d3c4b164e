"""A writer of compound files (MS-CFB, version 3) for tests: folders are dictionaries, streams are bytes."""

import struct
from dataclasses import dataclass
from typing import Union

Tree = dict[str, Union[bytes, "Tree"]]

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR, MINI, CUTOFF = 512, 64, 4096
_NONE, _FREE, _END, _IS_FAT, _IS_DIFAT = 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    color: int = _BLACK
    start: int = _END


def compound(tree: Tree) -> bytes:
    """The bytes of a compound file with these streams and storages at its root."""
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add(entries, tree)
    sectors: list[bytes] = []
    chains: list[int] = []
    mini, mini_chains = bytearray(), list[int]()
    for entry in entries[1:]:
        if entry.kind == _STREAM and 0 < len(entry.content) < CUTOFF:
            entry.start = len(mini_chains)
            _chain(mini_chains, -(-len(entry.content) // MINI))
            mini += entry.content.ljust(-(-len(entry.content) // MINI) * MINI, b"\x00")
        elif entry.content:
            entry.start = _put(sectors, chains, entry.content)
    entries[0].content = bytes(mini)
    entries[0].start = _put(sectors, chains, bytes(mini))
    mini_table = struct.pack(f"<{len(mini_chains)}I", *mini_chains)
    first_mini = _put(sectors, chains, mini_table, fill=b"\xff")
    directory = b"".join(_written(entry) for entry in entries)
    directory += _written(_Entry("", 0)) * (-len(entries) % 4)
    first_directory = _put(sectors, chains, directory)
    return _file(sectors, chains, first_directory, first_mini, -(-len(mini_table) // SECTOR))


def _add(entries: list[_Entry], tree: Tree) -> int:
    """Put the entries of one storage, and then of those in it, into the directory as a red-black tree."""
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    numbers: dict[str, int] = {}
    for name in names:
        numbers[name] = len(entries)
        content = tree[name]
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE, start=0))
    deepest = len(names).bit_length()

    def half(low: int, high: int, level: int) -> int:
        if low >= high:
            return _NONE
        middle = (low + high) // 2
        entry = entries[numbers[names[middle]]]
        entry.color = _RED if level == deepest and level > 1 else _BLACK
        entry.left, entry.right = half(low, middle, level + 1), half(middle + 1, high, level + 1)
        return numbers[names[middle]]

    top = half(0, len(names), 1)
    for name in names:
        content = tree[name]
        if not isinstance(content, bytes):
            entries[numbers[name]].child = _add(entries, content)
    return top


def _chain(chains: list[int], count: int) -> None:
    first = len(chains)
    chains += [*range(first + 1, first + count), _END]


def _put(sectors: list[bytes], chains: list[int], content: bytes, fill: bytes = b"\x00") -> int:
    if not content:
        return _END
    first = len(sectors)
    sectors += [content[at : at + SECTOR].ljust(SECTOR, fill) for at in range(0, len(content), SECTOR)]
    _chain(chains, len(sectors) - first)
    return first


def _written(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    assert len(name) <= 62, entry.name
    start = entry.start if entry.kind else 0
    return struct.pack(
        "<64sHBBIII16sIQQIQ", name, len(name) + 2 if entry.name else 0, entry.kind, entry.color, entry.left,
        entry.right, entry.child, bytes(16), 0, 0, 0, start, len(entry.content),
    )  # fmt: skip


def _file(
    sectors: list[bytes], chains: list[int], first_directory: int, first_mini: int, mini_sectors: int
) -> bytes:
    per = SECTOR // 4
    tables = difats = 0
    while True:
        total = len(sectors) + tables + difats
        needed = -(-total // per)
        lists = max(0, -(-(needed - 109) // (per - 1)))
        if (needed, lists) == (tables, difats):
            break
        tables, difats = needed, lists
    first_table = len(sectors)
    where = list(range(first_table, first_table + tables))
    table = [*chains, *[_IS_FAT] * tables, *[_IS_DIFAT] * difats]
    table += [_FREE] * (tables * per - len(table))
    written = [struct.pack(f"<{per}I", *table[at : at + per]) for at in range(0, len(table), per)]
    first_list = first_table + tables
    for number in range(difats):
        held = where[109 + number * (per - 1) : 109 + (number + 1) * (per - 1)]
        held += [_FREE] * (per - 1 - len(held))
        following = first_list + number + 1 if number + 1 < difats else _END
        written.append(struct.pack(f"<{per}I", *held, following))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", MAGIC, bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, tables, first_directory, 0,
        CUTOFF, first_mini, mini_sectors, first_list if difats else _END, difats,
    )  # fmt: skip
    header += struct.pack("<109I", *[*where[:109], *[_FREE] * (109 - len(where[:109]))])
    return header + b"".join(sectors) + b"".join(written)
