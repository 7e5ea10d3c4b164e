"""`/audit …`: each word that can be written after it, and what it leads to."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from framework.answers import key
from framework.pack import Pack
from handlers.access import may_audit
from handlers.blocks import escape
from handlers.slack.audits.focus import show_focus
from handlers.slack.audits.listening import start
from handlers.slack.audits.mine import NOT_AN_AUDITOR, show_mine, show_start
from handlers.slack.audits.themes import show_themes
from handlers.slack.desk.doing import open_desk
from handlers.slack.desk.names import EVERYTHING
from handlers.slack.helping import HELP, NOT_UNDERSTOOD, help_message, help_view
from handlers.slack.moderation.listing import show_list as show_moderation
from handlers.slack.opening import show_window
from handlers.slack.visiting import NOT_KNOWN, Desk, Did, answer_alone, first_time, visitor_of

Listener = Callable[[Desk, Did], None]
IN_A_WINDOW = "From now on I ask you in a window. “In the message” in the window takes you back."
IN_A_MESSAGE = "From now on I ask you in your direct messages with me."


def command(desk: Desk, did: Did) -> None:
    """What was written after `/audit`: the first word says what, the rest is for that."""
    word, _, rest = did.value.strip().partition(" ")
    _LISTENERS.get(word.casefold(), _not_understood)(desk, replace(did, value=rest.strip()))


def show_help(desk: Desk, did: Did) -> None:
    """*Help* on Home: the same in a window."""
    show_window(desk, did, "Help", lambda visitor: help_view(visitor.posts))


def form_meant(pack: Pack, written: str) -> str:
    """The id of the audit tool that somebody names ("tier 2", "PLO", "tier1-plo"); empty where that is not one."""
    wanted = key(written)
    if not wanted:
        return ""
    names = {form.id: (key(form.id), key(form.short_title)) for form in pack.forms}
    exact = [form for form, known in names.items() if wanted in known]
    found = exact or [form for form, known in names.items() if any(wanted in name for name in known)]
    return found[0] if len(found) == 1 else ""


def _start(desk: Desk, did: Did) -> None:
    form = form_meant(desk.pack, did.value)
    if form:
        start(desk, replace(did, value=form))
    else:
        show_start(desk, did)


def _review(desk: Desk, did: Did) -> None:
    open_desk(desk, replace(did, value=did.value or EVERYTHING))


def _prefer(desk: Desk, did: Did, *, in_a_window: bool) -> None:
    visitor = visitor_of(desk, did.user)
    if not first_time(desk, did):
        return
    if visitor is None or not may_audit(visitor.posts):
        answer_alone(desk, did, NOT_AN_AUDITOR if visitor else NOT_KNOWN)
        return
    with desk.store.writing() as work:
        work.preferences.prefer_window(visitor.email, in_a_window)
        work.commit()
    answer_alone(desk, did, IN_A_WINDOW if in_a_window else IN_A_MESSAGE)


def _window(desk: Desk, did: Did) -> None:
    _prefer(desk, did, in_a_window=True)


def _message(desk: Desk, did: Did) -> None:
    _prefer(desk, did, in_a_window=False)


def _help(desk: Desk, did: Did) -> None:
    _tell(desk, did, HELP)


def _not_understood(desk: Desk, did: Did) -> None:
    _tell(desk, did, NOT_UNDERSTOOD)


def _tell(desk: Desk, did: Did, sentence: str) -> None:
    if not first_time(desk, did):
        return
    visitor = visitor_of(desk, did.user)
    if visitor is None:
        answer_alone(desk, did, NOT_KNOWN)
        return
    message = help_message(visitor.posts, sentence)
    desk.slack.answer(did.response_url, escape(message.text), message.blocks)


_LISTENERS: Mapping[str, Listener] = {
    "": _help,
    "help": _help,
    "start": _start,
    "mine": show_mine,
    "focus": show_focus,
    "window": _window,
    "message": _message,
    "themes": show_themes,
    "review": _review,
    "moderation": show_moderation,
}
