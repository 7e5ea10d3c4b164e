"""A web page out of the rich text that Outlook packs it into (MS-OXRTFEX): as it was before."""

import re
from dataclasses import dataclass, field, replace

from mail.parts.names import decode_text, storable
from mail.parts.outlook.rtf import TOKEN

_PACKED = re.compile(r"\{\\rtf1(?:[^{}]|\{[^{}]*\}){0,2000}?\\fromhtml1(?![0-9])")
_LONGEST = 4_000_000  # characters
_ELSEWHERE = frozenset(
    {
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "generator",
        "listtable",
        "listoverridetable",
    }
)
_SAID = {
    "par": "\r\n", "line": "\r\n", "tab": "\t", "lquote": "&lsquo;", "rquote": "&rsquo;", "ldblquote": "&ldquo;",
    "rdblquote": "&rdquo;", "bullet": "&bull;", "endash": "&ndash;", "emdash": "&mdash;",
}  # fmt: skip
_FONT_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


def page_in(rtf: str) -> str | None:
    """The HTML in rich text given as latin-1; None if it is no packed page, but written as rich text."""
    if not _PACKED.match(rtf[:20_000]):
        return None
    return storable(_Unpacking(rtf[:_LONGEST]).page())


@dataclass(frozen=True)
class _State:
    """`silent`: nothing of this group is the page's. `tag`: it is the page's own source."""

    silent: bool = False
    tag: bool = False
    after_unicode: int = 1
    charset: str = ""


@dataclass
class _Unpacking:
    rtf: str
    charset: str = "cp1252"
    pieces: list[str] = field(default_factory=list)
    waiting: bytearray = field(default_factory=bytearray)
    state: _State = field(default_factory=_State)
    outer: list[_State] = field(default_factory=list)
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    passing: int = 0
    only_rtf: bool = False  # \htmlrtf: for those who cannot show a page
    perhaps: bool = False  # after \*: a destination that may be passed over

    def page(self) -> str:
        at = 0
        while found := TOKEN.match(self.rtf, at):
            at = found.end()
            word, number, byte, sign, brace, text = found.groups()
            if word == "bin":
                at += max(0, int(number or 0))
            elif word:
                self._word(word, int(number) if number else None)
            elif byte:
                self._byte(int(byte, 16))
            elif sign:
                self._sign(sign)
            elif brace:
                self._brace(brace)
            elif text:
                self._text(text)
        self._flush()
        return "".join(self.pieces)

    def _word(self, word: str, number: int | None) -> None:
        perhaps, self.perhaps = self.perhaps, False
        if word == "htmltag":
            self.state = replace(self.state, silent=False, tag=True)
        elif word in _ELSEWHERE or perhaps:
            self.state = replace(self.state, silent=True)
            self._of_fonts(word, number)
        elif word == "htmlrtf":
            self._flush()
            self.only_rtf = number != 0
        elif word in _SAID:
            self._say(_SAID[word])
        elif word == "ansicpg" and number:
            self.charset = "utf-8" if number == 65001 else f"cp{number}"
        elif word == "uc" and number is not None:
            self.state = replace(self.state, after_unicode=max(0, min(number, 8)))
        elif word == "u" and number is not None:
            self._unicode(number % 0x10000)
        else:
            self._of_fonts(word, number)

    def _of_fonts(self, word: str, number: int | None) -> None:
        """Which font is spoken of, or in use, and in which charset its bytes are."""
        if word == "f" and number is not None:
            self._flush()
            self.font = number
            self.state = replace(self.state, charset=self.fonts.get(number, ""))
        elif word == "fcharset" and self.state.silent:
            self.fonts[self.font] = _FONT_CHARSETS.get(number or 0, "")

    def _unicode(self, number: int) -> None:
        last = self.pieces[-1] if self.pieces and not self.waiting else ""
        if 0xDC00 <= number < 0xE000 and len(last) == 1 and 0xD800 <= ord(last) < 0xDC00:
            self.pieces[-1] = chr(0x10000 + ((ord(last) - 0xD800) << 10) + number - 0xDC00)
        else:
            self._say(chr(number))
        self.passing = self.state.after_unicode

    def _byte(self, byte: int) -> None:
        if self.passing:
            self.passing -= 1
        elif not self.state.silent and not self.only_rtf:
            self.waiting.append(byte)

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self.perhaps = True
        elif sign in "\\{}":
            self._text(sign)
        elif sign in "~_-":
            self._say({"~": "&nbsp;", "_": "&shy;", "-": ""}[sign])

    def _brace(self, brace: str) -> None:
        self._flush()
        self.passing, self.perhaps = 0, False
        if brace == "{":
            self.outer.append(self.state)
        elif self.outer:
            self.state = self.outer.pop()

    def _text(self, text: str) -> None:
        kept = text[self.passing :]
        self.passing = max(0, self.passing - len(text))
        self._say(kept)

    def _say(self, text: str) -> None:
        self._flush()
        if text and not self.state.silent and not self.only_rtf:
            self.pieces.append(text)

    def _flush(self) -> None:
        if self.waiting:
            self.pieces.append(decode_text(bytes(self.waiting), self.state.charset or self.charset))
            self.waiting.clear()
