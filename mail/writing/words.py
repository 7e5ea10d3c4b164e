"""The words that a written form prints: the framework's own, with its slips corrected (A-43)."""

import datetime as dt
import re

from framework.forms import Area, FieldKind, Form, FormField, Label
from framework.pack import Pack
from framework.reading import Reading
from framework.words import Judgement

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def form_words(label: Label) -> str:
    """What the form prints where that says more than what is shown (a number, who fills it in); else what is shown,
    with the form's colon, because the printed words then say the same or hold a slip."""
    printed, shown = label.printed or label.shown, label.shown
    if _letters(shown) in _letters(printed) and _letters(shown) != _letters(printed):
        return printed
    return f"{shown}:" if printed.endswith(":") and not shown.endswith((":", "?")) else shown


def without_colon(words: str) -> str:
    """`words` without the colon at their end, which a value will follow."""
    return words.rstrip().removesuffix(":").rstrip()


def area_words(area: Area) -> list[str]:
    """What stands in an area's cell, a paragraph each: label, prompts, condition.

    A prompt for some service areas is printed as on the form, which names them.
    """
    prompts = [
        prompt.printed if prompt.printed and prompt.service_areas else prompt.text for prompt in area.prompts
    ]
    condition = area.condition.text if area.condition else ""
    label = form_words(area.label)
    number = f"{area.number}. "
    if area.label.printed and area.label.printed.startswith(number) and not label.startswith(number):
        label = number + label
    return [label, *prompts, *([condition] if condition else [])]


def shown_date(date: dt.date | None) -> str:
    """ "12 December 2013", or nothing."""
    return f"{date.day} {date:%B %Y}" if date else ""


def field_value(reading: Reading, field: FormField) -> str:
    """The value of a field as text, empty where the reading has none; a date as "12 December 2013"."""
    if field.id == "date":
        return shown_date(reading.date)
    if field.id in ("case_id", "completed_by", "social_worker", "comments"):
        return getattr(reading, field.id) or ""
    value = reading.fields.get(field.id) or ""
    if field.kind is FieldKind.DATE and _ISO_DATE.fullmatch(value):
        return shown_date(dt.date.fromisoformat(value))
    return value


def judgement_words(pack: Pack, judgement: Judgement) -> str:
    """The pack's word for a judgement: "Requires Improvement"."""
    return next(words.label for words in pack.grades if words.judgement is judgement)


def document_title(form: Form, reading: Reading) -> str:
    """What the document is called in its properties; a confidential tool names nobody."""
    return (
        f"{form.title}, case {reading.case_id}" if reading.case_id and not form.confidential else form.title
    )


def _letters(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum() or character in "'’")
