"""The one place that talks to Slack's Web API."""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Generic, TypeVar

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from handlers.blocks import Block
from handlers.rendering import SlackMessage
from handlers.slack.errors import NoAccount, Refused, sorted_errors

TIMEOUT_SECONDS = 10
EVENT_TYPE, SCREEN_TYPE = "auditbot_delivery", "auditbot_screen"
_OPENS = "audit-open"
_HISTORY_PAGES = 20
_HISTORY_LIMIT = 200
_KNOWN_SECONDS = 600.0
_UNKNOWN_SECONDS = 60.0

T = TypeVar("T")


@dataclass(frozen=True)
class Account:
    """Somebody in the workspace. `email` is in lower case; None where the workspace does not tell it."""

    id: str
    email: str | None
    usable: bool


@dataclass(frozen=True)
class Posted:
    """What of a delivery stands in a channel: the `ts` of each part, and how many parts it has."""

    parts: dict[int, str]
    of: int

    @property
    def complete(self) -> bool:
        """Whether every part stands there."""
        return self.of > 0 and all(number in self.parts for number in range(1, self.of + 1))


def quiet_logger() -> logging.Logger:
    """For Slack's libraries: silent, because what fails is raised, and we say it in JSON, without content."""
    logger = logging.getLogger("auditbot.slack")
    logger.setLevel(logging.CRITICAL)
    return logger


def web_client(token: str, api_url: str) -> WebClient:
    """A client that never sends twice of its own accord: the outbox does that, and looks first."""
    base_url = api_url if api_url.endswith("/") else f"{api_url}/"
    return WebClient(
        token=token, base_url=base_url, timeout=TIMEOUT_SECONDS, retry_handlers=[], logger=quiet_logger()
    )


class SlackGateway:
    """Thread-safe. Every method may raise Later or Refused, and none tries twice."""

    def __init__(self, client: WebClient, *, clock: Callable[[], float] = monotonic) -> None:
        self._client = client
        self._users: _Remembered[str | None] = _Remembered(clock)
        self._accounts: _Remembered[Account] = _Remembered(clock)
        self._channels: _Remembered[str] = _Remembered(clock)

    # People

    def find_user(self, email: str) -> str | None:
        """The id of the full member with that address, or None. Remembered for ten minutes (None: for one)."""
        known, user = self._users.get(email.lower())
        if not known:
            user = self._look_up(email)
            self._users.keep(email.lower(), user, _KNOWN_SECONDS if user else _UNKNOWN_SECONDS)
        return user

    def account(self, user: str) -> Account:
        """Who that user is. Remembered for ten minutes."""
        known, account = self._accounts.get(user)
        if known and account is not None:
            return account
        with sorted_errors():
            found = _data(self._client.users_info(user=user))["user"]
        email = (found.get("profile") or {}).get("email")
        account = Account(user, email.lower() if email else None, _usable(found))
        self._accounts.keep(user, account, _KNOWN_SECONDS)
        return account

    def direct_message(self, user: str) -> str:
        """The channel of direct messages with that user. NoAccount if they cannot have any."""
        known, channel = self._channels.get(user)
        if known and channel is not None:
            return channel
        try:
            with sorted_errors():
                channel = str(_data(self._client.conversations_open(users=user))["channel"]["id"])
        except Refused as error:
            if error.code in ("user_not_found", "user_disabled", "cannot_dm_bot", "user_not_visible"):
                raise NoAccount(f"Slack has no account to write to: {error.code}.") from None
            raise
        self._channels.keep(user, channel, _KNOWN_SECONDS)
        return channel

    # Messages

    def post(
        self, channel: str, message: SlackMessage, delivery_id: int, *, part: int = 1, of: int = 1
    ) -> str:
        """Post one part of a delivery; its ts. The delivery's id goes with it, so that it can be found again."""
        payload = {"delivery": delivery_id, "part": part, "of": of}
        with sorted_errors():
            answer = self._client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=list(message.blocks),
                metadata={"event_type": EVENT_TYPE, "event_payload": payload},
                unfurl_links=False,
                unfurl_media=False,
            )
        return str(answer["ts"])

    def say(self, channel: str, message: SlackMessage, *, conversation: int | None = None) -> str:
        """Post something that is no delivery: an answer to what somebody said just now.

        The number of the `conversation` that it shows goes with it, so that it can be found again.
        """
        about = {"event_type": SCREEN_TYPE, "event_payload": {"conversation": conversation}}
        with sorted_errors():
            answer = self._client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=list(message.blocks),
                metadata=about if conversation is not None else None,
                unfurl_links=False,
            )
        return str(answer["ts"])

    def asking(self, channel: str, conversation: int, since: dt.datetime) -> list[str]:
        """The messages in a channel, from `since` on, that still ask something in that conversation; their ts."""
        return [
            str(message["ts"])
            for message in self._history(channel, since)
            if _shows(message, conversation) and _asks(message)
        ]

    def delete_file(self, file_id: str) -> None:
        """Take a file of ours out of Slack; one that is gone already is no trouble."""
        try:
            with sorted_errors():
                self._client.files_delete(file=file_id)
        except Refused as error:
            if error.code not in ("file_not_found", "file_deleted"):
                raise

    def already_posted(self, channel: str, delivery_id: int, since: dt.datetime) -> Posted:
        """What of a delivery stands in the channel. Looks back to `since`, at most 4,000 messages."""
        parts: dict[int, str] = {}
        of = 0
        for message in self._history(channel, since):
            payload = _payload(message, delivery_id)
            if payload is not None:
                parts[int(payload.get("part", 1))] = str(message["ts"])
                of = int(payload.get("of", 1))
            if of and len(parts) >= of:
                break
        return Posted(parts, of)

    def _history(self, channel: str, since: dt.datetime) -> Iterator[dict[str, Any]]:
        """What stands in a channel, the newest first, back to `since`; at most 4,000 messages."""
        cursor: str | None = None
        for _ in range(_HISTORY_PAGES):
            with sorted_errors():
                answer = self._client.conversations_history(
                    channel=channel,
                    oldest=f"{since.timestamp():.6f}",
                    include_all_metadata=True,
                    limit=_HISTORY_LIMIT,
                    cursor=cursor,
                )
            yield from answer.get("messages") or []
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break

    def update(self, channel: str, ts: str, message: SlackMessage) -> None:
        """Put something else in the place of a message."""
        with sorted_errors():
            self._client.chat_update(channel=channel, ts=ts, text=message.text, blocks=list(message.blocks))

    def take_away(self, channel: str, ts: str) -> None:
        """Delete a message of ours; one that is gone already is no trouble."""
        try:
            with sorted_errors():
                self._client.chat_delete(channel=channel, ts=ts)
        except Refused as error:
            if error.code != "message_not_found":
                raise

    def answer(self, response_url: str, text: str, blocks: Sequence[Block] = ()) -> None:
        """Answer what somebody just did, to them alone."""
        client = WebhookClient(
            response_url, timeout=TIMEOUT_SECONDS, retry_handlers=[], logger=quiet_logger()
        )
        with sorted_errors():
            answer = client.send(
                text=text, blocks=list(blocks) or None, response_type="ephemeral", replace_original=False
            )
        if answer.status_code != 200:
            raise Refused(f"response_url_{answer.status_code}")

    # Views

    def open_view(self, trigger_id: str, view: Block) -> str:
        """Open a modal; its id. Refused when the trigger is used or older than three seconds."""
        with sorted_errors():
            return str(_data(self._client.views_open(trigger_id=trigger_id, view=view))["view"]["id"])

    def update_view(self, view_id: str, view: Block) -> None:
        """Put something else into an open modal."""
        with sorted_errors():
            self._client.views_update(view_id=view_id, view=view)

    def push_view(self, trigger_id: str, view: Block) -> str:
        """Put a modal on top of the open one; its id. Refused as with `open_view`."""
        with sorted_errors():
            return str(_data(self._client.views_push(trigger_id=trigger_id, view=view))["view"]["id"])

    def file_posted(self, channel: str, name: str, since: dt.datetime) -> tuple[str, str] | None:
        """Where a file of ours with that name stands in the channel: its message's ts and its id; None if nowhere.

        Slack keeps nothing else with an uploaded file by which it could be known. Looks back to `since`.
        """
        for message in self._history(channel, since):
            for file in message.get("files") or ():
                if file.get("name") == name:
                    return str(message["ts"]), str(file["id"])
        return None

    def upload(
        self, channel: str, files: Sequence[tuple[str, bytes]], comment: str, *, title: str = ""
    ) -> list[str]:
        """Put files (name, content) into a channel, as one message; their ids. `title` is shown for the name."""
        uploads = [{"filename": name, "title": title or name, "file": content} for name, content in files]
        with sorted_errors():
            done = self._client.files_upload_v2(
                channel=channel, file_uploads=uploads, initial_comment=comment
            )
        return [str(each["id"]) for each in _data(done).get("files", ())]

    def publish_home(self, user: str, view: Block) -> None:
        """Show this on the app's Home of that user."""
        with sorted_errors():
            self._client.views_publish(user_id=user, view=view)

    def _look_up(self, email: str) -> str | None:
        try:
            with sorted_errors():
                found = _data(self._client.users_lookupByEmail(email=email))["user"]
        except Refused as error:
            if error.code in ("users_not_found", "user_not_found"):
                return None
            raise
        return str(found["id"]) if _usable(found) else None


def _data(answer: SlackResponse) -> dict[str, Any]:
    return answer.data if isinstance(answer.data, dict) else {}


def _usable(user: dict[str, Any]) -> bool:
    """Neither a bot, a guest, a deactivated account nor somebody of another organisation (requirements 5.3)."""
    barred = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    return not any(user.get(name) for name in barred)


def _payload(message: dict[str, Any], delivery_id: int) -> dict[str, Any] | None:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    if metadata.get("event_type") != EVENT_TYPE or payload.get("delivery") != delivery_id:
        return None
    return payload


def _shows(message: dict[str, Any], conversation: int) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == SCREEN_TYPE and payload.get("conversation") == conversation


def _asks(message: dict[str, Any]) -> bool:
    """Whether there is anything in it to fill in or to press, but to open the audit."""
    for block in message.get("blocks") or ():
        elements = (*block.get("elements", ()), *filter(None, (block.get("accessory"),)))
        pressed = {str(each.get("action_id", _OPENS)) for each in elements if isinstance(each, dict)}
        if block.get("type") == "input" or pressed - {_OPENS}:
            return True
    return False


class _Remembered(Generic[T]):
    """What was looked up, for a while."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, T]] = {}

    def get(self, key: str) -> tuple[bool, T | None]:
        """(whether it is remembered, what)."""
        with self._lock:
            until, value = self._kept.get(key, (0.0, None))
            return until > self._clock(), value

    def keep(self, key: str, value: T, seconds: float) -> None:
        """Remember it for that long."""
        with self._lock:
            self._kept[key] = (self._clock() + seconds, value)
