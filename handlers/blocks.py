"""Block Kit: the few blocks that are used here, within Slack's limits."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from handlers.notice import Button

Block = dict[str, Any]

TEXT_LIMIT = 3000
HEADER_LIMIT = 150
LABEL_LIMIT = 75
MESSAGE_BLOCKS = 50
VIEW_TITLE = 24


def escape(text: str) -> str:
    """`text` so that mrkdwn shows it and can ping nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def pieces(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Escaped text cut into pieces of at most `limit` characters, at a line's end or a space where there is one.

    Joined again they are `text`; no entity such as `&amp;` is cut in two.
    """
    cut: list[str] = []
    while len(text) > limit:
        at = _where_to_cut(text, limit)
        cut.append(text[:at])
        text = text[at:]
    return [*cut, text] if text else cut


def shortened(text: str, limit: int, more: str = "…") -> str:
    """As much of `text` as escapes to at most `limit` characters, with `more` at the end where it was cut."""
    if len(escape(text)) <= limit:
        return text
    room = limit - len(escape(more))
    fits = sum(length <= room for length in accumulate(len(escape(sign)) for sign in text[:limit]))
    return f"{text[:fits].rstrip()}{more}"


def _where_to_cut(text: str, limit: int) -> int:
    for mark in ("\n", " "):
        at = text.rfind(mark, limit // 2, limit)
        if at != -1:
            return at + 1
    entity = text.rfind("&", limit - 4, limit)
    return entity if entity != -1 and ";" not in text[entity:limit] else limit


def words(text: str) -> Iterator[Block]:
    """Our own words, with `*bold*`; whatever came from people in it must be escaped."""
    for piece in pieces(text):
        if piece.strip():
            yield {"type": "section", "text": mrkdwn(piece)}


def bold(text: str) -> Iterator[Block]:
    """What is asked, in bold."""
    yield from words(f"*{escape(text)}*")


def quoted(text: str) -> Iterator[Block]:
    """What a person wrote, exactly as written: nothing in it is formatted, linked or a mention."""
    for piece in pieces(escape(text)):
        if piece.strip():
            yield {"type": "section", "text": plain(piece)}


def to_copy(text: str) -> Iterator[Block]:
    """Text in a box of its own, to be copied as it stands."""
    fence = "```"
    for piece in pieces(escape(text.replace(fence, "'''")), TEXT_LIMIT - 2 * len(fence)):
        if piece.strip():
            yield {"type": "section", "text": mrkdwn(f"{fence}{piece}{fence}")}


def header(text: str) -> Block:
    """A heading of at most 150 characters; headings are ours and short."""
    return {"type": "header", "text": plain(escape(shortened(text, HEADER_LIMIT)))}


def small_print(text: str) -> Iterator[Block]:
    """Grey words under a message."""
    for piece in pieces(escape(text)):
        if piece.strip():
            yield {"type": "context", "elements": [mrkdwn(piece)]}


def actions(buttons: tuple[Button, ...]) -> Block:
    """A row of buttons, each with an action of its own."""
    return {"type": "actions", "elements": [button(one) for one in buttons]}


def button(one: Button) -> Block:
    """One button."""
    element = {
        "type": "button",
        "text": plain(escape(shortened(one.label, LABEL_LIMIT))),
        "action_id": one.action,
        "value": one.value,
    }
    return element | ({"style": one.style} if one.style else {})


def plain(text: str) -> Block:
    """Escaped text without any formatting, emoji codes included."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Block:
    """Escaped text with formatting; names of channels and people in it are left alone."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}
