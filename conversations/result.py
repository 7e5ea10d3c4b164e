"""What a conversation comes to: a reading, like one of a mailed audit tool, held to the same gate."""

import datetime as dt
from collections.abc import Mapping

from conversations.facts import Value
from conversations.questions import NOT_APPLICABLE, Question, Slot, SlotKind
from conversations.script import Script, Values, actions_in
from framework.checking import check
from framework.dates_in_words import in_words
from framework.forms import Area
from framework.outlines import OVERALL, reason_for_judgement
from framework.reading import ActionLine, Answer, Reading
from framework.words import Judgement

_OWN = frozenset({"case_id", "completed_by", "social_worker", "date", "comments"})


def reading_of(script: Script, values: Values) -> Reading:
    """The audit tool as answered: what does not apply is left out, and the whole is checked (A-29, A-30)."""
    form = script.form
    date = values.get("date")
    reading = Reading(
        form=form.id,
        case_id=_text(values.get("case_id")) or None,
        completed_by=script.facts.auditor,
        social_worker=_text(values.get("social_worker")) or None,
        comments=_text(values.get("comments")),
        date=dt.date.fromisoformat(date) if isinstance(date, str) else None,
        answers=tuple(_answer(script, area, values) for area in form.areas),
        overall=Judgement(overall) if isinstance(overall := values.get(OVERALL), str) else None,
        actions=tuple(_action(values, number) for number in actions_in(values)) if form.actions else (),
        fields=_fields(script, values),
    )
    pack, today = script.facts.pack, script.facts.today
    why = reason_for_judgement(script.edition.asked, values)
    area = script.service_area(values)
    return check(form, reading, pack=pack, sent=today, service_area=area, reason_given=bool(why))


def beside_of(script: Script, values: Values) -> dict[str, str]:
    """What was answered beside the form and applies, in words as they are shown; by the question's id."""
    asked = {each.id for each in script.edition.asked}
    questions = [each for part in script.parts for each in script.questions(values, part)]
    found = {each.id: shown(each.slots[0], values.get(each.id)) for each in questions if each.id in asked}
    return {question: words for question, words in found.items() if words}


def shown(slot: Slot, value: Value) -> str:
    """A value in the words in which people are shown it; empty when there is none."""
    if value is None:
        return ""
    if value == NOT_APPLICABLE and slot.kind in (SlotKind.GRADE, SlotKind.FINDING):
        return "Not applicable"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, tuple):
        return "; ".join(_label(slot, each) for each in value)
    match slot.kind:
        case SlotKind.GRADE:
            return f"{value} {Judgement.of(int(value)).label}"
        case SlotKind.JUDGEMENT:
            return Judgement(value).label
        case SlotKind.DATE | SlotKind.DAY_TO_COME:
            return in_words(dt.date.fromisoformat(str(value)))
        case SlotKind.ONE_OF:
            return _label(slot, str(value))
        case _:
            return str(value)


def details_of(question: Question, values: Mapping[str, Value]) -> tuple[str, ...]:
    """The facts that stand beside a grade, a line each: "Up to date? Yes" (A-30)."""
    return tuple(
        f"{slot.label} {words}"
        for slot in question.slots[1:-1]
        if (words := shown(slot, values.get(slot.path)))
    )


def _label(slot: Slot, option: str) -> str:
    return next((each.label for each in slot.options if each.id == option), option)


def _answer(script: Script, area: Area, values: Values) -> Answer:
    if not script.applies(area, values):
        return Answer(number=area.number, not_applicable=True)
    question = script.area(area)
    given, comment = (values.get(question.slots[at].path) for at in (0, -1))
    lines = (*details_of(question, values), *([_text(comment)] if comment else []))
    return Answer(
        number=area.number,
        grade=given if isinstance(given, int) and not isinstance(given, bool) else None,
        answer=given if isinstance(given, bool) else None,
        not_applicable=given == NOT_APPLICABLE,
        comment="\n".join(lines),
    )


def _action(values: Values, number: int) -> ActionLine:
    by = values.get(f"actions.{number}.timescale")
    due = dt.date.fromisoformat(by) if isinstance(by, str) else None
    return ActionLine(
        action=_text(values.get(f"actions.{number}.action")),
        who=_text(values.get(f"actions.{number}.who")),
        timescale=in_words(due) if due else "",
        due=due,
    )


def _fields(script: Script, values: Values) -> dict[str, str | None]:
    return {
        field.id: _text(values.get(field.id)) or None for field in script.form.fields if field.id not in _OWN
    }


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
