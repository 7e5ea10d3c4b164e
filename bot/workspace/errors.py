"""What is refused: by the Web API in Slack's words, and by the page in plain ones."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """A refusal of the Web API: `error` is Slack's name for it, `messages` what Slack says beside it."""

    def __init__(self, error: str, messages: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = list(messages)
        self.extra = extra

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            answer["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return answer


class PersonError(Exception):
    """What a person did cannot be done; the text is shown to that person."""


class BotNotConnectedError(PersonError):
    """Nobody is listening in Socket Mode."""

    def __init__(self) -> None:
        super().__init__("The bot is not connected, so nothing happened. Start it and try again.")


class BotDidNotAnswerError(PersonError):
    """The bot was sent the interaction and did not acknowledge it in time."""

    def __init__(self) -> None:
        super().__init__(
            "The bot did not answer in time. It may still be working; look again before trying twice."
        )
