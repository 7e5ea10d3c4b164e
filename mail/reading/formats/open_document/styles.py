"""How text and cells of an OpenDocument file look: a style over its parents, automatic ones beside named ones."""

from collections.abc import Iterable

from lxml import etree

from mail.reading.document import Style
from mail.reading.formats.word.styles import Look

_Element = etree._Element
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"

_BOLD_FROM = 600  # of 100 to 900
_NO_COLOUR = frozenset({"", "transparent", "none"})
_SYMBOL_FONTS = ("wingdings", "webdings", "marlett", "zapfdingbats")
_SIDES = ("left", "right", "top", "bottom")

Facts = dict[str, str]


class Looks:
    """The styles that `holders` (the parts of a file that hold styles, the strongest last) define."""

    def __init__(self, holders: Iterable[_Element | None]) -> None:
        self._styles: dict[tuple[str, str], _Element] = {}
        self._fonts: dict[str, str] = {}
        self._known: dict[tuple[str, str], Facts] = {}
        for holder in holders:
            for item in () if holder is None else holder:
                if item.tag == f"{_STYLE}style":
                    key = (item.get(f"{_STYLE}family", ""), item.get(f"{_STYLE}name", ""))
                    self._styles[key] = item
                elif item.tag == f"{_STYLE}font-face":
                    family = item.get(f"{_SVG}font-family", "").strip("'\" ").casefold()
                    self._fonts[item.get(f"{_STYLE}name", "")] = family

    def facts(self, family: str, name: str | None) -> Facts:
        """What a style and its parents say, by family ("paragraph", "text", "table-cell") and name."""
        return self._of(family, name or "", frozenset())

    def _of(self, family: str, name: str, seen: frozenset[str]) -> Facts:
        known = self._known.get((family, name))
        if known is not None:
            return known
        element = self._styles.get((family, name))
        if element is None or name in seen:
            return {}
        parent = element.get(f"{_STYLE}parent-style-name", "")
        facts = dict(self._of(family, parent, seen | {name})) if parent else {}
        for item in element:
            if item.tag == f"{_STYLE}text-properties":
                facts |= self._text(item)
            elif item.tag == f"{_STYLE}table-cell-properties":
                facts |= _cell(item)
            elif item.tag in (f"{_STYLE}table-row-properties", f"{_STYLE}table-properties"):
                facts |= _shown(item)
        self._known[family, name] = facts
        return facts

    def _text(self, item: _Element) -> Facts:
        facts: Facts = {}
        if (weight := item.get(f"{_FO}font-weight")) is not None:
            heavy = weight == "bold" or (weight.isdecimal() and int(weight) >= _BOLD_FROM)
            facts["bold"] = "on" if heavy else ""
        if (slant := item.get(f"{_FO}font-style")) is not None:
            facts["italic"] = "on" if slant in ("italic", "oblique") else ""
        for name, line in (("underline", "underline"), ("strike", "line-through")):
            drawn = [item.get(f"{_STYLE}text-{line}-{part}") for part in ("style", "type")]
            if any(value is not None for value in drawn):
                facts[name] = "" if "none" in drawn else "on"
        if (fill := item.get(f"{_FO}background-color")) is not None:
            facts["highlight"] = colour(fill)
        if item.get(f"{_STYLE}use-window-font-color") == "true":
            facts["colour"] = ""
        if (ink := item.get(f"{_FO}color")) is not None:
            facts["colour"] = "" if ink == "#000000" else ink.lstrip("#").casefold()
        if (border := item.get(f"{_FO}border")) is not None:
            facts["ring"] = "" if border == "none" else "on"
        if (display := item.get(f"{_TEXT}display")) is not None:
            facts["hidden"] = "on" if display == "none" else ""
        font = item.get(f"{_STYLE}font-name") or item.get(f"{_FO}font-family")
        if font is not None:
            family = self._fonts.get(font, font.strip("'\" ").casefold())
            facts["font"] = family if family.startswith(_SYMBOL_FONTS) else ""
        return facts


def look_of(facts: Facts) -> Look:
    """How a run with these facts looks."""
    style = Style(
        bold=bool(facts.get("bold")),
        italic=bool(facts.get("italic")),
        underline=bool(facts.get("underline")),
        strike=bool(facts.get("strike")),
        highlight=facts.get("highlight", ""),
        colour=facts.get("colour", ""),
        ring=bool(facts.get("ring")),
    )
    return Look(style, bool(facts.get("hidden")), facts.get("font", ""))


def colour(value: str) -> str:
    """A background as six letters and digits; empty for white and for none."""
    value = value.casefold()
    return "" if value in _NO_COLOUR or value == "#ffffff" else value.lstrip("#")


def _cell(item: _Element) -> Facts:
    facts: Facts = {}
    if (fill := item.get(f"{_FO}background-color")) is not None:
        facts["fill"] = colour(fill)
    whole = item.get(f"{_FO}border")
    sides = [item.get(f"{_FO}border-{side}", whole) for side in _SIDES]
    if any(side is not None for side in sides):
        facts["ruled"] = "on" if sum(side not in (None, "none", "hidden") for side in sides) > 1 else ""
    return facts


def _shown(item: _Element) -> Facts:
    display = item.get(f"{_TABLE}display")
    return {} if display is None else {"hidden": "on" if display == "false" else ""}
