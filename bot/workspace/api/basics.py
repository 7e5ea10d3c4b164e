"""auth.test, api.test, apps.connections.open."""

from bot.workspace.api.calling import Args, method
from bot.workspace.errors import SlackError
from bot.workspace.model import Json
from bot.workspace.workspace import Workspace


class Nothing(Args):
    pass


class ApiTest(Args):
    error: str | None = None


@method("auth.test", Nothing)
def auth_test(ws: Workspace, args: Nothing) -> Json:
    state = ws.state
    return {
        "url": ws.url,
        "team": ws.name,
        "user": state.bot.name,
        "team_id": state.team_id,
        "user_id": state.bot.id,
        "bot_id": state.bot_id,
        "is_enterprise_install": False,
    }


@method("api.test", ApiTest, token=None)
def api_test(ws: Workspace, args: ApiTest) -> Json:
    if args.error:
        raise SlackError(args.error, args={"error": args.error})
    return {"args": {}}


@method("apps.connections.open", Nothing, token="app")
def connections_open(ws: Workspace, args: Nothing) -> Json:
    return {"url": ws.socket_url()}
