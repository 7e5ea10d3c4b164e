"""What a mail signed with S/MIME holds, where the signature is wrapped around it (RFC 5652, SignedData).

Mail programs write it in BER, whose lengths may be left open; what reads keys and certificates takes DER only.
The signature is not checked: nobody is believed for it.
"""

from collections.abc import Iterator
from email.message import Message

_OID, _INTEGER, _SET, _SEQUENCE = 0x06, 0x02, 0x31, 0x30
_OCTETS, _PIECES, _EXPLICIT, _END = 0x04, 0x24, 0xA0, 0x00
_SIGNED = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
_ENCRYPTED = (  # enveloped, encrypted, and enveloped with a seal
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17",
)
_OF_A_MAIL = ("content-type", "mime-version", "content-transfer-encoding")
_CONSTRUCTED = 0x20
_DEEPEST = 20
_MOST = 300_000  # elements: pieces of a thousand bytes are usual
_OPEN = -1


class _Damaged(Exception):
    """It is not what was expected here, or there is not all of it."""


def signed_content(content: bytes) -> bytes | None:
    """The bytes that were signed; none (b"") if only certificates or a signature are there.

    None if it is anything else, as what is encrypted, or damaged. Never raises.
    """
    reader = _Reader(content)
    try:
        reader.enter(_SEQUENCE)
        if reader.value(_OID) != _SIGNED:
            return None
        reader.enter(_EXPLICIT)
        reader.enter(_SEQUENCE)
        reader.value(_INTEGER)
        reader.skip(_SET)
        _, end = reader.enter(_SEQUENCE)
        reader.value(_OID)
        if reader.at == end or reader.next_tag() != _EXPLICIT:
            return b""
        reader.enter(_EXPLICIT)
        return b"".join(reader.octets())
    except _Damaged:
        return None


def is_encrypted(content: bytes) -> bool:
    """Whether it says of itself that it is encrypted; what is neither that nor read as signed is damaged."""
    return any(said in content[:60] for said in _ENCRYPTED)


def file_within(name: str) -> str:
    """What a signed file is called without its signature: "two.docx" of "two.docx.p7m"."""
    return name[: -len(".p7m")] if name.lower().endswith(".p7m") else name


def is_of_a_mail(message: Message, name: str, kind: str) -> bool:
    """Whether what was signed, of a kind, goes on with a mail, rather than being a file that was signed itself.

    It says so, or is plain words in something that is not named after a file.
    """
    if any(head in message for head in _OF_A_MAIL):
        return True
    return kind in ("text", "mail") and "." not in file_within(name)


class _Reader:
    """Goes through BER from its beginning. Each step raises _Damaged if something else stands there."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.at = 0
        self._elements = 0

    def next_tag(self) -> int:
        if self.at >= len(self._content):
            raise _Damaged
        return self._content[self.at]

    def enter(self, wanted: int) -> tuple[int, int]:
        """Past the head of an element of that tag; where its value begins and ends."""
        tag, start, end = self._head()
        if tag != wanted:
            raise _Damaged
        return start, end

    def value(self, wanted: int) -> bytes:
        """The value of an element that is not made of others."""
        start, end = self.enter(wanted)
        if end == _OPEN:
            raise _Damaged
        self.at = end
        return self._content[start:end]

    def skip(self, wanted: int) -> None:
        self._pass(self.enter(wanted)[1])

    def octets(self, depth: int = 0) -> Iterator[bytes]:
        """A string of bytes, be it in one piece or in many."""
        if self.next_tag() == _OCTETS:
            yield self.value(_OCTETS)
            return
        _, end = self.enter(_PIECES)
        if depth > _DEEPEST:
            raise _Damaged
        while self._goes_on(end):
            yield from self.octets(depth + 1)

    def _pass(self, end: int, depth: int = 0) -> None:
        """To the end of the element whose head was read."""
        if end != _OPEN:
            self.at = end
            return
        if depth > _DEEPEST:
            raise _Damaged
        while self._goes_on(end):
            self._pass(self._head()[2], depth + 1)

    def _goes_on(self, end: int) -> bool:
        """Whether there is more in an element; if not, it is left behind."""
        if end != _OPEN:
            return self.at < end
        if self.next_tag() != _END:
            return True
        if self._content[self.at : self.at + 2] != b"\0\0":
            raise _Damaged
        self.at += 2
        return False

    def _head(self) -> tuple[int, int, int]:
        """Tag, and where the value begins and ends; the end is _OPEN if it is told by a mark."""
        tag = self.next_tag()
        first = self._content[self.at + 1 : self.at + 2]
        self._elements += 1
        if tag & 0x1F == 0x1F or not first or self._elements > _MOST:  # no tag of that shape is used here
            raise _Damaged
        start, length = self.at + 2, first[0]
        if length == 0x80:
            if not tag & _CONSTRUCTED:
                raise _Damaged
            self.at = start
            return tag, start, _OPEN
        if length > 0x80:
            more = length & 0x7F
            length = int.from_bytes(self._content[start : start + more])
            start += more
        if start + length > len(self._content):
            raise _Damaged
        self.at = start
        return tag, start, start + length
