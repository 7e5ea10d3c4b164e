"""Slack as a whole: the gateway, the app and the connection, put together; and the check that they can work."""

import threading

import structlog

from framework.pack import Pack
from framework.working_days import WorkingDays
from handlers.slack.app import build_app
from handlers.slack.audits.catching_up import catch_up
from handlers.slack.errors import Later, Refused, sorted_errors
from handlers.slack.gateway import SlackGateway, web_client
from handlers.slack.lanes import Lanes
from handlers.slack.listeners import Desk
from handlers.slack.socket import Socket, SocketHealth
from mail.opening import Open, Read, open_mail
from mail.parts import Limits
from store.unit_of_work import Store

log = structlog.get_logger()

SLACK = "https://slack.com/api/"
SCOPES = ("chat:write", "commands", "files:write", "im:history", "im:write", "users:read", "users:read.email")


class Chat:
    """The bot in one workspace. Nothing connects until `run`, or until `gateway` is used.

    `read`, `opener` and `limits` are as for the intake; without `read`, documents are read in this process.
    `days` is the council's calendar.
    """

    def __init__(
        self,
        store: Store,
        pack: Pack,
        bot_token: str,
        app_token: str,
        *,
        api_url: str = SLACK,
        read: Read | None = None,
        opener: Open = open_mail,
        limits: Limits | None = None,
        days: WorkingDays | None = None,
    ) -> None:
        self.gateway = SlackGateway(web_client(bot_token, api_url))
        self._lanes = Lanes()
        self._desk = Desk(
            store, pack, self.gateway, read, opener, limits or Limits(), self._lanes, days or WorkingDays()
        )
        self._socket = Socket(build_app(bot_token, api_url, self._desk), app_token, first=self._catch_up)

    def run(self, stop: threading.Event) -> None:
        """Be connected until `stop`; then finish what was acknowledged. Once only."""
        try:
            self._socket.run(stop)
        finally:
            self._lanes.close()

    def _catch_up(self) -> None:
        """Later where Slack does not answer yet; whatever else there may be keeps nobody from connecting."""
        try:
            catch_up(self._desk)
        except Later:
            raise
        except Exception as error:
            log.error("not-caught-up", error=type(error).__name__)

    @property
    def health(self) -> SocketHealth:
        """How the connection is now."""
        return self._socket.health


def check_slack(bot_token: str, app_token: str, *, api_url: str = SLACK) -> str | None:
    """What is wrong with the tokens or their scopes and what to do about it, or None."""
    client = web_client(bot_token, api_url)
    try:
        with sorted_errors():
            answer = client.auth_test()
            granted = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes")
        with sorted_errors():
            client.apps_connections_open(app_token=app_token)
    except Later as trouble:
        return f"{trouble.reason} Check slack.api_url and the way to it."
    except Refused as trouble:
        return f"{trouble.reason} Check slack.bot_token (xoxb-…) and slack.app_token (xapp-…, connections:write)."
    missing = [scope for scope in SCOPES if granted and scope not in granted.replace(" ", "").split(",")]
    if missing:
        return (
            f"The bot token lacks {', '.join(missing)}: install the app again with docs/slack-manifest.yaml."
        )
    return None
