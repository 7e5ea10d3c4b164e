"""Where an audit is shown: in one message that is updated in place, or in a window over it."""

from contextlib import suppress
from dataclasses import replace

from conversations.outcomes import Done, Left
from conversations.outcomes import Refused as Refusal
from handlers.auditing.moving import Moved
from handlers.blocks import quoted
from handlers.rendering import SlackMessage
from handlers.slack.audits.ended import message_of
from handlers.slack.audits.names import clicked
from handlers.slack.audits.window import IN_THE_MESSAGE, elsewhere, is_asking, window_view
from handlers.slack.errors import Refused, SlackTrouble
from handlers.slack.home import publish_home
from handlers.slack.views import LOADING, sentence_view
from handlers.slack.visiting import Desk, Did, Visitor

_BELOW = "This audit goes on below."
BELOW = SlackMessage(_BELOW, tuple(quoted(_BELOW)))


def show(desk: Desk, did: Did, visitor: Visitor, moved: Moved, page: int = 1) -> None:
    """Where it was clicked: in the window, or in the message; from elsewhere, wherever they like to have it."""
    moved = with_accounts(desk, moved)
    if in_window(did):
        desk.slack.update_view(did.view_id, window_view(moved, page))
        if not is_asking(moved):
            show_in_message(desk, did, moved)
    elif did.message_ts and did.channel:
        put(desk, moved, did.channel, did.message_ts, page)
    else:
        show_anew(desk, did, visitor, moved, window_ahead(desk, did, visitor))
    if isinstance(moved.outcome, Done | Left) or not did.message_ts:
        publish_home(desk, did.user, visitor)


def show_anew(desk: Desk, did: Did, visitor: Visitor, moved: Moved, view: str = "") -> None:
    """In a new message, and the one before is taken away; or in the window `view`, with a message that says so.

    The new one stands and is remembered first: whenever the bot is stopped, one is there to go on with.
    """
    moved = with_accounts(desk, moved)
    in_a_window = bool(view) and is_asking(moved)
    if in_a_window:
        desk.slack.update_view(view, window_view(moved))
    if in_a_window and moved.screen:
        show_that_it_is_elsewhere(desk, did, moved)
        return
    channel = desk.slack.direct_message(did.user)
    message = elsewhere(moved) if in_a_window else message_of(moved)
    _remember(desk, moved, channel, desk.slack.say(channel, message, conversation=moved.id))
    if moved.screen:
        _take_away(desk, *moved.screen)
    if not in_a_window and (view or did.view_id):
        desk.slack.update_view(view or did.view_id, sentence_view(IN_THE_MESSAGE, moved.form.short_title))


def show_in_message(desk: Desk, did: Did, moved: Moved, page: int = 1) -> None:
    """In the message in which it was shown last, whatever stands there now; in a new one if that is gone."""
    moved = with_accounts(desk, moved)
    if moved.screen is None:
        channel = desk.slack.direct_message(did.user)
        _remember(
            desk, moved, channel, desk.slack.say(channel, message_of(moved, page), conversation=moved.id)
        )
    else:
        put(desk, moved, *moved.screen, page)


def with_accounts(desk: Desk, moved: Moved) -> Moved:
    """Once it is recorded: whom of those who are told Slack does not know; nobody where it does not say."""
    if moved.recorded is None or moved.without_account:
        return moved
    people = {
        each.email: each.name or each.email for each in moved.told if each.email and each.untold is None
    }
    if moved.feedback and moved.feedback[1]:
        people[moved.feedback[1]] = moved.feedback[0]
    try:
        missing = [name for email, name in people.items() if desk.slack.find_user(email) is None]
    except SlackTrouble:
        return moved
    return replace(moved, without_account=tuple(dict.fromkeys(missing)))


def show_that_it_is_elsewhere(desk: Desk, did: Did, moved: Moved) -> None:
    """In the message: that the audit is in a window."""
    channel, ts = (did.channel, did.message_ts) if did.message_ts else moved.screen or ("", "")
    if channel and ts:
        desk.slack.update(channel, ts, elsewhere(moved))
        _remember(desk, moved, channel, ts)


def window_ahead(desk: Desk, did: Did, visitor: Visitor) -> str:
    """The id of a window that says *one moment*, for somebody who likes windows; empty where there can be none.

    Opened before any work, because the trigger lasts three seconds.
    """
    with desk.store.reading() as work:
        wanted = work.preferences.in_window(visitor.email)
    if not wanted or did.view_id:
        return did.view_id if wanted else ""
    try:
        return desk.slack.open_view(did.trigger_id, sentence_view(LOADING)) if did.trigger_id else ""
    except Refused:
        return ""


def in_window(did: Did) -> bool:
    """Whether it was done in the window in which an audit is asked."""
    return bool(did.view_id) and clicked(did.context) is not None


def put(desk: Desk, moved: Moved, channel: str, ts: str, page: int = 1) -> str:
    """In that message, or in a new one where there is none or somebody has deleted it; where it is shown now."""
    message = message_of(moved, page)
    try:
        if ts:
            desk.slack.update(channel, ts, message)
    except Refused as refused:
        if refused.code not in ("message_not_found", "cant_update_message", "edit_window_closed"):
            raise
        ts = ""
    ts = ts or desk.slack.say(channel, message, conversation=moved.id)
    _remember(desk, moved, channel, ts)
    return ts


def _remember(desk: Desk, moved: Moved, channel: str, ts: str) -> None:
    if moved.screen == (channel, ts) or isinstance(moved.outcome, Refusal):  # it is on somebody else's screen
        return
    with desk.store.writing() as work:
        work.conversations.show_in(moved.id, channel, ts)
        work.commit()


def _take_away(desk: Desk, channel: str, ts: str) -> None:
    """The screen before, so that a typed audit leaves one screen and not one for each answer."""
    try:
        desk.slack.take_away(channel, ts)
    except Refused:  # a workspace may forbid it
        with suppress(Refused):
            desk.slack.update(channel, ts, BELOW)
