"""Clicks and messages in an audit: claimed once, understood, made a move, and shown."""

from conversations.facts import Value
from conversations.moves import ComeBack, Typed
from conversations.outcomes import AskAgain, Done, Left
from framework.people import Person
from handlers.access import may_audit
from handlers.auditing.moving import Moved, NoSuchConversation, begin, look, move
from handlers.blocks import Block
from handlers.slack.audits import names
from handlers.slack.audits.good import good_view
from handlers.slack.audits.meaning import given_first, move_of
from handlers.slack.audits.names import Clicked, clicked
from handlers.slack.audits.showing import in_window, show, show_anew, window_ahead
from handlers.slack.home import publish_home
from handlers.slack.views import LOADING, sentence_view
from handlers.slack.visiting import NOT_KNOWN, Desk, Did, Visitor, answer_alone, first_time, visitor_of

NOT_THERE = "This audit is not there any more."
NOT_AN_AUDITOR = "Audits are begun by managers. If you should be able to, ask the Quality Assurance team."
NO_SUCH_FORM = "I do not know that audit tool. Write /audit start, and choose one."


def clicked_on(desk: Desk, did: Did, action: str) -> None:
    """A button or menu of an audit."""
    click, visitor = clicked(did.value), _visitor(desk, did)
    if visitor is None or click is None:
        return
    if action == names.GOOD:
        _show_good(desk, did, click, visitor)
    elif first_time(desk, did):
        try:
            show(desk, did, visitor, after(desk, did, action, click, visitor), _page(click, action))
        except NoSuchConversation:
            answer_alone(desk, did, NOT_THERE)


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


def wrote(desk: Desk, did: Did, visitor: Visitor) -> bool:
    """Words written to the bot, as an answer in the audit that is open there; False where none is."""
    with desk.store.reading() as work:
        rows = [
            row for row in work.conversations.of(visitor.email, "open") if row.screen_channel == did.channel
        ]
        theirs = [row for row in rows if row.holder == visitor.email]
        if not theirs:
            return False
        conversation = theirs[0].id
    moved = move(desk.store, desk.pack, conversation, Typed(did.value), person_of(visitor))
    show_anew(desk, did, visitor, moved)
    if isinstance(moved.outcome, Done | Left):
        publish_home(desk, did.user, visitor)
    return True


def after(desk: Desk, did: Did, action: str, click: Clicked, visitor: Visitor) -> Moved:
    """What the click comes to: what was filled in is kept first, whatever way on was taken."""
    person = person_of(visitor)
    if action.startswith(names.PAGE):
        return look(desk.store, desk.pack, click.conversation, person)
    if action.startswith(names.COME_BACK):
        return move(desk.store, desk.pack, click.conversation, ComeBack(), person)
    standing = _standing(desk, click, person)
    first = given_first(action, click, did.filled, standing)
    seen = click.version
    if first is not None:
        kept = move(desk.store, desk.pack, click.conversation, first, person, seen)
        if isinstance(kept.outcome, AskAgain):
            return kept
        seen = kept.version if kept.version - click.version <= len(first.values) else seen
    made = move_of(action, click, did.filled, standing)
    if made is None:
        return look(desk.store, desk.pack, click.conversation, person)
    return move(desk.store, desk.pack, click.conversation, made, person, seen)


def _standing(desk: Desk, click: Clicked, person: Person) -> dict[str, Value]:
    return dict(look(desk.store, desk.pack, click.conversation, person).values)


def _page(click: Clicked, action: str) -> int:
    """The page of the check that was asked for."""
    return int(click.rest) if action.startswith(names.PAGE) and click.rest.isdecimal() else 1


def _show_good(desk: Desk, did: Did, click: Clicked, visitor: Visitor) -> None:
    """*What good looks like*: a window on top, the question stays as it is."""
    open_on_top = desk.slack.push_view if in_window(did) else desk.slack.open_view
    view = open_on_top(did.trigger_id, sentence_view(LOADING, "What good looks like"))
    if first_time(desk, did):
        desk.slack.update_view(view, _good(desk, click, visitor))


def _good(desk: Desk, click: Clicked, visitor: Visitor) -> Block:
    moved = look(desk.store, desk.pack, click.conversation, person_of(visitor))
    area = next((each for each in moved.form.areas if f"areas.{each.id}" == click.question), None)
    return good_view(desk.pack, area) if area else sentence_view(NOT_THERE)


def _visitor(desk: Desk, did: Did) -> Visitor | None:
    visitor = visitor_of(desk, did.user)
    if visitor is None:
        answer_alone(desk, did, NOT_KNOWN)
    return visitor


def person_of(visitor: Visitor) -> Person:
    """Whoever it is, in the post that the directory names first."""
    return visitor.posts[0]
