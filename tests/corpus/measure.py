"""Holding readings to the truth, field by field: what is right, what is asked about, what is wrong."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from tests.corpus.making import PRINTS, Expected, Made, Recipe

Reader = Callable[[bytes, str, dt.date], list[dict[str, Any]]]
Json = dict[str, Any]

SCANS = frozenset({"scan", "photo", "tiff", "png"})
FLOWING = (
    SCANS | PRINTS.keys() | {"pdf", "pdf-form", "txt", "html"}
)  # where a line's end may be only the paper's
_LETTERS = 90  # of 100 must be the same in a text that is read from a picture
_PLO_ONLY = ("action", "who", "outcome")
_ACTION = ("action", "who", "timescale", "due", "reviewed", "outcome", "initials")


@dataclass(frozen=True)
class Finding:
    """One field that was not read as it is."""

    recipe: Recipe
    path: str
    kind: str  # "wrong", "lost", "not asked", "doubted"
    expected: object
    got: object
    accepted: bool

    @property
    def wrongly_accepted(self) -> bool:
        """Whether nobody would have looked."""
        return self.accepted and self.kind != "doubted"


@dataclass
class Tally:
    """The figures of some documents."""

    documents: int = 0
    fields: int = 0
    right: int = 0
    doubted: int = 0
    wrong: int = 0
    wrong_accepted: int = 0
    sure: int = 0  # documents in which nothing is in doubt
    to_review: int = 0  # of those
    rejected: int = 0  # that are not blank
    findings: list[Finding] = field(default_factory=list)

    @property
    def right_share(self) -> float:
        """Of the fields that must be read, those read rightly, in a hundred."""
        return 100 * self.right / self.fields if self.fields else 100.0

    @property
    def review_share(self) -> float:
        """Of the documents in which nothing is in doubt, those that a person must look at, in a hundred."""
        return 100 * self.to_review / self.sure if self.sure else 0.0


def measure(documents: Iterable[Made], read: Reader) -> Iterator[tuple[Recipe, Tally]]:
    """The figures of each document."""
    for made in documents:
        yield made.recipe, hold(made, read(made.content, made.name, made.sent))


def together(tallies: Iterable[Tally]) -> Tally:
    """The figures of all of them."""
    whole = Tally()
    for one in tallies:
        for name, value in vars(one).items():
            setattr(whole, name, getattr(whole, name) + value)
    return whole


def hold(made: Made, readings: list[Json]) -> Tally:
    """The figures of one document."""
    tally = Tally(documents=1)
    found = [reading for reading in readings if reading.get("form")]
    blank = any(expected.truth["status"] == "rejected" for expected in made.expected)
    if blank:
        _hold_blank(made, readings, tally)
        return tally
    sure = not any(expected.doubts or expected.asked for expected in made.expected)
    tally.sure = int(sure)
    tally.to_review = int(sure and any(reading["status"] == "review" for reading in readings))
    tally.rejected = int(not found or any(reading["status"] == "rejected" for reading in found))
    if len(found) > len(made.expected):
        accepted = any(reading["status"] == "accepted" for reading in found)
        _note(tally, Finding(made.recipe, "", "wrong", len(made.expected), len(found), accepted))
    if found and len(found) < len(made.expected):
        accepted = all(reading["status"] == "accepted" for reading in readings)
        _note(tally, Finding(made.recipe, "", "lost", len(made.expected), len(found), accepted))
    for number, expected in enumerate(made.expected):
        reading = found[number] if number < len(found) else {"status": "rejected", "problems": []}
        _hold_one(made.recipe, expected, reading, tally)
    return tally


def _hold_blank(made: Made, readings: list[Json], tally: Tally) -> None:
    tally.fields = 1
    if all(reading["status"] == "rejected" for reading in readings):
        tally.right = 1
        return
    accepted = any(reading["status"] == "accepted" for reading in readings)
    kind = "wrong" if accepted else "doubted"
    _note(tally, Finding(made.recipe, "status", kind, "rejected", readings[0]["status"], accepted))


def _hold_one(recipe: Recipe, expected: Expected, reading: Json, tally: Tally) -> None:
    accepted = reading["status"] == "accepted"
    read = dict(values(reading))
    for path, meant in values(expected.truth):
        kind = _judge(path, meant, read.get(path), expected, recipe.format, accepted)
        if kind == "fair doubt":
            continue
        tally.fields += 1
        if kind == "right":
            tally.right += 1
        else:
            _note(tally, Finding(recipe, path, kind, meant, read.get(path), accepted))
    known = {path for path, _ in values(expected.truth)}
    for path in sorted(read.keys() - known):
        if path.startswith("actions.") and read[path] and not _within(path, expected.doubts):
            tally.fields += 1
            _note(tally, Finding(recipe, path, "wrong", None, read[path], accepted))


def _note(tally: Tally, finding: Finding) -> None:
    tally.findings.append(finding)
    tally.doubted += finding.kind == "doubted"
    tally.wrong += finding.kind != "doubted"
    tally.wrong_accepted += finding.wrongly_accepted


def _judge(path: str, meant: object, got: object, expected: Expected, format: str, accepted: bool) -> str:
    nothing = got in (None, "", False)
    if _within(path, expected.asked):
        if not nothing and got != meant:
            return "wrong"
        return "not asked" if accepted else "fair doubt"
    if _same(meant, got, format):
        return "right"
    fair = _within(path, expected.doubts)
    if nothing or got is None:
        return "lost" if accepted else "fair doubt" if fair else "doubted"
    return "wrong"


def _within(path: str, branches: frozenset[str]) -> bool:
    return any(path == branch or (branch and path.startswith(f"{branch}.")) for branch in branches)


def _same(meant: object, got: object, format: str) -> bool:
    if not (isinstance(meant, str) and isinstance(got, str)):
        return meant == got or (meant in (None, "") and got in (None, ""))
    lines = [" ".join(line.split()) for text in (meant, got) for line in [text]]
    if format in FLOWING:
        if format in SCANS and len(meant) > 24:
            return fuzz.ratio(*lines) >= _LETTERS
        return lines[0] == lines[1]
    return _lines(meant) == _lines(got)


def _lines(text: str) -> list[str]:
    return [kept for line in text.split("\n") if (kept := " ".join(line.split()))]


def values(reading: Json) -> Iterator[tuple[str, object]]:
    """Every value of a reading by its path, as in `problems`."""
    form = reading.get("form")
    for name in ("form", "case_id", "completed_by", "social_worker", "date", "overall"):
        yield name, reading.get(name)
    if form != "observation":
        yield "comments", reading.get("comments")
    slot = "answer" if form == "supervision" else "grade"
    for answer in reading.get("answers") or ():
        for name in (slot, "not_applicable", "comment"):
            yield f"answers.{answer['number']}.{name}", answer[name]
    names = _PLO_ONLY if form == "tier1-plo" else _ACTION
    for number, action in enumerate(reading.get("actions") or (), start=1):
        for name in names:
            yield f"actions.{number}.{name}", action[name]
    for name, value in (reading.get("fields") or {}).items():
        if form in ("supervision", "observation"):
            yield f"fields.{name}", value
