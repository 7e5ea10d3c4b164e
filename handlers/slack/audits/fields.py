"""The fields of a question: what is chosen with one click, and what is filled in before going on."""

from collections.abc import Iterable, Iterator, Mapping

from conversations.facts import Value
from conversations.questions import NOT_APPLICABLE, Question, QuestionKind, Slot, SlotKind
from conversations.result import shown
from framework.words import Judgement
from handlers.blocks import LABEL_LIMIT, Block, escape, plain, quoted, shortened, small_print, words
from handlers.notice import Button, Style
from handlers.slack.audits.names import ADDED, FIELD, GIVE, PICKED, field, part_field, parted, value
from handlers.slack.desk.elements import LONGEST, input_block

CHOICES = 5  # as many are buttons, which go on at once; more are a list to tick
_WRITTEN = frozenset({SlotKind.CASE_REFERENCE, SlotKind.PERSON, SlotKind.LINE, SlotKind.TEXT})
_LABEL = 2000  # characters of the label of an input
STANDS_IN_MESSAGE = 2400  # characters of a long text that are shown above the field to add to it
_NOTHING_ELSE = (SlotKind.GRADE, SlotKind.FINDING, SlotKind.JUDGEMENT, SlotKind.YES_NO)


def fields(question: Question, values: Mapping[str, Value], *, in_window: bool = False) -> Iterator[Block]:
    """What is filled in before a click: inputs, dates, lists. What is one click is among the `choices`.

    What is longer than Slack takes in one field has several in a window. In a message, which holds less, its
    beginning stands above a field to add to it.
    """
    for slot in question.slots:
        given = values.get(slot.path)
        label = "Your answer" if len(question.slots) == 1 else slot.label
        if is_choice(slot, question):
            continue
        if slot.kind in _WRITTEN:
            written = given if isinstance(given, str) else ""
            yield from _required(slot, _input(slot, written, label, in_window=in_window), in_window=in_window)
            if slot.kind is SlotKind.PERSON:
                yield _person(slot)
        elif slot.kind in (SlotKind.DATE, SlotKind.DAY_TO_COME):
            yield from _required(slot, [_day(slot, given, label)], in_window=in_window)
        else:
            yield from _required(slot, [_list(slot, given, label)], in_window=in_window)


def choices(
    question: Question, values: Mapping[str, Value], conversation: int, version: int
) -> tuple[Button, ...]:
    """A button for each answer that goes on at once; the one that stands is marked."""
    slot = next((each for each in question.slots if is_choice(each, question)), None)
    if slot is None:
        return ()
    return tuple(
        Button(
            f"{label} (chosen)" if values.get(slot.path) == given else label,
            f"{GIVE}-{number}",
            value(conversation, version, question.id, f"{slot.path}={_written(given)}"),
            _style(values.get(slot.path) == given),
        )
        for number, (label, given) in enumerate(_answers(slot), start=1)
    )


def is_choice(slot: Slot, question: Question) -> bool:
    """Whether a slot is answered by one click that goes on: the first of an area, or the only one of a question."""
    first = question.slots[0] == slot and (len(question.slots) == 1 or question.kind is QuestionKind.AREA)
    few = slot.kind is SlotKind.ONE_OF and 0 < len(slot.options) <= CHOICES
    return first and (slot.kind in _NOTHING_ELSE or few)


def _answers(slot: Slot) -> list[tuple[str, Value]]:
    match slot.kind:
        case SlotKind.GRADE:
            graded: list[tuple[str, Value]] = [(shown(slot, number), number) for number in (1, 2, 3, 4)]
            return [*graded, ("Not applicable", NOT_APPLICABLE)]
        case SlotKind.FINDING:
            return [("Yes", True), ("No", False), ("Not applicable", NOT_APPLICABLE)]
        case SlotKind.YES_NO:
            return [("Yes", True), ("No", False)]
        case SlotKind.JUDGEMENT:
            return [(judgement.label, judgement.value) for judgement in Judgement]
        case _:
            return [(option.label, option.id) for option in slot.options]


def _written(given: Value) -> str:
    return {True: "yes", False: "no"}[given] if isinstance(given, bool) else str(given)


def _style(chosen: bool) -> Style | None:
    return "primary" if chosen else None


def _required(slot: Slot, blocks: Iterable[Block], *, in_window: bool) -> Iterator[Block]:
    """Without the word *optional* where an answer is needed. A window would not be sent with such a field empty,
    though the answer may stand in the field beside it; a message is never refused for it."""
    for block in blocks:
        needed = slot.required and not in_window and block.get("type") == "input"
        yield {**block, "optional": False} if needed else block


def _person(slot: Slot) -> Block:
    """The people of the workspace, for who would rather choose than write."""
    element: Block = {"type": "users_select", "action_id": "value", "placeholder": plain("Choose a person")}
    return input_block(field(PICKED, slot.path), "Or choose the person here", element, optional=True)


def _input(slot: Slot, given: str, label: str, *, in_window: bool) -> Iterator[Block]:
    if len(given) <= LONGEST:
        yield _text(field(FIELD, slot.path), label, given, several_lines=slot.kind is SlotKind.TEXT)
    elif in_window:
        parts = parted(given)
        for number, (joint, written) in enumerate(parts, start=1):
            name = part_field(number, joint, slot.path)
            yield _text(name, f"{label} (part {number} of {len(parts)})", written, several_lines=True)
    else:
        yield from words(f"*{escape(label)}*")
        yield from quoted(shortened(given, STANDS_IN_MESSAGE, more=" …"))
        yield from small_print(
            f"All {len(given):,} characters are kept. To change them, press “In a window”."
        )
        yield _text(field(ADDED, slot.path), f"Add to it ({label})", "", several_lines=True)


def _text(name: str, label: str, given: str, *, several_lines: bool) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": several_lines,
        "max_length": LONGEST,
    }
    if given:
        element["initial_value"] = given
    return input_block(name, escape(shortened(label, _LABEL)), element, optional=True)


def _day(slot: Slot, given: Value, label: str) -> Block:
    element: Block = {"type": "datepicker", "action_id": "value", "placeholder": plain("Choose a day")}
    if isinstance(given, str):
        element["initial_date"] = given
    return input_block(field(FIELD, slot.path), escape(shortened(label, _LABEL)), element, optional=True)


def _list(slot: Slot, given: Value, label: str) -> Block:
    """Options to tick: one, or as many as fit."""
    several = slot.kind is SlotKind.ANY_OF
    answers = _answers(slot)[:100]
    options = [
        {"text": plain(escape(shortened(words, LABEL_LIMIT))), "value": _written(one)}
        for words, one in answers
    ]
    chosen = given if isinstance(given, tuple) else (given,)
    first = [option for option, (_, one) in zip(options, answers, strict=True) if one in chosen]
    element: Block = {
        "type": "multi_static_select" if several else "static_select",
        "action_id": "value",
        "placeholder": plain("Choose"),
        "options": options,
    }
    if first:
        element |= {"initial_options": first} if several else {"initial_option": first[0]}
    return input_block(field(FIELD, slot.path), escape(shortened(label, _LABEL)), element, optional=True)
