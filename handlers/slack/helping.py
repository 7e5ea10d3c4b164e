"""Plain help: what the bot is for, what can be written after `/audit`, and the buttons for it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from framework.people import Person
from handlers.access import may_audit, may_keep_themes, may_list_moderation, may_review
from handlers.blocks import Block, actions, quoted, words
from handlers.notice import REVIEW_DESK, Button
from handlers.rendering import SlackMessage
from handlers.slack.audits import names
from handlers.slack.desk.names import EVERYTHING
from handlers.slack.views import modal_view

HELP = (
    "I file audit tools that are sent to the audits mailbox, and tell those whom the framework names. When an "
    "audit is for you, I send you a message. Press “Open” in it to see the audit, and “I have seen this” once you "
    "have seen it. To hand in an audit, hold it here with me, in messages or in a window, or send the completed "
    "audit tool to the audits mailbox. All that is yours is on my Home tab. I am no emergency line: for an urgent "
    "concern about a child, use the telephone first."
)
NOT_UNDERSTOOD = "I am sorry, I cannot do that yet. This is what I can do."

NO_WORDS = (
    "I read words only: nothing was taken from what you sent. Send a completed audit tool to the audits mailbox, "
    "or hold the audit here with me."
)


@dataclass(frozen=True)
class Word:
    """One thing that can be written after `/audit`: how, what it does, and for whom it is."""

    usage: str
    does: str
    may: Callable[[Iterable[Person]], bool] = lambda _: True


WORDS = (
    Word("start", "begins an audit, or goes on with one; “start tier 2” begins that one at once", may_audit),
    Word("mine", "shows your audits: to do, in progress, done"),
    Word("focus", "shows this month’s programme of focus, and what to look for"),
    Word("window", "asks you in a window from now on", may_audit),
    Word("message", "asks you in your direct messages with me, as at first", may_audit),
    Word("themes", "shows the list of themes, to add, rename and retire", may_keep_themes),
    Word("review", "opens the review desk; “review 12” opens the mail of that number", may_review),
    Word("moderation", "shows the audits whose judgement waits for a second look", may_list_moderation),
    Word("help", "shows this"),
)


def help_message(posts: Iterable[Person], sentence: str = HELP) -> SlackMessage:
    """The help for somebody who holds these posts."""
    preview = sentence.partition(". ")[0]
    return SlackMessage(preview, tuple(help_blocks(list(posts), sentence)))


def help_view(posts: Iterable[Person]) -> Block:
    """The same in a window."""
    return modal_view("Help", list(help_blocks(list(posts), HELP)))


def help_blocks(posts: list[Person], sentence: str) -> Iterator[Block]:
    """A sentence, what can be written, and a click to the same."""
    yield from quoted(sentence)
    listed = "\n".join(f"`/audit {word.usage}` {word.does}" for word in WORDS if word.may(posts))
    yield from words(listed)
    yield actions(tuple(_buttons(posts)))


def _buttons(posts: list[Person]) -> Iterator[Button]:
    if may_audit(posts):
        yield Button("Start an audit", names.START, "help", "primary")
    yield Button("My audits", names.MINE, "help")
    if may_review(posts):
        yield Button("Review desk", REVIEW_DESK, EVERYTHING)
