"""How each question stands: answered, left empty, put off, open; and which is asked now."""

from collections.abc import Mapping, Sequence

from conversations.facts import Value
from conversations.outcomes import Line, Progress, Settled
from conversations.questions import NOT_APPLICABLE, Question, QuestionKind
from conversations.script import Script
from conversations.turns import CHECK, State


def part_under_way(script: Script, state: State) -> str:
    """The first part that is not finished; the last once all are."""
    return next((part for part in script.parts if part not in state.finished), script.parts[-1])


def settled(question: Question, state: State) -> Settled:
    """How a question stands. It is open until somebody went on from it with all that it needs."""
    if question.id not in state.passed or wants(question, state.values):
        return Settled.SKIPPED if question.id in state.skipped else Settled.OPEN
    given = any(state.values.get(slot.path) is not None for slot in question.slots)
    return Settled.ANSWERED if given or question.kind is QuestionKind.ACTIONS else Settled.LEFT_EMPTY


def place(questions: Sequence[Question], state: State) -> str:
    """The id of the question to ask now, or CHECK: where somebody went, else the first that is not settled."""
    if state.focus == CHECK or any(question.id == state.focus for question in questions):
        return state.focus or CHECK
    if state.focus and state.focus.startswith("actions."):
        return state.focus
    return next((each.id for each in questions if settled(each, state) is Settled.OPEN), CHECK)


def missing(questions: Sequence[Question], state: State) -> tuple[Question, ...]:
    """The questions without which the audit cannot be submitted, and that have no answer, or not all of it."""
    return tuple(each for each in questions if wants(each, state.values))


def wants(question: Question, values: Mapping[str, Value]) -> str:
    """What a question still needs, as a sentence; empty when nothing."""
    for slot in question.slots:
        if slot.required and values.get(slot.path) is None:
            return (
                "This is needed."
                if len(question.slots) == 1
                else f"{slot.label.rstrip(' ?:.')}: this is needed."
            )
    without_reason = question.area is not None and not values.get(question.slots[-1].path)
    if without_reason and values.get(question.slots[0].path) == NOT_APPLICABLE:
        return "Please say in the comment why it does not apply here."
    return ""


def worth_having(question: Question, values: Mapping[str, Value]) -> str:
    """What would make an answer one that somebody can learn from; empty when it is there."""
    if question.area is None or values.get(question.slots[-1].path):
        return ""
    given = values.get(question.slots[0].path)
    if question.area.finding is not None and given is question.area.finding:
        return "What did you find, and what is to be done, by whom and by when?"
    if isinstance(given, int) and not isinstance(given, bool) and given >= 3:
        return f"What did you see that makes this a {given}, and what would make it better for the child?"
    return ""


def line(question: Question, state: State) -> Line:
    """The question with its values and how it stands."""
    values = state.values
    own = {slot.path: values[slot.path] for slot in question.slots if values.get(slot.path) is not None}
    return Line(question, own, settled(question, state))


def progress(questions: Sequence[Question], state: State, at: Question) -> Progress:
    """How far the part is; counted over the questions that apply now. What was put off is yet to be done."""
    done = sum(settled(each, state) not in (Settled.OPEN, Settled.SKIPPED) for each in questions)
    areas = [each.id for each in questions if each.kind is QuestionKind.AREA]
    return Progress(done, len(questions), areas.index(at.id) + 1 if at.id in areas else None, len(areas))
