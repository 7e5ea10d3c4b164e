"""The state of the workspace as the page shows it to one person."""

from bot.workspace import modals
from bot.workspace.model import Conversation, Json, Member, Message
from bot.workspace.payloads import file_json, message_json, view_json
from bot.workspace.state import State
from bot.workspace.workspace import Workspace


def page_state(ws: Workspace, member: Member | None, conversation_id: str) -> Json:
    """People to choose from, and for the chosen one: conversations, messages of one, Home, open modals."""
    with ws.changing_quietly() as state:
        shown: Json = {
            "version": ws.version,
            "workspace": ws.name,
            "bot": {"id": state.bot.id, "name": state.bot.name, "connected": ws.bot_connected},
            "people": [
                {"id": m.id, "name": m.name, "email": m.email, "title": m.title} for m in state.people()
            ],
            "names": {m.id: m.name for m in state.members.values()},
            "channels": {c.id: c.name for c in state.conversations.values() if c.kind != "im"},
            "commands": sorted(ws.config.commands or ()),
            "shortcuts": [
                {"callback_id": s.callback_id, "name": s.name, "kind": s.kind} for s in ws.config.shortcuts
            ],
            "me": None,
        }
        if member is not None:
            shown |= _personal(ws, state, member, conversation_id)
        return shown


def _personal(ws: Workspace, state: State, member: Member, conversation_id: str) -> Json:
    direct = state.direct(member.id, ws.now())
    mine = sorted(state.visible_to(member.id), key=lambda c: (c.kind != "im", c.name))
    chosen = next((c for c in mine if c.id == conversation_id), direct)
    home = state.homes.get(member.id)
    return {
        "me": {"id": member.id, "name": member.name, "email": member.email, "title": member.title},
        "direct": direct.id,
        "conversations": [_listed(state, c, member) for c in mine],
        "conversation": chosen.id,
        "messages": [_shown(state, m, member) for m in state.messages_for(chosen, member.id)],
        "home": view_json(state, home) if home else None,
        "modals": [view_json(state, v) for v in modals.stack(state, member.id)],
    }


def _listed(state: State, conversation: Conversation, member: Member) -> Json:
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "name": conversation.name or state.bot.name,
        "topic": conversation.topic,
        "people": len(conversation.members),
        "unread": state.unread(conversation, member.id),
    }


def _shown(state: State, message: Message, member: Member) -> Json:
    shown = message_json(state, message)
    shown |= {
        "by_app": message.by_app,
        "ephemeral": message.ephemeral_for is not None,
        "values": message.values.get(member.id, {}),
        "files": [file_json(state, state.files[f], "") for f in message.file_ids],
    }
    return shown
