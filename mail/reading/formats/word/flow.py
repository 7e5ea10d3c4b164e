"""The words of a Word document in their order, from the bytes of its XML by one search: no tree, no walk."""

import html
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from mail.reading.flow import Flow, FlowCell

_MAIN = re.compile(rb'xmlns(?::([A-Za-z0-9]+))?="http://[^"]*wordprocessingml/(?:2006/)?main"')
_OFF = ("0", "false", "off", "none")
_VALUED = ("gridSpan", "gridBefore", "strike", "dstrike")
_SYMBOLS = ("Wingdings", "Webdings", "Marlett", "ZapfDingbats")  # fonts in which a letter shows as a sign
_PLAIN = ("br", "cr", "tab", "noBreakHyphen", "sym", "checkBox", "ddList")
_NOTHING = ["\n"]  # what an empty paragraph says
_SAID = {"p": "\n", "br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}


def flow_of(xml: bytes) -> Flow | None:
    """The flow of a document part; None where its names are written in a way that this search does not know."""
    named = _MAIN.search(xml)
    if named is None or b"<!" in xml:
        return None
    prefix = f"{(named[1] or b'').decode()}:" if named[1] else ""
    text = xml.decode("utf-8", "replace")
    for name in (f"{prefix}moveFrom", "mc:Fallback"):
        if f"<{name}" in text:
            text = re.sub(rf"<{name}(?:\s[^>]*)?(?<!/)>.*?</{name}>", "", text, flags=re.DOTALL)
    stand = set(_seldom(prefix).findall(text))
    seldom = tuple(name for name in (*_VALUED, *_PLAIN) if name in stand)
    if "rFonts" in stand and any(font in text for font in _SYMBOLS):
        seldom = (*seldom, "rFonts")
    tokens = _tokens(prefix, seldom).findall(text)
    flow = _Reader().read(tokens)
    flow.words = html.unescape("".join([token[2] for token in tokens]))
    flow.broken = any(token[3] for token in tokens)
    return flow


def is_whole(flow: Flow, walked: Iterable[str]) -> bool:
    """Whether the words that a walk came by, taken or left out, are all those of the flow, letter for letter."""
    words = "".join(walked)
    same = words == flow.words or Counter(filter(str.isalnum, words)) == Counter(
        filter(str.isalnum, flow.words)
    )
    return same and not flow.broken


@lru_cache(maxsize=32)
def _seldom(w: str) -> re.Pattern[str]:
    """Tags that most documents are without: only those that stand in one are looked for among its words."""
    return re.compile(rf"<{w}({'|'.join((*_VALUED, *_PLAIN, 'rFonts'))})[\s/>]")


@lru_cache(maxsize=32)
def _tokens(w: str, seldom: tuple[str, ...]) -> re.Pattern[str]:
    """Tags that matter: of cells and rows with the slash, of words with the words, of looks with the value.

    After the words a sign where another element stands inside that of words: what follows there is not shown, or by
    some programs only.
    """
    plain = ["p", *(name for name in seldom if name in _PLAIN)]
    valued = [name for name in seldom if name in _VALUED]
    if {"strike", "dstrike", "rFonts"} & set(seldom):
        plain.append("r")
    if "rFonts" in seldom:
        plain.append(rf"rFonts(?=\s[^>]*(?:{'|'.join(_SYMBOLS)}))")
    names = "|".join(valued).replace("gridSpan", rf'gridSpan(?!\s{w}val="1"/)')  # many say that they span one
    value = rf'({names})(?:\s[^>]*?\b{w}val="([^"]*)")?[\s/>]' if valued else r"(\0)(\0)"
    words = rf"t(?:\s[^>]*)?(?<!/)>([^<]*)(?:(?=</{w}t\s*>)|(?=(<)))"
    return re.compile(rf"<(?:(/?){w}(tc|tr)[\s>]|{w}(?:{words}|({'|'.join(plain)})[\s/>]|{value}))")


class _Reader:
    """Puts cells together from the tokens, one after the other; what is in an inner table is in its cell too."""

    def __init__(self) -> None:
        self._rows: list[list[FlowCell]] = []
        self._open: list[list[FlowCell]] = []
        self._column: list[int] = []  # the next free one of each open row
        self._cells: list[tuple[FlowCell, list[str], list[str]]] = []
        self._struck = False
        self._signs = False

    def read(self, tokens: list[tuple[str, ...]]) -> Flow:
        """The flow that the tokens are."""
        cells, said_at_all, symbols = self._cells, list[str](), False
        for end, part, words, _, said, valued, value in tokens:
            if part:
                (self._end if end else self._begin)(part)
                continue
            if words and not symbols:
                spoken = html.unescape(words) if "&" in words else words
            elif said in _SAID:
                spoken = _SAID[said]
            else:
                symbols = self._other(said or words, valued, value, symbols=symbols)
                continue
            said_at_all.append(spoken)
            if cells:
                _, text, standing = cells[-1]
                text.append(spoken)
                if not self._struck:
                    standing.append(spoken)
        return Flow(self._rows, "".join(said_at_all), self._signs)

    def _other(self, said: str, valued: str, value: str, *, symbols: bool) -> bool:
        """What says nothing itself; whether the words after it are signs of a symbol font."""
        if valued:
            self._property(valued, value)
        elif said == "r":
            self._struck = symbols = False
        elif said == "rFonts":
            symbols = True
        elif said:
            self._signs = True
            if self._cells:
                self._cells[-1][0].signs = True
        return symbols

    def _begin(self, part: str) -> None:
        if part == "tc":
            self._cells.append((FlowCell(self._column[-1] if self._column else 0), [], []))
            return
        row: list[FlowCell] = []
        self._rows.append(row)
        self._open.append(row)
        self._column.append(0)

    def _end(self, part: str) -> None:
        if part == "tr":
            if self._open:
                self._open.pop()
                self._column.pop()
            return
        if not self._cells:
            return
        cell, words, standing = self._cells.pop()
        if words and words != _NOTHING:
            cell.text = "".join(words).strip("\n")
            cell.standing = cell.text if len(standing) == len(words) else "".join(standing).strip("\n")
        if self._open:
            self._open[-1].append(cell)
            self._column[-1] = cell.column + cell.span
        if self._cells:
            outer, around, kept = self._cells[-1]
            around.append(f"{cell.text}\t")
            kept.append(f"{cell.standing}\t")
            outer.signs = outer.signs or cell.signs

    def _property(self, name: str, value: str) -> None:
        if name == "gridSpan" and self._cells and value.isdecimal():
            self._cells[-1][0].span = max(int(value), 1)
        elif name in ("strike", "dstrike"):
            self._struck = self._struck or value not in _OFF
        elif name == "gridBefore" and self._column and value.isdecimal():
            self._column[-1] += int(value)
