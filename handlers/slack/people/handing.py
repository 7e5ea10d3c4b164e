"""*Hand over*: a window with people to choose from; and *Take it back*, while the other has not touched it."""

import re
from contextlib import suppress

from framework.names import Found
from handlers.auditing.handing import Handed, NoSuchConversation, NotHandedOver, hand_over
from handlers.auditing.moving import Moved, look
from handlers.blocks import Block, actions, header, plain, quoted, small_print
from handlers.notice import Button
from handlers.rendering import SlackMessage
from handlers.slack.audits import names as names_of_audits
from handlers.slack.audits.names import Clicked, clicked, value
from handlers.slack.desk.elements import input_block, window
from handlers.slack.errors import Refused
from handlers.slack.home import publish_home
from handlers.slack.people.names import HAND_OVER_WINDOW, TO
from handlers.slack.people.windows import TOO_LATE, NotTaken, Reply, keep
from handlers.slack.visiting import Desk, Did, Visitor, answer_alone, claim_of, first_time

TITLE = "Hand over"
NOT_THERE = "This audit is not there any more."
_IN_WORDS = re.compile(
    r"\s*hand (?:(?:this|the) audit over|over (?:this|the) audit) to\s+(?P<to>\S.*?)\s*\.?\s*", re.IGNORECASE
)
NOBODY = (
    "Slack does not tell the address of this account, so the directory cannot be asked. Choose somebody else."
)
_KEPT = (
    "Everything that was given so far is kept, and they go on where it stands. They are told in a message."
)


def open_window(desk: Desk, did: Did, click: Clicked) -> None:
    """The window, on top of the one in which the audit is asked, if there is one."""
    context = value(click.conversation, click.version, click.question)
    view = _window(context) | {"close": plain("Close")}
    on_top = bool(did.view_id) and clicked(did.context) is not None
    try:
        (desk.slack.push_view if on_top else desk.slack.open_view)(did.trigger_id, view)
    except Refused:
        answer_alone(desk, did, TOO_LATE)


def chosen(desk: Desk, did: Did, reply: Reply) -> None:
    """Somebody was chosen."""
    handed: list[Handed] = []

    def take(visitor: Visitor) -> str | None:
        click = clicked(did.context)
        if click is None:
            raise NotTaken(TO, NOT_THERE)
        done = _hand_over(desk, did, visitor, click)
        if done is None:
            return None
        handed.append(done)
        return getattr(done.moved.outcome, "message", _KEPT)

    visitor = keep(desk, did, reply, take, TITLE)
    if visitor is not None and handed:
        _show_that_it_is_gone(desk, handed[0])
        publish_home(desk, did.user, visitor)


def wrote(desk: Desk, did: Did, visitor: Visitor, conversation: int) -> bool:
    """*Hand this audit over to Mira Manager*, for the keyboard; False where the words are something else."""
    asked = _IN_WORDS.fullmatch(did.value)
    if asked is None:
        return False
    told = _hand_over_in_words(desk, did, visitor, conversation, asked["to"])
    if told:
        answer_alone(desk, did, told)
        publish_home(desk, did.user, visitor)
    return True


def _hand_over_in_words(desk: Desk, did: Did, visitor: Visitor, conversation: int, written: str) -> str:
    """What came of it, in a sentence, and in the message that showed the audit; empty where it was said before."""
    with desk.store.reading() as work:
        found = work.people.directory().find(written, desk.pack)
    if not isinstance(found, Found):
        return f"{found.reason} Write the whole name, or the e-mail address." if first_time(desk, did) else ""
    try:
        by, claim = visitor.posts[0], claim_of(did)
        handed = hand_over(desk.store, desk.pack, conversation, found.person.email, by, claim=claim)
    except NotHandedOver as refused:
        return str(refused) if first_time(desk, did) else ""
    if handed is None:
        return ""
    _show_that_it_is_gone(desk, handed)
    return getattr(handed.moved.outcome, "message", _KEPT)


def take_back(desk: Desk, did: Did, click: Clicked, visitor: Visitor) -> Moved | None:
    """The audit with whoever handed it over, as it stands; None where they were told why not, or had it before."""
    person, claim = visitor.posts[0], claim_of(did)
    try:
        if hand_over(desk.store, desk.pack, click.conversation, visitor.email, person, claim=claim) is None:
            return None
    except NotHandedOver as refused:
        answer_alone(desk, did, str(refused))
        return None
    return look(desk.store, desk.pack, click.conversation, person)


def _window(context: str) -> Block:
    element: Block = {"type": "users_select", "action_id": "value", "placeholder": plain("Choose a person")}
    blocks = [*quoted(_KEPT), input_block(TO, "To whom?", element)]
    return window(HAND_OVER_WINDOW, TITLE, "Hand over", blocks, context)


def _hand_over(desk: Desk, did: Did, visitor: Visitor, click: Clicked) -> Handed | None:
    account = desk.slack.account(str(did.filled.get(TO, "")))
    if account.email is None or not account.usable:
        raise NotTaken(TO, NOBODY)
    try:
        by, claim = visitor.posts[0], claim_of(did)
        return hand_over(desk.store, desk.pack, click.conversation, account.email, by, claim=claim)
    except NotHandedOver as refused:
        raise NotTaken(TO, str(refused)) from None
    except NoSuchConversation:
        raise NotTaken(TO, NOT_THERE) from None


def _show_that_it_is_gone(desk: Desk, handed: Handed) -> None:
    """In the message in which it was shown: with whom it is, and the way back while they have not touched it."""
    if handed.screen is None:
        return
    moved = handed.moved
    back = Button("Take it back", names_of_audits.TAKE_BACK, value(moved.id, moved.version, ""))
    told = getattr(moved.outcome, "message", "")
    blocks = [
        header(moved.form.short_title),
        *quoted(told),
        actions((back,)),
        *small_print("You can take it back until they go on with it."),
    ]
    with suppress(Refused):  # deleted meanwhile
        desk.slack.update(*handed.screen, SlackMessage(moved.form.short_title, tuple(blocks)))
