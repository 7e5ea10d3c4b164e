"""What a made-up auditor said, before it is put into any document."""

import datetime as dt
import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

FORMS = ("tier1-generic", "tier1-plo", "tier2", "supervision", "observation")
GRADE_WORDS = {1: "Outstanding", 2: "Good", 3: "Requires Improvement", 4: "Inadequate"}
JUDGEMENTS = {1: "outstanding", 2: "good", 3: "requires-improvement", 4: "inadequate"}
BLANK_FORMS: dict[str, dict[str, list]] = json.loads(
    (Path(__file__).parents[2] / "framework" / "blank-forms.json").read_text(encoding="utf-8")
)
_SECTIONS = {
    "Referral",
    "Assessment",
    "Analysis",
    "Outcome",
    "Monitoring and management oversight",
    "General Observations",
}
_ROWS = {"tier1-generic": (7, 15), "tier1-plo": (7, 26), "tier2": (10, 46), "supervision": (6, 16)}
_VOCABULARY = (
    "plan review visit seen alone good outstanding 2 3 4 yes no N/A the child was spoken to on 3/1/14 grade X "
    "manager agreed overall judgement is due Date: Case ID case notes requires improvement inadequate step-down "
    "core group PEP school consents and & (see file) ✓ “quoted” Rating: 2 who? action ASAP – later"
)
_WORDS = tuple(re.split(r"\s+", _VOCABULARY))


def rows_of(form: str) -> list[tuple[str, list[str]]]:
    """The rows of a form's table as printed, in order: ("section" or "area", paragraphs)."""
    if form not in _ROWS:
        return []
    start, end = _ROWS[form]
    cells = BLANK_FORMS[form]["cells"][start:end]
    return [("section" if cell[0] in _SECTIONS else "area", cell) for cell in cells]


def areas_of(form: str) -> list[list[str]]:
    """The paragraphs of each area."""
    return [paragraphs for kind, paragraphs in rows_of(form) if kind == "area"]


@dataclass
class Said:
    """What was said of one area."""

    grade: int | None = None
    not_applicable: bool = False
    answer: bool | None = None
    comment: str = ""


@dataclass
class Action:
    """One action."""

    action: str
    who: str
    timescale: str
    due: dt.date | None
    outcome: str = ""
    initials: str = ""


@dataclass
class Truth:
    """A whole audit tool. `doubtful` are the paths of what a shape made doubtful: those must be asked about."""

    form: str
    case_id: str | None
    completed_by: str
    social_worker: str | None
    date: dt.date
    answers: list[Said]
    overall: int | None
    comments: str
    actions: list[Action] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)


def make_truth(form: str, rng: random.Random) -> Truth:
    """A random audit of that form, by people and about cases that do not exist."""
    graded = form not in ("supervision", "observation")
    date = dt.date(2014, 1, 1) + dt.timedelta(days=rng.randrange(300))
    return Truth(
        form=form,
        case_id=rng.choice(["123456", "RB-20417", "A/1077", "77310"]) if graded else None,
        completed_by=_person(rng),
        social_worker=None if form == "supervision" else _person(rng),
        date=date,
        answers=[_said(form, number, rng) for number in range(1, len(areas_of(form)) + 1)],
        overall=rng.randint(1, 4) if graded else None,
        comments="" if form == "observation" else _comment(rng),
        actions=_actions(form, date, rng),
        fields=_fields(form, date, rng),
    )


def _person(rng: random.Random) -> str:
    return f"{rng.choice('ABCDEFG')} {rng.choice(['Imaginary', 'O’Madeup', 'Nobody-Atall', 'Pretend'])}"


def _comment(rng: random.Random, *, always: bool = False) -> str:
    if not always and rng.random() < 0.2:
        return ""
    lines = [
        " ".join(rng.choice(_WORDS) for _ in range(rng.randint(3, 12)))
        for _ in range(rng.choice([1, 1, 1, 2, 3]))
    ]
    return "\n".join(f"Seen: {line}" for line in lines)


def _said(form: str, number: int, rng: random.Random) -> Said:
    comment = _comment(rng)
    may_not_apply = (form == "tier1-generic" and number == 8) or (
        form != "tier1-generic" and rng.random() < 0.1
    )
    if may_not_apply and rng.random() < 0.7:
        return Said(not_applicable=True, comment=comment)
    if form == "supervision":
        return Said(answer=rng.random() < 0.5, comment=comment)
    return Said(grade=rng.randint(1, 4), comment=comment)


def _actions(form: str, date: dt.date, rng: random.Random) -> list[Action]:
    if form not in ("tier1-generic", "tier1-plo", "tier2"):
        return []
    timescales = [
        ("within 14 days", date + dt.timedelta(days=14)),
        ("31/12/2014", dt.date(2014, 12, 31)),
        ("2/52", date + dt.timedelta(days=14)),
        ("ASAP", None),
    ]
    made: list[Action] = []
    for n in range(rng.randint(0, 3)):
        timescale, due = ("", None) if form == "tier1-plo" else rng.choice(timescales)
        made.append(Action(f"Action {n}: see the child again", _person(rng), timescale, due, initials="AB"))
    return made


def _fields(form: str, date: dt.date, rng: random.Random) -> dict[str, str]:
    if form == "tier1-plo":
        return {"managers_comments": _comment(rng)}
    if form == "supervision":
        return {
            "supervisee": _person(rng),
            "supervisor": _person(rng),
            "actions_by": (date + dt.timedelta(days=30)).isoformat(),
            "next_audit": (date + dt.timedelta(days=180)).isoformat(),
        }
    if form == "observation":
        boxes = ("record", "strengths", "development", "conclusions", "actions_text", "next_supervision")
        return {
            "nature": rng.choice(["Telephone calls", "Home visits", "Meeting"]),
            **{box: _comment(rng, always=box == "record") for box in boxes},
        }
    return {}
