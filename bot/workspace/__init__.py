"""A Slack-compatible workspace on this machine, for the demo and the tests: Web API, Socket Mode and a page.

    ada = Member(name="Ada Director", email="ada@council.example")
    ws = Workspace(members=[ada], channels=["quality-assurance"])
    with WorkspaceServer(ws) as server:
        print(server.url)        # the page
        app = App(token=ws.bot_token, client=WebClient(base_url=server.api_url, token=ws.bot_token))

`ws.as_member(email)` acts as a person, `ws.faults` makes Slack misbehave, `ws.calls` is what the bot called.
"""

from bot.workspace.config import DEFAULT_EVENTS, DEFAULT_SCOPES
from bot.workspace.errors import BotDidNotAnswerError, BotNotConnectedError, PersonError
from bot.workspace.model import Channel, Member, Shortcut
from bot.workspace.seat import Seat
from bot.workspace.server import WorkspaceServer
from bot.workspace.workspace import Workspace

__all__ = [
    "DEFAULT_EVENTS",
    "DEFAULT_SCOPES",
    "BotDidNotAnswerError",
    "BotNotConnectedError",
    "Channel",
    "Member",
    "PersonError",
    "Seat",
    "Shortcut",
    "Workspace",
    "WorkspaceServer",
]
