"""The second half of an action: who reviews it at supervision, by when, and what their review says (A-37)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from framework.dates_in_words import in_words
from framework.deadlines import administrative_deadline
from framework.directory import Directory
from framework.pack import Rules
from framework.reading import ActionLine
from framework.working_days import WorkingDays


class Done(StrEnum):
    """How far an action was done when it was reviewed."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"

    @property
    def label(self) -> str:
        """As people are shown it."""
        return {Done.YES: "Completed", Done.PARTLY: "Partly done", Done.NO: "Not done"}[self]


@dataclass(frozen=True)
class Review:
    """What supervision found: on which day, how far the action was done, what was done, what changed for the child.

    `by` is the address of who says so, `initials` are theirs.
    """

    reviewed: dt.date
    done: Done
    what: str
    changed: str
    initials: str
    by: str = ""

    @property
    def sentences(self) -> str:
        """What stands in the column for it: "Partly done. Visited twice. What changed for the child: …"."""
        changed = f"What changed for the child: {self.changed}" if self.changed else ""
        return "\n".join(part for part in (f"{self.done.label}. {self.what}".strip(), changed) if part)


@dataclass(frozen=True)
class Account:
    """What whoever an action is with says of it: what was done, and what changed for the child. `by` is theirs."""

    at: dt.date
    what: str
    changed: str
    by: str


def reviewers(
    directory: Directory, *, person: str | None, worker: str | None, auditor: str | None
) -> frozenset[str]:
    """The addresses of those who may review an action at supervision (framework L3047-3075).

    They are the line managers of whoever it is with (`person`) and of the practitioner, and the auditor: somebody
    else than whoever it is with, always. While a line manager is away, who covers for them. Empty where the
    directory knows nobody.
    """
    below = {email for email in (person, worker) if email}
    found = {email for each in below for email in line_managers(directory, each)}
    if auditor and _active(directory, auditor):
        found.add(auditor)
    return frozenset(found - {person})


def line_managers(directory: Directory, email: str) -> set[str]:
    """The addresses of the active line managers of somebody, or of who covers for them."""
    found: set[str] = set()
    for post in directory.posts(email):
        manager = next(iter(directory.posts(post.manager_email)), None)
        if manager is None:
            continue
        cover = manager.cover_email
        if manager.active:
            found.add(manager.email)
        elif cover and _active(directory, cover):
            found.add(cover)
    return found - {email}


def team_of(directory: Directory, email: str) -> set[str]:
    """The addresses of those of whom somebody is a line manager, or covers for one."""
    named = directory.named_as_manager(email)
    return {each for each in named if email in line_managers(directory, each)}


def review_due(
    audit_date: dt.date, due: dt.date | None, reviews: Sequence[Review], rules: Rules, calendar: WorkingDays
) -> dt.date:
    """By when an action is to be looked at: on its own date, else so many days after the audit (A-37).

    What was not done, or only partly, is looked at again so many days after that.
    """
    if reviews:
        last = max(review.reviewed for review in reviews)
        return administrative_deadline(last, rules.review_of_actions_days, "the review", calendar).due
    return due or administrative_deadline(audit_date, rules.review_of_actions_days, "the audit", calendar).due


def reviewed_line(line: ActionLine, reviews: Sequence[Review]) -> ActionLine:
    """A row of the action table with what supervision made of it: the last review, and above it those before."""
    if not reviews:
        return line
    last = reviews[-1]
    told = [review.sentences for review in reviews]
    if len(reviews) > 1:
        told = [f"{in_words(review.reviewed)}: {review.sentences}" for review in reviews]
    outcome = "\n".join(part for part in (line.outcome, *told) if part)
    return line.model_copy(
        update={"reviewed": last.reviewed, "outcome": outcome, "initials": last.initials or line.initials}
    )


def initials_of(name: str) -> str:
    """ "MM" for Mira Manager."""
    return "".join(word[0].upper() for word in name.replace("-", " ").split() if word[0].isalpha())[:5]


def _active(directory: Directory, email: str) -> bool:
    return any(post.active for post in directory.posts(email))
