"""What a click in an audit means: a move, made of the button's value and of what was filled in beside it."""

from collections.abc import Mapping

from conversations.facts import Value
from conversations.moves import Back, Cancel, Concern, Give, GoTo, Help, Leave, Move, Skip, Submit, WhereAmI
from conversations.script import REMOVED
from handlers.slack.audits import names
from handlers.slack.audits.names import ADDED, FIELD, PART, Clicked, field, joined, path_of

Filled = Mapping[str, str | tuple[str, ...]]
"""What stands in the fields of a message or window, by block."""

_BY_WORD: Mapping[str, Move] = {
    names.WHERE: WhereAmI(),
    names.HELP: Help(),
    names.LEAVE: Leave(),
    names.CANCEL: Cancel(),
    names.SURE: Cancel(sure=True),
}


def move_of(action: str, click: Clicked, filled: Filled, standing: Mapping[str, Value]) -> Move | None:
    """The move that a click makes; None for a button that is none of these.

    Whatever way on is taken, what was filled in is given first: see `given_first`. `standing` are the values as
    they stand, to which words are added.
    """
    given = values_of(click, filled, standing)
    match action.rpartition("-")[0] if action.rpartition("-")[2].isdecimal() else action:
        case names.GIVE:
            path, _, answer = click.rest.partition("=")
            return Give(click.question, {**given, path: _chosen(path, answer)}, on=True)
        case names.ON:
            return Give(click.question, given, on=True)
        case names.ANYWAY:
            return Give(click.question, given, on=True, anyway=True)
        case names.TELL:
            return Concern(str(filled.get(names.WORRY) or ""), sure=True)
        case names.TAKE_OUT:
            return Give(click.rest, {click.rest: REMOVED})
        case _:
            return _way(action, click)


def given_first(action: str, click: Clicked, filled: Filled, standing: Mapping[str, Value]) -> Give | None:
    """What was filled in before somebody went back, put the question off or left: kept, so that no word is lost."""
    if action.startswith((names.GIVE, names.ON, names.ANYWAY)):
        return None
    given = values_of(click, filled, standing)
    return Give(click.question, given) if given else None


def values_of(click: Clicked, filled: Filled, standing: Mapping[str, Value]) -> dict[str, Value]:
    """What was filled in for the question, where it is not what stands already."""
    given: dict[str, Value] = {}
    for block, written in _parts_joined(filled).items():
        kind, path = path_of(block)
        if not path or not (path == click.question or path.startswith(f"{click.question}.")):
            continue
        before = standing.get(path)
        if kind == ADDED:
            if isinstance(written, str) and written.strip():
                given[path] = f"{before}\n{written}" if before else written
        elif (written or None) != before:
            given[path] = written or None
    return given


def _parts_joined(filled: Filled) -> Filled:
    """A text that stands in several fields as if it stood in one."""
    parts: dict[str, dict[str, str]] = {}
    for block, written in filled.items():
        kind, path = path_of(block)
        if kind == PART and isinstance(written, str):
            parts.setdefault(path, {})[block] = written
    whole = {field(FIELD, path): joined(each) for path, each in parts.items()}
    return {block: written for block, written in filled.items() if path_of(block)[0] != PART} | whole


def _way(action: str, click: Clicked) -> Move | None:
    if action == names.BACK:
        return Back()
    if action == names.SKIP:
        return Skip(click.question)
    if action == names.SUBMIT:
        return Submit()
    if action == names.WORRIED:
        return Concern()
    if action == names.GO_TO or action.startswith(f"{names.GO_TO}-"):
        return GoTo(click.rest or click.question)
    return _BY_WORD.get(click.rest) if action.startswith(names.MORE) else None


def _chosen(path: str, answer: str) -> Value:
    return int(answer) if path.endswith(".grade") and answer.isdecimal() else answer
