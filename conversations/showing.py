"""What is shown of a conversation as it stands."""

from collections.abc import Mapping
from dataclasses import replace

from conversations import settling
from conversations.facts import Value
from conversations.outcomes import Ask, AskAgain, Line, Review
from conversations.questions import Question, QuestionKind
from conversations.result import reading_of
from conversations.talk import Talk
from conversations.turns import CHECK
from conversations.typed import next_slot
from framework.checking import JUDGEMENT_AND_AREAS

NEXT_OF_AN_ACTION = {"action": "What is to be done?", "who": "Who does it?", "timescale": "By when?"}


def present(talk: Talk, note: str = "", warning: str = "") -> Ask | Review:
    """The question that is asked now, or the check."""
    place = talk.place
    question = talk.question(place) if place != CHECK else None
    return ask(talk, question, note, warning) if question else review(talk, note)


def ask(talk: Talk, question: Question, note: str = "", warning: str = "") -> Ask:
    """One question, with what stands in its slots or else is suggested for them."""
    return Ask(
        question=_with_prompt(talk, question),
        values=_values(talk, question),
        progress=settling.progress(talk.questions, talk.state, question),
        note=note,
        warning=warning,
        first=bool(talk.questions) and talk.questions[0].id == question.id,
    )


def _with_prompt(talk: Talk, question: Question) -> Question:
    """An action is asked for by the part of it that is next, so that whoever writes knows what for."""
    if question.kind is not QuestionKind.ACTION:
        return question
    column = next_slot(question, talk.state.values).path.rpartition(".")[2]
    return replace(question, text=NEXT_OF_AN_ACTION.get(column, question.text))


def again(
    talk: Talk, question: Question, reason: str, path: str = "", words: str = "", warning: str = ""
) -> AskAgain:
    """The same question with the reason why it is asked once more."""
    return AskAgain(ask(talk, question, warning=warning), reason, path, words)


def overview(talk: Talk) -> tuple[Line, ...]:
    """Every question of the part that applies, and how it stands."""
    return tuple(settling.line(each, talk.state) for each in talk.questions)


def review(talk: Talk, note: str = "") -> Review:
    """Everything on one page, with what is missing and what is worth another look."""
    missing = settling.missing(talk.questions, talk.state)
    last = talk.part == talk.script.parts[-1]
    notices = _notices(talk) if last and not missing else ()
    return Review(talk.part, overview(talk), missing, notices, note, last)


def _values(talk: Talk, question: Question) -> Mapping[str, Value]:
    standing = talk.state.values
    if question.id in talk.state.passed:
        values = {slot.path: standing.get(slot.path) for slot in question.slots}
    else:
        suggested = {slot.path: talk.script.suggested(slot.path, standing) for slot in question.slots}
        values = {path: standing.get(path, words) for path, words in suggested.items()}
    if question.kind is QuestionKind.ACTIONS:
        values = {path: value for path, value in standing.items() if path.startswith("actions.")}
    return {path: value for path, value in values.items() if value is not None}


def _notices(talk: Talk) -> tuple[str, ...]:
    """What the gate that every audit passes says of this one, but what the reason of A-29 answers."""
    reading = reading_of(talk.script, talk.state.values)
    return tuple(notice.message for notice in reading.notices if notice.code != JUDGEMENT_AND_AREAS)
