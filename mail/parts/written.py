"""Files that old programs write into the text of a mail: uuencode, and yEnc, which is only told of."""

import binascii
import re
from dataclasses import dataclass, field

_BEGIN = re.compile(rb"begin(-base64)? [0-7]{3,4} +(\S[^\r\n]{0,250})\Z")
_YENC = re.compile(rb"=ybegin .*?\bname=([^\r\n]{1,250})\Z")


@dataclass
class Written:
    """One file in a text. `content` is empty if it cannot be unpacked here."""

    name: str
    yenc: bool = False
    content: bytearray = field(default_factory=bytearray)


def apart(text: bytes) -> tuple[bytes, list[Written]]:
    """The text without the files in it, and these. The encoding of their names is not known: ASCII is kept."""
    if b"begin" not in text:
        return text, []
    kept: list[bytes] = []
    found: list[Written] = []
    inside, base64 = None, False
    lines = text.split(b"\n")
    for number, line in enumerate(lines):
        bare = line.rstrip(b"\r ") if inside is None else line.rstrip(b"\r")
        if inside is None:
            inside, base64 = _begun(bare, lines[number + 1] if number + 1 < len(lines) else b"")
            if inside is None:
                kept.append(line)
        elif bare.rstrip() in ((b"====", b"end") if base64 else (b"end",)) or bare.startswith(b"=yend"):
            found.append(inside)
            inside = None
        elif not inside.yenc:
            inside.content += _decoded(bare, base64=base64)
    return b"\n".join(kept), [*found, inside] if inside else found


def _begun(line: bytes, following: bytes) -> tuple[Written | None, bool]:
    if found := _BEGIN.match(line):
        base64 = bool(found[1])
        if base64 or _is_encoded(following.rstrip(b"\r")):
            return Written(found[2].decode("utf-8", errors="replace").strip()), base64
    elif found := _YENC.match(line):
        return Written(found[1].decode("utf-8", errors="replace").strip(), yenc=True), False
    return None, False


def _is_encoded(line: bytes) -> bool:
    """Whether a line is one of uuencode, so that "begin 100 years ago" is no file."""
    if not line or not 32 <= line[0] <= 96:
        return False
    groups = -(-((line[0] - 32) & 63) // 3)
    return len(line.rstrip()) <= 1 + 4 * groups + 1 and all(32 <= byte <= 96 for byte in line)


def _decoded(line: bytes, *, base64: bool) -> bytes:
    if not line:
        return b""
    try:
        if base64:
            return binascii.a2b_base64(line)
        return binascii.a2b_uu(line)
    except binascii.Error:
        return _decoded_leniently(line)


def _decoded_leniently(line: bytes) -> bytes:
    """As old programs wrote it, with rubbish after what the first byte counts."""
    length = (line[0] - 32) & 63
    try:
        return binascii.a2b_uu(line[: (length * 4 + 5) // 3 + 1])
    except binascii.Error:
        return b""
