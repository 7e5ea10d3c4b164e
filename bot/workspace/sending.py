"""Sends events and interactions to the bot."""

from concurrent.futures import CancelledError, Future

from bot.workspace.errors import BotDidNotAnswerError
from bot.workspace.faults import EnvelopeKind
from bot.workspace.model import Json, Message
from bot.workspace.payloads import changed_event, event_body, message_event
from bot.workspace.workspace import Workspace

_HISTORY_SCOPE = {"im": "im:history", "channel": "channels:history", "group": "groups:history"}
_EVENT_NAME = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}


def send_event(ws: Workspace, event: Json) -> "Future[Json | None] | None":
    """Sends an event of the Events API, without waiting; nothing where the workspace is not running."""
    if not ws.running:
        return None
    body = event_body(ws.state, event, ws.now())
    return ws.send("events_api", body)


def send_message_events(ws: Workspace, message: Message) -> None:
    """A message was written: tells the bot, where it is in the conversation, subscribed and allowed to read."""
    state = ws.state
    conversation = state.conversations[message.channel]
    if message.ephemeral_for or state.bot.id not in conversation.members:
        return
    event = message_event(state, message)
    if _listens(ws, conversation.kind):
        send_event(ws, event)
    mentioned = f"<@{state.bot.id}>" in message.text and not message.by_app and conversation.kind != "im"
    if mentioned and "app_mention" in ws.config.events and "app_mentions:read" in ws.config.scopes:
        kept = {k: v for k, v in event.items() if k not in ("channel_type", "client_msg_id")}
        send_event(ws, {**kept, "type": "app_mention"})


def send_change(ws: Workspace, before: Json, message: Message | None, channel: str) -> None:
    """A message was edited (`message`) or deleted (None)."""
    state = ws.state
    conversation = state.conversations[channel]
    if state.bot.id in conversation.members and _listens(ws, conversation.kind):
        send_event(ws, changed_event(state, before, message, state.next_ts(ws.now()), channel))


def ask(ws: Workspace, kind: EnvelopeKind, payload: Json) -> Json | None:
    """Sends an interaction and waits for its acknowledgement: the payload in it, if any.

    BotNotConnectedError, BotDidNotAnswerError.
    """
    config = ws.config
    most = (config.ack_seconds + 1.0) * (2 + (config.retries if config.retry_interactions else 0))
    try:
        return ws.send(kind, payload).result(most)
    except (TimeoutError, CancelledError):
        raise BotDidNotAnswerError from None


def _listens(ws: Workspace, kind: str) -> bool:
    return _EVENT_NAME[kind] in ws.config.events and _HISTORY_SCOPE[kind] in ws.config.scopes
