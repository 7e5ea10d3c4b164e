"""The state of a workspace: who and what exists, and the simple changes. No HTTP, no locks, no sending."""

import secrets
from collections.abc import Iterable

from bot.workspace.errors import SlackError
from bot.workspace.ids import make_id
from bot.workspace.model import (
    Channel,
    Conversation,
    Member,
    Message,
    ResponseUrl,
    Trigger,
    Upload,
    View,
)


class State:
    def __init__(
        self, members: Iterable[Member], channels: Iterable[Channel], bot: Member, now: float
    ) -> None:
        self.team_id = make_id("T")
        self.app_id = make_id("A")
        self.bot_id = make_id("B")
        self.bot = bot
        self.members: dict[str, Member] = {m.id: m for m in (*members, bot)}
        self.conversations: dict[str, Conversation] = {}
        self.homes: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}
        self.files: dict[str, Upload] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self._last_ts = 0
        for channel in channels:
            self._add_channel(channel, now)

    # People

    def people(self) -> list[Member]:
        return [m for m in self.members.values() if not m.is_bot and not m.deleted]

    def member_by_email(self, email: str) -> Member | None:
        wanted = email.strip().lower()
        return next((m for m in self.members.values() if m.email.lower() == wanted), None)

    # Conversations

    def direct(self, user: str, now: float) -> Conversation:
        """The direct messages between this person and the bot, opened if need be."""
        found = next((c for c in self.conversations.values() if c.kind == "im" and user in c.members), None)
        if found is None:
            found = Conversation(make_id("D"), "im", members={user, self.bot.id}, created=now)
            self.conversations[found.id] = found
        return found

    def by_name(self, name: str) -> Conversation | None:
        wanted = name.removeprefix("#")
        return next((c for c in self.conversations.values() if c.kind != "im" and c.name == wanted), None)

    def partner(self, conversation: Conversation) -> Member:
        """The person in direct messages with the bot."""
        return self.members[next(iter(conversation.members - {self.bot.id}))]

    def visible_to(self, user: str) -> list[Conversation]:
        return [c for c in self.conversations.values() if user in c.members]

    # Messages

    def next_ts(self, now: float) -> str:
        """A ts that no other message has: the time, or the smallest step after the last one."""
        micros = max(int(now * 1_000_000), self._last_ts + 1)
        self._last_ts = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def add_message(self, message: Message) -> Message:
        conversation = self.conversations[message.channel]
        conversation.messages.append(message)
        if message.user in self.members:
            conversation.read[message.user] = message.ts
        return message

    def messages_for(self, conversation: Conversation, user: str) -> list[Message]:
        return [m for m in conversation.messages if m.ephemeral_for in (None, user)]

    def unread(self, conversation: Conversation, user: str) -> int:
        read = conversation.read.get(user, "")
        return sum(1 for m in self.messages_for(conversation, user) if m.ts > read and m.user != user)

    # Views

    def find_view(self, view_id: str | None, external_id: str | None) -> View | None:
        every = [v for stack in self.modals.values() for v in stack] + list(self.homes.values())
        for view in every:
            if view_id and view.id == view_id:
                return view
            if external_id and view.content.get("external_id") == external_id:
                return view
        return None

    # Triggers and answers

    def add_trigger(self, user: str, expires: float, view_id: str | None = None) -> Trigger:
        number = secrets.randbelow(10**13)
        trigger = Trigger(
            f"{number}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}", user, expires, view_id
        )
        self.triggers[trigger.id] = trigger
        return trigger

    def use_trigger(self, trigger_id: str, now: float) -> Trigger:
        """SlackError `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if now > trigger.expires:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def add_response_url(
        self, user: str, channel: str, message_ts: str | None, expires: float
    ) -> ResponseUrl:
        answer = ResponseUrl(secrets.token_urlsafe(18), user, channel, message_ts, expires)
        self.response_urls[answer.token] = answer
        return answer

    def _add_channel(self, channel: Channel, now: float) -> None:
        chosen = {e.lower() for e in channel.members} if channel.members is not None else None
        members = {m.id for m in self.people() if chosen is None or m.email.lower() in chosen}
        if channel.bot_is_member:
            members.add(self.bot.id)
        conversation = Conversation(
            make_id("C"), "group" if channel.private else "channel", channel.name, channel.topic, members, now
        )
        self.conversations[conversation.id] = conversation
