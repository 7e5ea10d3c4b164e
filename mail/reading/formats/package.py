"""Opening an Office package: nothing is unpacked or parsed before its size is known, nothing is fetched."""

import io
import posixpath
import zipfile
from collections.abc import Set
from dataclasses import dataclass

from lxml import etree

from mail.reading.document import NotReadable

MAX_FILE = 50_000_000  # bytes as they came
MAX_ENTRIES = 5_000
MAX_PART = 30_000_000  # bytes of one part, unpacked
MAX_RATIO = 250  # unpacked to packed, of a part over RATIO_FROM bytes
RATIO_FROM = 2_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_DOCUMENT_TYPE = "The file holds a document type, which no document of its kind has. Do not open it."
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = [
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
]


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part points: the last word of the relation's type ("header", "styles") and the part's name.

    `id` is what the part that points calls it.
    """

    kind: str
    target: str
    id: str = ""


class Package:
    """A zip of XML parts. Raises NotReadable: `too-large`, `encrypted`, `unsafe` or `unreadable`."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MAX_FILE:
            raise NotReadable("too-large", "The file is larger than 50 MB. Ask the sender for a smaller one.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, UnicodeDecodeError) as error:
            raise NotReadable(
                "unreadable", "The file is damaged. Ask the sender to send it again."
            ) from error
        if len(self._zip.infolist()) > MAX_ENTRIES:
            raise NotReadable(
                "too-large", "The file holds more parts than a document has. Look at it with care."
            )
        _must_be_one(self._zip.infolist())

    @property
    def names(self) -> frozenset[str]:
        """The names of its parts."""
        return frozenset(self._entries)

    def part(self, name: str) -> bytes | None:
        """The bytes of a part; None if there is no such part."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.flag_bits & 0x1:
            raise NotReadable(
                "encrypted", "The file is locked with a password. Ask the sender for one without."
            )
        too_dense = entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        if entry.file_size > MAX_PART or too_dense:
            raise NotReadable(
                "too-large", "The file unpacks to more than a document should. Look at it with care."
            )
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(MAX_PART + 1)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
        ) as error:
            raise NotReadable(
                "unreadable", "The file is damaged. Ask the sender to send it again."
            ) from error
        except Exception as error:  # zlib and lzma raise their own kinds
            raise NotReadable(
                "unreadable", "The file is damaged. Ask the sender to send it again."
            ) from error
        if len(content) > MAX_PART:
            raise NotReadable(
                "too-large", "The file unpacks to more than a document should. Look at it with care."
            )
        return content

    def xml(self, name: str) -> etree._Element | None:
        """A part as XML: no document type, no entities, no network."""
        content = self.part(name)
        return None if content is None else parse_xml(content)

    def relations(self, name: str, kinds: Set[str] | None = None) -> list[Relation]:
        """The parts inside the package that a part (or, for "", the package) points to; only those of `kinds`."""
        folder, file = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        if root is None:
            return []
        found: list[Relation] = []
        for item in root.iter(_RELATIONSHIPS):
            kind = item.get("Type", "").rpartition("/")[2]
            if item.get("TargetMode") != "External" and (kinds is None or kind in kinds):
                target = posixpath.join("/", folder, item.get("Target", ""))
                found.append(Relation(kind, posixpath.normpath(target).lstrip("/"), item.get("Id", "")))
        return found


def _must_be_one(entries: list[zipfile.ZipInfo]) -> None:
    """NotReadable where programs would differ over which part is meant: each shows its user another document."""
    twice = len({entry.filename for entry in entries}) < len(entries)
    starts_late = bool(entries) and min(entry.header_offset for entry in entries) > 0
    if twice or starts_late:
        raise NotReadable(
            "unsafe",
            "The file holds two documents in one, of which each program may show another. Ask the "
            "sender to save it anew.",
        )


def parse_xml(content: bytes) -> etree._Element:
    """`content` as XML under the names of transitional Office XML. NotReadable if it is none, or not harmless."""
    if b"purl.oclc.org/ooxml" in content:
        for strict, transitional in _STRICT:
            content = content.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise NotReadable("unsafe", _DOCUMENT_TYPE) from error
        raise NotReadable("unreadable", "The file is damaged. Ask the sender to send it again.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotReadable("unsafe", _DOCUMENT_TYPE)
    return root
