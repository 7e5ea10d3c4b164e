"""Finds the conversation or message that an app names, or refuses as Slack does."""

from bot.workspace.errors import SlackError
from bot.workspace.model import Conversation, Message
from bot.workspace.state import State
from bot.workspace.workspace import Workspace


def conversation(state: State, channel: str) -> Conversation:
    """By id only. SlackError `channel_not_found`, also for private channels the bot is not in."""
    found = state.conversations.get(channel)
    hidden = found is not None and found.kind != "channel" and state.bot.id not in found.members
    if found is None or hidden:
        raise SlackError("channel_not_found")
    return found


def joined(state: State, channel: str) -> Conversation:
    """A conversation that the bot is in. SlackError `channel_not_found`, `not_in_channel`."""
    found = conversation(state, channel)
    if state.bot.id not in found.members:
        raise SlackError("not_in_channel")
    return found


def target(ws: Workspace, state: State, channel: str) -> Conversation:
    """Where a message may be posted: an id, a name with or without #, or a person (their direct messages).

    SlackError `channel_not_found`, `not_in_channel`, `cannot_dm_bot`.
    """
    member = state.members.get(channel)
    if member is not None:
        if member.is_bot:
            raise SlackError("cannot_dm_bot")
        if member.deleted:
            raise SlackError("channel_not_found")
        return state.direct(member.id, ws.now())
    found = state.by_name(channel) or conversation(state, channel)
    if found.kind == "group" and state.bot.id not in found.members:
        raise SlackError("channel_not_found")
    if state.bot.id not in found.members and "chat:write.public" not in ws.config.scopes:
        raise SlackError("not_in_channel")
    return found


def message(found: Conversation, ts: str, otherwise: str = "message_not_found") -> Message:
    """A message that everybody in the conversation sees, or SlackError `otherwise`."""
    hit = found.find(ts)
    if hit is None or hit.ephemeral_for is not None:
        raise SlackError(otherwise)
    return hit
