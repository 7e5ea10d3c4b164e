"""A workspace of the test's own with the unmodified Bolt app connected to it over Socket Mode."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.workspace import Member, Workspace, WorkspaceServer

ADA = "ada@council.example"
BEN = "ben@council.example"
GONE = "gone@council.example"


def make_workspace(**settings: Any) -> Workspace:
    return Workspace(
        name="Example Council",
        members=[
            Member(name="Ada Director", email=ADA, title="Assistant Director"),
            Member(name="Ben Worker", email=BEN, title="Social Worker"),
            Member(name="Gone Person", email=GONE, deleted=True),
        ],
        channels=["quality-assurance"],
        **settings,
    )


def data(response: SlackResponse) -> dict[str, Any]:
    """The body of an answer."""
    assert isinstance(response.data, dict)
    return response.data


def dm(client: WebClient, email: str = ADA) -> str:
    """The direct messages with this person."""
    user = data(client.users_lookupByEmail(email=email))["user"]["id"]
    return data(client.conversations_open(users=user))["channel"]["id"]


def error_of(call: Callable[[], Any]) -> str:
    """The name under which Slack refuses a call."""
    with pytest.raises(SlackApiError) as refused:
        call()
    return refused.value.response["error"]


class Bot:
    """An app of Bolt's as anybody would write it, and its Socket Mode handler."""

    def __init__(self, ws: Workspace, api_url: str) -> None:
        self.ws = ws
        self.client = WebClient(token=ws.bot_token, base_url=api_url, logger=logging.getLogger("quiet"))
        self.app = App(client=self.client, process_before_response=False)
        self.app_token = ws.app_token
        self.handler: SocketModeHandler | None = None

    def connect(self) -> None:
        client = WebClient(token=self.app_token, base_url=self.client.base_url)
        self.handler = SocketModeHandler(self.app, self.app_token, web_client=client, ping_interval=1)
        self.handler.connect()

    def close(self) -> None:
        """slack_sdk only closes once its read has ended, which is sooner when the other side hangs up."""
        if self.handler is not None:
            self.handler.client.auto_reconnect_enabled = False
            self.ws.drop_clients()
            self.ws.wait_until(lambda _: self.handler and not self.handler.client.is_connected(), 5)
            self.handler.close()
            self.handler = None


@pytest.fixture
def ws(request: pytest.FixtureRequest) -> Workspace:
    """Parametrise it indirectly with settings of `Workspace`."""
    return make_workspace(**getattr(request, "param", {}))


@pytest.fixture
def server(ws: Workspace) -> Iterator[WorkspaceServer]:
    with WorkspaceServer(ws) as running:
        yield running


@pytest.fixture
def bot(ws: Workspace, server: WorkspaceServer) -> Iterator[Bot]:
    """Not connected yet: register listeners, then `bot.connect()`."""
    made = Bot(ws, server.api_url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared() -> Iterator[WebClient]:
    """A client for what leaves nothing behind that another test could trip over."""
    ws = make_workspace()
    with WorkspaceServer(ws) as server:
        yield Bot(ws, server.api_url).client


@pytest.fixture
def client(bot: Bot) -> WebClient:
    return bot.client
