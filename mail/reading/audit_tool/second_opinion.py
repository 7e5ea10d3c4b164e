"""Two readings of one document, made in ways that share no code: where they differ is a doubt."""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from framework.reading import ActionLine, Answer, Evidence, Problem, Reading
from framework.words import Judgement

_SHORT = 40  # characters that a problem repeats
_NOT_LETTERS = re.compile(r"[\W_]+")
_NAMES = {
    "case_id": "The case reference",
    "completed_by": "Who completed the audit",
    "social_worker": "The social worker",
    "date": "The date",
    "overall": "The judgement",
    "comments": "The comments",
}

Value = str | int | bool | dt.date | Judgement | None


def compare(first: list[Reading], second: list[Reading]) -> list[Reading]:
    """`first`, with a problem `readings-differ` wherever `second` says otherwise.

    A short value in doubt becomes None; words (comments, actions) stay, to be looked at, and those that only
    `second` has are taken. What `second` could not read changes nothing. Tools are matched by their form, in their
    order. An audit tool that only `second` has found is a doubt about all of `first`. Best called before the
    readings are checked.
    """
    others: defaultdict[str | None, list[Reading]] = defaultdict(list)
    for reading in second:
        others[reading.form].append(reading)
    compared = [_compared(one, others[one.form].pop(0)) if others[one.form] else one for one in first]
    if not any(others.values()):
        return compared
    unseen = Problem(
        code="readings-differ",
        message="Read in another way, the document holds another audit tool besides; look whether one was missed.",
    )
    return [reading.with_problems(unseen) for reading in compared]


def _compared(one: Reading, other: Reading) -> Reading:
    values, others = dict(values_of(one)), dict(values_of(other))
    changed = [where for where, value in values.items() if differ(value, others.get(where))]
    problems = [_problem(where, values[where], others[where]) for where in changed]
    problems += _of_words(one, other)
    if not problems:
        return one
    known = {problem.where for problem in one.problems}
    told = [problem for problem in problems if problem.where not in known]
    evidence = one.evidence | {p.where: _both(one, other, p.where) for p in problems if p.where}
    kept = _with_words(_without(one, frozenset(changed)), other)
    return kept.model_copy(update={"evidence": evidence}).with_problems(*told)


def values_of(reading: Reading) -> Iterator[tuple[str, Value]]:
    """Every short value by its path; an area that is not applicable has the grade "N/A"."""
    for name in ("case_id", "completed_by", "social_worker", "date", "overall"):
        yield name, getattr(reading, name)
    for name, value in reading.fields.items():
        yield f"fields.{name}", value
    for answer in reading.answers:
        yield f"answers.{answer.number}.grade", "N/A" if answer.not_applicable else answer.grade
        yield f"answers.{answer.number}.answer", answer.answer


def differ(value: Value, other: Value) -> bool:
    """Whether `other` says something, and something else."""
    if other is None or other == "":
        return False
    if isinstance(value, str) and isinstance(other, str):
        return letters_of(value) != letters_of(other)
    return value != other


def letters_of(text: str) -> str:
    """What is said, whatever the spaces, quotes and bullets: two programs write these differently."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _problem(where: str, value: Value, other: Value) -> Problem:
    name = name_of(where)
    if where.startswith("fields.") or len(str(value)) > _SHORT or len(str(other)) > _SHORT:
        message = f"{name} comes out differently when the document is read in another way; look at both."
    elif value is None or value == "":
        message = f"{name} was found in one way of reading the document only, as “{shown_value(other)}”."
    else:
        message = (
            f"{name} reads as “{shown_value(value)}” in one way and as “{shown_value(other)}” in another."
        )
    return Problem(code="readings-differ", where=where, message=message)


def name_of(where: str) -> str:
    """What a value is called in a problem."""
    if where in _NAMES:
        return _NAMES[where]
    kind, _, rest = where.partition(".")
    if kind == "fields":
        return f"The field “{rest.replace('_', ' ').replace('-', ' ')}”"
    number, _, part = rest.partition(".")
    named = {"grade": "The grade", "answer": "The answer", "comment": "The comment"}
    return f"{named[part]} of area {number}"


def shown_value(value: Value) -> str:
    """A short value in words."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.date):
        return f"{value.day} {value:%B %Y}"
    return value.value if isinstance(value, Judgement) else str(value)


def _of_words(one: Reading, other: Reading) -> Iterator[Problem]:
    """Comments and actions: said to differ, never repeated."""
    theirs = {answer.number: answer.comment for answer in other.answers}
    words = [(f"answers.{answer.number}.comment", answer.comment) for answer in one.answers]
    found = {f"answers.{number}.comment": comment for number, comment in theirs.items()}
    for where, text in (("comments", one.comments), *words):
        if differ(text, found.get(where, "") if where != "comments" else other.comments):
            message = f"{name_of(where)} comes out differently when the document is read in another way."
            yield Problem(
                code="readings-differ", where=where, message=f"{message} Compare it with the document."
            )
    if other.actions and [line_of(action) for action in one.actions] != [line_of(a) for a in other.actions]:
        message = "The actions come out differently when the document is read in another way."
        yield Problem(
            code="readings-differ", where="actions", message=f"{message} Compare them with the document."
        )


def line_of(action: ActionLine) -> str:
    """What an action says, as `letters_of`."""
    written = (action.action, action.who, action.timescale, action.outcome, action.initials)
    return "|".join(letters_of(text) for text in written)


def _with_words(one: Reading, other: Reading) -> Reading:
    """Words that only the other way of reading has found are offered too."""
    theirs = {answer.number: answer.comment for answer in other.answers}
    answers = tuple(
        a if a.comment.strip() else a.model_copy(update={"comment": theirs.get(a.number, "")})
        for a in one.answers
    )
    return one.model_copy(
        update={
            "answers": answers,
            "comments": one.comments or other.comments,
            "actions": one.actions or other.actions,
        }
    )


def _both(one: Reading, other: Reading, where: str) -> Evidence:
    first, second = one.evidence.get(where), other.evidence.get(where)
    if first is None:
        return second or Evidence(place="the document", text="")
    text = f"{first.text}\nRead in another way: {second.text if second else ''}"
    return first.model_copy(update={"text": text})


def _without(reading: Reading, doubted: frozenset[str]) -> Reading:
    """Without the values in doubt."""
    named = {where: None for where in doubted if "." not in where}
    fields = {name: None if f"fields.{name}" in doubted else value for name, value in reading.fields.items()}
    answers = tuple(_answer(answer, doubted) for answer in reading.answers)
    return reading.model_copy(update={**named, "fields": fields, "answers": answers})


def _answer(answer: Answer, doubted: frozenset[str]) -> Answer:
    update: dict[str, object] = {}
    if f"answers.{answer.number}.grade" in doubted:
        update |= {"grade": None, "not_applicable": False}
    if f"answers.{answer.number}.answer" in doubted:
        update |= {"answer": None}
    return answer.model_copy(update=update) if update else answer
