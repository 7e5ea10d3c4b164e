"""The same audit in a window, for those who like that better than the message: what it shows, page after page."""

from conversations.outcomes import AreYouSure, Ask, AskAgain, Asking, Review
from conversations.turns import CHECK
from handlers.auditing.moving import Moved
from handlers.blocks import VIEW_TITLE, Block, actions, escape, header, plain, quoted
from handlers.notice import Button
from handlers.rendering import SlackMessage
from handlers.slack.audits import names
from handlers.slack.audits.check import check_in_window
from handlers.slack.audits.ended import TELL_THEM, message_of, worried_blocks
from handlers.slack.audits.names import value
from handlers.slack.audits.screen import question_in_window

IN_A_WINDOW = (
    "This audit is open in a window. What you fill in there is kept each time you go on, go back or close it. If "
    "the window is gone, open it again, or go on here."
)
IN_THE_MESSAGE = "The audit is in your direct messages with me. You can close this window."


def is_asking(moved: Moved) -> bool:
    """Whether something is asked, so that there is something to show in a window."""
    return isinstance(moved.outcome, Ask | AskAgain | Review | AreYouSure)


def window_view(moved: Moved, page: int = 1) -> Block:
    """What a move came to, as a window. It remembers conversation, version, question and page, and nothing else."""
    match moved.outcome:
        case Ask(question=question) | AskAgain(ask=Ask(question=question)):
            return _asking(moved, question.id, *question_in_window(moved))
        case Review():
            return _asking(moved, CHECK, *check_in_window(moved, page), page=page)
        case AreYouSure(what=Asking.WORRIED) as asked:
            return _asking(moved, names.WORRY, worried_blocks(moved, asked, in_window=True), TELL_THEM)
        case AreYouSure():
            return over_the_question(moved, [*message_of(moved).blocks])
        case _:
            return _window(moved, [*message_of(moved).blocks])


def over_the_question(moved: Moved, blocks: list[Block]) -> Block:
    """Something else in the same window, which leads back to the question."""
    return _asking(moved, "", blocks, "")


def elsewhere(moved: Moved) -> SlackMessage:
    """What stands in the message while the audit is in a window."""
    at = value(moved.id, moved.version, "")
    buttons = (
        Button("Open the window", names.WINDOW, at, "primary"),
        Button("Go on in this message", names.MESSAGE, at),
    )
    title = moved.form.short_title
    return SlackMessage(f"{title}: in a window", (header(title), *quoted(IN_A_WINDOW), actions(buttons)))


def _asking(moved: Moved, question: str, blocks: list[Block], submit: str, page: int = 1) -> Block:
    """Closing it is told to us, so that what was filled in is kept."""
    view = _window(moved, blocks)
    view |= {
        "callback_id": names.ASKED,
        "private_metadata": value(moved.id, moved.version, question, str(page)),
        "close": plain("Save and close"),
        "notify_on_close": True,
    }
    return view | ({"submit": plain(submit)} if submit else {})


def _window(moved: Moved, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "title": plain(escape(moved.form.short_title)[:VIEW_TITLE]),
        "close": plain("Close"),
        "blocks": blocks,
    }
