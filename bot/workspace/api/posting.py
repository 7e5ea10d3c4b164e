"""What an app may write: the checks of a message's content, and messages written through a response_url."""

import json
from typing import Any

from bot.workspace.blocks import check_attachments, check_blocks, fill_in
from bot.workspace.errors import SlackError
from bot.workspace.model import Conversation, Json, Message
from bot.workspace.payloads import message_json
from bot.workspace.sending import send_change, send_message_events
from bot.workspace.state import State
from bot.workspace.workspace import Workspace

MAX_TEXT = 40_000
MAX_METADATA = 16_000
MAX_BLOCK_TEXT = 11_000
"""Slack does not publish how much text all blocks of a message may hold together. It has refused 11,341 characters
(slackapi/bolt-js#2867) and taken 13,200 (slackapi/bolt-js#2509); what passes here must pass there."""


def _block_text(value: Any) -> int:
    """The characters in all text objects."""
    if isinstance(value, list):
        return sum(_block_text(child) for child in value)
    if not isinstance(value, dict):
        return 0
    own = len(value["text"]) if isinstance(value.get("text"), str) else 0
    return own + sum(_block_text(child) for child in value.values())


def _list(content: Json, name: str) -> Any:
    """What stands there, or an empty list for nothing."""
    return [] if content.get(name) in (None, "") else content[name]


def checked_blocks(blocks: Any) -> list[Json]:
    """The blocks as they are stored. SlackError `invalid_blocks_format`, `invalid_blocks`."""
    return fill_in(check_blocks(blocks), escape=True)


def checked_text(text: str | None) -> str:
    """SlackError `msg_too_long`."""
    if text is not None and len(text) > MAX_TEXT:
        raise SlackError("msg_too_long")
    return text or ""


def checked_metadata(metadata: Any) -> Json | None:
    """SlackError `invalid_metadata_format`, `metadata_too_large`."""
    if metadata is None:
        return None
    shaped = (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and metadata["event_type"]
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not shaped:
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > MAX_METADATA:
        raise SlackError("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def compose(
    ws: Workspace, state: State, where: Conversation, content: Json, *, limit_text: bool = True
) -> Message:
    """A message of the bot with `text`, `blocks`, `attachments`, `metadata`; checked, not yet in the conversation.

    `limit_text`: Slack limits the text of all blocks together, but not under a response_url.
    SlackError `no_text`, `msg_too_long`, `msg_blocks_too_long`, `invalid_blocks` and their like.
    """
    blocks = checked_blocks(_list(content, "blocks"))
    attachments = check_attachments(_list(content, "attachments"))
    text = checked_text(content.get("text"))
    if not (text.strip() or blocks or attachments):
        raise SlackError("no_text")
    if limit_text and _block_text(blocks) > MAX_BLOCK_TEXT:
        raise SlackError("msg_blocks_too_long")
    return Message(
        state.next_ts(ws.now()),
        where.id,
        state.bot.id,
        text,
        blocks,
        attachments,
        checked_metadata(content.get("metadata")),
        by_app=True,
    )


def post(ws: Workspace, state: State, message: Message) -> Message:
    state.add_message(message)
    send_message_events(ws, message)
    return message


def rewrite(ws: Workspace, state: State, message: Message, content: Json) -> None:
    """Puts new content into a message in place; what `content` does not name stays.

    SlackError as `compose`.
    """
    before = message_json(state, message)
    text = checked_text(content["text"]) if content.get("text") is not None else message.text
    blocks = checked_blocks(content["blocks"]) if content.get("blocks") is not None else message.blocks
    attachments = message.attachments
    if content.get("attachments") is not None:
        attachments = check_attachments(content["attachments"])
    if not (text.strip() or blocks or attachments):
        raise SlackError("no_text")
    if message.ephemeral_for is None and _block_text(blocks) > MAX_BLOCK_TEXT:
        raise SlackError("msg_blocks_too_long")
    if content.get("metadata") is not None:
        message.metadata = checked_metadata(content["metadata"])
    message.text, message.blocks, message.attachments = text, blocks, attachments
    message.edited_ts = state.next_ts(ws.now())
    if message.ephemeral_for is None:
        send_change(ws, before, message, message.channel)


def remove(ws: Workspace, state: State, message: Message) -> None:
    state.conversations[message.channel].messages.remove(message)
    if message.ephemeral_for is None:
        send_change(ws, message_json(state, message), None, message.channel)


def post_answer(ws: Workspace, user: str, channel: str, content: Json) -> None:
    """What an app answers to a command or under a response_url: to the person alone unless `in_channel`."""
    with ws.changing() as state:
        message = compose(ws, state, state.conversations[channel], content, limit_text=False)
        if content.get("response_type") != "in_channel":
            message.ephemeral_for = user
        if isinstance(content.get("thread_ts"), str):
            message.thread_ts = content["thread_ts"]
        post(ws, state, message)


def answer_url(ws: Workspace, token: str, content: Json) -> None:
    """A POST to a response_url. SlackError `expired_url`, `used_url`, and the refusals of content."""
    with ws.changing() as state:
        url = state.response_urls.get(token)
        if url is None or ws.now() > url.expires:
            raise SlackError("expired_url")
        if url.uses >= 5:
            raise SlackError("used_url")
        source = state.conversations[url.channel].find(url.message_ts) if url.message_ts else None
        if content.get("delete_original"):
            if source is None:
                raise SlackError("message_not_found")
            remove(ws, state, source)
        elif content.get("replace_original") and source is not None:
            rewrite(ws, state, source, {"text": "", "blocks": [], "attachments": [], **content})
        else:
            post_answer(ws, url.user, url.channel, content)
        url.uses += 1
