"""What must hold within an audit tool: numbers, ids, and labels that a reader can tell apart."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from framework.pack_files import Fault, Location
from framework.words import Judgement

if TYPE_CHECKING:
    from framework.forms import Form, Label


def faults(form: "Form") -> Iterator[Fault]:
    """Everything wrong within an audit tool, each with its place."""
    yield from _numbers(form)
    yield from _repeated_ids(form)
    yield from _scale(form)
    yield from _labels_alike(form)
    sections = {section.id for section in form.sections}
    for index, area in enumerate(form.areas):
        if area.section is not None and area.section not in sections:
            yield Fault(("areas", index, "section"), f"there is no section {area.section!r}")


def plain(written: str) -> str:
    """The letters and digits of a name, in lower case: what two spellings of one name share."""
    return "".join(ch for ch in written.casefold() if ch.isalnum())


def _numbers(form: "Form") -> Iterator[Fault]:
    for index, area in enumerate(form.areas):
        if area.number != index + 1:
            yield Fault(
                ("areas", index, "number"),
                f"areas are numbered 1, 2, 3 … in order: {index + 1} belongs here, not {area.number}",
            )
            return


def _repeated_ids(form: "Form") -> Iterator[Fault]:
    for name, things in (("areas", form.areas), ("fields", form.fields), ("sections", form.sections)):
        ids = [thing.id for thing in things]
        for index, one in enumerate(ids):
            if one in ids[:index]:
                yield Fault((name, index, "id"), f"{one!r} stands twice")


def _scale(form: "Form") -> Iterator[Fault]:
    if form.graded and form.judgement is None:
        yield Fault(("scale",), "areas with grades need a judgement")
    if form.scale == "grade-column":
        for judgement in Judgement:
            if judgement.value not in form.column_heads:
                yield Fault(("column_heads",), f"needs the heading of the column for {judgement}")
    for index, area in enumerate(form.areas):
        if (area.finding is None) == (form.scale == "yes-no"):
            need = "must say" if area.finding is None else "must not say"
            yield Fault(("areas", index), f"{need} which answer is a finding, on the scale {form.scale}")


def _labels_alike(form: "Form") -> Iterator[Fault]:
    places: dict[str, str] = {}
    labels: list[tuple[Location, str, Label]] = [
        *((("fields", i), field.id, field.label) for i, field in enumerate(form.fields)),
        *((("areas", i), area.id, area.label) for i, area in enumerate(form.areas)),
    ]
    for place, owner, label in labels:
        for words in label.wordings:
            first = places.setdefault(plain(words), owner)
            if first != owner:
                yield Fault((*place, "label"), f"{words!r} is how {first} is labelled already")
