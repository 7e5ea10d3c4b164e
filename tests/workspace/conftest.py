"""A workspace of the test's own with the unmodified Bolt app connected to it over Socket Mode."""

import logging
from collections.abc import Iterator

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.workspace import Member, Workspace, WorkspaceServer

ADA = "ada@council.example"
BEN = "ben@council.example"
GONE = "gone@council.example"


def make_workspace(**settings: object) -> Workspace:
    return Workspace(
        name="Example Council",
        members=[
            Member(name="Ada Director", email=ADA, title="Assistant Director"),
            Member(name="Ben Worker", email=BEN, title="Social Worker"),
            Member(name="Gone Person", email=GONE, deleted=True),
        ],
        channels=["quality-assurance"],
        **settings,  # type: ignore[arg-type]
    )


class Bot:
    """An app of Bolt's as anybody would write it, and its Socket Mode handler."""

    def __init__(self, ws: Workspace, api_url: str) -> None:
        self.client = WebClient(token=ws.bot_token, base_url=api_url, logger=logging.getLogger("quiet"))
        self.app = App(client=self.client, process_before_response=False)
        self.app_token = ws.app_token
        self.handler: SocketModeHandler | None = None

    def connect(self) -> None:
        client = WebClient(token=self.app_token, base_url=self.client.base_url)
        self.handler = SocketModeHandler(self.app, self.app_token, web_client=client, ping_interval=1)
        self.handler.connect()

    def close(self) -> None:
        if self.handler is not None:
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


@pytest.fixture
def client(bot: Bot) -> WebClient:
    return bot.client
