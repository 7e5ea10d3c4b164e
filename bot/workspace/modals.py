"""Modals: the stack of views that a person has open, and what happens when one is submitted or closed."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.workspace.blocks import check_view, fill_in
from bot.workspace.errors import PersonError, SlackError
from bot.workspace.ids import make_id
from bot.workspace.model import Json, Member, Values, View
from bot.workspace.payloads import interaction, view_json
from bot.workspace.sending import ask
from bot.workspace.state import State
from bot.workspace.values import Given, changed, current, refused
from bot.workspace.workspace import Workspace

MAX_STACK = 3
_TROUBLE = "We had some trouble connecting. Try again? "


@dataclass
class Submitted:
    """What came of submitting a modal: `errors` by block_id (the modal stays), else it was taken."""

    errors: dict[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        return not self.errors


# The stack (call under the lock)


def open_modal(state: State, user: str, view: Json) -> View:
    """Replaces whatever this person had open. SlackError `duplicate_external_id`."""
    opened = _new_view(state, user, view)
    state.modals[user] = [opened]
    return opened


def push_modal(state: State, user: str, view: Json) -> View:
    """Puts a view on top. SlackError `not_found` with nothing open, `push_limit_reached` above three."""
    views = stack(state, user)
    if not views:
        raise SlackError("not_found")
    if len(views) >= MAX_STACK:
        raise SlackError("push_limit_reached")
    pushed = _new_view(state, user, view)
    pushed.root_id, pushed.previous_id = views[0].id, views[-1].id
    views.append(pushed)
    return pushed


def replace_content(view: View, content: Json) -> None:
    """Gives a view new content; what was typed stays where block_id, action_id and type are the same."""
    blocks = _with_ids(content)
    view.values = current(blocks["blocks"], view.values)
    view.content = blocks
    view.hash = new_hash()


def publish(state: State, user: str, content: Json) -> View:
    home = state.homes.get(user)
    if home is None:
        home_id = make_id("V")
        home = state.homes[user] = View(home_id, user, _with_ids(content), new_hash(), home_id)
    else:
        replace_content(home, content)
    return home


def new_hash() -> str:
    return f"{secrets.randbelow(10**10)}.{secrets.token_urlsafe(6)}"


def stack(state: State, user: str) -> list[View]:
    """The views that this person has open, the one on top last."""
    return state.modals.get(user, [])


def top(state: State, user: str) -> View | None:
    views = stack(state, user)
    return views[-1] if views else None


# What people do


def submit(ws: Workspace, member: Member, view_id: str, given: Given) -> Submitted:
    """Submits the modal on top. PersonError when it is not there any more or the bot did not take it."""
    with ws.changing() as state:
        view = _on_top(state, member, view_id)
        if "submit" not in view.content:
            raise PersonError("This window has nothing to submit.")
        view.values = changed(view.content["blocks"], view.values, given)
        problems = refused(view.content["blocks"], view.values)
        if problems:
            return Submitted(problems)
        trigger = state.add_trigger(member.id, ws.now() + ws.config.trigger_seconds, view.id)
        payload = interaction(state, member, "view_submission")
        payload |= {"trigger_id": trigger.id, "view": view_json(state, view), "response_urls": []}
    answer = ask(ws, "interactive", payload)
    with ws.changing() as state:
        try:
            return _obey(state, member, view, answer or {})
        except SlackError as error:
            raise PersonError(
                f"{_TROUBLE}The bot's answer was refused: {error.error} {error.messages}"
            ) from error


def close(ws: Workspace, member: Member, view_id: str) -> None:
    """Closes the modal on top, and those below it where it says `clear_on_close`."""
    with ws.changing() as state:
        view = _on_top(state, member, view_id)
        views = state.modals[member.id]
        cleared = bool(view.content.get("clear_on_close"))
        gone = list(reversed(views)) if cleared else [view]
        state.modals[member.id] = [] if cleared else views[:-1]
        payloads = []
        for one in gone:
            if one.content.get("notify_on_close"):
                payload = interaction(state, member, "view_closed")
                payloads.append(payload | {"view": view_json(state, one), "is_cleared": cleared})
    for payload in payloads:
        ws.send("interactive", payload)


def keep_values(ws: Workspace, member: Member, view: View, given: Given) -> Values:
    """Remembers what the person has put in so far (call under the lock)."""
    view.values = changed(view.content["blocks"], view.values, given)
    return view.values


def _obey(state: State, member: Member, view: View, answer: Json) -> Submitted:
    """Does what the acknowledgement of a submission says."""
    action = answer.get("response_action")
    views = stack(state, member.id)
    if action == "errors":
        return Submitted(_beside_fields(view, answer.get("errors")))
    if action == "clear":
        state.modals[member.id] = []
    elif action == "update":
        replace_content(view, check_view(answer.get("view"), ("modal",)))
    elif action == "push":
        push_modal(state, member.id, check_view(answer.get("view"), ("modal",)))
    elif action is None:
        if view in views:
            views.remove(view)
    else:
        raise SlackError("invalid_arguments", [f"unknown response_action: {action}"])
    return Submitted()


def _beside_fields(view: View, errors: Any) -> dict[str, str]:
    inputs = {b["block_id"] for b in view.content["blocks"] if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_arguments", ["errors must name input blocks of the view by their block_id"])
    return {block_id: str(message) for block_id, message in errors.items()}


def _on_top(state: State, member: Member, view_id: str) -> View:
    view = top(state, member.id)
    if view is None or view.id != view_id:
        raise PersonError("This window is not open any more.")
    return view


def _new_view(state: State, user: str, content: Json) -> View:
    external_id = content.get("external_id")
    if external_id and state.find_view(None, external_id):
        raise SlackError("duplicate_external_id")
    view_id = make_id("V")
    return View(view_id, user, _with_ids(content), new_hash(), view_id)


def _with_ids(content: Json) -> Json:
    filled = dict(content)
    filled["blocks"] = fill_in(content["blocks"], escape=False)
    return filled
