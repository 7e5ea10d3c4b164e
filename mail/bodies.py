"""What a mail says itself beside what is attached: an audit tool in both is one, and the attached one counts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from framework.reading import Evidence, Problem, Reading, Status
from mail.opened import Opened
from mail.reading.audit_tool.second_opinion import (
    Value,
    differ,
    letters_of,
    line_of,
    name_of,
    shown_value,
    values_of,
)

_ATTACHED_TOO = "The audit tool in it is attached too. The attached one counts."
DIFFERS = "differs-from-the-mail"
_FROM_TEXT = "from-plain-text"
_SHORT = 40  # characters that a problem repeats


def beside_attached(attached: Sequence[Opened], said: Sequence[Opened]) -> list[Opened]:
    """All that is attached, and after it what a mail says itself, as far as there is an audit tool in it.

    One that is attached too is only held against that: where they differ, the attached one has a problem
    `differs-from-the-mail`. Words in which no audit tool is found are no document; where they could not be looked
    through, they are one if none is attached.
    """
    kept = list(attached)
    bodies: list[Opened] = []
    for body in said:
        tools = [reading for reading in body.readings if reading.form]
        left = [reading for reading in tools if not _is_attached(kept, reading)]
        if tools and not left:
            part = replace(body.part, state="passed over", outcome=_ATTACHED_TOO)
            bodies.append(Opened(part, ()))
        elif left or body.part.state == "not read":
            bodies.append(Opened(body.part, tuple(left)))
        elif body.unread and not any(reading.form for each in attached for reading in each.readings):
            bodies.append(body)
    return [*kept, *bodies]


def _is_attached(attached: list[Opened], said: Reading) -> bool:
    """Whether the audit tool is attached too; it is held against that one."""
    same = [
        (len(problems), at, n, problems)
        for at, opened in enumerate(attached)
        for n, reading in enumerate(opened.readings)
        if _is_same(reading, said)
        for problems in [list(_differences(reading, said))]
    ]
    if not same:
        return False
    _, at, n, problems = min(same, key=lambda each: each[:3])
    if said.status is not Status.REJECTED:
        readings = list(attached[at].readings)
        readings[n] = _asked_about(readings[n], said, problems)
        attached[at] = replace(attached[at], readings=tuple(readings))
    return True


def _is_same(attached: Reading, said: Reading) -> bool:
    """Whether two are one audit: of one form and about the same, as far as both say so. A blank one in the body
    is no audit beside one of its form; a blank one that is attached is none beside one that is filled in."""
    if attached.form != said.form or said.status is Status.REJECTED:
        return attached.form == said.form
    if attached.status is Status.REJECTED:
        return False
    about, other = _about(attached), _about(said)
    if about and other:
        return about == other
    return attached.date == said.date or attached.completed_by == said.completed_by


def _about(reading: Reading) -> str:
    about = reading.case_id or reading.fields.get("supervisee") or reading.social_worker or ""
    return letters_of(about)


def _differences(attached: Reading, said: Reading) -> Iterator[Problem]:
    values = dict(values_of(attached))
    for where, other in values_of(said):
        if differ(values.get(where), other):
            yield _problem(where, values.get(where), other)
    is_text = any(problem.code == _FROM_TEXT for problem in said.problems)
    comments = {answer.number: answer.comment for answer in attached.answers}
    words = [(f"answers.{a.number}.comment", comments.get(a.number, ""), a.comment) for a in said.answers]
    for where, one, other in (("comments", attached.comments, said.comments), *words):
        if other and not _same_words(one, other, is_text=is_text):
            yield _problem(where, None, None)
    actions = [line_of(action) for action in attached.actions], [line_of(action) for action in said.actions]
    if said.actions and actions[0] != actions[1]:
        yield _problem("actions", None, None)


def _same_words(one: str, other: str, *, is_text: bool) -> bool:
    """Text without cells may have lost words to what stood beside, or have taken some from there."""
    mine, theirs = letters_of(one), letters_of(other)
    return mine == theirs or (is_text and bool(mine) and (mine in theirs or theirs in mine))


def _problem(where: str, value: Value, other: Value) -> Problem:
    name = "The actions" if where == "actions" else name_of(where)
    are = "differ" if where == "actions" or where == "comments" else "differs"
    told = f"{name} {are} between the attached audit tool and the mail itself."
    short = not where.startswith("fields.") and max(len(str(value)), len(str(other))) <= _SHORT
    if other is not None and short:
        said = f"“{shown_value(value)}”" if value is not None else "nothing"
        told = f"{name}: the attached audit tool says {said}, the mail itself says “{shown_value(other)}”."
    return Problem(code=DIFFERS, where=where, message=f"{told} Say what holds.")


def _asked_about(attached: Reading, said: Reading, problems: Sequence[Problem]) -> Reading:
    known = {problem.where for problem in attached.problems}
    evidence = {p.where: _both(attached, said, p.where) for p in problems}
    both = attached.model_copy(update={"evidence": attached.evidence | evidence})
    return both.with_problems(*(problem for problem in problems if problem.where not in known))


def _both(attached: Reading, said: Reading, where: str) -> Evidence:
    one, other = attached.evidence.get(where), said.evidence.get(where)
    text = f"{one.text if one else ''}\nIn the mail itself: {other.text if other else ''}".strip()
    return Evidence(place="the document", text=text) if one is None else one.model_copy(update={"text": text})
