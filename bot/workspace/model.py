"""The things a workspace holds, as plain types. Times are seconds since 1970 (UTC), a `ts` Slack's text of one."""

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.workspace.ids import make_id

Json = dict[str, Any]
Blocks = list[Json]
Values = dict[str, dict[str, Json]]
"""The state of inputs: block_id, then action_id, then Slack's object for the element's value."""


@dataclass(frozen=True)
class Member:
    """Somebody with an account. `restricted` is a guest, `deleted` an account that was deactivated."""

    name: str
    email: str
    title: str = ""
    is_bot: bool = False
    deleted: bool = False
    restricted: bool = False
    id: str = field(default_factory=lambda: make_id("U"))

    @property
    def username(self) -> str:
        return self.email.partition("@")[0] or self.name.lower().replace(" ", ".")


@dataclass(frozen=True)
class Channel:
    """A channel to create. `members` are e-mail addresses; None means every person of the workspace."""

    name: str
    private: bool = False
    bot_is_member: bool = True
    members: tuple[str, ...] | None = None
    topic: str = ""


@dataclass(frozen=True)
class Shortcut:
    """A shortcut of the app: `global` from the composer's menu, `message` from a message's."""

    callback_id: str
    name: str
    kind: Literal["global", "message"] = "global"


@dataclass
class Message:
    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: Blocks = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    by_app: bool = False
    edited_ts: str | None = None
    ephemeral_for: str | None = None
    file_ids: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, Values] = field(default_factory=dict)
    """What each person has chosen in this message's inputs, by user id."""


@dataclass
class Conversation:
    id: str
    kind: Literal["channel", "group", "im"]
    name: str = ""
    topic: str = ""
    members: set[str] = field(default_factory=set)
    created: float = 0.0
    messages: list[Message] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)
    """The ts up to which each person has read."""

    def find(self, ts: str) -> Message | None:
        return next((m for m in self.messages if m.ts == ts), None)


@dataclass
class View:
    """A modal or an App Home, as stored: `content` is what the app gave, with ids filled in."""

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict)

    @property
    def type(self) -> str:
        return self.content["type"]


@dataclass
class Upload:
    """A file: first a promise (`content` None), then bytes, then shared in conversations."""

    id: str
    name: str
    length: int
    created: float
    title: str = ""
    content: bytes | None = None
    complete: bool = False
    channels: list[str] = field(default_factory=list)


@dataclass
class Trigger:
    """The permission to open one modal, given with each interaction and good for a few seconds."""

    id: str
    user: str
    expires: float
    view_id: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """An address under which an app may answer an interaction, up to five times in thirty minutes."""

    token: str
    user: str
    channel: str
    message_ts: str | None
    expires: float
    uses: int = 0
