"""Blocks that Slack refuses are refused here, in Slack's words, and what just fits is taken."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.conftest import data, dm
from tests.workspace.kit import (
    Json,
    actions,
    button,
    choice,
    confirm,
    grouped,
    input_,
    many_buttons,
    mrkdwn,
    options,
    plain,
    section,
    select,
    text_input,
)

LIMITS: list[tuple[str, Any, Any, str]] = [
    # what, just fits, one too many, where Slack points
    ("section text", section(text=mrkdwn("x" * 3000)), section(text=mrkdwn("x" * 3001)), "0/text/text"),
    ("block_id", section(block_id="x" * 255), section(block_id="x" * 256), "0/block_id"),
    ("section fields", section(fields=[mrkdwn("x")] * 10), section(fields=[mrkdwn("x")] * 11), "0/fields"),
    (
        "section field",
        section(fields=[mrkdwn("x" * 2000)]),
        section(fields=[mrkdwn("x" * 2001)]),
        "0/fields/0/text",
    ),
    (
        "header",
        {"type": "header", "text": plain("x" * 150)},
        {"type": "header", "text": plain("x" * 151)},
        "0/text/text",
    ),
    (
        "context elements",
        {"type": "context", "elements": [mrkdwn("x")] * 10},
        {"type": "context", "elements": [mrkdwn("x")] * 11},
        "0/elements",
    ),
    ("actions elements", many_buttons(25), many_buttons(26), "0/elements"),
    ("button text", actions(button("x" * 75)), actions(button("x" * 76)), "0/elements/0/text/text"),
    (
        "button value",
        actions(button(value="x" * 2000)),
        actions(button(value="x" * 2001)),
        "0/elements/0/value",
    ),
    (
        "action_id",
        actions(button(action_id="x" * 255)),
        actions(button(action_id="x" * 256)),
        "0/elements/0/action_id",
    ),
    (
        "button url",
        actions(button(url="https://council.example/".ljust(3000, "x"))),
        actions(button(url="https://council.example/".ljust(3001, "x"))),
        "0/elements/0/url",
    ),
    (
        "option text",
        actions(select(options=options(1, text=plain("x" * 75)))),
        actions(select(options=options(1, text=plain("x" * 76)))),
        "0/elements/0/options/0/text/text",
    ),
    (
        "option value",
        actions(select(options=options(1, value="x" * 150))),
        actions(select(options=options(1, value="x" * 151))),
        "0/elements/0/options/0/value",
    ),
    (
        "option description",
        actions(select(options=options(1, description=plain("x" * 75)))),
        actions(select(options=options(1, description=plain("x" * 76)))),
        "0/elements/0/options/0/description/text",
    ),
    (
        "select options",
        actions(select(options=options(100))),
        actions(select(options=options(101))),
        "0/elements/0/options",
    ),
    ("option groups", grouped(100), grouped(101), "0/elements/0/option_groups"),
    (
        "placeholder",
        actions(select(placeholder=plain("x" * 150))),
        actions(select(placeholder=plain("x" * 151))),
        "0/elements/0/placeholder/text",
    ),
    ("overflow options", choice("overflow", 5), choice("overflow", 6), "0/elements/0/options"),
    ("radio buttons", choice("radio_buttons", 10), choice("radio_buttons", 11), "0/elements/0/options"),
    ("checkboxes", choice("checkboxes", 10), choice("checkboxes", 11), "0/elements/0/options"),
    (
        "confirm title",
        confirm(title=plain("x" * 100)),
        confirm(title=plain("x" * 101)),
        "0/elements/0/confirm/title/text",
    ),
    (
        "confirm text",
        confirm(text=mrkdwn("x" * 300)),
        confirm(text=mrkdwn("x" * 301)),
        "0/elements/0/confirm/text/text",
    ),
    (
        "confirm button",
        confirm(confirm=plain("x" * 30)),
        confirm(confirm=plain("x" * 31)),
        "0/elements/0/confirm/confirm/text",
    ),
    (
        "deny button",
        confirm(deny=plain("x" * 30)),
        confirm(deny=plain("x" * 31)),
        "0/elements/0/confirm/deny/text",
    ),
    ("input label", input_(label=plain("x" * 2000)), input_(label=plain("x" * 2001)), "0/label/text"),
    ("input hint", input_(hint=plain("x" * 2000)), input_(hint=plain("x" * 2001)), "0/hint/text"),
    (
        "initial value",
        text_input(initial_value="x" * 3000),
        text_input(initial_value="x" * 3001),
        "0/element/initial_value",
    ),
    ("max_length", text_input(max_length=3000), text_input(max_length=3001), "0/element/max_length"),
    ("min_length", text_input(min_length=3000), text_input(min_length=3001), "0/element/min_length"),
]


@pytest.mark.parametrize(("fits", "too_much", "where"), [c[1:] for c in LIMITS], ids=[c[0] for c in LIMITS])
def test_a_block_at_its_limit_is_taken_and_one_over_it_is_refused_with_its_place(
    shared: WebClient, fits: Json, too_much: Json, where: str
) -> None:
    channel = dm(shared)
    assert shared.chat_postMessage(channel=channel, text="x", blocks=[fits])["ok"]
    with pytest.raises(SlackApiError) as refused:
        shared.chat_postMessage(channel=channel, text="x", blocks=[too_much])
    body = data(refused.value.response)
    assert body["error"] == "invalid_blocks"
    assert [m.endswith(f"[json-pointer:/blocks/{where}]") for m in body["response_metadata"]["messages"]] == [
        True
    ]
    assert body["response_metadata"]["messages"] == [f"[ERROR] {m}" for m in body["errors"]]


WRONG: list[tuple[str, list[Any], str]] = [
    ("unknown block", [{"type": "banner"}], "unsupported type: banner [json-pointer:/blocks/0/type]"),
    ("no type", [{"text": mrkdwn("x")}], "missing required field: type [json-pointer:/blocks/0]"),
    (
        "unknown element",
        [actions({"type": "slider"})],
        "unsupported type: slider [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        "an input in actions",
        [actions({"type": "plain_text_input"})],
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        "a field too many",
        [section(colour="red")],
        "invalid additional property: colour [json-pointer:/blocks/0]",
    ),
    (
        "a field missing",
        [actions({"type": "button"})],
        "missing required field: text [json-pointer:/blocks/0/elements/0]",
    ),
    ("a bare string", [section(text="x")], "must provide an object [json-pointer:/blocks/0/text]"),
    ("a number", [section(block_id=7)], "must provide a string [json-pointer:/blocks/0/block_id]"),
    ("null", [section(accessory=None)], "must not be null [json-pointer:/blocks/0/accessory]"),
    (
        "empty text",
        [section(text=mrkdwn(""))],
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        "a section without words",
        [{"type": "section"}],
        "missing required field: text [json-pointer:/blocks/0]",
    ),
    (
        "mrkdwn in a button",
        [actions({**button(), "text": mrkdwn("x")})],
        "[json-pointer:/blocks/0/elements/0/text/type]",
    ),
    (
        "mrkdwn in a header",
        [{"type": "header", "text": mrkdwn("x")}],
        "[json-pointer:/blocks/0/text/type]",
    ),
    ("no elements", [actions()], "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (
        "one block_id twice",
        [section(block_id="a"), section(block_id="a")],
        "`block_id` must be unique: a is used more than once [json-pointer:/blocks]",
    ),
    (
        "one action_id twice in a block",
        [actions(button(), button())],
        "`action_id` must be unique: b is used more than once [json-pointer:/blocks/0]",
    ),
    (
        "an unoffered initial option",
        [actions(select(initial_option={"text": plain("o9"), "value": "v9"}))],
        "must be one of the options, word for word [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        "a style of one's own",
        [actions(button(style="blue"))],
        "[json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        "a date that is none",
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "12/12/2013"})],
        "must have the format YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]",
    ),
    (
        "two elements that want the focus",
        [actions(select(focus_on_load=True)), actions(select(focus_on_load=True))],
        "only one element may have focus_on_load [json-pointer:/blocks]",
    ),
    ("51 blocks", [section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
]


@pytest.mark.parametrize(("blocks", "said"), [c[1:] for c in WRONG], ids=[c[0] for c in WRONG])
def test_a_message_with_wrong_blocks_is_refused_and_says_where(
    shared: WebClient, blocks: list[Any], said: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        shared.chat_postMessage(channel=dm(shared), text="x", blocks=blocks)
    body = data(refused.value.response)
    assert body["error"] == "invalid_blocks"
    assert any(said in message for message in body["errors"]), body["errors"]
