"""Form controls, content controls and form fields of an OpenDocument file: what they hold, and if anybody did."""

from dataclasses import dataclass

from lxml import etree

from mail.reading.document import CHECKED, UNCHECKED, Control, Run

_Element = etree._Element
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"

_BOXES = (f"{_FORM}checkbox", f"{_FORM}radio")
_ENTRIES = ("text", "textarea", "formatted-text", "number", "date", "time", "combobox")


@dataclass(frozen=True, slots=True)
class Held:
    """What a control of a form shows: runs, and whether its state cannot be told."""

    runs: tuple[Run, ...]
    unclear: bool = False


def controls_of(root: _Element) -> dict[str, Held]:
    """The controls of the forms in a document, by the identity that a drawing of one names."""
    found: dict[str, Held] = {}
    for item in root.iter(f"{_FORM}*"):
        name = item.get(_ID) or item.get(f"{_FORM}id")
        if name and (held := _held(item)) is not None:
            found[name] = held
    return found


def _held(item: _Element) -> Held | None:
    if item.tag in _BOXES:
        return _box(item)
    if item.tag == f"{_FORM}listbox":
        chosen = [
            option.get(f"{_FORM}label", "")
            for option in item.findall(f"{_FORM}option")
            if option.get(f"{_FORM}current-selected") == "true"
        ]
        value = ", ".join(chosen)
        return Held((Run(value, control=Control("drop-down", value, untouched=not value)),))
    if item.tag.removeprefix(_FORM) in _ENTRIES:
        value = item.get(f"{_FORM}current-value", item.get(f"{_FORM}value", ""))
        kind = "date" if item.tag == f"{_FORM}date" else "text"
        return Held((Run(value, control=Control(kind, value, untouched=not value.strip())),))
    return None


def _box(item: _Element) -> Held:
    is_radio = item.tag == f"{_FORM}radio"
    now, begun = ("current-selected", "selected") if is_radio else ("current-state", "state")
    state = item.get(f"{_FORM}{now}", item.get(f"{_FORM}{begun}", "unchecked"))
    checked = state in ("checked", "true")
    box = Run(CHECKED if checked else UNCHECKED, control=Control("check-box", checked=checked))
    label = item.get(f"{_FORM}label", "").strip()
    return Held((box, Run(f" {label}")) if label else (box,), unclear=state == "unknown")


def content_control(element: _Element) -> Control | None:
    """What a content control holds; None for one that only groups."""
    untouched = element.get(f"{_LOEXT}showing-place-holder") == "true"
    if element.get(f"{_LOEXT}checkbox") == "true":
        return Control("check-box", checked=element.get(f"{_LOEXT}checked") == "true")
    if element.get(f"{_LOEXT}date") == "true":
        return Control("date", element.get(f"{_LOEXT}current-date", "")[:10], untouched=untouched)
    if element.find(f"{_LOEXT}list-item") is not None:
        return Control("drop-down", untouched=untouched)
    return Control("text", untouched=True) if untouched else None


def drop_down(element: _Element) -> Run:
    """A drop-down field of OpenDocument's own."""
    chosen = [
        label.get(f"{_TEXT}value", "") for label in element if label.get(f"{_TEXT}current-selected") == "true"
    ]
    shown = "".join([element.text or "", *(label.tail or "" for label in element)]).strip()
    value = chosen[0] if len(chosen) == 1 else shown
    return Run(value, control=Control("drop-down", value, untouched=not value.strip()))


def form_field(element: _Element) -> Run | None:
    """A form field of older Word that LibreOffice kept: a check box or a drop-down; None for others."""
    kind = element.get(f"{_FIELD}type", "").rpartition(".")[2]
    given = [
        (item.get(f"{_FIELD}name", "").rpartition(".")[2].casefold(), item.get(f"{_FIELD}value", ""))
        for item in element.findall(f"{_FIELD}param")
    ]
    if kind == "FORMCHECKBOX":
        checked = any(name == "checkbox_checked" and value == "true" for name, value in given)
        return Run(CHECKED if checked else UNCHECKED, control=Control("check-box", checked=checked))
    if kind != "FORMDROPDOWN":
        return None
    entries = [value for name, value in given if "listentry" in name]
    results = [value for name, value in given if name in ("dropdown_selected", "dropdown_result")]
    at = int(results[0]) if results and results[0].isdecimal() else -1
    value = entries[at] if 0 <= at < len(entries) else ""
    return Run(value, control=Control("drop-down", value, untouched=not value.strip()))
