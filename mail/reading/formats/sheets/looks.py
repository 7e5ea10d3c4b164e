"""How the cells of an Excel sheet look, and the formats of their numbers."""

from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from lxml import etree

from mail.reading.document import PLAIN, Style
from mail.reading.formats.sheets.values import format_of

_Element = etree._Element
T = TypeVar("T")
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFF = frozenset({"0", "false", "none"})
_BLACK, _WHITE, _GREY = "000000", "ffffff", "808080"
_INDEXED = {
    **dict.fromkeys((0, 8, 64), _BLACK),
    **dict.fromkeys((1, 9, 65), _WHITE),
    **dict.fromkeys((22, 23, 55), _GREY),
}
_SYMBOL_FONTS = ("wingdings", "webdings", "marlett", "zapfdingbats")


class Font(NamedTuple):
    """The look of letters, and the symbol font they are set in."""

    style: Style = PLAIN
    symbols: str = ""


PLAIN_FONT = Font()


@dataclass(frozen=True, slots=True)
class CellLook:
    """How a cell looks. `format` is the code of its numbers."""

    font: Font = PLAIN_FONT
    fill: str = ""
    ruled: bool = False
    format: str = "General"


@dataclass(slots=True)
class CellLooks:
    """The looks of a workbook's cells, by the number that a cell has."""

    looks: list[CellLook] = field(default_factory=list)

    def of(self, number: str) -> CellLook:
        """The look with that number; a plain one if there is none."""
        at = int(number) if number.isdecimal() else 0
        return self.looks[at] if at < len(self.looks) else CellLook()


def looks_of(root: _Element | None) -> CellLooks:
    """The looks that a part of styles defines."""
    if root is None:
        return CellLooks()
    codes = {
        int(item.get("numFmtId", "0")): item.get("formatCode", "General")
        for item in root.iterfind(f"{S}numFmts/{S}numFmt")
        if item.get("numFmtId", "").isdecimal()
    }
    fonts = [font_of(item) for item in root.iterfind(f"{S}fonts/{S}font")]
    fills = [_fill(item) for item in root.iterfind(f"{S}fills/{S}fill")]
    ruled = [_is_ruled(item) for item in root.iterfind(f"{S}borders/{S}border")]
    return CellLooks(
        [
            CellLook(
                _at(fonts, item.get("fontId"), Font()),
                _at(fills, item.get("fillId"), ""),
                _at(ruled, item.get("borderId"), False),
                format_of(_number(item.get("numFmtId")), codes),
            )
            for item in root.iterfind(f"{S}cellXfs/{S}xf")
        ]
    )


def font_of(item: _Element | None) -> Font:
    """The look that a font, or the properties of a run, give."""
    if item is None:
        return Font()
    on = {part.tag.removeprefix(S): part for part in item if part.get("val", "1").casefold() not in _OFF}
    ink = colour_of(on.get("color"))
    named = on.get("name", on.get("rFont"))
    name = "" if named is None else named.get("val", "").casefold()
    return Font(
        Style(
            bold="b" in on,
            italic="i" in on,
            underline="u" in on,
            strike="strike" in on,
            colour="" if ink == _BLACK else ink,
        ),
        name if name.startswith(_SYMBOL_FONTS) else "",
    )


def colour_of(item: _Element | None) -> str:
    """A colour as six letters and digits; one of the theme by its number; "" for none."""
    if item is None:
        return ""
    if (rgb := item.get("rgb")) is not None:
        return rgb[-6:].casefold()
    tint = item.get("tint", "0")
    if (theme := item.get("theme")) is not None:
        if theme in ("0", "1"):
            whole = _WHITE if theme == "0" else _BLACK
            return whole if float(tint) == 0 else _GREY
        return f"theme {theme} {tint}"
    number = _number(item.get("indexed", "64"))
    return _INDEXED.get(number, f"indexed {number}")


def _fill(item: _Element) -> str:
    pattern = item.find(f"{S}patternFill")
    if pattern is None or pattern.get("patternType", "none") in ("none", "gray125"):
        return "" if item.find(f"{S}gradientFill") is None else "gradient"
    fill = colour_of(pattern.find(f"{S}fgColor"))
    return "" if fill == _WHITE else fill


def _is_ruled(item: _Element) -> bool:
    sides = [item.find(f"{S}{side}") for side in ("left", "right", "top", "bottom", "start", "end")]
    return sum(side is not None and side.get("style", "none") != "none" for side in sides) > 1


def _number(value: str | None) -> int:
    return int(value) if value is not None and value.isdecimal() else 0


def _at(values: list[T], number: str | None, otherwise: T) -> T:
    at = _number(number)
    return values[at] if at < len(values) else otherwise
