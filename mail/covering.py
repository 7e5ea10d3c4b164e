"""The words of a mail held against the audit tools that it carries: what they contradict waits for a person."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from framework.case_reference import Refusal, check
from framework.reading import Problem, Reading, Status
from mail.bodies import DIFFERS
from mail.opened import Opened
from mail.parts import Mail, is_body_at
from mail.parts.remarks import Remarks, remarks_in_subject, remarks_in_words

_ABOVE = 5  # lines above an audit tool in the body itself that may be a command
_ANY = r"(?=.*\d)[A-Za-z0-9/-]{1,20}"


def held_against(opened: Sequence[Opened], mail: Mail) -> list[Opened]:
    """The same; an audit tool that the mail around it, or one within that, contradicts or withdraws has a problem
    `differs-from-the-mail`. Of several, one that agrees with what the mail says speaks for them all."""
    carriers = dict.fromkeys(each.part.carriers[:depth] for each in opened for depth in _depths(each))
    found = list(opened)
    for carried_by in carriers:
        around = carried_by[-1] if carried_by else mail
        within = [n for n, each in enumerate(found) if each.part.carriers[: len(carried_by)] == carried_by]
        held = _held([found[n] for n in within], around, carried_by)
        for n, each in zip(within, held, strict=True):
            found[n] = each
    return found


def _depths(opened: Opened) -> range:
    return range(len(opened.part.carriers) + 1 if any(each.form for each in opened.readings) else 0)


def _held(opened: Sequence[Opened], mail: Mail, carried_by: tuple[Mail, ...]) -> list[Opened]:
    is_tool = any(is_body_at(each.part.path) and each.part.carriers == carried_by for each in opened)
    words = remarks_in_words(mail.subject, mail.text, most_lines=_ABOVE if is_tool else None)
    said = (remarks_in_subject(mail.subject), words)
    readings = [r for each in opened for r in each.readings if r.form and r.status is not Status.REJECTED]
    return [
        replace(each, readings=tuple(_asked_about(r, readings, said) for r in each.readings))
        for each in opened
    ]


def _asked_about(reading: Reading, beside: Sequence[Reading], said: Sequence[Remarks]) -> Reading:
    if reading.form is None or reading.status is Status.REJECTED:
        return reading
    known = {problem.where for problem in reading.problems if problem.where}
    problems = {p.where: p for remarks in said for p in _problems(reading, beside, remarks)}
    told = [problem for where, problem in problems.items() if where not in known]
    changed = reading.with_problems(*told)
    if told or not any(remarks.corrects for remarks in said):
        return changed
    notice = Problem(code=DIFFERS, message="The mail that brought it speaks of a correction.")
    return changed.model_copy(update={"notices": (*changed.notices, notice)})


def _problems(reading: Reading, beside: Sequence[Reading], said: Remarks) -> Iterator[Problem]:
    if said.commands:
        told = f"The mail that brought it {' and '.join(said.commands)}. Say whether it is to be recorded."
        yield Problem(code=DIFFERS, message=told)
    if reading.case_id and _names_another_case(reading.case_id, [r.case_id for r in beside], said):
        yield _problem("case_id", "The mail that brought it names another case reference.")
    named = said.judgements
    if reading.overall and _differs(reading.overall, [r.overall for r in beside], named):
        told = f"The audit tool says “{reading.overall.label}”, the mail “{named[0].label}”."
        yield _problem("overall", told)
    for where, label in (("completed_by", "auditor"), ("social_worker", "allocated social worker")):
        others = [getattr(r, where) or "" for r in beside]
        stated = said.people.get(where, [])
        if getattr(reading, where) and stated and not any(_same(stated[0], other) for other in others):
            yield _problem(where, f"The mail that brought it names another {label}.")
    for answer in reading.answers:
        stated = said.areas.get(answer.number, [])
        others = [a.grade for r in beside for a in r.answers if a.number == answer.number]
        if answer.grade and _differs(answer.grade, others, stated):
            told = f"Area {answer.number}: the audit tool says {answer.grade}, the mail {stated[0]}."
            yield _problem(f"answers.{answer.number}.grade", told)


def _problem(where: str, told: str) -> Problem:
    return Problem(code=DIFFERS, where=where, message=f"{told} Say what holds.")


def _differs(value: object, of_all: Sequence[object], stated: Sequence[object]) -> bool:
    """Whether something else is stated, of which none of the audit tools says that."""
    return value not in stated and any(each not in of_all for each in stated)


def _names_another_case(own: str, of_all: Sequence[str | None], said: Remarks) -> bool:
    """Whether another case is named and this one is not. A year, a date or a ticket of some help desk is none."""
    theirs = {_plain(each) for each in of_all if each}
    if _plain(own) in {_plain(token) for token in said.tokens}:
        return False
    alike = [each for each in said.loose if _shape(each) == _shape(own)]
    named = [each for each in (*said.cases, *alike) if _is_reference(each, own)]
    return any(_plain(each) not in theirs for each in named)


def _is_reference(token: str, own: str) -> bool:
    is_year = re.fullmatch(r"(?:19|20)\d\d", token) is not None and _shape(token) != _shape(own)
    return not is_year and not isinstance(check(token, _ANY), Refusal)


def _same(one: str, other: str) -> bool:
    """Whether two names may be one person's: they share the last of their words."""
    words = [re.findall(r"[\w’'-]+", name.casefold()) for name in (one, other)]
    return bool(words[0] and words[1]) and words[0][-1] in words[1]


def _shape(reference: str) -> str:
    return re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", reference))


def _plain(reference: str) -> str:
    return reference.casefold()
