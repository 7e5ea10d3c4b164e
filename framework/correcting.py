"""Correcting a value of a reading by hand: what a person wrote is understood as the reader understands it.

Pure: nothing is guessed, and what is no value is refused in plain words.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from framework import answers, case_reference
from framework.answers import Parsed, key
from framework.checking import check
from framework.dates import Doubt, parse_date, parse_timescale
from framework.forms import FieldKind, Form, FormField
from framework.name_parts import could_be_a_name, names_nobody
from framework.pack import Pack
from framework.reading import ActionLine, Answer, Evidence, Problem, Reading
from framework.words import Judgement

_LONG_AGO = dt.timedelta(days=20 * 366)
_OWN_FIELDS = ("case_id", "completed_by", "social_worker", "date", "comments")
_SAID_ANEW = frozenset(
    {"judgement-and-areas", "not-applicable-without-reason", "action-without-who", "action-needs-date"}
)


class NotAValue(ValueError):
    """What was written is no value for that place; the text says why, in plain words, and what would be one."""


def correct(
    form: Form,
    reading: Reading,
    where: str,
    written: str,
    *,
    pack: Pack,
    today: dt.date,
    service_area: str | None = None,
) -> Reading:
    """`reading` with the value at `where` as a person wrote it, its problem taken out, checked again.

    `where` is one of: "case_id", "completed_by", "social_worker", "date", "comments", "overall",
    "answers.3.grade", "answers.3.answer" (yes or no), "answers.3.not_applicable" ("yes" or "no"),
    "answers.3.comment", "fields.nature", "actions.2.who" (or action, timescale, due, reviewed, outcome, initials;
    the number after the last makes a new action), "actions.2" with nothing written (the action is taken out).
    A grade may be written as on the form: "2", "good", "n/a". Texts and what no form requires may be emptied.
    Dates are held against `today` (in London), not against the mail's date: a person has looked.
    NotAValue for anything else.
    """
    corrected = _put(_Hand(form, reading, pack, today), where.strip(), written.strip())
    notices = tuple(each for each in corrected.notices if each.code not in _SAID_ANEW)
    corrected = corrected.model_copy(update={"notices": notices})
    return check(form, corrected, pack=pack, sent=None, service_area=service_area)


def places(form: Form, reading: Reading) -> tuple[str, ...]:
    """Every `where` that can be corrected, in the audit tool's order; the last is that of a new action."""
    own = [place_of(field) for field in form.fields]
    slot = "grade" if form.graded else "answer"
    areas = [f"answers.{area.number}.{part}" for area in form.areas for part in (slot, "comment")]
    overall = ["overall"] if form.judgement else []
    columns = list(form.actions.columns) if form.actions else []
    lines = range(1, len(reading.actions) + 2) if columns else range(0)
    actions = [f"actions.{line}.{column}" for line in lines for column in columns]
    return (*own, *areas, *overall, *actions)


def place_of(field: FormField) -> str:
    """The path of a field's value in a reading."""
    return field.id if field.id in _OWN_FIELDS else f"fields.{field.id}"


class _Hand:
    """One correction under way."""

    def __init__(self, form: Form, reading: Reading, pack: Pack, today: dt.date) -> None:
        self.form = form
        self.reading = reading
        self.pack = pack
        self.today = today

    def with_values(self, settles: tuple[str, ...], **values: Any) -> Reading:
        """The reading with these values, and without what was said of those at `settles`."""
        problems = tuple(each for each in self.reading.problems if each.where not in settles)
        notices = tuple(each for each in self.reading.notices if each.where not in settles)
        return self.reading.model_copy(update=values | {"problems": problems, "notices": notices})


def _put(hand: _Hand, where: str, written: str) -> Reading:
    head, _, rest = where.partition(".")
    if head == "overall" and not rest:
        return _put_overall(hand, written)
    if head == "answers":
        return _put_answer(hand, rest, written)
    if head == "actions":
        return _put_action(hand, rest, written)
    field = next((each for each in hand.form.fields if place_of(each) == where), None)
    if field is None:
        raise NotAValue(f"The {hand.form.short_title} has nothing called “{where}”.")
    return _put_field(hand, field, written)


# Areas and judgement


def _put_overall(hand: _Hand, written: str) -> Reading:
    if hand.form.judgement is None:
        raise NotAValue(f"The {hand.form.short_title} has no overall judgement.")
    found = answers.grade(written, hand.pack)
    if found.value is None:
        raise NotAValue(
            _why(found, "Give the judgement: outstanding, good, requires improvement or inadequate.")
        )
    return hand.with_values(("overall",), overall=Judgement.of(found.value))


def _put_answer(hand: _Hand, rest: str, written: str) -> Reading:
    number, _, part = rest.partition(".")
    if not number.isdecimal() or not any(area.number == int(number) for area in hand.form.areas):
        raise NotAValue(f"The {hand.form.short_title} has no area {number or 'without a number'}.")
    given = {each.number: each for each in hand.reading.answers}
    before = given.get(int(number)) or Answer(number=int(number))
    take = _ANSWERS.get(part)
    if take is None:
        raise NotAValue("An area has a grade (or an answer), a comment, and may be not applicable.")
    given[before.number] = take(hand, before, written)
    return hand.with_values(
        _settled_by(f"answers.{number}", part),
        answers=tuple(given[at] for at in sorted(given)),
    )


def _settled_by(area: str, part: str) -> tuple[str, ...]:
    if part == "comment":
        return (f"{area}.comment",)
    return tuple(f"{area}.{slot}" for slot in ("grade", "answer", "not_applicable"))


def _grade(hand: _Hand, before: Answer, written: str) -> Answer:
    if not hand.form.graded:
        raise NotAValue(f"The {hand.form.short_title} asks yes or no, not for a grade.")
    return _answered(answers.grade(written, hand.pack), before, "grade", "Give a grade from 1 to 4, or n/a.")


def _yes_no(hand: _Hand, before: Answer, written: str) -> Answer:
    if hand.form.graded:
        raise NotAValue(f"The {hand.form.short_title} asks for a grade, not yes or no.")
    return _answered(answers.yes_no(written, hand.pack), before, "answer", "Give yes, no or n/a.")


def _answered(found: Parsed[Any], before: Answer, slot: str, wanted: str) -> Answer:
    """The reason given with "n/a" is the comment, where there was none."""
    if not found.clear:
        raise NotAValue(_why(found, wanted))
    return before.model_copy(
        update={
            slot: found.value,
            "not_applicable": found.not_applicable,
            "comment": before.comment or found.reason,
        }
    )


def _not_applicable(hand: _Hand, before: Answer, written: str) -> Answer:
    found = answers.yes_no(written, hand.pack)
    if found.value is None:
        raise NotAValue("Say yes if the area is not applicable, else no.")
    nothing = {"grade": None, "answer": None} if found.value else {}
    return before.model_copy(update=nothing | {"not_applicable": found.value})


def _comment(_hand: _Hand, before: Answer, written: str) -> Answer:
    return before.model_copy(update={"comment": written})


_ANSWERS: dict[str, Callable[[_Hand, Answer, str], Answer]] = {
    "grade": _grade,
    "answer": _yes_no,
    "not_applicable": _not_applicable,
    "comment": _comment,
}


def _why(found: Parsed[Any], wanted: str) -> str:
    if found.doubt:
        return f"{found.doubt[0].upper()}{found.doubt[1:]}. {wanted}"
    return wanted


# Fields


def _put_field(hand: _Hand, field: FormField, written: str) -> Reading:
    where = place_of(field)
    if not written:
        return hand.with_values((where,), **_stored(hand, field, _nothing(field)))
    if field.kind is FieldKind.TEXT:
        return hand.with_values((where,), **_stored(hand, field, written))
    line = " ".join(written.split())
    if where == "date":
        return _put_date(hand, line)
    return hand.with_values((where,), **_stored(hand, field, _LINES[field.kind](hand, field, line)))


def _nothing(field: FormField) -> str | None:
    if field.required:
        raise NotAValue(f"{_name(field)}: nothing is given, and the audit tool needs it.")
    return "" if field.kind is FieldKind.TEXT else None


def _stored(hand: _Hand, field: FormField, value: str | None) -> dict[str, Any]:
    if field.id in _OWN_FIELDS:
        return {field.id: value}
    return {"fields": hand.reading.fields | {field.id: value}}


def _put_date(hand: _Hand, line: str) -> Reading:
    """The audit's own date; what was counted from the one before is counted anew."""
    date = _date(line)
    if date > hand.today:
        raise NotAValue("The date of the audit is later than today.")
    if hand.today - date > _LONG_AGO:
        raise NotAValue(f"The date's year, {date.year}, cannot be right.")
    counted = [_uncounted(action, hand.reading.date) for action in hand.reading.actions]
    return hand.with_values(("date",), date=date, actions=tuple(counted))


def _uncounted(action: ActionLine, audited: dt.date | None) -> ActionLine:
    counted = action.due is not None and parse_timescale(action.timescale, audited) == action.due
    return action.model_copy(update={"due": None}) if counted else action


def _date(line: str) -> dt.date:
    found = parse_date(line)
    if isinstance(found, Doubt):
        raise NotAValue(f"{found.reason} Write it like 13 January 2014 or 13/01/2014.")
    return found


def _case(hand: _Hand, _field: FormField, line: str) -> str:
    found = case_reference.check(line, hand.pack.rules.case_reference_pattern)
    if isinstance(found, case_reference.Refusal):
        raise NotAValue(found.message)
    return found


def _person(_hand: _Hand, field: FormField, line: str) -> str:
    if names_nobody(line):
        raise NotAValue(f"{_name(field)}: nobody is named.")
    if not could_be_a_name(line):
        raise NotAValue(f"{_name(field)}: what is written is not a name.")
    return line


def _day_of_field(hand: _Hand, _field: FormField, line: str) -> str:
    due = parse_timescale(line, hand.reading.date)
    return (due if isinstance(due, dt.date) else _date(line)).isoformat()


def _line(_hand: _Hand, field: FormField, line: str) -> str:
    return next((option for option in field.options if key(option) == key(line)), line)


_LINES: dict[FieldKind, Callable[[_Hand, FormField, str], str]] = {
    FieldKind.CASE_REFERENCE: _case,
    FieldKind.PERSON: _person,
    FieldKind.DATE: _day_of_field,
    FieldKind.LINE: _line,
}


def _name(field: FormField) -> str:
    return field.label.shown.rstrip(" :?")


# Actions


def _put_action(hand: _Hand, rest: str, written: str) -> Reading:
    number, _, part = rest.partition(".")
    if hand.form.actions is None:
        raise NotAValue(f"The {hand.form.short_title} has no table of actions.")
    last = len(hand.reading.actions)
    if not number.isdecimal() or not 1 <= int(number) <= last + 1:
        raise NotAValue(f"There are {last} actions; a new one is number {last + 1}.")
    if not part:
        return _without_action(hand, int(number), written)
    lines = list(hand.reading.actions)
    line = lines[int(number) - 1] if int(number) <= last else ActionLine()
    lines[int(number) - 1 :] = [_changed(hand, line, part, written), *lines[int(number) :]]
    return hand.with_values((f"actions.{number}.{part}",), actions=tuple(lines))


def _changed(hand: _Hand, line: ActionLine, part: str, written: str) -> ActionLine:
    if part in ("due", "reviewed"):
        return line.model_copy(update={part: _day_of_action(hand, part, written) if written else None})
    if part not in ActionLine.model_fields:
        raise NotAValue("An action has: action, who, timescale, due, reviewed, outcome, initials.")
    counted = {"due": None} if part == "timescale" else {}
    return line.model_copy(update=counted | {part: written})


def _day_of_action(hand: _Hand, part: str, written: str) -> dt.date:
    """A date, or for what is due a length of time from the audit's date."""
    line = " ".join(written.split())
    due = parse_timescale(line, hand.reading.date) if part == "due" else None
    found = due if isinstance(due, dt.date) else _date(line)
    if part == "reviewed" and found > hand.today:
        raise NotAValue("The date reviewed is later than today.")
    return found


def _without_action(hand: _Hand, number: int, written: str) -> Reading:
    """The actions after it move up, with what was said of them."""
    if written or number > len(hand.reading.actions):
        raise NotAValue("Say which part of the action it is: action, who, timescale or due.")
    lines = list(hand.reading.actions)
    del lines[number - 1]
    reading = hand.reading
    evidence = {
        place: seen
        for where, seen in reading.evidence.items()
        if (place := _moved(where, number)) is not None
    }
    return reading.model_copy(
        update={
            "actions": tuple(lines),
            "problems": _of_the_others(reading.problems, number),
            "notices": _of_the_others(reading.notices, number),
            "evidence": dict[str, Evidence](evidence),
        }
    )


def _of_the_others(said: tuple[Problem, ...], gone: int) -> tuple[Problem, ...]:
    moved = ((each, _moved(each.where, gone)) for each in said)
    return tuple(_renamed(each, where) for each, where in moved if where is not None)


def _renamed(said: Problem, where: str) -> Problem:
    if said.where == where:
        return said
    number = where.split(".")[1]
    message = re.sub(r"^Action \d+", f"Action {number}", said.message)
    return said.model_copy(update={"where": where, "message": message})


def _moved(where: str, gone: int) -> str | None:
    """A path after an action was taken out; None if it was that action's."""
    head, number, *rest = [*where.split(".", 2), "", ""][:3]
    if head != "actions" or not number.isdecimal() or int(number) < gone:
        return where
    if int(number) == gone:
        return None
    return ".".join(filter(None, (head, str(int(number) - 1), *rest)))
