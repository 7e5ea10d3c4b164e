"""The words of a rich text file in their tables, found without LibreOffice: a second look, blind to formatting.

By Microsoft's Rich Text Format specification 1.9.1. Words struck through are marked, those deleted or hidden are
left out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from mail.parts.names import decode_text
from mail.reading.document import PLAIN, Document, NotReadable, Run, Style
from mail.reading.office.flow import Edge, Flow, RowEnd

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)
_DEEPEST = 1_000
_MOST_TOKENS = 1_000_000
_TOO_LARGE = "The file holds more than a document should. Look at it with care."
_SILENT = frozenset(
    {
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "colorschememapping",
        "listtable", "listoverridetable", "rsidtbl", "generator", "datastore", "fldinst", "mhtmltag", "footnote",
        "annotation", "listtext", "pntext", "nonesttables", "shp", "do", "xe", "tc", "nonshppict", "ftnsep",
        "ftnsepc", "aftnsep", "aftnsepc", "latentstyles", "revtbl",
    }
)  # fmt: skip
_EDGES = frozenset({"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"})
_SAID = {
    "line": "\n", "lbr": "\n", "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_INNER_ROW = "\\nesttableprops"  # a destination that may be passed over, and is not
_MERGES = {"clvmgf", "clvmrg", "clmrg"}
_CODE_PAGES = frozenset({"ansicpg", "mac", "fcharset", "cpg"})
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip


def read_rich_text(content: bytes) -> Document:
    """The words of an .rtf file. NotReadable (`unsafe`) if it is nested deeper than any document."""
    reading = _Reading(content.decode("latin-1"))
    return reading.document()


@dataclass(frozen=True)
class _State:
    silent: bool = False
    fonts: bool = False
    strike: bool = False
    deleted: bool = False
    hidden: bool = False
    after_unicode: int = 1
    font: int = 0


@dataclass
class _Place:
    """Where what is read goes to: the text itself, or the edges of the pages."""

    flow: Flow = field(default_factory=Flow)
    runs: list[Run] = field(default_factory=list)
    depth: int = 0  # of the group that it ends with
    level: int = 0
    left: int = 0
    edges: list[Edge] = field(default_factory=list)
    merges: set[str] = field(default_factory=set)


class _Reading:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._state = _State()
        self._outer: list[_State] = []
        self._place = _Place()
        self._outside: list[_Place] = []
        self._document = Document([])
        self._charset = "cp1252"
        self._charsets: dict[int, str] = {}
        self._bytes = bytearray()
        self._half = ""  # of a character beyond the first plane
        self._passing = 0
        self._rows: dict[int, tuple[int, list[Edge]]] = {}  # the outer row's shape while an inner one is told
        self._words: dict[str, Callable[[int], None]] = {
            "par": self._end_paragraph,
            "sect": self._end_paragraph,
            "cell": lambda _: self._end_cell(1),
            "nestcell": lambda _: self._end_cell(max(self._place.level, 2)),
            "row": lambda _: self._end_row(1),
            "nestrow": lambda _: self._end_row(max(self._place.level, 2)),
            "pard": lambda _: self._set_level(0),
            "intbl": lambda _: self._set_level(max(self._place.level, 1)),
            "itap": self._set_level,
            "trowd": lambda _: self._begin_row(),
            "trleft": self._set_left,
            "cellx": self._cell_edge,
            "nesttableprops": lambda _: self._tell_inner_row(),
            "plain": lambda _: self._look(strike=False, deleted=False, hidden=False),
            "strike": lambda on: self._look(strike=bool(on)),
            "striked": lambda on: self._look(strike=bool(on)),
            "deleted": lambda on: self._look(deleted=bool(on)),
            "v": lambda on: self._look(hidden=bool(on)),
            "f": lambda number: self._look(font=number),
            "uc": lambda number: self._look(after_unicode=max(0, min(number, 8))),
            "u": self._unicode,
        }
        self._known = {*self._words, *_SILENT, *_CODE_PAGES, *_EDGES, *_MERGES, *_SAID}

    def document(self) -> Document:
        tokens = 0
        while found := _TOKEN.match(self._text, self._at):
            tokens += 1
            if tokens > _MOST_TOKENS:
                raise NotReadable("too-large", _TOO_LARGE)
            self._at = found.end()
            self._take(*found.groups())
        self._flush()
        while self._outside:
            self._leave()
        if self._place.runs:
            self._end_paragraph(1)
        self._document.blocks = self._place.flow.finished()
        return self._document

    # Tokens

    def _take(self, word: str, number: str, byte: str, sign: str, brace: str, text: str) -> None:
        if word == "bin":
            self._at += max(0, int(number or 0))
        elif byte:
            self._byte(int(byte, 16))
        elif word:
            self._flush()
            if word in self._known:
                self._word(word, int(number) if number else 1)
        elif sign:
            self._sign(sign)
        elif brace:
            self._flush()
            self._brace(brace)
        elif text:
            self._plain(text)

    def _word(self, word: str, number: int) -> None:
        if word == "fonttbl":
            self._state = replace(self._state, fonts=True, silent=True)
        elif word in _SILENT:
            self._state = replace(self._state, silent=True)
        elif word in _CODE_PAGES:
            self._code_page(word, number)
        elif self._state.silent:
            if word in ("f", "uc"):
                self._words[word](number)
        elif word in _EDGES:
            self._outside.append(self._place)
            self._place = _Place(depth=len(self._outer))
        elif word in _MERGES:
            self._place.merges.add(word)
        elif word in _SAID:
            self._say(_SAID[word])
        elif word in self._words:
            self._words[word](number)

    def _code_page(self, word: str, number: int) -> None:
        if word == "ansicpg":
            self._charset = "utf-8" if number == 65001 else f"cp{number}"
        elif word == "mac":
            self._charset = "mac_roman"
        elif self._state.fonts and word == "fcharset" and number in _CHARSETS:
            self._charsets[self._state.font] = _CHARSETS[number]
        elif self._state.fonts and word == "cpg":
            self._charsets[self._state.font] = f"cp{number}"

    def _brace(self, brace: str) -> None:
        self._passing = 0
        if brace == "{":
            if len(self._outer) >= _DEEPEST:
                raise NotReadable(
                    "unsafe", "The file is nested deeper than any document is. Look at it with care."
                )
            self._outer.append(self._state)
        elif self._outer:
            if self._outside and len(self._outer) <= self._place.depth:
                self._leave()
            shape = self._rows.pop(len(self._outer), None)
            if shape is not None:
                self._place.left, self._place.edges = shape
            self._state = self._outer.pop()

    def _sign(self, sign: str) -> None:
        if sign == "*":
            if not self._text.startswith(_INNER_ROW, self._at):
                self._state = replace(self._state, silent=True)
        elif sign in "\\{}":
            self._flush()
            self._plain(sign)
        elif sign in "~_":
            self._say({"~": " ", "_": "-"}[sign])
        elif sign in "\r\n":
            self._end_paragraph(1)

    def _byte(self, byte: int) -> None:
        if self._passing:
            self._passing -= 1
        elif not self._state.silent:
            self._bytes.append(byte)

    def _plain(self, text: str) -> None:
        self._flush()
        kept = text[self._passing :]
        self._passing = max(0, self._passing - len(text))
        if kept:
            self._say(kept if kept.isascii() else decode_text(kept.encode("latin-1"), self._page))

    def _unicode(self, number: int) -> None:
        number %= 0x10000
        self._passing = self._state.after_unicode
        if 0xD800 <= number < 0xDC00:
            self._half = chr(number)
            return
        if self._half and 0xDC00 <= number < 0xE000:
            self._say(chr(0x10000 + ((ord(self._half) - 0xD800) << 10) + number - 0xDC00))
        elif not 0xDC00 <= number < 0xE000:
            self._say(chr(number))
        self._half = ""

    @property
    def _page(self) -> str:
        return self._charsets.get(self._state.font, self._charset)

    def _flush(self) -> None:
        if self._bytes:
            text = decode_text(bytes(self._bytes), self._page)
            self._bytes.clear()
            self._say(text)

    # What is said

    def _say(self, text: str) -> None:
        state = self._state
        if text and not (state.silent or state.deleted or state.hidden):
            self._place.runs.append(Run(text, Style(strike=True) if state.strike else PLAIN))

    def _look(self, **looks: bool | int) -> None:
        self._state = replace(self._state, **looks)  # pyright: ignore[reportArgumentType]

    def _end_paragraph(self, _: int) -> None:
        if self._state.deleted:
            return
        self._place.flow.paragraph(self._place.runs, self._place.level)
        self._place.runs = []

    def _end_cell(self, level: int) -> None:
        place = self._place
        place.flow.paragraph(place.runs, level)
        place.runs = []
        place.flow.end_cell(level)

    def _end_row(self, level: int) -> None:
        place = self._place
        place.runs = []
        place.flow.end_row(level, RowEnd(place.left, tuple(place.edges)))

    def _set_level(self, level: int) -> None:
        self._place.level = max(level, 0)

    def _begin_row(self) -> None:
        self._place.left, self._place.edges, self._place.merges = 0, [], set()

    def _set_left(self, left: int) -> None:
        self._place.left = left

    def _cell_edge(self, right: int) -> None:
        merges, self._place.merges = self._place.merges, set()
        self._place.edges.append(Edge(right, "clvmrg" in merges, "clvmgf" in merges, "clmrg" in merges))

    def _tell_inner_row(self) -> None:
        """The outer row's shape comes again when this group is over."""
        self._rows[len(self._outer)] = (self._place.left, self._place.edges)

    def _leave(self) -> None:
        if self._place.runs:
            self._end_paragraph(1)
        self._document.edges += self._place.flow.finished()
        self._place = self._outside.pop()
