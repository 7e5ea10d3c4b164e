"""*Say what was done*: whoever an action is with writes down what they did; somebody else reviews it with them."""

from framework.london import day
from framework.reviewing import Account
from handlers.access import may_tell_of_action
from handlers.blocks import Block, quoted, small_print
from handlers.slack.desk.elements import input_block, text_input, window
from handlers.slack.home import publish_home
from handlers.slack.people.names import CHANGED, TELL_WINDOW, WHAT
from handlers.slack.people.reviewing import CLOSED, NOT_THERE, facts_of
from handlers.slack.people.windows import NotTaken, Reply, keep, once, open_window
from handlers.slack.visiting import Desk, Did, Visitor
from store.reviewing import NotOpen, accounts_of_actions, add_account, whoever_reviews
from store.tables import Action
from store.unit_of_work import UnitOfWork

TITLE = "What was done"
NOT_YOURS = "Only whoever this action is with can say here what they did about it."
WITH_YOU = "{whom} looks at it with you at supervision, and says then whether it is done."
THANKS = "Thank you. What you wrote is kept with the audit. {told}"
NOTHING = "Say in a line what was done, or how far you have come."


def open_telling(desk: Desk, did: Did) -> None:
    """The window, with what the action asks for and what its owner wrote before."""
    open_window(desk, did, lambda visitor: _window(desk, visitor, did.value))


def told(desk: Desk, did: Did, reply: Reply) -> None:
    """It was written."""

    def take(visitor: Visitor) -> str | None:
        what, changed = (str(did.filled.get(name) or "").strip() for name in (WHAT, CHANGED))
        if not what:
            raise NotTaken(WHAT, NOTHING)
        return once(desk, did, lambda work: _keep(work, visitor, did.context, what, changed))

    visitor = keep(desk, did, reply, take, TITLE)
    if visitor is not None:
        publish_home(desk, did.user, visitor)


def _window(desk: Desk, visitor: Visitor, action_id: str) -> Block | str:
    with desk.store.reading() as work:
        action = _theirs(work, visitor, action_id)
        if isinstance(action, str):
            return action
        if action.state != "open":
            return CLOSED
        before = accounts_of_actions([action])[action]
        last = before[-1] if before else None
        about = [*quoted(action.action), *small_print(facts_of(action))]
        about += small_print(WITH_YOU.format(whom=whoever_reviews(work, action)))
    fields = [
        input_block(
            WHAT,
            "What was done?",
            text_input(lines=True, written=last.what if last else ""),
            hint="Name no child.",
        ),
        input_block(
            CHANGED,
            "What changed for the child?",
            text_input(lines=True, written=last.changed if last else ""),
            optional=True,
            hint="What is different in the child’s life; if nothing is yet, say so.",
        ),
    ]
    return window(TELL_WINDOW, TITLE, "Keep", [*about, *fields], action_id)


def _keep(work: UnitOfWork, visitor: Visitor, action_id: str, what: str, changed: str) -> str:
    action = _theirs(work, visitor, action_id)
    if isinstance(action, str):
        raise NotTaken(WHAT, action)
    try:
        add_account(work, action.id, Account(day(work.now), what, changed, visitor.email))
    except NotOpen as closed:
        raise NotTaken(WHAT, str(closed)) from None
    return THANKS.format(told=WITH_YOU.format(whom=whoever_reviews(work, action)))


def _theirs(work: UnitOfWork, visitor: Visitor, action_id: str) -> Action | str:
    action = work.session.get(Action, int(action_id)) if action_id.isdecimal() else None
    if action is None:
        return NOT_THERE
    return action if may_tell_of_action(visitor.email, visitor.posts, action.person) else NOT_YOURS
