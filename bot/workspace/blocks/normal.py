"""What Slack fills in or rewrites when it stores blocks: missing ids, `emoji`, `verbatim`, escaped plain text."""

import copy
import re
from typing import Any

from bot.workspace.ids import short_id

_INTERACTIVE = {
    "button", "static_select", "multi_static_select", "users_select", "multi_users_select", "conversations_select",
    "channels_select", "overflow", "radio_buttons", "checkboxes", "datepicker", "timepicker", "plain_text_input",
    "email_text_input", "url_text_input", "number_input",
}  # fmt: skip


def fill_in(blocks: list[dict[str, Any]], escape: bool) -> list[dict[str, Any]]:
    """A copy as Slack stores it. `escape`: plain text gets `&amp;`, `&lt;`, `&gt;`, as it does in messages."""
    filled = copy.deepcopy(blocks)
    for block in filled:
        block.setdefault("block_id", short_id())
        _walk(block, escape)
    return filled


def escape_text(text: str) -> str:
    """`&`, `<` and `>` as Slack hands them to apps; an `&` that already begins an entity is left."""
    return re.sub(r"&(?!(amp|lt|gt);)", "&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def _walk(value: Any, escape: bool) -> None:
    if isinstance(value, list):
        for child in value:
            _walk(child, escape)
    if not isinstance(value, dict):
        return
    kind = value.get("type")
    if kind == "plain_text":
        value.setdefault("emoji", True)
        value["text"] = escape_text(value["text"]) if escape else value["text"]
    elif kind == "mrkdwn":
        value.setdefault("verbatim", False)
    elif kind in _INTERACTIVE:
        value.setdefault("action_id", short_id())
    for child in value.values():
        _walk(child, escape)
