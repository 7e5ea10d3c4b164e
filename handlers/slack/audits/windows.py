"""An audit in a window: opened at once, gone on with, closed, and back in the message. The moves are the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from conversations.facts import Value
from conversations.giving import MEANWHILE
from conversations.moves import ComeBack, Give, Move
from conversations.outcomes import AskAgain
from conversations.turns import CHECK
from handlers.auditing.moving import Moved, NoSuchConversation, look, move, turn, weigh
from handlers.slack.audits import names
from handlers.slack.audits.listening import NOT_THERE, after, person_of, turned
from handlers.slack.audits.meaning import values_of
from handlers.slack.audits.names import Clicked, clicked, path_of
from handlers.slack.audits.picking import with_people
from handlers.slack.audits.showing import (
    in_window,
    show_in_message,
    show_that_it_is_elsewhere,
)
from handlers.slack.audits.window import IN_THE_MESSAGE, is_asking, window_view
from handlers.slack.errors import Refused
from handlers.slack.views import LOADING, sentence_view
from handlers.slack.visiting import (
    NOT_KNOWN,
    TROUBLE,
    Desk,
    Did,
    Visitor,
    answer_alone,
    claim_of,
    first_time,
    visitor_of,
)

TOO_LATE = "I am sorry, that took too long. Please press the button again."
Reply = Callable[..., object]


def open_window(desk: Desk, did: Did) -> None:
    """*In a window*: a loading view at once; then the question, with what was filled in beside the button."""
    try:
        view = desk.slack.open_view(did.trigger_id, sentence_view(LOADING))
    except Refused:
        if first_time(desk, did):
            answer_alone(desk, did, TOO_LATE)
        return
    there = replace(did, view_id=view, response_url="")
    click, visitor = clicked(did.value), visitor_of(desk, did.user)
    if visitor is None or click is None:
        answer_alone(desk, there, NOT_KNOWN if visitor is None else NOT_THERE)
        return
    first_time(desk, did)
    try:
        moved = _here_again(desk, click, visitor, after(desk, did, names.WINDOW, click, visitor))
    except NoSuchConversation:
        answer_alone(desk, there, NOT_THERE)
        return
    except Exception:
        answer_alone(desk, there, TROUBLE)
        raise
    _prefer(desk, visitor, in_a_window=True)
    desk.slack.update_view(view, window_view(moved))
    show_that_it_is_elsewhere(desk, did, moved)


def to_message(desk: Desk, did: Did) -> None:
    """*In the message*: what was filled in is kept, and the message shows the question again."""
    click, visitor = clicked(did.value), visitor_of(desk, did.user)
    if visitor is None or click is None:
        return
    try:
        moved = turned(desk, did, names.MESSAGE, click, visitor, claim_of(did))
    except NoSuchConversation:
        answer_alone(desk, did, NOT_THERE)
        return
    if moved is None:
        return
    moved = _here_again(desk, click, visitor, moved)
    _prefer(desk, visitor, in_a_window=False)
    show_in_message(desk, did, moved)
    if in_window(did):
        desk.slack.update_view(did.view_id, sentence_view(IN_THE_MESSAGE, moved.form.short_title))


def sent(desk: Desk, did: Did, reply: Reply) -> None:
    """The window's own button: go on, or submit. What cannot be kept is said beside its field, and stays there."""
    click, visitor = clicked(did.context), visitor_of(desk, did.user)
    if visitor is None or click is None:
        reply(response_action="update", view=sentence_view(NOT_KNOWN if visitor is None else NOT_THERE))
        return
    try:
        moved = _sent(desk, did, click, visitor)
    except NoSuchConversation:
        reply(response_action="update", view=sentence_view(NOT_THERE))
        return
    except Exception:
        reply(response_action="update", view=sentence_view(TROUBLE))
        raise
    refused = _beside_a_field(did, moved)
    if refused:
        reply(response_action="errors", errors=refused)
        return
    reply(response_action="update", view=window_view(moved))
    if not is_asking(moved):
        show_in_message(desk, did, moved)


def closed(desk: Desk, did: Did) -> None:
    """The window was closed: what was filled in is kept, and the message shows the question where it was left."""
    click, visitor = clicked(did.context), visitor_of(desk, did.user)
    if visitor is None or click is None:
        return
    try:
        moved = turned(desk, did, names.MESSAGE, click, visitor, claim_of(did))
    except NoSuchConversation:
        return
    if moved is not None and is_asking(moved):
        show_in_message(desk, did, moved)


def _sent(desk: Desk, did: Did, click: Clicked, visitor: Visitor) -> Moved:
    """What going on comes to, claimed with it; where it was sent before, how the audit stands.

    What a field cannot take is weighed first, so that nothing of the page is kept.
    """
    person = person_of(visitor)
    where = (desk.store, desk.pack, click.conversation)
    if click.question == CHECK:
        return turned(desk, did, names.SUBMIT, click, visitor, claim_of(did)) or look(*where, person)

    if click.question == names.WORRY:
        return turned(desk, did, names.TELL, click, visitor, claim_of(did)) or look(*where, person)

    did = with_people(desk, did)

    def going_on(standing: Mapping[str, Value]) -> Sequence[Move]:
        return (Give(click.question, values_of(click, did.filled, standing), on=True),)

    (made,) = going_on(look(*where, person).values)
    weighed = weigh(*where, made, person, click.version)
    if _beside_a_field(did, weighed):
        return weighed
    return turn(*where, going_on, person, click.version, claim=claim_of(did)) or look(*where, person)


def _beside_a_field(did: Did, moved: Moved) -> dict[str, str]:
    """The reason why a field is asked again, by the block of that field; nothing where it is not about a field."""
    again = moved.outcome
    if not isinstance(again, AskAgain) or again.anyway or again.suggestion is not None or again.choices:
        return {}
    if again.reason == MEANWHILE:  # what stands is shown in its place
        return {}
    return {block: again.reason for block in did.filled if again.path and path_of(block)[1] == again.path}


def _here_again(desk: Desk, click: Clicked, visitor: Visitor, moved: Moved) -> Moved:
    """The audit gone on with, where it had been left."""
    if is_asking(moved):
        return moved
    return move(desk.store, desk.pack, click.conversation, ComeBack(), person_of(visitor))


def _prefer(desk: Desk, visitor: Visitor, *, in_a_window: bool) -> None:
    with desk.store.writing() as work:
        work.preferences.prefer_window(visitor.email, in_a_window)
        work.commit()
