"""The seat of one person in a workspace: what they see and what they do, for tests and for the demo."""

from functools import partial
from typing import Any

from bot.workspace import clicking, modals, talking
from bot.workspace.clicking import Place
from bot.workspace.errors import PersonError
from bot.workspace.model import Conversation, Json, Member, Message, View
from bot.workspace.payloads import message_json, view_json
from bot.workspace.state import State
from bot.workspace.workspace import Workspace

NEWS_TIMEOUT = 10.0


class Seat:
    """Thread-safe. Acting waits until the bot has acknowledged; `PersonError` says why something cannot be done.

    Conversations are named by a channel's name; left out, it is the direct messages with the bot. A message is a
    dict as Slack's API gives it, with `channel`, `ephemeral` (bool), `by_bot` (bool) and its metadata.
    """

    def __init__(self, ws: Workspace, member: Member) -> None:
        self._ws = ws
        self.member = member

    # Messages

    def messages(self, with_bot: bool = True, channel: str | None = None) -> list[Json]:
        """Oldest first, ephemeral ones included. `with_bot` False leaves out what the bot wrote."""
        with self._ws.reading() as state:
            return self._seen(state, channel, with_bot)

    def wait_for_messages(
        self, n: int, timeout: float = NEWS_TIMEOUT, *, with_bot: bool = True, channel: str | None = None
    ) -> list[Json]:
        """The messages, once there are at least `n`. TimeoutError with what there was."""
        found = self._ws.wait_until(
            lambda state: len(seen := self._seen(state, channel, with_bot)) >= n and seen, timeout
        )
        if n and not found:
            there = [m["text"] for m in self.messages(with_bot, channel)]
            raise TimeoutError(f"waited {timeout} s for {n} messages; there are {len(there)}: {there}")
        return found or []

    def wait_for_text(self, part: str, timeout: float = NEWS_TIMEOUT, *, channel: str | None = None) -> Json:
        """The newest message that has this in its text or blocks. TimeoutError with what there was."""

        def newest(state: State) -> Json | None:
            seen = reversed(self._seen(state, channel, True))
            return next((m for m in seen if part in m["text"] or part in str(m.get("blocks", ""))), None)

        found = self._ws.wait_until(newest, timeout)
        if not found:
            there = [m["text"] for m in self.messages(channel=channel)]
            raise TimeoutError(f"waited {timeout} s for a message with “{part}”; there are: {there}")
        return found

    def say(self, text: str, *, channel: str | None = None, thread_ts: str | None = None) -> str:
        """Writes a message; its ts."""
        return talking.say(self._ws, self.member, self._conversation(channel).id, text, thread_ts).ts

    def edit(self, ts: str, text: str, *, channel: str | None = None) -> None:
        talking.edit(self._ws, self.member, self._conversation(channel).id, ts, text)

    def delete(self, ts: str, *, channel: str | None = None) -> None:
        talking.delete(self._ws, self.member, self._conversation(channel).id, ts)

    def command(self, command: str, text: str = "", *, channel: str | None = None) -> None:
        """Runs a slash command."""
        talking.run_command(self._ws, self.member, self._conversation(channel).id, command, text)

    # Buttons, menus, shortcuts

    def press(
        self,
        ts: str,
        action_id: str,
        value: Any = None,
        *,
        block_id: str | None = None,
        given: Json | None = None,
    ) -> None:
        """Uses a button or menu of a message; `value` is what is chosen, see `clicking.press`."""
        place = Place("message", ts, self._holding(ts).id)
        clicking.press(self._ws, self.member, place, action_id, value, block_id=block_id, given=given)

    def press_in_view(
        self, action_id: str, value: Any = None, *, block_id: str | None = None, given: Json | None = None
    ) -> None:
        """Uses a button or menu of the modal on top."""
        place = Place("view", self._top().id)
        clicking.press(self._ws, self.member, place, action_id, value, block_id=block_id, given=given)

    def press_in_home(self, action_id: str, value: Any = None, *, block_id: str | None = None) -> None:
        """Uses a button or menu of the app's Home."""
        home = self._ws.state.homes.get(self.member.id)
        if home is None:
            raise PersonError("The app has published nothing for Home.")
        clicking.press(self._ws, self.member, Place("view", home.id), action_id, value, block_id=block_id)

    def shortcut(self, callback_id: str, ts: str | None = None) -> None:
        """Uses a shortcut of the app: a global one, or one of the message with this ts."""
        place = Place("message", ts, self._holding(ts).id) if ts else None
        clicking.use_shortcut(self._ws, self.member, callback_id, place)

    # Modals

    def open_view(self) -> Json | None:
        """The modal on top, as Slack's API gives it, or None."""
        with self._ws.reading() as state:
            view = modals.top(state, self.member.id)
            return view_json(state, view) if view else None

    def wait_for_view(
        self, timeout: float = NEWS_TIMEOUT, *, callback_id: str | None = None, title: str | None = None
    ) -> Json:
        """The modal on top, once there is one (with this callback_id, this title). TimeoutError."""

        def wanted(state: State) -> View | None:
            view = modals.top(state, self.member.id)
            if view is None or callback_id not in (None, view.content.get("callback_id")):
                return None
            return view if title in (None, view.content["title"]["text"]) else None

        if not self._ws.wait_until(wanted, timeout):
            there = self.open_view()
            raise TimeoutError(f"waited {timeout} s for a modal; open is: {there and there['title']['text']}")
        view = self.open_view()
        assert view is not None
        return view

    def wait_for_no_view(self, timeout: float = NEWS_TIMEOUT) -> None:
        """Until no modal is open. TimeoutError."""
        if not self._ws.wait_until(lambda state: modals.top(state, self.member.id) is None, timeout):
            raise TimeoutError(f"a modal is still open after {timeout} s")

    def submit(self, values: Json | None = None) -> dict[str, str]:
        """Fills in and submits the modal on top; what is wrong, by block_id (empty: it was taken).

        `values`: plain values by block_id or action_id, or by block_id and then action_id. A choice is the
        option's value, several choices a list of them, a date `2026-12-01`.
        """
        return modals.submit(self._ws, self.member, self._top().id, values or {}).errors

    def close_view(self) -> None:
        """Closes the modal on top, as with its Cancel button."""
        modals.close(self._ws, self.member, self._top().id)

    # Home

    def home(self) -> Json | None:
        """What the app has published for this person, or None."""
        with self._ws.reading() as state:
            view = state.homes.get(self.member.id)
            return view_json(state, view) if view else None

    def open_home(self) -> None:
        """Goes to the app's Home; the bot is told."""
        talking.open_home(self._ws, self.member)

    def wait_for_home(self, part: str = "", timeout: float = NEWS_TIMEOUT) -> Json:
        """What the app has published, once it contains `part`. TimeoutError."""
        view = self._ws.wait_until(partial(self._home_with, part), timeout)
        if not view:
            raise TimeoutError(f"waited {timeout} s for Home with “{part}”; it is {self.home()}")
        return view

    def _home_with(self, part: str, state: State) -> Json | None:
        view = state.homes.get(self.member.id)
        return view_json(state, view) if view and part in str(view.content["blocks"]) else None

    def _top(self) -> View:
        with self._ws.reading() as state:
            view = modals.top(state, self.member.id)
        if view is None:
            raise PersonError("No window is open.")
        return view

    def _conversation(self, channel: str | None) -> Conversation:
        with self._ws.reading() as state:
            return self._named(state, channel)

    def _named(self, state: State, channel: str | None) -> Conversation:
        if channel is None:
            return state.direct(self.member.id, self._ws.now())
        found = state.by_name(channel)
        if found is None or self.member.id not in found.members:
            raise PersonError(f"You are in no channel with the name {channel}.")
        return found

    def _holding(self, ts: str) -> Conversation:
        with self._ws.reading() as state:
            for conversation in state.visible_to(self.member.id):
                if conversation.find(ts):
                    return conversation
        raise PersonError(f"There is no message {ts} that you can see.")

    def _seen(self, state: State, channel: str | None, with_bot: bool) -> list[Json]:
        conversation = self._named(state, channel)
        every = state.messages_for(conversation, self.member.id)
        return [_seen(state, m) for m in every if with_bot or m.user != state.bot.id]


def _seen(state: State, message: Message) -> Json:
    shown = message_json(state, message, with_metadata=True)
    shown |= {
        "channel": message.channel,
        "ephemeral": message.ephemeral_for is not None,
        "by_bot": message.by_app,
    }
    shown.setdefault("blocks", [])
    return shown
