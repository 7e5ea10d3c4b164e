"""A waiting audit at the desk: each problem, what stands in the document, and the means to settle it there."""

from collections.abc import Iterator
from dataclasses import dataclass

from framework.correcting import places
from framework.reading import Problem
from framework.words import Grade
from handlers.blocks import Block, actions, button, escape, header, mrkdwn, quoted, small_print, words
from handlers.notice import Button
from handlers.slack.desk import names
from handlers.slack.desk.elements import Option, menu
from handlers.slack.desk.names import joined
from handlers.slack.desk.wording import area_of, grade_label
from handlers.words import shown_date, shown_time
from store.review import Item, Recorded, Waiting

FIELD_LIMIT = 2000
STANDS = "I have looked, it stands"


@dataclass(frozen=True)
class _Means:
    """How a problem is settled: a menu or button beside it, and further buttons under it."""

    beside: Block
    under: tuple[Button, ...] = ()


def audit_groups(item: Item, waiting: Waiting) -> Iterator[list[Block]]:
    """The groups of blocks of one waiting audit."""
    yield [header(f"{waiting.form.short_title} (audit {waiting.audit_id})"), *_facts(waiting)]
    if waiting.aside:
        yield list(quoted("It is set aside: when the mail is filed, this audit is not recorded."))
        return
    for number, problem in enumerate(waiting.problems):
        yield list(_problem(item, waiting, number, problem))
    if not waiting.problems:
        yield list(quoted("Nothing in it is unsettled: it can be filed."))
    yield [_further(item, waiting)]


def _facts(waiting: Waiting) -> Iterator[Block]:
    reading = waiting.reading
    judged = reading.overall.label if reading.overall else "not known"
    facts = [
        ("Case", reading.case_id or "not known"),
        ("Audited by", reading.completed_by or "not known"),
        ("Social worker", reading.social_worker or "not known"),
        ("Date", shown_date(reading.date)),
        *([("Judgement", judged)] if waiting.form.judgement else []),
    ]
    fields = [mrkdwn(f"*{label}:* {escape(value)}"[:FIELD_LIMIT]) for label, value in facts]
    yield {"type": "section", "fields": fields}
    if waiting.keyed_in:
        yield from small_print("It is being keyed in by hand: nothing of it was read.")


def _problem(item: Item, waiting: Waiting, number: int, problem: Problem) -> Iterator[Block]:
    means = _means(item, waiting, problem)
    first, *rest = words(f"*{escape(problem.message)}*")
    yield first | {
        "block_id": joined("desk", item.id, item.version, waiting.audit_id, number),
        "accessory": means.beside,
    }
    yield from rest
    area = area_of(waiting.form, problem.where)
    if area and area.partition(". ")[2] not in problem.message:
        yield from small_print(f"Area {area}")
    yield from quoted(evidence_of(waiting, problem.where))
    for rival in waiting.rivals if waiting.wants(problem) == "choose" else ():
        yield from quoted(f"Recorded: {_rival(rival)}, sent {shown_time(rival.sent)}.")
    if means.under:
        yield actions(means.under)


def evidence_of(waiting: Waiting, where: str) -> str:
    """What stands in the document at that place, in words; empty where nothing is known of it."""
    seen = waiting.reading.evidence.get(where) if where else None
    if seen is None:
        return ""
    if not seen.text.strip():
        return f"In the document, {seen.place}: nothing is written there."
    return f"In the document, {seen.place}: “{seen.text.strip()}”"


def _means(item: Item, waiting: Waiting, problem: Problem) -> _Means:
    turn = joined(item.id, item.version, waiting.audit_id)
    wants = waiting.wants(problem)
    if wants == "choose":
        return _Means(menu(names.CHOOSE, "Choose", _choices(turn, waiting, problem)))
    where = _place_to_correct(waiting, problem.where)
    if wants == "settle":
        settle = button(Button(STANDS, names.SETTLE, joined(turn, problem.code, problem.where)))
        again = (Button("Give another value", names.WRITE, joined(turn, where)),) if where else ()
        return _Means(settle, again)
    given = _values(waiting, where)
    if given:
        options = [(label, joined(turn, where, value)) for label, value in given]
        return _Means(menu(names.GIVE, _placeholder(where), options))
    if where:
        return _Means(button(Button("Give the value", names.WRITE, joined(turn, where))))
    return _Means(button(Button("Give a value", names.OTHER, turn)))


def _place_to_correct(waiting: Waiting, where: str) -> str:
    """The place whose value settles it; empty where it is none that can be given."""
    offered = places(waiting.form, waiting.reading)
    head, _, part = where.rpartition(".")
    if head.startswith("answers.") and part == "not_applicable":
        where = f"{head}.{'grade' if waiting.form.graded else 'answer'}"
    return where if where in offered else ""


def _values(waiting: Waiting, where: str) -> list[Option]:
    """What a menu offers for a place: (words, as `correct` takes it); empty where it must be written."""
    grades = [(grade_label(grade), str(grade.value)) for grade in Grade]
    if where == "overall":
        return grades
    if where.startswith("answers.") and where.endswith(".grade"):
        return [*grades, ("Not applicable", "n/a")]
    if where.startswith("answers.") and where.endswith(".answer"):
        return [("Yes", "yes"), ("No", "no"), ("Not applicable", "n/a")]
    return []


def _placeholder(where: str) -> str:
    if where == "overall":
        return "Choose the judgement"
    return "Choose the grade" if where.endswith(".grade") else "Choose the answer"


def _choices(turn: str, waiting: Waiting, problem: Problem) -> Iterator[Option]:
    def value(choice: str, of: object = "") -> str:
        return joined(turn, problem.code, choice, of)

    for choice in waiting.choices(problem):
        if choice == "correction":
            for rival in waiting.rivals:
                yield f"A correction of audit {rival.audit_id}", value(choice, rival.audit_id)
        elif choice == "another":
            yield "Another audit, of its own", value(choice)
        else:
            yield "This one stands", value(choice)


def _rival(rival: Recorded) -> str:
    by = rival.completed_by or "somebody who is not known"
    return f"audit {rival.audit_id} by {by}, {shown_date(rival.date)}"


def _further(item: Item, waiting: Waiting) -> Block:
    turn = joined(item.id, item.version, waiting.audit_id)
    return actions(
        (
            Button("See everything that was read", names.SEE, joined(item.id, waiting.audit_id, 1)),
            Button("Correct something else", names.OTHER, turn),
            Button("Set aside", names.ASIDE, turn),
        )
    )
