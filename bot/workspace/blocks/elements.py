"""Block elements: buttons, menus, inputs."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from bot.workspace.blocks.objects import (
    ActionId,
    Confirm,
    ConversationFilter,
    DispatchConfig,
    OptionGroup,
    OverflowOption,
    Plain75,
    Plain150,
    PlainOption,
    RichOption,
    Strict,
    refusal,
)


def _shaped(pattern: str, shape: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise refusal(f"must have the format {shape}")
        return value

    return AfterValidator(check)


Url = Annotated[
    str, Field(min_length=1, max_length=3000), _shaped(r"(https?|mailto|tel|slack):.+", "of a URL")
]
Date = Annotated[str, _shaped(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "YYYY-MM-DD")]
Time = Annotated[str, _shaped(r"([01]\d|2[0-3]):[0-5]\d", "HH:mm")]


class Button(Strict):
    type: Literal["button"]
    text: Plain75
    action_id: ActionId | None = None
    url: Url | None = None
    value: Annotated[str, Field(max_length=2000)] | None = None
    style: Literal["primary", "danger"] | None = None
    confirm: Confirm | None = None
    accessibility_label: Annotated[str, Field(max_length=75)] | None = None


class Image(Strict):
    type: Literal["image"]
    alt_text: Annotated[str, Field(max_length=2000)]
    image_url: Url


class _Menu(Strict):
    action_id: ActionId | None = None
    placeholder: Plain150 | None = None
    confirm: Confirm | None = None
    focus_on_load: bool | None = None


class _StaticMenu(_Menu):
    options: Annotated[list[PlainOption], Field(min_length=1, max_length=100)] | None = None
    option_groups: Annotated[list[OptionGroup], Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _one_list_of_options(self) -> "_StaticMenu":
        if (self.options is None) == (self.option_groups is None):
            raise refusal("must have either options or option_groups", at="options")
        return self

    def _offered(self) -> list[PlainOption]:
        return [*(self.options or []), *(o for group in self.option_groups or [] for o in group.options)]


class StaticSelect(_StaticMenu):
    type: Literal["static_select"]
    initial_option: PlainOption | None = None

    @model_validator(mode="after")
    def _initial_is_offered(self) -> "StaticSelect":
        _offered([self.initial_option] if self.initial_option else [], self._offered(), "initial_option")
        return self


class MultiStaticSelect(_StaticMenu):
    type: Literal["multi_static_select"]
    initial_options: Annotated[list[PlainOption], Field(min_length=1)] | None = None
    max_selected_items: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _initial_are_offered(self) -> "MultiStaticSelect":
        _offered(self.initial_options or [], self._offered(), "initial_options")
        return self


class UsersSelect(_Menu):
    type: Literal["users_select"]
    initial_user: str | None = None


class MultiUsersSelect(_Menu):
    type: Literal["multi_users_select"]
    initial_users: list[str] | None = None
    max_selected_items: Annotated[int, Field(ge=1)] | None = None


class ConversationsSelect(_Menu):
    type: Literal["conversations_select"]
    initial_conversation: str | None = None
    default_to_current_conversation: bool | None = None
    response_url_enabled: bool | None = None
    filter: ConversationFilter | None = None


class ChannelsSelect(_Menu):
    type: Literal["channels_select"]
    initial_channel: str | None = None
    response_url_enabled: bool | None = None


class Overflow(Strict):
    type: Literal["overflow"]
    action_id: ActionId | None = None
    options: Annotated[list[OverflowOption], Field(min_length=1, max_length=5)]
    confirm: Confirm | None = None


class RadioButtons(Strict):
    type: Literal["radio_buttons"]
    action_id: ActionId | None = None
    options: Annotated[list[RichOption], Field(min_length=1, max_length=10)]
    initial_option: RichOption | None = None
    confirm: Confirm | None = None
    focus_on_load: bool | None = None

    @model_validator(mode="after")
    def _initial_is_offered(self) -> "RadioButtons":
        _offered([self.initial_option] if self.initial_option else [], self.options, "initial_option")
        return self


class Checkboxes(Strict):
    type: Literal["checkboxes"]
    action_id: ActionId | None = None
    options: Annotated[list[RichOption], Field(min_length=1, max_length=10)]
    initial_options: Annotated[list[RichOption], Field(min_length=1)] | None = None
    confirm: Confirm | None = None
    focus_on_load: bool | None = None

    @model_validator(mode="after")
    def _initial_are_offered(self) -> "Checkboxes":
        _offered(self.initial_options or [], self.options, "initial_options")
        return self


class DatePicker(_Menu):
    type: Literal["datepicker"]
    initial_date: Date | None = None


class TimePicker(_Menu):
    type: Literal["timepicker"]
    initial_time: Time | None = None
    timezone: str | None = None


class _Typed(Strict):
    action_id: ActionId | None = None
    placeholder: Plain150 | None = None
    focus_on_load: bool | None = None
    dispatch_action_config: DispatchConfig | None = None


class PlainTextInput(_Typed):
    type: Literal["plain_text_input"]
    initial_value: Annotated[str, Field(max_length=3000)] | None = None
    multiline: bool | None = None
    min_length: Annotated[int, Field(ge=0, le=3000)] | None = None
    max_length: Annotated[int, Field(ge=1, le=3000)] | None = None


class EmailInput(_Typed):
    type: Literal["email_text_input"]
    initial_value: str | None = None


class UrlInput(_Typed):
    type: Literal["url_text_input"]
    initial_value: str | None = None


class NumberInput(_Typed):
    type: Literal["number_input"]
    is_decimal_allowed: bool
    initial_value: str | None = None
    min_value: str | None = None
    max_value: str | None = None


def _offered(chosen: list[Any], options: list[Any], where: str) -> None:
    offered = [(option.text.text, option.value) for option in options]
    if any((choice.text.text, choice.value) not in offered for choice in chosen):
        raise refusal("must be one of the options, word for word", at=where)


_Select = StaticSelect | UsersSelect | ConversationsSelect | ChannelsSelect
_Multi = MultiStaticSelect | MultiUsersSelect
_Chosen = _Select | RadioButtons | Checkboxes | DatePicker | TimePicker
_TextInput = PlainTextInput | EmailInput | UrlInput | NumberInput

InSection = Annotated[Button | Image | Overflow | _Chosen | _Multi, Field(discriminator="type")]
InActions = Annotated[Button | Overflow | _Chosen, Field(discriminator="type")]
InInput = Annotated[_Chosen | _Multi | _TextInput, Field(discriminator="type")]
