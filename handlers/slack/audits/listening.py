"""Clicks and messages in an audit: claimed once, understood, made a move, and shown."""

from collections.abc import Callable, Mapping, Sequence

from conversations.facts import Value
from conversations.moves import ComeBack, Move
from framework.people import Person
from handlers.access import may_audit
from handlers.auditing.moving import Moved, NoSuchConversation, begin, look, turn
from handlers.auditing.parts import answered_before
from handlers.blocks import Block, bold, quoted
from handlers.slack.audits import names
from handlers.slack.audits.good import good_view
from handlers.slack.audits.meaning import given_first, move_of
from handlers.slack.audits.mine import NOT_AN_AUDITOR
from handlers.slack.audits.names import Clicked, clicked
from handlers.slack.audits.picking import with_people
from handlers.slack.audits.showing import in_window, show, show_anew, window_ahead
from handlers.slack.home import publish_home
from handlers.slack.people import handing
from handlers.slack.views import LOADING, modal_view, sentence_view
from handlers.slack.visiting import (
    NOT_KNOWN,
    Desk,
    Did,
    Visitor,
    answer_alone,
    claim_of,
    first_time,
    visitor_of,
)

NOT_THERE = "This audit is not there any more."
NO_SUCH_FORM = "I do not know that audit tool. Write /audit start, and choose one."


def clicked_on(desk: Desk, did: Did, action: str) -> None:
    """A button or menu of an audit."""
    click, visitor = clicked(did.value), _visitor(desk, did)
    if visitor is None or click is None:
        return
    if action in _WINDOWS:
        _show_on_top(desk, did, click, visitor, action)
        return
    try:
        moved = _between_people(desk, did, action, click, visitor)
    except NoSuchConversation:
        answer_alone(desk, did, NOT_THERE)
        return
    if moved is not None:
        show(desk, did, visitor, moved, _page(click, action))


def _between_people(desk: Desk, did: Did, action: str, click: Clicked, visitor: Visitor) -> Moved | None:
    """What the click comes to; handing over and taking back are settled between the two of them."""
    if action.startswith(names.HAND_OVER):
        handing.open_window(desk, did, click)
        return None
    if action.startswith(names.HAND_TO):
        handing.to_this_one(desk, did, click, visitor)
        return None
    if action.startswith(names.TAKE_BACK):
        return handing.take_back(desk, did, click, visitor)
    moved = turned(desk, did, action, click, visitor, claim_of(did))
    if moved is not None and action.startswith(names.MORE) and click.rest == names.HAND:
        handing.open_window(desk, did, click)
    return moved


def start(desk: Desk, did: Did) -> None:
    """*Start an audit*, or `/audit start …`: a conversation with that tool, in the person's direct messages."""
    visitor = _visitor(desk, did)
    if visitor is None or not first_time(desk, did):
        return
    if not may_audit(visitor.posts):
        answer_alone(desk, did, NOT_AN_AUDITOR)
        return
    form = next((form for form in desk.pack.forms if form.id == did.value.strip()), None)
    if form is None:
        answer_alone(desk, did, NO_SUCH_FORM)
        return
    view = window_ahead(desk, did, visitor)
    moved = begin(desk.store, desk.pack, form.id, person_of(visitor))
    show_anew(desk, did, visitor, moved, view)
    publish_home(desk, did.user, visitor)


def after(desk: Desk, did: Did, action: str, click: Clicked, visitor: Visitor) -> Moved:
    """What a click comes to that was claimed already."""
    moved = turned(desk, did, action, click, visitor, None)
    assert moved is not None
    return moved


def turned(
    desk: Desk, did: Did, action: str, click: Clicked, visitor: Visitor, claim: str | None
) -> Moved | None:
    """What a click comes to, in one transaction that claims it; None where it was delivered before."""

    did = with_people(desk, did)

    def plan(standing: Mapping[str, Value]) -> Sequence[Move]:
        return _moves(did, action, click, standing)

    person = person_of(visitor)
    return turn(desk.store, desk.pack, click.conversation, plan, person, click.version, claim=claim)


def _moves(did: Did, action: str, click: Clicked, standing: Mapping[str, Value]) -> Sequence[Move]:
    """What was filled in is kept first, whatever way on was taken."""
    if action.startswith(names.PAGE):
        return ()
    if action.startswith(names.COME_BACK):
        return (ComeBack(),)
    first = given_first(action, click, did.filled, standing)
    made = move_of(action, click, did.filled, standing)
    return [each for each in (first, made) if each is not None]


def _page(click: Clicked, action: str) -> int:
    """The page of the check that was asked for."""
    return int(click.rest) if action.startswith(names.PAGE) and click.rest.isdecimal() else 1


def _show_on_top(desk: Desk, did: Did, click: Clicked, visitor: Visitor, action: str) -> None:
    """*What good looks like*, *What the observer wrote*: a window on top, the question stays as it is."""
    title, made = _WINDOWS[action]
    open_on_top = desk.slack.push_view if in_window(did) else desk.slack.open_view
    view = open_on_top(did.trigger_id, sentence_view(LOADING, title))
    if first_time(desk, did):
        desk.slack.update_view(view, made(desk, click, visitor))


def _earlier(desk: Desk, click: Clicked, visitor: Visitor) -> Block:
    try:
        answers = answered_before(desk.store, desk.pack, click.conversation, person_of(visitor))
    except NoSuchConversation:
        return sentence_view(NOT_THERE)
    blocks = [block for asked, words in answers for block in (*bold(asked), *quoted(words))]
    return modal_view(OBSERVED, blocks or list(quoted("Nothing was written.")))


def _good(desk: Desk, click: Clicked, visitor: Visitor) -> Block:
    moved = look(desk.store, desk.pack, click.conversation, person_of(visitor))
    area = next((each for each in moved.form.areas if f"areas.{each.id}" == click.question), None)
    return good_view(desk.pack, area) if area else sentence_view(NOT_THERE)


def _visitor(desk: Desk, did: Did) -> Visitor | None:
    visitor = visitor_of(desk, did.user)
    if visitor is None:
        answer_alone(desk, did, NOT_KNOWN)
    return visitor


OBSERVED = "What the observer wrote"
_WINDOWS: dict[str, tuple[str, Callable[[Desk, Clicked, Visitor], Block]]] = {
    names.GOOD: ("What good looks like", _good),
    names.EARLIER: (OBSERVED, _earlier),
}


def person_of(visitor: Visitor) -> Person:
    """Whoever it is, in the post that the directory names first."""
    return visitor.posts[0]
