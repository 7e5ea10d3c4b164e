"""A waiting audit at the desk: each problem, what stands in the document, and the means to settle it there."""

from collections.abc import Iterator
from dataclasses import dataclass

from framework.reading import Problem
from handlers.blocks import Block, actions, button, escape, header, mrkdwn, quoted, small_print, words
from handlers.notice import Button
from handlers.slack.desk import names
from handlers.slack.desk.elements import Option, menu
from handlers.slack.desk.names import joined
from handlers.slack.desk.odds_view import at_odds
from handlers.slack.desk.pages import (
    ALL,
    COMPARED,
    DOUBTS,
    FROM_A_SCAN,
    FROM_TEXT,
    SCAN,
    STANDS,
    doubtful,
    to_compare,
)
from handlers.slack.desk.values import evidence_of, offered, place_to_correct
from handlers.slack.desk.wording import area_of, names_area, numbers, place
from handlers.words import in_words, shown_date
from store.review import Item, Waiting

FIELD_LIMIT = 2000
COMPARE = {FROM_A_SCAN: "Compare with the scan", FROM_TEXT: "Compare with the text"}


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
    at_once = _at_once(item, waiting)
    missing = [each for each in waiting.problems if _is_to_be_keyed_in(waiting, each)]
    compared = [each for each in waiting.problems if each.code in COMPARED]
    if missing or at_once:
        said = [block for each in compared for block in words(f"*{escape(each.message)}*")]
        yield [*_missing(waiting, missing), *said, *at_once]
    for number, problem in enumerate(waiting.problems):
        if problem not in missing and problem not in compared:
            yield list(_problem(item, waiting, number, problem))
    if not waiting.problems:
        yield list(quoted("Nothing in it is unsettled: it can be filed."))
    yield [_further(item, waiting)]


def _is_to_be_keyed_in(waiting: Waiting, problem: Problem) -> bool:
    place = place_to_correct(waiting, problem.where)
    return waiting.keyed_in and bool(place) and waiting.wants(problem) == "correct"


def _missing(waiting: Waiting, missing: list[Problem]) -> Iterator[Block]:
    """What is still to be keyed in, in a few lines: each has its field on the pages."""
    if not missing:
        return
    areas = [int(each.where.split(".")[1]) for each in missing if each.where.startswith("answers.")]
    others = [place(waiting.form, each.where) for each in missing if not each.where.startswith("answers.")]
    named = [*others, *([f"area{'s' * (len(areas) > 1)} {numbers(areas)}"] if areas else [])]
    yield from words(f"*Still to be keyed in:* {escape(in_words(named))}.")


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
    if area and not names_area(problem.message, waiting.form, problem.where):
        yield from small_print(f"Area {area}")
    yield from quoted(evidence_of(waiting, problem.where))
    doubts = [each for each in waiting.problems if waiting.wants(each) == "choose"]
    if doubts[:1] == [problem]:
        yield from at_odds(waiting)
    if means.under:
        yield actions(means.under)


def _means(item: Item, waiting: Waiting, problem: Problem) -> _Means:
    turn = joined(item.id, item.version, waiting.audit_id)
    wants = waiting.wants(problem)
    if wants == "choose":
        return _Means(menu(names.CHOOSE, "Choose", _choices(turn, waiting, problem)))
    where = place_to_correct(waiting, problem.where)
    if wants == "settle":
        settle = button(Button(STANDS, names.SETTLE, joined(turn, problem.code, problem.where)))
        again = (Button("Give another value", names.WRITE, joined(turn, where)),) if where else ()
        return _Means(settle, again)
    given = offered(where)
    if given:
        options = [(label, joined(turn, where, value)) for label, value in given]
        return _Means(menu(names.GIVE, _placeholder(where), options))
    if where:
        return _Means(button(Button("Give the value", names.WRITE, joined(turn, where))))
    return _Means(button(Button("Give a value", names.OTHER, turn)))


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
    yield "The other one stands: set this aside", value(names.OTHER_STANDS)


def _at_once(item: Item, waiting: Waiting) -> list[Block]:
    """The way to many values at once, in front of what would be settled one by one."""
    turn = joined(item.id, item.version, waiting.audit_id)
    if waiting.keyed_in:
        style = "primary" if waiting.problems else None
        return [actions((Button("Key in", names.PAGES, joined(turn, ALL, 1), style),))]
    buttons: list[Button] = []
    if code := to_compare(waiting):
        buttons.append(Button(COMPARE[code], names.COMPARE, joined(turn, SCAN, 1), "primary"))
    doubts = len(doubtful(waiting))
    if doubts > 1:
        label = f"Settle all {doubts} doubts in one window"
        style = None if buttons else "primary"
        buttons.append(Button(label, names.DOUBTS, joined(turn, DOUBTS, 0), style))
    return [actions(tuple(buttons))] if buttons else []


def _further(item: Item, waiting: Waiting) -> Block:
    turn = joined(item.id, item.version, waiting.audit_id)
    buttons = [Button("See everything that was read", names.SEE, joined(item.id, waiting.audit_id, 1))]
    if not waiting.keyed_in:
        buttons.append(Button("Correct something else", names.OTHER, turn))
        buttons.append(Button("Go through all of it", names.PAGES, joined(turn, ALL, 1)))
    return actions((*buttons, Button("Set aside", names.ASIDE, turn)))
