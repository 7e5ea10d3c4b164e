"""Layout blocks and views."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from bot.workspace.blocks.elements import Image, InActions, InInput, InSection, Url
from bot.workspace.blocks.objects import (
    AnyText,
    BlockId,
    Mrkdwn,
    Plain24,
    Plain150,
    Plain2000,
    PlainText,
    Strict,
    Text2000,
    no_repeats,
    refusal,
)


class _Block(Strict):
    block_id: BlockId | None = None


class Section(_Block):
    type: Literal["section"]
    text: AnyText | None = None
    fields: Annotated[list[Text2000], Field(min_length=1, max_length=10)] | None = None
    accessory: InSection | None = None
    expand: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Section":
        if self.text is None and self.fields is None:
            raise refusal("missing required field: text")
        return self


class Header(_Block):
    type: Literal["header"]
    text: Plain150


class Divider(_Block):
    type: Literal["divider"]


class Context(_Block):
    type: Literal["context"]
    elements: Annotated[
        list[Annotated[Image | PlainText | Mrkdwn, Field(discriminator="type")]],
        Field(min_length=1, max_length=10),
    ]


class Actions(_Block):
    type: Literal["actions"]
    elements: Annotated[list[InActions], Field(min_length=1, max_length=25)]

    @model_validator(mode="after")
    def _action_ids_differ(self) -> "Actions":
        no_repeats("action_id")([e.action_id for e in self.elements if e.action_id])
        return self


class Input(_Block):
    type: Literal["input"]
    label: Plain2000
    element: InInput
    hint: Plain2000 | None = None
    optional: bool | None = None
    dispatch_action: bool | None = None


class SlackFile(Strict):
    """A file of the workspace that a picture shows."""

    id: Annotated[str, Field(min_length=1)] | None = None
    url: Url | None = None


class ImageBlock(_Block):
    type: Literal["image"]
    image_url: Url | None = None
    slack_file: SlackFile | None = None
    alt_text: Annotated[str, Field(min_length=1, max_length=2000)]
    title: Plain2000 | None = None

    @model_validator(mode="after")
    def _one_picture(self) -> "ImageBlock":
        if (self.image_url is None) == (self.slack_file is None):
            raise refusal("one of image_url and slack_file is needed")
        return self


class RichText(_Block):
    """Tolerated as it is: apps rarely write it by hand, Slack's own composer makes it."""

    type: Literal["rich_text"]
    elements: list[dict[str, Any]]


AnyBlock = Annotated[
    Section | Header | Divider | Context | Actions | Input | ImageBlock | RichText,
    Field(discriminator="type"),
]


def _as_a_whole(blocks: list[Any]) -> list[Any]:
    no_repeats("block_id")([b.block_id for b in blocks if b.block_id])
    focused = [b for b in blocks for e in _elements(b) if getattr(e, "focus_on_load", None)]
    if len(focused) > 1:
        raise refusal("only one element may have focus_on_load")
    return blocks


def _elements(block: Any) -> list[Any]:
    if isinstance(block, Actions):
        return list(block.elements)
    return [e for e in (getattr(block, "element", None), getattr(block, "accessory", None)) if e is not None]


MessageBlocks = Annotated[list[AnyBlock], Field(max_length=50), AfterValidator(_as_a_whole)]
ViewBlocks = Annotated[list[AnyBlock], Field(max_length=100), AfterValidator(_as_a_whole)]


class _View(Strict):
    blocks: ViewBlocks
    callback_id: Annotated[str, Field(max_length=255)] | None = None
    private_metadata: Annotated[str, Field(max_length=3000)] | None = None
    external_id: Annotated[str, Field(max_length=255)] | None = None


class Modal(_View):
    type: Literal["modal"]
    title: Plain24
    submit: Plain24 | None = None
    close: Plain24 | None = None
    clear_on_close: bool | None = None
    notify_on_close: bool | None = None
    submit_disabled: bool | None = None

    @model_validator(mode="after")
    def _inputs_can_be_submitted(self) -> "Modal":
        if self.submit is None and any(isinstance(b, Input) for b in self.blocks):
            raise refusal("missing required field: submit")
        return self


class Home(_View):
    type: Literal["home"]


AnyView = Annotated[Modal | Home, Field(discriminator="type")]


class MessageContent(Strict):
    blocks: MessageBlocks


class Attachment(Strict):
    """What is left of attachments: a colour and blocks, or words."""

    color: str | None = None
    fallback: str | None = None
    text: str | None = None
    title: str | None = None
    title_link: str | None = None
    pretext: str | None = None
    footer: str | None = None
    mrkdwn_in: list[str] | None = None
    fields: list[dict[str, Any]] | None = None
    blocks: MessageBlocks | None = None


class AttachmentContent(Strict):
    attachments: list[Attachment]


class ViewContent(Strict):
    view: AnyView
