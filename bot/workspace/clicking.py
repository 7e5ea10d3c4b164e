"""What people do with buttons, menus and shortcuts: in messages, modals and Home."""

from dataclasses import dataclass
from typing import Any, Literal

from bot.workspace.errors import PersonError
from bot.workspace.model import Blocks, Conversation, Json, Member, Message, Values, View
from bot.workspace.payloads import action_json, channel_json, interaction, message_json, view_json
from bot.workspace.sending import ask
from bot.workspace.state import State
from bot.workspace.values import Given, changed, elements, is_input, option, stated
from bot.workspace.workspace import Workspace


@dataclass(frozen=True)
class Place:
    """Where an element stands: a message (`id` is its ts, with its conversation), or a view: a modal or Home."""

    kind: Literal["message", "view"]
    id: str
    conversation: str = ""


def press(
    ws: Workspace,
    member: Member,
    place: Place,
    action_id: str,
    value: Any = None,
    *,
    block_id: str | None = None,
    given: Given | None = None,
) -> None:
    """Uses one element and waits until the bot has taken it.

    `value` is what is chosen (an option's value, a list of them, a date, a text), or for buttons that share an
    action_id the value of the one meant. `given` is what else is put in on the same surface.
    PersonError when the element is not there, the bot is not connected or does not answer.
    """
    with ws.changing() as state:
        surface = _find(state, member, place)
        blocks = surface.blocks if isinstance(surface, Message) else surface.content["blocks"]
        block, element = _element(blocks, action_id, block_id, value)
        kept = surface.values.get(member.id, {}) if isinstance(surface, Message) else surface.values
        kept = changed(blocks, kept, given or {})
        chosen = _choose(element, value)
        if is_input(element):
            kept.setdefault(block["block_id"], {})[element["action_id"]] = chosen
        _keep(surface, member, kept)
        payload = _payload(ws, state, member, surface, kept)
        payload["actions"] = [action_json(block, element, chosen, state.next_ts(ws.now()))]
    ask(ws, "interactive", payload)


def use_shortcut(ws: Workspace, member: Member, callback_id: str, place: Place | None = None) -> None:
    """Uses a shortcut of the app; `place` is the message, for a message shortcut."""
    with ws.changing() as state:
        trigger = state.add_trigger(member.id, ws.now() + ws.config.trigger_seconds)
        ts = state.next_ts(ws.now())
        payload = interaction(state, member, "message_action" if place else "shortcut")
        payload |= {"callback_id": callback_id, "trigger_id": trigger.id, "action_ts": ts}
        if place:
            message = _find(state, member, place)
            if not isinstance(message, Message):
                raise PersonError("This shortcut is for messages.")
            conversation = state.conversations[place.conversation]
            payload |= _message_part(ws, state, member, conversation, message)
            payload["message_ts"] = message.ts
    ask(ws, "interactive", payload)


def _find(state: State, member: Member, place: Place) -> Message | View:
    if place.kind == "message":
        conversation = state.conversations.get(place.conversation)
        message = conversation.find(place.id) if conversation and member.id in conversation.members else None
        if message is None or message.ephemeral_for not in (None, member.id):
            raise PersonError("This message is not there any more.")
        return message
    view = state.find_view(place.id, None)
    if view is None or view.user != member.id:
        raise PersonError("This window is not open any more.")
    return view


def _element(blocks: Blocks, action_id: str, block_id: str | None, value: Any) -> tuple[Json, Json]:
    everything = list(elements(blocks))
    hits = [
        (block, element)
        for block, element in everything
        if element.get("action_id") == action_id and block_id in (None, block["block_id"])
    ]
    if len(hits) > 1 and value is not None:
        hits = [hit for hit in hits if hit[1].get("value") == value]
    if len(hits) != 1:
        there = [e.get("action_id") for _, e in everything]
        raise PersonError(
            f"There is {'no' if not hits else 'more than one'} {action_id} here; there are {there}."
        )
    return hits[0]


def _choose(element: Json, value: Any) -> Json:
    if element["type"] == "button":
        return {}
    if element["type"] == "overflow":
        return {"selected_option": option(element, value)}
    return stated(element, value)


def _keep(surface: Message | View, member: Member, kept: Values) -> None:
    if isinstance(surface, Message):
        surface.values[member.id] = kept
    else:
        surface.values = kept


def _payload(ws: Workspace, state: State, member: Member, surface: Message | View, kept: Values) -> Json:
    payload = interaction(state, member, "block_actions")
    view_id = surface.id if isinstance(surface, View) else None
    trigger = state.add_trigger(member.id, ws.now() + ws.config.trigger_seconds, view_id)
    payload["trigger_id"] = trigger.id
    if isinstance(surface, View):
        payload["container"] = {"type": "view", "view_id": surface.id}
        payload["view"] = view_json(state, surface)
        return payload
    conversation = state.conversations[surface.channel]
    part = _message_part(ws, state, member, conversation, surface)
    payload["container"] = {
        "type": "message",
        "message_ts": surface.ts,
        "channel_id": conversation.id,
        "is_ephemeral": surface.ephemeral_for is not None,
    }
    if surface.ephemeral_for is not None:
        del part["message"]
    return {**payload, **part, "state": {"values": kept}}


def _message_part(
    ws: Workspace, state: State, member: Member, conversation: Conversation, message: Message
) -> Json:
    expires = ws.now() + ws.config.response_url_seconds
    answer = state.add_response_url(member.id, conversation.id, message.ts, expires)
    return {
        "channel": channel_json(conversation),
        "message": message_json(state, message, with_metadata=True),
        "response_url": f"{ws.url}response/{answer.token}",
    }
