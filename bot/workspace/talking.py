"""What people do in conversations: write, edit, delete, run slash commands, read; and that they look at Home."""

import html
import re

from bot.workspace.api.posting import post_answer
from bot.workspace.blocks.normal import escape_text
from bot.workspace.errors import PersonError, SlackError
from bot.workspace.model import Conversation, Json, Member, Message
from bot.workspace.payloads import DOMAIN, channel_name, message_json, view_json
from bot.workspace.sending import ask, send_change, send_event, send_message_events
from bot.workspace.state import State
from bot.workspace.workspace import Workspace


def say(
    ws: Workspace, member: Member, conversation_id: str, text: str, thread_ts: str | None = None
) -> Message:
    """Writes a message. `@auditbot` and `@Full Name` become mentions, `&`, `<`, `>` are escaped, as Slack does."""
    if not text.strip():
        raise PersonError("There is nothing to send yet.")
    with ws.changing() as state:
        conversation = _mine(state, member, conversation_id)
        written = _as_typed(state, text)
        message = Message(state.next_ts(ws.now()), conversation.id, member.id, written, thread_ts=thread_ts)
        message.blocks = [] if member.is_bot else _rich(written)
        state.add_message(message)
        send_message_events(ws, message)
    return message


def edit(ws: Workspace, member: Member, conversation_id: str, ts: str, text: str) -> None:
    """Changes a message of one's own."""
    with ws.changing() as state:
        message = _my_message(state, member, conversation_id, ts)
        before = message_json(state, message)
        message.text = _as_typed(state, text)
        message.blocks = _rich(message.text)
        message.edited_ts = state.next_ts(ws.now())
        send_change(ws, before, message, conversation_id)


def delete(ws: Workspace, member: Member, conversation_id: str, ts: str) -> None:
    """Deletes a message of one's own."""
    with ws.changing() as state:
        message = _my_message(state, member, conversation_id, ts)
        state.conversations[conversation_id].messages.remove(message)
        send_change(ws, message_json(state, message), None, conversation_id)


def run_command(ws: Workspace, member: Member, conversation_id: str, command: str, text: str) -> None:
    """Runs a slash command; what the bot acknowledges it with is shown to the person alone.

    PersonError when the app has no such command, is not connected or does not answer.
    """
    known = ws.config.commands
    if known is not None and command not in known:
        raise PersonError(f"{command} is not a command of this workspace. Known: {', '.join(sorted(known))}.")
    with ws.changing() as state:
        conversation = _mine(state, member, conversation_id)
        payload = _command_payload(ws, state, member, conversation, command, text)
    answer = ask(ws, "slash_commands", payload)
    if answer and (answer.get("text") or answer.get("blocks")):
        try:
            post_answer(ws, member.id, conversation_id, answer)
        except SlackError as error:
            raise PersonError(f"The bot's answer was refused: {error.error} {error.messages}") from error


def open_home(ws: Workspace, member: Member, tab: str = "home") -> None:
    """Looks at the app's Home (`home`) or its messages (`messages`)."""
    with ws.changing() as state:
        channel = state.direct(member.id, ws.now())
        if "app_home_opened" not in ws.config.events:
            return
        event: Json = {
            "type": "app_home_opened",
            "user": member.id,
            "channel": channel.id,
            "tab": tab,
            "event_ts": state.next_ts(ws.now()),
        }
        home = state.homes.get(member.id)
        if home is not None and tab == "home":
            event["view"] = view_json(state, home)
        send_event(ws, event)


def mark_read(ws: Workspace, member: Member, conversation_id: str) -> None:
    with ws.reading() as state:
        conversation = _mine(state, member, conversation_id)
        messages = state.messages_for(conversation, member.id)
        if not messages or not state.unread(conversation, member.id):
            return
    with ws.changing():
        conversation.read[member.id] = messages[-1].ts


def _command_payload(
    ws: Workspace, state: State, member: Member, conversation: Conversation, command: str, text: str
) -> Json:
    trigger = state.add_trigger(member.id, ws.now() + ws.config.trigger_seconds)
    answer = state.add_response_url(
        member.id, conversation.id, None, ws.now() + ws.config.response_url_seconds
    )
    return {
        "token": "verification-token",
        "team_id": state.team_id,
        "team_domain": DOMAIN,
        "channel_id": conversation.id,
        "channel_name": channel_name(conversation),
        "user_id": member.id,
        "user_name": member.username,
        "command": command,
        "text": escape_text(text.strip()),
        "api_app_id": state.app_id,
        "is_enterprise_install": "false",
        "response_url": f"{ws.url}response/{answer.token}",
        "trigger_id": trigger.id,
    }


def _mine(state: State, member: Member, conversation_id: str) -> Conversation:
    conversation = state.conversations.get(conversation_id)
    if conversation is None or member.id not in conversation.members:
        raise PersonError("You are not in this conversation.")
    return conversation


def _my_message(state: State, member: Member, conversation_id: str, ts: str) -> Message:
    message = _mine(state, member, conversation_id).find(ts)
    if message is None or message.user != member.id:
        raise PersonError("Only messages of your own can be changed.")
    return message


def _as_typed(state: State, text: str) -> str:
    """Escaped, with mentions where a name stands after an @."""
    escaped = html.escape(text, quote=False)
    for member in sorted(state.members.values(), key=lambda m: -len(m.name)):
        escaped = re.sub(
            rf"@{re.escape(html.escape(member.name, quote=False))}\b", f"<@{member.id}>", escaped
        )
    return escaped


def _rich(text: str) -> list[Json]:
    """What Slack's composer makes of plain words."""
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": "typed", "elements": [words]}]
