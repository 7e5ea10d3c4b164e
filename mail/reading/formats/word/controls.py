"""Content controls and form fields of a Word document: what they hold, and whether anybody touched them."""

from lxml import etree

from mail.reading.document import CHECKED, UNCHECKED, Control, Run

_Element = etree._Element
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_VAL = f"{_W}val"


def control_of(element: _Element) -> Control | None:
    """What a content control holds; None for one that only groups."""
    properties = element.find(f"{_W}sdtPr")
    if properties is None:
        return None
    untouched = _on(properties.find(f"{_W}showingPlcHdr"))
    box = properties.find(f"{_W14}checkbox")
    if box is not None:
        checked = box.find(f"{_W14}checked")
        return Control(
            "check-box", checked=checked is not None and checked.get(f"{_W14}val") in ("1", "true", "on")
        )
    date = properties.find(f"{_W}date")
    if date is not None:
        return Control("date", value=date.get(f"{_W}fullDate", "")[:10], untouched=untouched)
    if properties.find(f"{_W}dropDownList") is not None or properties.find(f"{_W}comboBox") is not None:
        return Control("drop-down", untouched=untouched)
    return Control("text", untouched=True) if untouched else None


def is_choice(data: _Element | None) -> bool:
    """Whether a form field is a check box or a drop-down: what it shows as text does not count."""
    return data is not None and (
        data.find(f"{_W}checkBox") is not None or data.find(f"{_W}ddList") is not None
    )


def form_field(data: _Element) -> Run | None:
    """What a check box or drop-down of older Word holds; None for other fields."""
    box = data.find(f"{_W}checkBox")
    if box is not None:
        state = box.find(f"{_W}checked")
        checked = _on(state if state is not None else box.find(f"{_W}default"))
        return Run(CHECKED if checked else UNCHECKED, control=Control("check-box", checked=checked))
    choices = data.find(f"{_W}ddList")
    if choices is None:
        return None
    result = choices.find(f"{_W}result")
    if result is None:
        result = choices.find(f"{_W}default")
    entries = [entry.get(_VAL, "") for entry in choices.findall(f"{_W}listEntry")]
    at = number_of(result, -1)
    value = entries[at] if 0 <= at < len(entries) else ""
    return Run(value, control=Control("drop-down", value=value, untouched=not value.strip()))


def number_of(element: _Element | None, otherwise: int) -> int:
    """The number in an element's value; `otherwise` where there is none."""
    value = "" if element is None else element.get(_VAL, "")
    return min(int(value), 1000) if value.isdecimal() else otherwise


def _on(element: _Element | None) -> bool:
    return element is not None and element.get(_VAL, "1") not in ("0", "false", "off", "none")
