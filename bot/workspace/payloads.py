"""The JSON that Slack sends and answers, in the shapes that slack_sdk and Bolt read."""

import uuid
from typing import Any

from bot.workspace.ids import make_id
from bot.workspace.model import Conversation, Json, Member, Message, Upload, View
from bot.workspace.state import State
from bot.workspace.values import current

DOMAIN = "example-council"


def user_json(state: State, member: Member, with_email: bool) -> Json:
    profile: Json = {
        "title": member.title,
        "real_name": member.name,
        "real_name_normalized": member.name,
        "display_name": "",
        "display_name_normalized": "",
        "team": state.team_id,
    }
    if with_email and not member.is_bot:
        profile["email"] = member.email
    return {
        "id": member.id,
        "team_id": state.team_id,
        "name": member.username,
        "deleted": member.deleted,
        "real_name": member.name,
        "tz": "Europe/London",
        "tz_label": "Greenwich Mean Time",
        "tz_offset": 0,
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": member.restricted,
        "is_ultra_restricted": False,
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": 0,
    }


def conversation_json(state: State, conversation: Conversation) -> Json:
    base: Json = {
        "id": conversation.id,
        "created": int(conversation.created),
        "is_im": conversation.kind == "im",
        "is_mpim": False,
        "is_archived": False,
        "context_team_id": state.team_id,
    }
    if conversation.kind == "im":
        return {**base, "user": state.partner(conversation).id, "is_open": True, "is_user_deleted": False}
    return {
        **base,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": conversation.kind == "channel",
        "is_group": conversation.kind == "group",
        "is_private": conversation.kind == "group",
        "is_general": False,
        "is_shared": False,
        "is_member": state.bot.id in conversation.members,
        "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(conversation.members),
    }


def message_json(state: State, message: Message, with_metadata: bool = False) -> Json:
    shown: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    shown["team"] = state.team_id
    if message.by_app:
        shown |= {"bot_id": state.bot_id, "app_id": state.app_id, "bot_profile": _bot_profile(state)}
    for key in ("blocks", "attachments"):
        if getattr(message, key):
            shown[key] = getattr(message, key)
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.file_ids:
        shown |= {"files": [file_json(state, state.files[f], "") for f in message.file_ids], "upload": True}
    if message.reactions:
        shown["reactions"] = [{"name": n, "users": u, "count": len(u)} for n, u in message.reactions.items()]
    if with_metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown


def view_json(state: State, view: View) -> Json:
    content = view.content
    shown: Json = {
        "id": view.id,
        "team_id": state.team_id,
        "type": view.type,
        "blocks": content["blocks"],
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "state": {"values": current(content["blocks"], view.values)},
        "hash": view.hash,
        "title": content.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": state.app_id,
        "external_id": content.get("external_id", ""),
        "app_installed_team_id": state.team_id,
        "bot_id": state.bot_id,
    }
    return shown


def file_json(state: State, file: Upload, base_url: str) -> Json:
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else "binary"
    return {
        "id": file.id,
        "created": int(file.created),
        "timestamp": int(file.created),
        "name": file.name,
        "title": file.title or file.name,
        "filetype": kind,
        "size": file.length,
        "user": state.bot.id,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": f"{base_url}files/{file.id}/{file.name}",
        "url_private_download": f"{base_url}files/{file.id}/download/{file.name}",
        "permalink": f"{base_url}files/{file.id}/{file.name}",
        "channels": file.channels,
        "groups": [],
        "ims": [],
    }


# What is sent to the bot


def event_body(state: State, event: Json, now: float) -> Json:
    return {
        "token": "verification-token",
        "team_id": state.team_id,
        "context_team_id": state.team_id,
        "context_enterprise_id": None,
        "api_app_id": state.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": make_id("Ev"),
        "event_time": int(now),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": state.team_id,
                "user_id": state.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def message_event(state: State, message: Message) -> Json:
    conversation = state.conversations[message.channel]
    event = message_json(state, message, with_metadata=True)
    event |= {"channel": message.channel, "event_ts": message.ts, "channel_type": conversation.kind}
    if not message.by_app:
        event["client_msg_id"] = str(uuid.uuid4())
    return event


def changed_event(state: State, before: Json, message: Message | None, event_ts: str, channel: str) -> Json:
    """`message_changed`, or `message_deleted` when the message is gone."""
    event: Json = {
        "type": "message",
        "subtype": "message_changed" if message else "message_deleted",
        "previous_message": before,
        "channel": channel,
        "channel_type": state.conversations[channel].kind,
        "hidden": True,
        "ts": event_ts,
        "event_ts": event_ts,
    }
    if message:
        event["message"] = message_json(state, message, with_metadata=True)
    else:
        event["deleted_ts"] = before["ts"]
    return event


def interaction(state: State, member: Member, kind: str) -> Json:
    """What every interactive payload begins with."""
    return {
        "type": kind,
        "team": {"id": state.team_id, "domain": DOMAIN},
        "user": {
            "id": member.id,
            "username": member.username,
            "name": member.username,
            "team_id": state.team_id,
        },
        "api_app_id": state.app_id,
        "token": "verification-token",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_json(conversation: Conversation) -> Json:
    return {"id": conversation.id, "name": channel_name(conversation)}


def channel_name(conversation: Conversation) -> str:
    names = {"im": "directmessage", "group": "privategroup"}
    return names.get(conversation.kind, conversation.name)


def action_json(block: Json, element: Json, chosen: Json, action_ts: str) -> Json:
    """One entry of `actions`; `chosen` is the element's new value as `values.stated` gives it, or empty."""
    action: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] == "button":
        kept = ("text", "value", "style", "url")
        action |= {key: element[key] for key in kept if key in element}
    else:
        action |= {k: v for k, v in element.items() if k == "placeholder" or k.startswith("initial_")}
        action |= {key: value for key, value in chosen.items() if key != "type"}
    return {**action, "action_ts": action_ts}


def _bot_profile(state: State) -> dict[str, Any]:
    return {
        "id": state.bot_id,
        "app_id": state.app_id,
        "name": state.bot.name,
        "icons": {},
        "deleted": False,
        "updated": 0,
        "team_id": state.team_id,
    }
