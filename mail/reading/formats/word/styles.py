"""How a run of a Word document looks, its own formatting over that of its styles; and what symbol fonts mean."""

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from mail.reading.document import PLAIN, Style
from mail.reading.formats.package import parse_xml
from mail.reading.formats.word.parts import among, children_of

_Element = etree._Element
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_R_STYLE, _SHD, _FONTS, _ASCII, _H_ANSI = (f"{_W}{n}" for n in ("rStyle", "shd", "rFonts", "ascii", "hAnsi"))
_OFF = frozenset({"0", "false", "off", "none"})
_NO_COLOUR = frozenset({"", "auto", "000000"})
_SIZE = f"{_W}sz"
_TINY = 6  # half points


class Look(NamedTuple):
    """A style, whether the text is hidden, and the symbol font it is set in."""

    style: Style = PLAIN
    hidden: bool = False
    symbols: str = ""


_PLAIN_LOOK = Look()
_SYMBOL_FONTS = ("wingdings", "webdings", "marlett", "symbol", "zapfdingbats")


# What styles say, by the digest of the part they stand in. Documents are made from a few templates, whose styles
# are more to parse than their words; what is kept of them says how text looks, and holds nobody's words.
_TOLD: dict[bytes, dict[str, dict[str, str]]] = {}
_MOST_PARTS, _MOST_STYLES = 16, 500


class Styles:
    """The styles of a document, read only when a run has need of them, and parsed only if they are not known yet.

    `read` gives the bytes of the part they stand in; None where there is none.
    """

    def __init__(self, read: Callable[[], bytes | None]) -> None:
        self._read = read
        self._part: bytes | None = None
        self._elements: dict[str, _Element] | None = None
        self._known: dict[str, dict[str, str]] | None = None
        self._looks: dict[tuple[tuple[str, str], ...], Look] = {}

    def look(self, properties: _Element | None, paragraph_style: str | None) -> Look:
        """How a run with these properties looks in a paragraph of that style."""
        if properties is None and paragraph_style is None:
            return _PLAIN_LOOK
        facts: dict[str, str] = {}
        if paragraph_style:
            facts = dict(self._of(paragraph_style))
        if properties is not None:
            items = children_of(properties)
            named = among(items, _R_STYLE)
            if named is not None:
                facts |= self._of(named.get(_VAL, ""))
            facts |= _facts(items)
        return self._look_of(facts) if facts else _PLAIN_LOOK

    def _look_of(self, facts: dict[str, str]) -> Look:
        """Made once for all the runs of one document that look alike."""
        key = tuple(facts.items())
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = _look(facts)
        return look

    def _of(self, style: str, seen: frozenset[str] = frozenset()) -> dict[str, str]:
        known = self._told()
        if style in known:
            return known[style]
        element = self._all().get(style)
        if element is None or style in seen:
            return {}
        facts: dict[str, str] = {}
        based = element.find(f"{_W}basedOn")
        if based is not None:
            facts |= self._of(based.get(_VAL, ""), seen | {style})
        properties = element.find(f"{_W}rPr")
        if properties is not None:
            facts |= _facts(children_of(properties))
        if len(known) < _MOST_STYLES:
            known[style] = facts
        return facts

    def _told(self) -> dict[str, dict[str, str]]:
        """What is known of these styles, from this document or from others with the very same."""
        if self._known is None:
            self._part = self._read()
            digest = hashlib.sha256(self._part or b"").digest()
            if digest not in _TOLD and len(_TOLD) >= _MOST_PARTS:
                _TOLD.pop(next(iter(_TOLD)), None)
            self._known = _TOLD.setdefault(digest, {})
        return self._known

    def _all(self) -> dict[str, _Element]:
        if self._elements is None:
            root = None if self._part is None else parse_xml(self._part)
            found = [] if root is None else root.findall(f"{_W}style")
            self._elements = {item.get(f"{_W}styleId", ""): item for item in found}
        return self._elements


_NAMES = {
    f"{_W}b": "bold",
    f"{_W}i": "italic",
    f"{_W}u": "underline",
    f"{_W}strike": "strike",
    f"{_W}dstrike": "strike",
    f"{_W}highlight": "highlight",
    f"{_W}vanish": "hidden",
    f"{_W}specVanish": "hidden",
    f"{_W}color": "colour",
    f"{_W}bdr": "ring",
}


def _facts(properties: list[_Element]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for item in properties:
        tag = item.tag
        name = _NAMES.get(tag)
        if name is not None:
            value = item.get(_VAL, "on").casefold()
            facts[name] = "" if value in _OFF else value
        elif tag == _SHD:
            fill = item.get(f"{_W}fill", "").casefold()
            facts["shading"] = "" if fill in ("auto", "ffffff") else fill
        elif tag == _SIZE:
            half_points = item.get(_VAL, "")
            facts["tiny"] = "on" if half_points.isdecimal() and int(half_points) <= _TINY else ""
        elif tag == _FONTS:
            font = item.get(_ASCII, item.get(_H_ANSI, "")).casefold()
            facts["font"] = font if font.startswith(_SYMBOL_FONTS) and not font.startswith("symbol") else ""
    return facts


def _look(facts: dict[str, str]) -> Look:
    colour = facts.get("colour", "")
    style = Style(
        bold=bool(facts.get("bold")),
        italic=bool(facts.get("italic")),
        underline=bool(facts.get("underline")),
        strike=bool(facts.get("strike")),
        highlight="" if facts.get("highlight") == "white" else facts.get("highlight", ""),
        shading=facts.get("shading", ""),
        colour="" if colour in _NO_COLOUR else colour,
        ring=bool(facts.get("ring")),
        tiny=bool(facts.get("tiny")),
    )
    return Look(style, bool(facts.get("hidden")), facts.get("font", ""))


_WINGDINGS = {
    0xFC: "✓",
    0xFE: "☑",
    0xFD: "☒",
    0xFB: "✗",
    0xA8: "☐",
    0x6F: "☐",
    0x71: "☐",
    0x72: "☐",
    0x78: "☒",
}
_WINGDINGS_2 = {
    0x50: "✓",
    0x4F: "✗",
    0x52: "☑",
    0x51: "☒",
    0x53: "☒",
    0x54: "☒",
    0xA3: "☐",
    0x2A: "☐",
    0x30: "☐",
}
_WEBDINGS = {0x61: "✓", 0x72: "✗", 0x63: "☐", 0x67: "■"}
_MARLETT = {0x61: "✓", 0x62: "✓", 0x72: "✗"}
_DINGBATS = {0x33: "✓", 0x34: "✔", 0x35: "✗", 0x36: "✘", 0x37: "✗", 0x38: "✘", 0x6F: "☐", 0x71: "☐"}
_BULLETS = frozenset({0xB7, 0xA7, 0x6C, 0x6E, 0x9F, 0x9E, 0xD8, 0x76})


def symbol(font: str, code: str) -> str:
    """The mark that a character of a symbol font shows; a bullet; or the mark of an unknown character."""
    try:
        number = int(code, 16)
    except ValueError:
        return "\ufffd"
    if 0xF000 <= number <= 0xF0FF:
        number -= 0xF000
    elif number > 0xFF:
        return chr(number) if number < 0x110000 and not 0xD800 <= number <= 0xDFFF else "\ufffd"
    table = _table(font.casefold().replace(" ", ""))
    if table is None:
        return chr(number) if number >= 0x20 else "\ufffd"
    return table.get(number) or ("•" if number in _BULLETS else "\ufffd")


def _table(font: str) -> dict[int, str] | None:
    if font.startswith("wingdings2"):
        return _WINGDINGS_2
    if font.startswith("wingdings3") or font == "symbol":
        return {}
    for name, table in (
        ("wingdings", _WINGDINGS),
        ("webdings", _WEBDINGS),
        ("marlett", _MARLETT),
        ("zapfdingbats", _DINGBATS),
    ):
        if font.startswith(name):
            return table
    return None
