"""Answers written as words instead of chosen, for who works by keyboard or with a screen reader."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conversations.facts import Facts, Value
from conversations.hedged import graded, is_sentence
from conversations.moves import Back, Cancel, Concern, GoTo, Help, Leave, Move, Skip, Submit, WhereAmI
from conversations.questions import NOT_APPLICABLE, Question, QuestionKind, Slot, SlotKind
from conversations.script import actions_in
from conversations.turns import CHECK
from conversations.typed_facts import Told, facts_of
from framework import answers
from framework.answers import Parsed, key

NEITHER: Mapping[SlotKind, str] = {
    SlotKind.GRADE: "Is that a grade or a comment? Write 1 to 4, n/a and why, or a comment of a few words.",
    SlotKind.FINDING: "Is that an answer or a comment? Write yes, no, n/a and why, or a comment of a few words.",
}
"""Asked back where words are neither."""

WORDS: Mapping[str, str] = {
    "back": "the question before",
    "skip": "put this question off",
    "check": "everything on one page, to change or to submit",
    "submit": "submit, once everything is checked",
    "where am I": "all questions, and how each stands",
    "help": "what can be done here",
    "leave": "save, and come back later on any device",
    "cancel": "give this audit up; you are asked once more",
    "I am worried": "tell the team manager and the head of service; you are asked once more before",
}
"""What can be written at any time, and what it does."""

_MOVES: dict[str, Callable[[str], Move]] = {
    "back": lambda _: Back(),
    "skip": Skip,
    "check": lambda _: GoTo(CHECK),
    "submit": lambda _: Submit(),
    "whereami": lambda _: WhereAmI(),
    "help": lambda _: Help(),
    "leave": lambda _: Leave(),
    "cancel": lambda _: Cancel(),
}
_WORRIED = re.compile(r"\s*i(?:['’]m| am) worried(?: about this child)?(?: now)?[\s:,.–-]*", re.IGNORECASE)
_NO_MORE = frozenset({"no", "none", "nomore", "noactions", "nomoreactions", "done", "nothing"})
_APART = re.compile(r"\s*(?P<answer>[^:\n]{1,40}?)\s*(?::|\s[–—-]\s|\n)\s*(?P<comment>\S.*)", re.DOTALL)
_BECAUSE = re.compile(
    r"\s*(?P<answer>[^:\n]{1,40}?)[\s,;:–—-]+(?P<comment>(?:because|since|as|due to)\b.*)",
    re.DOTALL | re.IGNORECASE,
)
_TAKES_BACK = re.compile(r"\s*(?:or|to|and|almost|nearly|perhaps|maybe|\d)\b", re.IGNORECASE)


@dataclass(frozen=True)
class TypedAnswer:
    """Values for slots of the question that is asked; `on`: and go on. `ask` says what is still wanted.

    `words` are those of which nothing was kept, to be shown again.
    """

    values: Mapping[str, Value]
    on: bool = True
    ask: str = ""
    words: str = ""


def move_of(words: str, question: str) -> Move | None:
    """The move that the words are by themselves ("back"), or None where they are an answer."""
    made = _MOVES.get(key(words))
    if made is not None:
        return made(question)
    worried = _WORRIED.match(words)
    return Concern(words[worried.end() :].strip()) if worried else None


def says_no_more(words: str) -> bool:
    """Whether the words answer "is there another action?" with no."""
    return key(words) in _NO_MORE


_YES = frozenset(
    [
        "y",
        "yes",
        "yep",
        "yeah",
        "yesplease",
        "ok",
        "okay",
        "sure",
        "right",
        "correct",
        "itis",
        "itisright",
        "itsright",
        "thatisright",
        "thatsright",
    ]
)
_NO = frozenset(
    [
        "n",
        "no",
        "nope",
        "nothanks",
        "nothankyou",
        "wrong",
        "itiswrong",
        "itswrong",
        "notright",
        "changeit",
        "nevermind",
        "goonwithit",
        "dont",
    ]
)
_TAKEN_BACK = re.compile(r"\b(?:but|not|no|yes|if|unless|maybe|perhaps|or)\b|[?\d]", re.IGNORECASE)


def agreed(words: str) -> bool | None:
    """Whether the words answer a question of the bot's own with yes or with no; None for anything else.

    What follows "yes" may repeat the question ("yes, cancel it"), in a few words that take nothing back.
    """
    said = key(words)
    if said in _YES or said in _NO:
        return said in _YES
    first, _, rest = words.strip().partition(" ")
    if len(rest.split()) > 3 or _TAKEN_BACK.search(rest):
        return None
    return {"yes": True, "no": False}.get(key(first))


def next_action(values: Mapping[str, Value]) -> int:
    """The number of an action that is begun now: none that was ever used."""
    used = [int(path.split(".")[1]) for path in values if path.startswith("actions.")]
    return 1 + max((*used, *actions_in(values)), default=0)


def next_slot(question: Question, values: Mapping[str, Value]) -> Slot:
    """The slot that words are for: the first that is required and empty, else the first empty, else the first."""
    empty = [slot for slot in question.slots if values.get(slot.path) is None]
    return next((slot for slot in empty if slot.required), (empty or list(question.slots))[0])


def typed_answer(question: Question, words: str, values: Mapping[str, Value], facts: Facts) -> TypedAnswer:
    """What the words say of the slots of a question. They are not checked here, but never lost either.

    Of an area: "2", "good", "n/a, no plan yet", "2: seen alone", "2 because she was seen alone". A sentence that
    names no grade is kept as the comment, and the grade is asked for. What is neither ("2-3", "banana") is asked
    back, and nothing of it is kept. Where facts are asked beside the grade: "2, yes, 12 March 2013: seen in the
    file".
    """
    if question.kind is QuestionKind.AREA:
        return _of_area(question, words, values, facts)
    slot = next_slot(question, values)
    wanted = [
        each for each in question.slots if each.required and each != slot and values.get(each.path) is None
    ]
    return TypedAnswer({slot.path: words}, on=not wanted)


def _of_area(question: Question, words: str, values: Mapping[str, Value], facts: Facts) -> TypedAnswer:
    first, comment = question.slots[0], question.slots[-1]
    parse = answers.grade if first.kind is SlotKind.GRADE else answers.yes_no
    parsed: Parsed[int] | Parsed[bool] = parse(words, facts.pack)
    if parsed.clear:
        return TypedAnswer(_values(first, comment, parsed, parsed.reason, values))
    because = _BECAUSE.fullmatch(words)
    if because and (parsed := parse(because["answer"], facts.pack)).clear and not parsed.not_applicable:
        return TypedAnswer(_values(first, comment, parsed, because["comment"], values))
    apart = _APART.fullmatch(words)
    certain = apart is not None and not _TAKES_BACK.match(apart["comment"])
    if apart and certain and (parsed := parse(apart["answer"], facts.pack)).clear:
        return TypedAnswer(_values(first, comment, parsed, apart["comment"], values))
    if (told := facts_of(question, words, facts)) is not None:
        return _with_facts(comment, told, words, values)
    stands = values.get(first.path) is not None
    if first.kind is SlotKind.GRADE and graded(words, facts) is not None:
        return TypedAnswer({first.path: words})  # which asks back what is meant
    if not stands and not is_sentence(words):
        return TypedAnswer({}, on=False, ask=NEITHER[first.kind], words=words)
    kept = {comment.path: _added(values.get(comment.path), words)}
    if stands:
        return TypedAnswer(kept)
    wanted = "Which grade, 1 to 4?" if first.kind is SlotKind.GRADE else "Is it yes or no?"
    return TypedAnswer(kept, on=False, ask=f"Your words are kept as the comment. {wanted}")


def _with_facts(comment: Slot, told: Told, words: str, values: Mapping[str, Value]) -> TypedAnswer:
    if told.doubt:
        return TypedAnswer({}, on=False, ask=told.doubt, words=words)
    added = {comment.path: _added(values.get(comment.path), told.comment)} if told.comment else {}
    return TypedAnswer({**told.values, **added})


def _values(
    first: Slot, comment: Slot, parsed: Parsed[int] | Parsed[bool], words: str, values: Mapping[str, Value]
) -> dict[str, Value]:
    given: dict[str, Value] = {first.path: NOT_APPLICABLE if parsed.not_applicable else parsed.value}
    if words.strip():
        given[comment.path] = _added(values.get(comment.path), words)
    return given


def _added(before: Value, words: str) -> str:
    """Words written after others are added to them, never put in their place."""
    return f"{before}\n{words.strip()}" if isinstance(before, str) and before else words.strip()
