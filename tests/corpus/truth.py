"""Made-up completed audits, each the same for the same seed: what a document of the corpus is held against."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from tests.corpus.words import (
    AREAS,
    BOXES,
    FIRST_NAMES,
    FORMS,
    GRADED,
    JUDGEMENTS,
    OUTCOMES,
    SENTENCES,
    STEPS,
    SURNAMES,
)


@dataclass
class Said:
    """What is said of one area."""

    grade: int | None = None
    not_applicable: bool = False
    answer: bool | None = None
    comment: str = ""


@dataclass
class Action:
    """A row of the action table."""

    action: str
    who: str
    timescale: str = ""
    due: dt.date | None = None
    reviewed: dt.date | None = None
    outcome: str = ""
    initials: str = ""


@dataclass
class Audit:
    """A whole audit. Dates in `fields` are dates."""

    form: str
    completed_by: str
    date: dt.date
    case_id: str | None = None
    social_worker: str | None = None
    answers: list[Said] = field(default_factory=list)
    overall: int | None = None
    comments: str = ""
    actions: list[Action] = field(default_factory=list)
    fields: dict[str, str | dt.date | None] = field(default_factory=dict)

    def as_contract(self) -> dict[str, Any]:
        """As `auditbot read` would print it where nothing is in doubt; file and part are left out."""
        return {
            "form": self.form,
            "status": "accepted",
            "case_id": self.case_id,
            "completed_by": self.completed_by,
            "social_worker": self.social_worker,
            "date": self.date.isoformat(),
            "answers": [{"number": n, **vars(said)} for n, said in enumerate(self.answers, start=1)],
            "overall": JUDGEMENTS[self.overall] if self.overall else None,
            "comments": self.comments,
            "actions": [{k: _plain(v) for k, v in vars(action).items()} for action in self.actions],
            "fields": {name: _plain(value) for name, value in self.fields.items()},
        }


def make(form: str, seed: int) -> Audit:
    """A completed audit of that form."""
    if form not in FORMS:
        raise ValueError(f"There is no form {form}.")
    rng = random.Random(f"{form} {seed}")
    date = dt.date(2013, 12, 2) + dt.timedelta(days=rng.randrange(330))
    audit = Audit(form, _person(rng), date)
    if form in GRADED:
        audit.case_id = rng.choice(["{}", "RB-{}", "{}/2", "ICS{}", "C-{}"]).format(
            rng.randrange(10000, 999999)
        )
        audit.overall = rng.randint(1, 4)
        audit.actions = [_action(form, date, n, rng) for n in range(rng.choice([0, 1, 1, 2, 2, 3, 4]))]
    if form != "supervision":
        audit.social_worker = _person(rng, but=audit.completed_by)
    if form != "observation":
        audit.answers = [_said(form, n, rng) for n in range(1, len(AREAS[form]) + 1)]
        audit.comments = _comment(rng, empty=0.2)
    audit.fields = _fields(form, date, audit, rng)
    return audit


def _said(form: str, number: int, rng: random.Random) -> Said:
    if form == "tier1-generic" and number == 8 and rng.random() < 0.6:
        return Said(not_applicable=True)
    if _may_not_apply(form, number) and rng.random() < 0.4:
        return Said(not_applicable=True, comment="Does not arise on this file; agreed with the team manager.")
    if form == "supervision":
        return Said(answer=rng.random() < (0.15 if number == 10 else 0.75), comment=_comment(rng, empty=0.3))
    return Said(grade=rng.choice([1, 2, 2, 2, 3, 3, 4]), comment=_comment(rng, empty=0.15))


def _may_not_apply(form: str, number: int) -> bool:
    return number in {"tier1-plo": (15, 16, 18), "tier2": (10, 17), "supervision": (6, 7)}.get(form, ())


def _person(rng: random.Random, but: str = "") -> str:
    while (name := f"{rng.choice(FIRST_NAMES)} {rng.choice(SURNAMES)}") == but:
        pass
    return name


def _comment(rng: random.Random, *, empty: float) -> str:
    if rng.random() < empty:
        return ""
    lines = rng.choice([1, 1, 1, 1, 2, 3])
    return "\n".join(" ".join(rng.sample(SENTENCES, rng.choice([1, 1, 2]))) for _ in range(lines))


def _action(form: str, date: dt.date, number: int, rng: random.Random) -> Action:
    action = Action(STEPS[(number + rng.randrange(2) * 4) % len(STEPS)], _person(rng))
    if form == "tier1-plo":
        action.outcome = rng.choice(OUTCOMES)
        return action
    due = date + dt.timedelta(days=rng.randrange(5, 60))
    action.timescale, action.due = rng.choice(
        [
            (f"{due:%d/%m/%Y}", due),
            (f"{due.day} {due:%B %Y}", due),
            (f"by {due:%d.%m.%Y}", due),
            ("within 14 days", date + dt.timedelta(days=14)),
            ("within 2 weeks", date + dt.timedelta(days=14)),
        ]
    )
    if rng.random() < 0.3:
        action.reviewed = due + dt.timedelta(days=1)
        action.outcome = rng.choice(OUTCOMES)
        action.initials = rng.choice(["QX", "ZZ", "YQ"])
    return action


def _fields(form: str, date: dt.date, audit: Audit, rng: random.Random) -> dict[str, str | dt.date | None]:
    if form == "supervision":
        supervisee = _person(rng)
        return {
            "supervisee": supervisee,
            "supervisor": _person(rng, but=supervisee),
            "actions_by": date + dt.timedelta(days=rng.randrange(14, 40)),
            "next_audit": date + dt.timedelta(days=rng.randrange(90, 200)),
        }
    if form == "observation":
        return {
            "nature": rng.choice(["Telephone calls", "Home visits", "Meeting"]),
            **{box: _comment(rng, empty=0) for box in BOXES},
        }
    return {}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
