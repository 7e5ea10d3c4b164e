"""A reading: what an audit tool says, wherever it came from, with its doubts and where each value stood."""

import datetime as dt
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from framework.words import Judgement


class Status(StrEnum):
    """How far a reading may be believed (contract of `auditbot read`)."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    REJECTED = "rejected"


class Said(BaseModel):
    """Values that were read or said: never changed, a correction is a new one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Said):
    """Why a person must look (or, among notices, what is worth knowing).

    `where` is the path of the value: "answers.3.grade" (counting from 1), "case_id", "" for the whole.
    `message` is plain English for the person who must look; it never repeats a comment's words.
    """

    code: str
    where: str = ""
    message: str


class Region(Said):
    """A part of a page, to be shown as a picture: the page, from 1, and its edges as fractions of the page.

    `turned`: by how many degrees, to the right, its words stand turned on the page as a viewer shows it.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float
    turned: float = 0.0


class Evidence(Said):
    """Where a value stood in the document and what stood there, for the person who must look.

    `region` is where on its page, for what was read from a PDF or a picture.
    """

    place: str  # "table 2, row 4, column 3"
    text: str
    region: Region | None = None


class Answer(Said):
    """What the audit tool says of one area. A doubtful value is None, with a problem that names it."""

    number: int
    grade: int | None = None
    not_applicable: bool = False
    answer: bool | None = None
    comment: str = ""


class ActionLine(Said):
    """One row of the action table, as written; `due` is the timescale as a date where it says one (A-36)."""

    action: str = ""
    who: str = ""
    timescale: str = ""
    due: dt.date | None = None
    reviewed: dt.date | None = None
    outcome: str = ""
    initials: str = ""


KEYED_IN = "keyed in by hand"  # where the whole of a reading stands that a person began


class Reading(Said):
    """One audit tool as read. `evidence` is keyed like `Problem.where`; the whole ("") has the document's hash."""

    file: str = ""
    part: str = ""
    form: str | None = None
    status: Status = Status.REJECTED
    case_id: str | None = None
    completed_by: str | None = None
    social_worker: str | None = None
    date: dt.date | None = None
    answers: tuple[Answer, ...] = ()
    overall: Judgement | None = None
    comments: str = ""
    actions: tuple[ActionLine, ...] = ()
    fields: dict[str, str | None] = {}
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    evidence: dict[str, Evidence] = {}

    @property
    def keyed_in(self) -> bool:
        """Whether it was begun by hand: nothing of it was read, so an area left empty says nothing."""
        whole = self.evidence.get("")
        return whole is not None and whole.place == KEYED_IN

    def as_contract(self) -> dict[str, Any]:
        """The JSON object that `auditbot read` prints: no evidence, dates as ISO text."""
        return self.model_dump(mode="json", exclude={"evidence"})

    def with_problems(self, *problems: Problem) -> "Reading":
        """The same reading with further problems; an accepted one then needs a person."""
        if not problems:
            return self
        status = Status.REVIEW if self.status is Status.ACCEPTED else self.status
        return self.model_copy(update={"problems": (*self.problems, *problems), "status": status})
