"""The outline of a conversation about an audit tool: what is asked in which order, and what beside the form."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from pydantic import model_validator

from framework.forms import Form, Frozen
from framework.pack_files import Fault

if TYPE_CHECKING:
    from framework.pack import Pack

AREAS, OVERALL, ACTIONS = "areas", "overall", "actions"
"""Words of an outline for what a form has besides fields: its areas, its judgement, its action table."""

BESIDE_THE_FORM = "What follows was asked in the conversation beside the form, and is no part of the form."
"""Printed by us above the answers to what is asked beside a form, so that nobody takes them for a part of it."""

_OF_THE_AUDITOR = "completed_by"  # known from who began the conversation, so never asked


class AskedKind(StrEnum):
    """How a question beside the form is answered."""

    YES_NO = "yes-no"
    ONE_OF = "one-of"
    ANY_OF = "any-of"
    LINE = "line"
    TEXT = "text"
    DATE = "date"


class Option(Frozen):
    """One answer to choose. `id` is kept, `label` is shown."""

    id: str
    label: str


class OnlyIf(Frozen):
    """When a question beside the form applies: that one was answered so, or the judgement is better than an area.

    `question` is the id of another question beside the form, `answers` what it was answered with ("yes", "no", the
    ids of options). `better_than_an_area_by` is how many grades the overall judgement is better than the worst
    area (A-29).
    """

    question: str = ""
    answers: tuple[str, ...] = ()
    better_than_an_area_by: int | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.question and self.answers) == (self.better_than_an_area_by is not None):
            raise ValueError("names either a question with its answers, or better_than_an_area_by")
        return self


class Asked(Frozen):
    """A question that the conversation asks and the form does not print.

    It applies when one of `only_if` holds, or always where there is none. `about_staff`: the answer is about those
    who work with the child and is left out of the record copy (A-47). `options` may be empty for a kind with
    options: then they are the list that the quality assurance team keeps.
    """

    id: str
    question: str
    help: str = ""
    kind: AskedKind
    options: tuple[Option, ...] = ()
    required: bool = False
    only_if: tuple[OnlyIf, ...] = ()
    about_staff: bool = False
    source: str


class ShownBeside(Frozen):
    """Answers beside the form that are shown together with a recorded audit, under one title.

    `asks` are ids in their order, each with its label; an answer whose label is empty stands by itself.
    """

    title: str
    asks: dict[str, str]


class OutlinePart(Frozen):
    """What one person, or several together, answer in one go. `asks` are ids."""

    id: str
    title: str
    asks: tuple[str, ...]


class Outline(Frozen):
    """The conversation about one audit tool. Its parts follow each other and may be different people's."""

    form: str
    parts: tuple[OutlinePart, ...]
    questions: dict[str, str] = {}  # how a field of the form is asked for, where its label is no question


class Edition(Frozen):
    """All that a conversation was begun with: the form, its outline and what is asked beside it.

    A conversation keeps the edition that it was begun with, whatever becomes of the pack meanwhile.
    """

    form: Form
    outline: Outline
    asked: tuple[Asked, ...]

    def beside(self, question: str) -> Asked | None:
        """The question of that id that is asked beside the form, or None."""
        return next((each for each in self.asked if each.id == question), None)


def reason_for_judgement(asked: Iterable[Asked], answers: Mapping[str, object]) -> str:
    """Why the judgement is well above an area, as answered beside the form (A-29); empty where nothing was."""
    asks = (each for each in asked if any(one.better_than_an_area_by is not None for one in each.only_if))
    return " ".join(str(answers.get(each.id) or "") for each in asks).strip()


def edition_of(pack: "Pack", form_id: str) -> Edition:
    """What a conversation about that audit tool is begun with today. KeyError if the pack has no such form."""
    form = pack.form(form_id)
    outline = next(each for each in pack.outlines if each.form == form_id)
    ids = {each for part in outline.parts for each in part.asks}
    return Edition(form=form, outline=outline, asked=tuple(each for each in pack.asked if each.id in ids))


def faults(pack: "Pack") -> Iterator[Fault]:
    """What an outline asks twice, leaves out or cannot know, each with its place."""
    beside = {each.id: each for each in pack.asked}
    outlined = [each.form for each in pack.outlines]
    for form in pack.forms:
        if outlined.count(form.id) != 1:
            yield Fault(
                ("outlines",), f"needs exactly one outline of {form.id!r}, has {outlined.count(form.id)}"
            )
    for index, group in enumerate(pack.shown_beside):
        for one in group.asks:
            if one not in beside:
                yield Fault(("shown_beside", index, "asks"), f"nothing called {one!r} is asked")
    for index, outline in enumerate(pack.outlines):
        form = next((each for each in pack.forms if each.id == outline.form), None)
        if form is None:
            yield Fault(("outlines", index, "form"), f"there is no form {outline.form!r}")
            continue
        yield from (Fault(("outlines", index), told) for told in _of_outline(form, outline, beside))


def _of_outline(form: Form, outline: Outline, beside: dict[str, Asked]) -> Iterator[str]:
    asks = [each for part in outline.parts for each in part.asks]
    needed = _own_questions(form)
    for one in dict.fromkeys(asks):
        if asks.count(one) > 1:
            yield f"{one!r} is asked twice"
        if one not in needed and one not in beside:
            yield f"there is nothing called {one!r} to ask"
        for condition in beside[one].only_if if one in beside else ():
            if condition.question and condition.question not in asks[: asks.index(one)]:
                yield f"{one!r} depends on {condition.question!r}, which must be asked before it"
    yield from (f"{one!r} is never asked" for one in needed if one not in asks)
    yield from (
        f"{one!r} is asked in words of its own, but not at all"
        for one in outline.questions
        if one not in asks
    )


def _own_questions(form: Form) -> tuple[str, ...]:
    """What the form itself asks, as an outline names it."""
    return (
        *(field.id for field in form.fields if field.id != _OF_THE_AUDITOR),
        *((AREAS,) if form.areas else ()),
        *((OVERALL,) if form.judgement else ()),
        *((ACTIONS,) if form.actions else ()),
    )
