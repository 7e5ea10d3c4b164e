"""Spoiled copies of a document: bytes flipped, entries removed, elements dropped; the same for the same seed."""

import copy
import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

ZIPPED = frozenset({"docx", "docm", "strict", "odt", "ods", "xlsx"})
_MAIN_PART = re.compile(r"word/(document|footnotes|header\d*)\.xml|content\.xml|xl/worksheets/sheet\d+\.xml")
_SAY_MUCH = re.compile(r"(styles|numbering|sharedStrings|content|document|settings)\.xml|\.rels$")
_W = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
# An element of these tells of nothing that a reader of the page would see, wherever it is put or left out.
_SILENT = frozenset(
    {
        "proofErr",
        "bookmarkStart",
        "bookmarkEnd",
        "lastRenderedPageBreak",
        "sectPr",
        "pPr",
        "spacing",
        "ind",
        "jc",
    }
    | {
        "keepNext",
        "keepLines",
        "rFonts",
        "sz",
        "szCs",
        "lang",
        "tblBorders",
        "tblLook",
        "tblLayout",
        "tblCellMar",
    }
    | {
        "tcBorders",
        "vAlign",
        "tcMar",
        "trHeight",
        "cantSplit",
        "pgSz",
        "pgMar",
        "cols",
        "docGrid",
        "widowControl",
    }
    | {"contextualSpacing", "tabs", "noProof", "kern", "bCs", "iCs", "tblHeader", "tcW"}
)


@dataclass(frozen=True)
class Mutant:
    """A spoiled copy. `touches`: what a person sees may have changed, so that a difference proves nothing."""

    content: bytes
    how: str
    touches: bool


_Tree = etree._Element
_Change = Callable[[bytes, random.Random], bytes]


def mutate(content: bytes, format: str, other: bytes, rng: random.Random) -> Mutant:
    """`content` spoiled in one way; `other` is a document that a piece may be taken from."""
    if format in ZIPPED and rng.random() < 0.75:
        spoil = rng.choice([_spoil_entries, _spoil_element, _spoil_element, _spoil_element])
        return spoil(content, format, rng)
    if format in ("pdf", "pdf-form") and rng.random() < 0.5:
        return _spoil_objects(content, rng)
    return _spoil_bytes(content, format, other, rng)


def _spoil_bytes(content: bytes, format: str, other: bytes, rng: random.Random) -> Mutant:
    def flip() -> bytes:
        changed = bytearray(content)
        for _ in range(rng.choice([1, 1, 2, 8, 64])):
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        return bytes(changed)

    def zero() -> bytes:
        return content[:start] + bytes(end - start) + content[end:]

    start = rng.randrange(len(content))
    end = min(len(content), start + rng.choice([1, 16, 512, 20_000]))
    piece = rng.randrange(max(1, len(other) - 4_000))
    ways: dict[str, Callable[[], bytes]] = {
        "bytes flipped": flip,
        "bytes zeroed": zero,
        "bytes cut out": lambda: content[:start] + content[end:],
        "cut short": lambda: content[:start],
        "its beginning cut": lambda: content[start:],
        "bytes said twice": lambda: content[:end] + content[start:],
        "bytes of another": lambda: content[:start] + other[piece : piece + 4_000] + content[end:],
        "another behind it": lambda: content + other,
        "another before it": lambda: other[: rng.choice([100, 5_000])] + content,
    }
    how = rng.choice(list(ways))
    summed = format in ZIPPED and not how.startswith("another")  # every byte is under some checksum
    return Mutant(ways[how](), how, touches=not summed)


def _spoil_entries(content: bytes, format: str, rng: random.Random) -> Mutant:
    entries = list(_entries(content))
    at = rng.randrange(len(entries))
    name, data = entries[at]
    ways = (
        "entry removed",
        "entry emptied",
        "entry renamed",
        "entry twice",
        "entries swapped",
        "entries shuffled",
    )
    how = rng.choice(ways)
    if how == "entry removed":
        del entries[at]
    elif how == "entry emptied":
        entries[at] = (name, b"")
    elif how == "entry renamed":
        entries[at] = (name.upper() if rng.random() < 0.5 else f"x/{name}", data)
    elif how == "entry twice":
        entries.append((name, data[: len(data) // 2]))
    elif how == "entries swapped":
        there = rng.randrange(len(entries))
        entries[at], entries[there] = (name, entries[there][1]), (entries[there][0], data)
    else:
        rng.shuffle(entries)
    telling = bool(_SAY_MUCH.search(name)) or how == "entries swapped"
    return Mutant(_zipped(entries), f"{how}: {name}", touches=telling and how != "entries shuffled")


def _spoil_element(content: bytes, format: str, rng: random.Random) -> Mutant:
    entries = list(_entries(content))
    parts = [at for at, (name, _) in enumerate(entries) if _MAIN_PART.fullmatch(name)]
    at = rng.choice(parts) if parts else 0
    name, data = entries[at]
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return _spoil_entries(content, format, rng)
    elements = [element for element in root.iterdescendants() if isinstance(element.tag, str)]
    element = rng.choice(elements)
    how = rng.choice(list(_ELEMENT_WAYS))
    silent = _is_silent(element, how)
    told = f"{how}: {etree.QName(element).localname} {elements.index(element)} in {name}"
    _ELEMENT_WAYS[how](element, elements, rng)
    entries[at] = (name, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    return Mutant(_zipped(entries), told, touches=not silent)


def _is_silent(element: _Tree, how: str) -> bool:
    if how == "comment put in":
        return True
    if how not in ("element dropped", "element twice") or etree.QName(element).namespace not in _W:
        return False
    names = [etree.QName(one).localname for one in element.iter() if isinstance(one.tag, str)]
    return all(name in _SILENT for name in names)


def _drop(element: _Tree, elements: list[_Tree], rng: random.Random) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _twice(element: _Tree, elements: list[_Tree], rng: random.Random) -> None:
    element.addnext(copy.deepcopy(element))


def _swap(element: _Tree, elements: list[_Tree], rng: random.Random) -> None:
    following = element.getnext()
    if following is not None:
        following.addnext(element)


def _move(element: _Tree, elements: list[_Tree], rng: random.Random) -> None:
    inside = set(element.iter())
    there = rng.choice(elements)
    if there not in inside:
        there.append(element)


def _unwrap(element: _Tree, elements: list[_Tree], rng: random.Random) -> None:
    parent = element.getparent()
    assert parent is not None
    for child in element:
        element.addprevious(child)
    parent.remove(element)


def _respell(element: _Tree, elements: list[_Tree], rng: random.Random) -> None:
    if names := list(element.attrib):
        values = ["", "-1", "0", "999999999", "x", "true", "4294967296", "é" * 50]
        element.set(rng.choice(names), rng.choice(values))


def _bare(element: _Tree, elements: list[_Tree], rng: random.Random) -> None:
    element.attrib.clear()


def _rename(element: _Tree, elements: list[_Tree], rng: random.Random) -> None:
    element.tag = rng.choice(elements).tag


def _nest(element: _Tree, elements: list[_Tree], rng: random.Random) -> None:
    for _ in range(rng.choice([2, 40, 400])):
        wrapped = element.makeelement(element.tag)
        parent = element.getparent()
        assert parent is not None
        parent.replace(element, wrapped)
        wrapped.append(element)


def _comment(element: _Tree, elements: list[_Tree], rng: random.Random) -> None:
    element.addprevious(etree.Comment(" 4 Outstanding "))


_ELEMENT_WAYS: dict[str, Callable[[_Tree, list[_Tree], random.Random], None]] = {
    "element dropped": _drop,
    "element twice": _twice,
    "elements swapped": _swap,
    "element moved": _move,
    "element unwrapped": _unwrap,
    "attribute spoiled": _respell,
    "attributes removed": _bare,
    "element renamed": _rename,
    "element nested": _nest,
    "comment put in": _comment,
}


def _spoil_objects(content: bytes, rng: random.Random) -> Mutant:
    """One object of a PDF cut out, emptied, swapped with another, or its number changed."""
    found = list(re.finditer(rb"(\d+) 0 obj\b.*?\bendobj", content, re.DOTALL))
    if len(found) < 2:
        return Mutant(content[: len(content) // 2], "cut short", touches=True)
    one, two = rng.sample(found, 2)
    how = rng.choice(["object cut", "object emptied", "objects swapped", "object renumbered"])
    put = {
        "object cut": b"",
        "object emptied": one[1] + b" 0 obj\nnull\nendobj",
        "objects swapped": one[1] + two[0][len(two[1]) :],
        "object renumbered": two[1] + one[0][len(one[1]) :],
    }[how]
    changed = content[: one.start()] + put + content[one.end() :]
    return Mutant(changed, f"{how}: {one[1].decode()}", touches=True)


def _entries(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        for name in opened.namelist():
            yield name, opened.read(name)


def _zipped(entries: list[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a name comes twice
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
            for name, data in entries:
                opened.writestr(zipfile.ZipInfo(name, (2014, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()
