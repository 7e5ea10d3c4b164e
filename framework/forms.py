"""What an audit tool is: its fields, areas, judgement and action table, as a pack describes them."""

from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator

from framework.form_checks import faults
from framework.pack_files import Faults


class Frozen(BaseModel):
    """Data of a pack: checked when loaded, never changed, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Scale(StrEnum):
    """How the areas of an audit tool are answered."""

    GRADE_NUMBER = "grade-number"  # one cell holds 1 to 4
    GRADE_COLUMN = "grade-column"  # a mark in one of four columns, told apart by their headings
    YES_NO = "yes-no"
    NONE = "none"


class FieldKind(StrEnum):
    """What a field of an audit tool holds."""

    CASE_REFERENCE = "case-reference"
    PERSON = "person"
    DATE = "date"
    LINE = "line"
    TEXT = "text"


class Label(Frozen):
    """Words that stand on a form and tell what the value beside or under them is.

    `shown` is what people are shown; `printed` is what the form prints where that differs (a typing slip, a
    line break; A-43); `aliases` are other wordings met in use (older editions, copies). A reader matches all.
    """

    shown: str
    printed: str | None = None
    aliases: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, given: Any) -> Any:
        """A pack may write the bare words where they are both shown and printed."""
        return {"shown": given} if isinstance(given, str) else given

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every wording to match, the printed one first."""
        return tuple(dict.fromkeys((self.printed or self.shown, self.shown, *self.aliases)))


class FormField(Frozen):
    """A value of its own on the form: a header field, a box, a footer line.

    `id` is where it goes in a reading: `case_id`, `completed_by`, `social_worker`, `date`, `comments`, or any
    other name, which then is a key of `fields`. `options` are the answers that the form prints beside the label.
    `follows_audit`: a date that cannot lie before that of the audit. `about_staff`: it is about those who work with
    the child, and is left out of the record copy (A-47).
    """

    id: str
    label: Label
    kind: FieldKind
    required: bool = False
    options: tuple[str, ...] = ()
    follows_audit: bool = False
    about_staff: bool = False
    source: str


class Prompt(Frozen):
    """A question printed under an area; for all service areas when `service_areas` is empty.

    `printed` is what the form prints where `text` corrects it (A-43); `inline` where it goes on in the
    paragraph of the label.
    """

    text: str
    printed: str | None = None
    inline: bool = False
    service_areas: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, given: Any) -> Any:
        """A pack may write the bare words of a prompt that is for everybody."""
        return {"text": given} if isinstance(given, str) else given


class Condition(Frozen):
    """When an area applies. `only_service_areas`: not applicable for all other cases (form 2A, area 8).

    `if_applicable`: the auditor may say not applicable, giving a reason (A-30, A-32). `text` is what the form
    prints about it after the label and the prompts, as printed; empty where the label says it itself or the
    form does not say it.
    """

    only_service_areas: tuple[str, ...] = ()
    if_applicable: bool = False
    text: str = ""


class Detail(Frozen):
    """A fact asked beside the grade of an area: a date, or yes or no (A-30)."""

    kind: str  # "date" | "yes-no"
    label: str


class Area(Frozen):
    """One area of an audit tool (a row), answered with a grade or yes or no, and comments."""

    id: str
    number: int
    section: str | None = None
    label: Label
    prompts: tuple[Prompt, ...] = ()
    condition: Condition | None = None
    details: tuple[Detail, ...] = ()
    finding: bool | None = None  # yes-no tools: the answer that is a finding; None elsewhere
    good: tuple[str, ...] = ()  # ids in `Pack.good`
    standards: tuple[str, ...] = ()  # numbers in `Pack.standards`
    source: str

    @property
    def detail(self) -> Detail | None:
        """The first of `details`, or None."""
        return self.details[0] if self.details else None

    @property
    def printed(self) -> tuple[str, ...]:
        """The paragraphs of the area's cell as the form prints them: label, prompts, condition."""
        paragraphs = [self.label.wordings[0]]
        for prompt in self.prompts:
            words = prompt.printed or prompt.text
            if prompt.inline:
                paragraphs[-1] += words if words.startswith(",") else f" {words}"
            else:
                paragraphs.append(words)
        if self.condition and self.condition.text:
            paragraphs.append(self.condition.text)
        return tuple(paragraphs)

    def prompts_for(self, service_area: str | None) -> tuple[Prompt, ...]:
        """The prompts that a case of that service area is asked; all where the form names none for it."""
        asked = tuple(p for p in self.prompts if not p.service_areas or service_area in p.service_areas)
        return asked or self.prompts


class Section(Frozen):
    """A heading under which areas stand."""

    id: str
    label: Label


class JudgementField(Frozen):
    """The overall judgement: printed with all its options, or left empty ("Rating:")."""

    label: Label
    options_printed: bool
    source: str


class ActionTable(Frozen):
    """The action table; `columns` by what they hold: action, who, timescale, reviewed, outcome, initials."""

    heading: Label | None = None
    columns: dict[str, Label]
    source: str


class Form(Frozen):
    """One audit tool. Areas are in the form's order and numbered from 1."""

    id: str
    title: str
    short_title: str
    appendix: str
    edition: str
    tier: int | None = None
    titles: tuple[str, ...]
    column_heads: dict[
        str, Label
    ] = {}  # area, grade, comments, inadequate, … : headings over the areas' columns
    scale: Scale
    fields: tuple[FormField, ...]
    sections: tuple[Section, ...] = ()
    areas: tuple[Area, ...] = ()
    judgement: JudgementField | None = None
    actions: ActionTable | None = None
    boilerplate: tuple[str, ...] = ()  # lines the form prints that are never a value
    line_starts: tuple[
        str, ...
    ] = ()  # starts of printed lines that end in a mailbox or a signature, no value
    confidential: bool = False  # supervision and observation records: a class of their own
    source: str

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if found := tuple(faults(self)):
            raise Faults(found)
        return self

    @cached_property
    def graded(self) -> bool:
        """Whether the areas carry grades."""
        return self.scale in (Scale.GRADE_NUMBER, Scale.GRADE_COLUMN)

    def field(self, field_id: str) -> FormField | None:
        """The field with that id, or None."""
        return next((field for field in self.fields if field.id == field_id), None)

    def area(self, number: int) -> Area:
        """The area with that number; IndexError if the form has none."""
        return self.areas[number - 1]
