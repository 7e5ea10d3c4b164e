"""Composition objects: text, options, confirmation dialogs. Limits are those of Slack's reference."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError


class Strict(BaseModel):
    """No field that Slack does not know, and no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


ActionId = Annotated[str, Field(min_length=1, max_length=255)]
BlockId = Annotated[str, Field(min_length=1, max_length=255)]


class PlainText(Strict):
    type: Literal["plain_text"]
    text: Annotated[str, Field(min_length=1, max_length=3000)]
    emoji: bool | None = None


class Mrkdwn(Strict):
    type: Literal["mrkdwn"]
    text: Annotated[str, Field(min_length=1, max_length=3000)]
    verbatim: bool | None = None


AnyText = Annotated[PlainText | Mrkdwn, Field(discriminator="type")]


def at_most(limit: int) -> AfterValidator:
    """The text object has at most `limit` characters."""

    def check(value: PlainText | Mrkdwn | None) -> PlainText | Mrkdwn | None:
        if value is not None and len(value.text) > limit:
            raise refusal(f"must be less than {limit + 1} characters", at="text")
        return value

    return AfterValidator(check)


def refusal(message: str, at: str = "") -> PydanticCustomError:
    """A rule broken, in Slack's words; `at` is the field below the place where it was noticed."""
    return PydanticCustomError("slack", "{message}", {"message": message, "at": at})


Plain24 = Annotated[PlainText, at_most(24)]
Plain30 = Annotated[PlainText, at_most(30)]
Plain75 = Annotated[PlainText, at_most(75)]
Plain100 = Annotated[PlainText, at_most(100)]
Plain150 = Annotated[PlainText, at_most(150)]
Plain2000 = Annotated[PlainText, at_most(2000)]
Text75 = Annotated[AnyText, at_most(75)]
Text300 = Annotated[AnyText, at_most(300)]
Text2000 = Annotated[AnyText, at_most(2000)]


class Confirm(Strict):
    title: Plain100
    text: Text300
    confirm: Plain30
    deny: Plain30
    style: Literal["primary", "danger"] | None = None


class PlainOption(Strict):
    """An option of a select menu."""

    text: Plain75
    value: Annotated[str, Field(min_length=1, max_length=150)]
    description: Plain75 | None = None


class OverflowOption(PlainOption):
    url: Annotated[str, Field(min_length=1, max_length=3000)] | None = None


class RichOption(Strict):
    """An option of radio buttons or checkboxes, which may be formatted."""

    text: Text75
    value: Annotated[str, Field(min_length=1, max_length=150)]
    description: Text75 | None = None


class OptionGroup(Strict):
    label: Plain75
    options: Annotated[list[PlainOption], Field(min_length=1, max_length=100)]


class DispatchConfig(Strict):
    trigger_actions_on: list[Literal["on_enter_pressed", "on_character_entered"]] | None = None


class ConversationFilter(Strict):
    include: list[Literal["im", "mpim", "private", "public"]] | None = None
    exclude_external_shared_channels: bool | None = None
    exclude_bot_users: bool | None = None


def no_repeats(what: str) -> Callable[[list[str]], None]:
    """A check that no id stands twice; `what` is the name of the field."""

    def check(ids: list[str]) -> None:
        for repeated in sorted({i for i in ids if ids.count(i) > 1}):
            raise refusal(f"`{what}` must be unique: {repeated} is used more than once")

    return check
