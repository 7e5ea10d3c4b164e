"""What a question is: one screen of a conversation, with the slots that are filled in on it."""

from dataclasses import dataclass
from enum import StrEnum

from framework.forms import Area
from framework.outlines import Option

NOT_APPLICABLE = "not-applicable"
"""Kept as the grade or the answer of an area that does not apply."""


class SlotKind(StrEnum):
    """What a slot holds."""

    CASE_REFERENCE = "case-reference"
    PERSON = "person"
    DATE = "date"  # a day that has been, or is
    DAY_TO_COME = "day-to-come"  # a day by which something is to be done; "in two weeks" is understood
    LINE = "line"
    TEXT = "text"
    ONE_OF = "one-of"
    ANY_OF = "any-of"
    YES_NO = "yes-no"
    GRADE = "grade"  # 1 to 4, or NOT_APPLICABLE
    FINDING = "finding"  # yes, no, or NOT_APPLICABLE (the supervision file, A-33)
    JUDGEMENT = "judgement"


@dataclass(frozen=True)
class Slot:
    """One value of a question. `path` is where it is kept: "case_id", "areas.risk.grade", "actions.2.who"."""

    path: str
    kind: SlotKind
    label: str
    required: bool = False
    options: tuple[Option, ...] = ()


class QuestionKind(StrEnum):
    """What a question is about, for whoever draws it."""

    FIELD = "field"
    AREA = "area"
    JUDGEMENT = "judgement"
    ACTION = "action"  # one action
    ACTIONS = "actions"  # the actions so far, and whether there is another


@dataclass(frozen=True)
class Question:
    """One screen: `text` is what is asked, `help` what stands beside it, `part` whose it is.

    `area` is the form's area where the question is one; `section` the heading it stands under.
    """

    id: str
    kind: QuestionKind
    text: str
    part: str
    slots: tuple[Slot, ...] = ()
    help: str = ""
    section: str = ""
    area: Area | None = None

    @property
    def required(self) -> bool:
        """Whether the audit cannot be submitted without it."""
        return any(slot.required for slot in self.slots)
