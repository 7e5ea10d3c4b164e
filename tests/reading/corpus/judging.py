"""Holding a reading to the truth: every value right, or asked about."""

from collections.abc import Iterator

from framework.reading import Reading
from tests.reading.corpus.truth import JUDGEMENTS, Truth


def wrong(reading: Reading, truth: Truth) -> list[str]:
    """The paths whose value is neither right nor named by a problem; what is doubtful must be named."""
    asked = {problem.where for problem in reading.problems}
    whole = "" in asked
    found: list[str] = []
    for where, read, meant in values(reading, truth):
        named = whole or any(_names(problem, where) for problem in asked if problem)
        if where in truth.doubtful:
            if not named or read not in (None, "", False):
                found.append(f"{where}: doubtful, and read as {read!r}")
        elif read != meant and not named:
            found.append(f"{where}: {meant!r} read as {read!r}")
    return found


def differences(reading: Reading, truth: Truth) -> list[str]:
    """Every path whose value is not the true one, and every problem: for what must be read without a doubt."""
    unlike = [
        f"{where}: {meant!r} read as {read!r}"
        for where, read, meant in values(reading, truth)
        if read != meant
    ]
    return unlike + [f"{problem.code} at {problem.where}: {problem.message}" for problem in reading.problems]


def values(reading: Reading, truth: Truth) -> Iterator[tuple[str, object, object]]:
    """Every value by its path: as read, and as meant."""
    yield "form", reading.form, truth.form
    yield "case_id", reading.case_id, truth.case_id
    yield "completed_by", reading.completed_by, truth.completed_by
    yield "social_worker", reading.social_worker, truth.social_worker
    yield "date", reading.date, truth.date
    yield "overall", reading.overall and reading.overall.value, truth.overall and JUDGEMENTS[truth.overall]
    yield "comments", reading.comments, truth.comments
    slot = "answer" if truth.form == "supervision" else "grade"
    yield "answers", len(reading.answers), len(truth.answers)
    for number, (read, said) in enumerate(zip(reading.answers, truth.answers, strict=False), start=1):
        yield f"answers.{number}.{slot}", read.answer if slot == "answer" else read.grade, getattr(said, slot)
        yield f"answers.{number}.{slot}", read.not_applicable, said.not_applicable
        yield f"answers.{number}.comment", read.comment, said.comment
    yield "actions", [_action(a) for a in reading.actions], [_action(a) for a in truth.actions]
    for name, meant in truth.fields.items():
        yield f"fields.{name}", reading.fields.get(name) or "", meant


def _action(action: object) -> tuple[object, ...]:
    names = ("action", "who", "timescale", "due", "outcome", "initials")
    return tuple(getattr(action, name) for name in names)


def _names(problem: str, where: str) -> bool:
    return where == problem or where.startswith(f"{problem}.") or problem.startswith(f"{where}.")
