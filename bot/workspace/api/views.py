"""views.*"""

from bot.workspace import modals
from bot.workspace.api.calling import Args, Structure, method
from bot.workspace.blocks import check_view
from bot.workspace.errors import SlackError
from bot.workspace.model import Json
from bot.workspace.payloads import view_json
from bot.workspace.workspace import Workspace


class Open(Args):
    trigger_id: str
    view: Structure


class Update(Args):
    view: Structure
    view_id: str | None = None
    external_id: str | None = None
    hash: str | None = None


class Publish(Args):
    user_id: str
    view: Structure
    hash: str | None = None


@method("views.open", Open)
def open_(ws: Workspace, args: Open) -> Json:
    view = check_view(args.view, ("modal",))
    with ws.changing() as state:
        trigger = state.use_trigger(args.trigger_id, ws.now())
        return {"view": view_json(state, modals.open_modal(state, trigger.user, view))}


@method("views.push", Open)
def push(ws: Workspace, args: Open) -> Json:
    view = check_view(args.view, ("modal",))
    with ws.changing() as state:
        trigger = state.use_trigger(args.trigger_id, ws.now())
        return {"view": view_json(state, modals.push_modal(state, trigger.user, view))}


@method("views.update", Update)
def update(ws: Workspace, args: Update) -> Json:
    if not args.view_id and not args.external_id:
        raise SlackError("invalid_arguments", ["either view_id or external_id is required"])
    content = check_view(args.view, ("modal", "home"))
    with ws.changing() as state:
        view = state.find_view(args.view_id, args.external_id)
        if view is None or view.type != content["type"]:
            raise SlackError("not_found")
        if args.hash is not None and args.hash != view.hash:
            raise SlackError("hash_conflict")
        modals.replace_content(view, content)
        return {"view": view_json(state, view)}


@method("views.publish", Publish)
def publish(ws: Workspace, args: Publish) -> Json:
    content = check_view(args.view, ("home",))
    with ws.changing() as state:
        member = state.members.get(args.user_id)
        if member is None or member.is_bot or member.deleted:
            raise SlackError("user_not_found")
        home = state.homes.get(args.user_id)
        if args.hash is not None and home is not None and args.hash != home.hash:
            raise SlackError("hash_conflict")
        return {"view": view_json(state, modals.publish(state, args.user_id, content))}
