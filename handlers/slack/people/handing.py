"""*Hand over*: a window with people to choose from; and *Take it back*, while the other has not touched it."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from conversations.moves import AskBack, ComeBack
from conversations.outcomes import Ask, Asking, Review
from conversations.typed import agreed, move_of
from framework.names import Candidates, Found
from framework.people import Person
from handlers.auditing.handing import Handed, NoSuchConversation, NotHandedOver, hand_over
from handlers.auditing.holding import takers
from handlers.auditing.moving import Moved, look, move, turn
from handlers.blocks import LABEL_LIMIT, Block, actions, escape, header, plain, quoted, shortened, small_print
from handlers.notice import Button
from handlers.rendering import SlackMessage
from handlers.slack.audits import names as names_of_audits
from handlers.slack.audits.names import Clicked, clicked, value
from handlers.slack.audits.showing import show_anew
from handlers.slack.desk.elements import input_block, window
from handlers.slack.errors import Refused
from handlers.slack.home import publish_home
from handlers.slack.people.names import HAND_OVER_WINDOW, TO
from handlers.slack.people.windows import TOO_LATE, NotTaken, Reply, keep
from handlers.slack.views import sentence_view
from handlers.slack.visiting import Desk, Did, Visitor, answer_alone, claim_of, first_time

TITLE = "Hand over"
NOT_THERE = "This audit is not there any more."
_IN_WORDS = re.compile(
    r"\s*hand (?:(?:this|the) audit over|over (?:this|the) audit) to\s+(?P<to>\S.*?)\s*\.?\s*", re.IGNORECASE
)
_MOST = 5  # of those who may be meant
_IN_A_GROUP = 100  # options, and groups of them, that Slack takes
NOBODY_MAY = "The directory has nobody else who may take this audit. Ask the Quality Assurance team."
_KEPT = (
    "Everything that was given so far is kept, and they go on where it stands. They are told in a message."
)


def open_window(desk: Desk, did: Did, click: Clicked) -> None:
    """The window, on top of the one in which the audit is asked, if there is one."""
    context = value(click.conversation, click.version, click.question)
    with desk.store.reading() as work:
        row = work.conversations.get(click.conversation)
        people = takers(work, desk.pack, row) if row is not None else ()
    view = (_window(context, people) if people else sentence_view(NOBODY_MAY, TITLE)) | {
        "close": plain("Close")
    }
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


def wrote(desk: Desk, did: Did, visitor: Visitor, conversation: int, asked: tuple[str, ...] | None) -> bool:
    """*Hand this audit over to Mira Manager*, for the keyboard; False where the words are something else.

    `asked` are the addresses of those about whom the bot asked back whether they are meant; None: it asked nothing.
    """
    in_words = _IN_WORDS.fullmatch(did.value)
    if in_words is None and (asked is None or agreed(did.value) is False or move_of(did.value, "")):
        return False
    to = in_words["to"] if in_words else _one_of(did.value, asked or ())
    with desk.store.reading() as work:
        found = work.people.directory().find(to, desk.pack)
    if isinstance(found, Found):
        _to(desk, did, visitor, conversation, found.person.email)
        return True
    meant = tuple(each.email for each in found.people[:_MOST]) if isinstance(found, Candidates) else ()
    back = AskBack(Asking.HAND_OVER, meant)
    person, claim = visitor.posts[0], claim_of(did)
    moved = turn(desk.store, desk.pack, conversation, lambda _: (back,), person, claim=claim)
    if moved is not None:
        show_anew(desk, did, visitor, moved)
    return True


def to_this_one(desk: Desk, did: Did, click: Clicked, visitor: Visitor) -> None:
    """One of those who may be meant was chosen."""
    _to(desk, did, visitor, click.conversation, click.rest)


def _one_of(words: str, asked: tuple[str, ...]) -> str:
    """The address that "yes" or a number means; else the words, which name somebody."""
    if agreed(words) and len(asked) == 1:
        return asked[0]
    number = int(words) if words.strip().isdecimal() else 0
    return asked[number - 1] if 1 <= number <= len(asked) else words


def _to(desk: Desk, did: Did, visitor: Visitor, conversation: int, email: str) -> None:
    """Handed over, and said so where the audit was shown, and to who wrote it; else the reason why not."""
    by = visitor.posts[0]
    try:
        handed = hand_over(desk.store, desk.pack, conversation, email, by, claim=claim_of(did))
    except NotHandedOver as refused:
        if first_time(desk, did):
            moved = move(desk.store, desk.pack, conversation, ComeBack(), by)
            if isinstance(moved.outcome, Ask | Review):
                moved = replace(moved, outcome=replace(moved.outcome, note=str(refused)))
            else:
                answer_alone(desk, did, str(refused))
            show_anew(desk, did, visitor, moved)
        return
    if handed is None:
        return
    clicked_in = (did.channel, did.message_ts) if did.message_ts else None
    _show_that_it_is_gone(desk, replace(handed, screen=clicked_in or handed.screen))
    if clicked_in is None:
        answer_alone(desk, did, getattr(handed.moved.outcome, "message", _KEPT))
    publish_home(desk, did.user, visitor)


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


def _window(context: str, people: Sequence[Person]) -> Block:
    """Those who may take it, in a list that Slack searches as one types."""
    element: Block = {"type": "static_select", "action_id": "value", "placeholder": plain("Choose a person")}
    groups = [people[at : at + _IN_A_GROUP] for at in range(0, len(people), _IN_A_GROUP)][:_IN_A_GROUP]
    if len(groups) == 1:
        element["options"] = [_option(each) for each in people]
    else:
        element["option_groups"] = [
            {
                "label": plain(escape(f"{group[0].name} – {group[-1].name}")[:LABEL_LIMIT]),
                "options": [_option(each) for each in group],
            }
            for group in groups
        ]
    blocks = [*quoted(_KEPT), input_block(TO, "To whom?", element)]
    return window(HAND_OVER_WINDOW, TITLE, "Hand over", blocks, context)


def _option(person: Person) -> Block:
    label = f"{person.name}, {person.team or person.role.label}"
    return {"text": plain(escape(shortened(label, LABEL_LIMIT))), "value": person.email}


def _hand_over(desk: Desk, did: Did, visitor: Visitor, click: Clicked) -> Handed | None:
    try:
        by, claim, to = visitor.posts[0], claim_of(did), str(did.filled.get(TO, ""))
        return hand_over(desk.store, desk.pack, click.conversation, to, by, claim=claim)
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
