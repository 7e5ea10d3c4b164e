"""What the review desk shows and says: plain data, and the refusals that a person reads."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from framework.forms import Form
from framework.reading import Problem, Reading

Awaits = Literal["", "sender", "person", "undelivered"]
Choice = Literal["", "stands", "another", "correction"]
KINDS_TO_SAY = ("audit", "feedback", "complaint", "compliment", "notification", "automatic", "other")


class Refused(Exception):
    """Why a step cannot be taken, in plain words for the person who tried. Nothing was changed."""


class NoSuchItem(Refused):
    """There is no such mail, or no such audit in it, or it is not at the desk."""


class Stale(Refused):
    """Somebody else, or the same person elsewhere, has taken a step since it was looked at."""


class NotValues(Refused):
    """What was written for some of several places is no value there: `reasons` by place. None of them was kept."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__(" ".join(reasons.values()))
        self.reasons = reasons


class NotYet(Refused):
    """It cannot be filed yet: `missing` says what is unsettled, a sentence each."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__("\n".join(("It cannot be filed yet.", *missing)))
        self.missing = missing


@dataclass(frozen=True)
class Turn:
    """Whose step it is, on which item (a mail's id), and which `version` of it they were looking at.

    `who` is the e-mail address of the person; whether they may is for the caller to ask first
    (`handlers.access.may_handle`).
    """

    item: int
    version: int
    who: str


@dataclass(frozen=True)
class Recorded:
    """An audit that stands recorded and may be the same one: the directory or the dates do not settle it."""

    audit_id: int
    version: int
    completed_by: str | None
    date: dt.date | None
    sent: dt.datetime


@dataclass(frozen=True)
class Difference:
    """A value that is another in the audit that waits (`here`) than in the audit `against` (`there`).

    `where` is its path; both values are in words, empty where there is none. Comments and actions are among them:
    for the desk alone, and for no notice.
    """

    against: int
    where: str
    here: str
    there: str


@dataclass(frozen=True)
class Waiting:
    """An audit that waits for a person.

    `problems` is what is still to be settled, with identity doubts as they are now; a problem whose value is
    not there wants `correct`, any other `settle` (`wants`). `reading.evidence` is keyed like `Problem.where`;
    `reading.part` is the path of the attachment that it was read in. `rivals` are the recorded
    audits that an identity doubt is about. `aside`: a person said that it is not to be recorded. `keyed_in`: it
    was not read but is being filled in by hand. `differences` are those from each of `rivals`, and from another
    version of the same audit that waits in the same mail.
    """

    audit_id: int
    form: Form
    reading: Reading
    problems: tuple[Problem, ...]
    rivals: tuple[Recorded, ...] = ()
    aside: bool = False
    keyed_in: bool = False
    differences: tuple[Difference, ...] = ()

    def wants(self, problem: Problem) -> Literal["correct", "settle", "choose"]:
        """What settles a problem: a value, a look, or a choice between audits."""
        if problem.code in IDENTITY_DOUBTS:
            return "choose"
        return "correct" if is_about_a_value(self.reading, problem) else "settle"

    def choices(self, problem: Problem) -> tuple[Choice, ...]:
        """What a person may choose for an identity doubt; nothing for other problems.

        "stands": this one is the newer version. "another": it is another person's audit, of its own.
        "correction": it is a correction of one of `rivals`, whose id goes with it.
        If the other one stands, this one is set aside.
        """
        if problem.code == "perhaps-a-correction":
            return ("another", "correction")
        return ("stands",) if problem.code in IDENTITY_DOUBTS else ()


IDENTITY_DOUBTS = frozenset(
    {
        "versions-at-odds",
        "earlier-version-again",
        "older-than-recorded",
        "correction-by-another",
        "perhaps-a-correction",
    }
)


def is_about_a_value(reading: Reading, problem: Problem) -> bool:
    """Whether the problem is that a value is not known, so that only the value settles it."""
    head, *rest = problem.where.split(".")
    if head == "answers" and len(rest) == 2 and rest[1] in ("grade", "answer", "not_applicable"):
        answer = next((each for each in reading.answers if str(each.number) == rest[0]), None)
        return answer is None or (
            answer.grade is None and answer.answer is None and not answer.not_applicable
        )
    if head in ("case_id", "completed_by", "social_worker", "date", "overall"):
        return getattr(reading, head) is None
    if head == "fields" and rest:
        return not reading.fields.get(rest[0])
    return problem.code in ("missing", "blank")


@dataclass(frozen=True)
class Enclosed:
    """Something found in the mail and what became of it. `path` is the file's name, which may name a child.

    `id` is what `ReviewDesk.no_audit` takes; it is another once the mail was vouched for and read again.
    """

    path: str
    content_type: str
    size: int
    outcome: str
    reason: str
    id: int = 0


@dataclass(frozen=True)
class Step:
    """What was done, by whom (an e-mail address) and when; `undone` if it was taken back.

    `what`: correct, settle, set-aside, vouch, try-again, kind, key-in, no-audit, file, ask, answered,
    not-delivered, reject, take-back. `where` is the path of the value or of the attachment, or the code of the
    problem that was settled; `value` what was given; `note` the words that go with it: a reason, the question, the
    answer. `audit_id` is the audit that it is about. `undid` are the steps that a take-back undid, by their ids.
    `together` is the id of the first of several steps that were taken as one, and are taken back as one; 0 for that
    first and for any other step.
    """

    id: int
    at: dt.datetime
    who: str
    what: str
    audit_id: int | None
    where: str
    value: str
    note: str
    undone: dt.datetime | None
    undid: tuple[int, ...] = ()
    together: int = 0


@dataclass(frozen=True)
class Item:
    """A mail at the desk. `id` is the mail's; `version` the id of the last step, 0 at first.

    `state` is the mail's: review while it is at the desk. `awaits`: "sender" once a question is out, "person"
    when the answer has come (it then stands first), "undelivered" when the question reached nobody, else empty.
    `answerable`: the sender is believed and no machine. `kind_said`: a person said the kind. `missing` is what
    is to be done before it can be filed, a sentence each. `confidential`: a supervision or observation record
    is in it (A-34): for the QA team only. `unread` are the attachments that may hold an audit, until it is
    keyed in or a person said that there is none (`ReviewDesk.no_audit`); a link is one (`content_type` "link")
    if it was not followed. `given_up`: working through the mail failed again and again
    (`ReviewDesk.try_again`). `to_take_back` is what taking back would undo, first to last, and
    `not_taken_back` what it passes over, in a sentence.
    """

    id: int
    version: int
    mailbox: str
    sender: str | None
    original_sender: str | None
    subject: str
    received: dt.datetime
    kind: str | None
    state: str
    reason: str
    problem: str
    awaits: Awaits
    answerable: bool
    confidential: bool
    trusted_by: str | None
    attachments: tuple[Enclosed, ...]
    audits: tuple[Waiting, ...]
    recorded: tuple[int, ...]
    steps: tuple[Step, ...]
    kind_said: bool = False
    missing: tuple[str, ...] = ()
    unread: tuple[Enclosed, ...] = ()
    given_up: bool = False
    to_take_back: tuple[Step, ...] = ()
    not_taken_back: str = ""

    def audit(self, audit_id: int) -> Waiting:
        """The waiting audit with that id; NoSuchItem if it is not one of this mail's."""
        for waiting in self.audits:
            if waiting.audit_id == audit_id:
                return waiting
        raise NoSuchItem(f"There is no audit {audit_id} that waits in mail {self.id}.")


@dataclass(frozen=True)
class Desk:
    """How the desk stands: how many items, when the oldest arrived (UTC), and how many answers have come."""

    count: int
    oldest: dt.datetime | None
    answered: int
