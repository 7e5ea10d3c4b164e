"""What can be set about a workspace and the app installed in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import time

from bot.workspace.model import Shortcut

DEFAULT_SCOPES = frozenset(
    {
        "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "commands",
        "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write",
        "reactions:write", "users.profile:read", "users:read", "users:read.email",
    }
)  # fmt: skip
DEFAULT_EVENTS = frozenset({"app_home_opened", "app_mention", "message.im"})


@dataclass(frozen=True)
class Config:
    """`commands` None: every slash command is the app's. Times in seconds.

    Slack sends an event again when it is not acknowledged, and an interaction only when the connection broke
    before it was; `retry_interactions` sends those again as well.
    """

    bot_name: str = "auditbot"
    scopes: frozenset[str] = DEFAULT_SCOPES
    events: frozenset[str] = DEFAULT_EVENTS
    commands: frozenset[str] | None = None
    shortcuts: tuple[Shortcut, ...] = ()
    ack_seconds: float = 3.0
    retries: int = 3
    retry_interactions: bool = False
    connect_patience: float = 3600.0
    trigger_seconds: float = 3.0
    response_url_seconds: float = 1800.0
    clock: Callable[[], float] = field(default=time)
