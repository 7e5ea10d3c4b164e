"""users.*"""

from bot.workspace.api.calling import Args, method
from bot.workspace.api.paging import page
from bot.workspace.errors import SlackError
from bot.workspace.model import Json, Member
from bot.workspace.payloads import user_json
from bot.workspace.workspace import Workspace


class LookupByEmail(Args):
    email: str


class User(Args):
    user: str


class OptionalUser(Args):
    user: str | None = None


class UsersList(Args):
    cursor: str | None = None
    limit: int = 0


@method("users.lookupByEmail", LookupByEmail, "users:read.email")
def lookup_by_email(ws: Workspace, args: LookupByEmail) -> Json:
    """People whose account was deactivated are not found, nor are apps."""
    with ws.reading() as state:
        member = state.member_by_email(args.email)
        if member is None or member.deleted or member.is_bot:
            raise SlackError("users_not_found")
        return {"user": user_json(state, member, with_email=True)}


@method("users.info", User, "users:read")
def info(ws: Workspace, args: User) -> Json:
    with ws.reading() as state:
        return {"user": user_json(state, _member(ws, args.user), _sees_email(ws))}


@method("users.list", UsersList, "users:read")
def users_list(ws: Workspace, args: UsersList) -> Json:
    with ws.reading() as state:
        members, metadata = page(list(state.members.values()), args.cursor, args.limit or 1000)
        shown = [user_json(state, m, _sees_email(ws)) for m in members]
        return {"members": shown, "cache_ts": int(ws.now()), **metadata}


@method("users.profile.get", OptionalUser, "users.profile:read")
def profile_get(ws: Workspace, args: OptionalUser) -> Json:
    with ws.reading() as state:
        member = _member(ws, args.user) if args.user else state.bot
        return {"profile": user_json(state, member, _sees_email(ws))["profile"]}


def _member(ws: Workspace, user: str) -> Member:
    member = ws.state.members.get(user)
    if member is None:
        raise SlackError("user_not_found")
    return member


def _sees_email(ws: Workspace) -> bool:
    return "users:read.email" in ws.config.scopes
