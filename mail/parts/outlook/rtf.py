"""Plain words out of the rich text of an Outlook message, packed (MS-OXRTFCP) or not."""

import re
import struct
from dataclasses import dataclass, field, replace

from mail.parts.names import decode_text, storable

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_RING = 4096
_LONGEST = 1_000_000
TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)
_SILENT = {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "colorschememapping", "listtable",
    "listoverridetable", "rsidtbl", "generator", "datastore", "header", "footer", "fldinst", "mhtmltag",
}  # fmt: skip
_SAID = {
    "par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\n", "tab": "\t", "cell": "\t", "emdash": "—",
    "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip


class Unreadable(Exception):
    """Packed in a way that contradicts itself."""


def unpacked(packed: bytes) -> bytes:
    """The rich text; of a very long one its beginning. Of a damaged one what can be had, or Unreadable."""
    if not packed:
        return b""
    if len(packed) < 16:
        raise Unreadable
    size, kind = struct.unpack_from("<I4s", packed, 4)
    if kind == b"MELA":
        return packed[16 : 16 + min(size, _LONGEST)]
    if kind != b"LZFu":
        raise Unreadable
    return bytes(_unpacked(packed)[len(_START) :][:size])


def _unpacked(packed: bytes) -> bytearray:
    """The dictionary is a ring of 4,096 bytes, so that it is what came out last."""
    out = bytearray(_START)
    at = 16
    while at < len(packed) and len(out) < _LONGEST:
        control, at = packed[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                out += packed[at : at + 1]
                at += 1
                continue
            if at + 2 > len(packed):
                return out
            token, at = packed[at] << 8 | packed[at + 1], at + 2
            back = (len(out) - (token >> 4)) % _RING
            if back == 0:
                return out
            for _ in range((token & 15) + 2):
                out.append(out[-back] if back <= len(out) else 0x20)
    return out


@dataclass(frozen=True)
class _State:
    silent: bool = False
    after_unicode: int = 1


@dataclass
class _Reading:
    charset: str = "cp1252"
    pieces: list[str] = field(default_factory=list)
    waiting: bytearray = field(default_factory=bytearray)
    state: _State = field(default_factory=_State)
    outer: list[_State] = field(default_factory=list)
    passing: int = 0

    def say(self, text: str) -> None:
        if self.waiting:
            self.pieces.append(decode_text(bytes(self.waiting), self.charset))
            self.waiting.clear()
        if text and not self.state.silent:
            self.pieces.append(text)


def words_of_rtf(rtf: str) -> str:
    """The words of a rich text given as latin-1, without fonts, pictures and hidden markup."""
    reading = _Reading()
    at = 0
    while found := TOKEN.match(rtf, at):
        at = found.end()
        word, number, byte, sign, brace, text = found.groups()
        if word == "bin":
            at += max(0, int(number or 0))
        elif word:
            _word(reading, word, int(number) if number else None)
        elif byte:
            _byte(reading, int(byte, 16))
        elif sign:
            _sign(reading, sign)
        elif brace:
            _brace(reading, brace)
        elif text:
            _text(reading, text)
    reading.say("")
    lines = "".join(reading.pieces).split("\n")
    joined = "\n".join(line.strip() for line in lines)
    return storable(re.sub(r"\n{3,}", "\n\n", joined).strip())


def _word(reading: _Reading, word: str, number: int | None) -> None:
    if word in _SILENT:
        reading.state = replace(reading.state, silent=True)
    elif word in _SAID:
        reading.say(_SAID[word])
    elif word == "ansicpg" and number:
        reading.charset = f"cp{number}" if number != 65001 else "utf-8"
    elif word == "uc" and number is not None:
        reading.state = replace(reading.state, after_unicode=max(0, min(number, 8)))
    elif word == "u" and number is not None:
        _unicode(reading, number % 0x10000)


def _unicode(reading: _Reading, number: int) -> None:
    """A character beyond the first plane comes as two halves, put together at once."""
    last = reading.pieces[-1] if reading.pieces else ""
    if 0xDC00 <= number < 0xE000 and len(last) == 1 and 0xD800 <= ord(last) < 0xDC00:
        reading.pieces[-1] = chr(0x10000 + ((ord(last) - 0xD800) << 10) + number - 0xDC00)
    else:
        reading.say(chr(number))
    reading.passing = reading.state.after_unicode


def _byte(reading: _Reading, byte: int) -> None:
    if reading.passing:
        reading.passing -= 1
    elif not reading.state.silent:
        reading.waiting.append(byte)


def _sign(reading: _Reading, sign: str) -> None:
    if sign == "*":
        reading.state = replace(reading.state, silent=True)
    elif sign in "\\{}":
        _text(reading, sign)
    elif sign in "~_\r\n":
        reading.say({"~": " ", "_": "-"}.get(sign, "\n"))


def _brace(reading: _Reading, brace: str) -> None:
    reading.say("")
    reading.passing = 0
    if brace == "{":
        reading.outer.append(reading.state)
    elif reading.outer:
        reading.state = reading.outer.pop()


def _text(reading: _Reading, text: str) -> None:
    kept = text[reading.passing :]
    reading.passing = max(0, reading.passing - len(text))
    reading.say(kept)
