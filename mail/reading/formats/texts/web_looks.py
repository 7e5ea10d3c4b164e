"""How words of a web page look: by their elements, their own styles, and plain rules of its style sheet."""

import re
from typing import NamedTuple

from lxml import etree

from mail.reading.document import Style

_Element = etree._Element
_MAX_SHEET = 300_000  # characters of style sheets that are looked at
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]*)\}")
_SELECTOR = re.compile(r"([a-z0-9]*)(?:\.([\w-]+))?", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)")
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_BLACK = frozenset({"black", "windowtext", "000000", "initial", "inherit", "auto", "currentcolor", ""})
_WHITE = frozenset({"white", "window", "ffffff", "transparent", "none", "initial", "inherit", "auto", ""})
_NOT_FILL = frozenset({"no-repeat", "repeat", "scroll", "0", "0%"})
_ELEMENTS = {
    "b": {"bold": "on"},
    "strong": {"bold": "on"},
    "i": {"italic": "on"},
    "em": {"italic": "on"},
    "u": {"underline": "on"},
    "s": {"strike": "on"},
    "strike": {"strike": "on"},
    "del": {"strike": "on"},
    "mark": {"highlight": "yellow"},
}

Facts = dict[str, str]


class Rule(NamedTuple):
    """What a style sheet says of elements of a name ("" for any) and class ("" for any)."""

    tag: str
    group: str
    facts: Facts


class WebLooks:
    """The looks of one page."""

    def __init__(self, root: _Element) -> None:
        self._rules: dict[tuple[str, str], Facts] = {}
        text = "".join(sheet.text or "" for sheet in root.iter("style"))[:_MAX_SHEET]
        for selectors, body in _RULE.findall(_COMMENT.sub(" ", text)):
            facts = facts_of(body)
            for selector in selectors.split(",") if facts else ():
                found = _SELECTOR.fullmatch(selector.strip())
                if found and (found[1] or found[2]):
                    key = (found[1].lower(), found[2] or "")
                    self._rules[key] = self._rules.get(key, {}) | facts

    def of(self, element: _Element, tag: str) -> Facts:
        """What an element says of its own look, and of what stands in it."""
        facts = _ELEMENTS.get(tag, {}) | self._rules.get((tag, ""), {})
        for group in element.get("class", "").split():
            facts = facts | self._rules.get(("", group), {}) | self._rules.get((tag, group), {})
        if tag == "font" and element.get("color"):
            facts = facts | {"colour": _colour(element.get("color", ""), _BLACK)}
        if (fill := element.get("bgcolor")) is not None:
            facts = facts | {"fill": _colour(fill, _WHITE)}
        if element.get("hidden") is not None:
            facts = facts | {"hidden": "on"}
        return facts | facts_of(element.get("style", ""))


def style_of(facts: Facts) -> Style:
    """The look that facts add up to."""
    return Style(
        bold=bool(facts.get("bold")),
        italic=bool(facts.get("italic")),
        underline=bool(facts.get("underline")),
        strike=bool(facts.get("strike")),
        highlight=facts.get("highlight", ""),
        colour=facts.get("colour", ""),
        ring=bool(facts.get("ring")),
    )


def facts_of(declarations: str) -> Facts:
    """What CSS declarations say of a look."""
    facts: Facts = {}
    for declaration in declarations[:20_000].split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip().lower().removesuffix("!important").strip()
        if name == "font-weight":
            facts["bold"] = "on" if value in ("bold", "bolder", "600", "700", "800", "900") else ""
        elif name == "font-style":
            facts["italic"] = "on" if value in ("italic", "oblique") else ""
        elif name in ("text-decoration", "text-decoration-line"):
            facts |= {"underline": "on"} if "underline" in value else {}
            facts |= {"strike": "on"} if "line-through" in value else {}
            facts |= {"underline": "", "strike": ""} if value == "none" else {}
        elif name in ("background", "background-color", "mso-highlight"):
            facts["fill"] = _colour(value, _WHITE)
        elif name == "color":
            facts["colour"] = _colour(value, _BLACK)
        elif name == "border":
            facts["ring"] = "" if "none" in value or value.startswith("0") else "on"
        else:
            facts |= _of_space(name, value)
    return facts


def _of_space(name: str, value: str) -> Facts:
    if (name, value) in (("display", "none"), ("visibility", "hidden"), ("mso-hide", "all")):
        return {"hidden": "on"}
    if name == "white-space":
        return {"kept": "on" if value.startswith("pre") else ""}
    if name == "mso-list" and value == "ignore":
        return {"label": "on"}
    return {"tab": "on"} if name == "mso-tab-count" else {}


def _colour(value: str, none: frozenset[str]) -> str:
    value = value.strip().lower()
    if found := _RGB.search(value):
        plain = "".join(f"{min(int(part), 255):02x}" for part in found.groups())
    elif found := _HEX.search(value):
        plain = found[1] if len(found[1]) == 6 else "".join(letter * 2 for letter in found[1])
    else:
        words = [word for word in value.split() if word not in _NOT_FILL and not word.startswith("url")]
        plain = words[0] if words else ""
    return "" if plain in none else plain
