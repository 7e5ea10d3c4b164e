"""What Slack takes at most, held against what is sent: `bot/workspace/blocks` has the rules of its reference."""

import html
from typing import Any

from bot.workspace.blocks import check_blocks, check_view
from handlers.blocks import Block
from handlers.rendering import SlackMessage

ALL_TEXTS = 13_000  # characters in all blocks of a message together: more is refused as msg_blocks_too_long
PREVIEW = 150


def hold_message(message: SlackMessage) -> str:
    """The words of a message that Slack takes; AssertionError or SlackError for any other."""
    check_blocks(list(message.blocks))
    told = words_of(list(message.blocks))
    assert len(told) <= ALL_TEXTS, f"{len(told)} characters in one message"
    assert 0 < len(message.text) <= PREVIEW
    return html.unescape(told)


def hold_view(view: Block) -> str:
    """The words of a window or of Home that Slack takes."""
    check_view(view, (view["type"],))
    return html.unescape(words_of(view["blocks"]))


def words_of(value: Any) -> str:
    """Everything that a person reads in blocks, what stands in fields among it."""
    if isinstance(value, list):
        return "\n".join(filter(None, map(words_of, value)))
    if not isinstance(value, dict):
        return ""
    own = [value[key] for key in ("text", "initial_value") if isinstance(value.get(key), str)]
    return "\n".join(
        [*own, *filter(None, (words_of(each) for each in value.values() if not isinstance(each, str)))]
    )
