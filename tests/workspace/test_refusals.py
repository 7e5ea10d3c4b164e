"""What Slack refuses is refused here, with Slack's word for it, and what just fits is taken."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace import Channel, Workspace, WorkspaceServer
from tests.workspace.conftest import ADA, GONE, Bot, data, dm, error_of, make_workspace

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn("x"), **more}


def button(text: str = "x", **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": "b", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def many_buttons(n: int) -> Json:
    return actions(*(button(action_id=f"b{i}") for i in range(n)))


def options(n: int, **more: Any) -> list[Json]:
    return [{"text": plain(f"o{i}"), "value": f"v{i}", **more} for i in range(n)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options(2), **more}


def input_(element: Json | None = None, **more: Any) -> Json:
    inside = element or {"type": "plain_text_input", "action_id": "i"}
    return {"type": "input", "label": plain("x"), "element": inside, **more}


def text_input(**more: Any) -> Json:
    return input_({"type": "plain_text_input", "action_id": "i", **more})


def confirm(**more: Any) -> Json:
    whole = {"title": plain("t"), "text": mrkdwn("x"), "confirm": plain("y"), "deny": plain("n"), **more}
    return actions(button(confirm=whole))


def grouped(n: int) -> Json:
    group = {"label": plain("g"), "options": options(1)}
    return actions({"type": "static_select", "action_id": "s", "option_groups": [group] * n})


def choice(kind: str, n: int, **more: Any) -> Json:
    return actions({"type": kind, "action_id": "c", "options": options(n), **more})


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


@pytest.fixture(scope="module")
def shared() -> Any:
    ws = make_workspace()
    with WorkspaceServer(ws) as server:
        yield Bot(ws, server.api_url).client


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


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain("x"), "submit": plain("x"), "blocks": [section()], **more}


VIEW_LIMITS: list[tuple[str, Json, Json, str]] = [
    ("title", modal(title=plain("x" * 24)), modal(title=plain("x" * 25)), "title/text"),
    ("submit", modal(submit=plain("x" * 24)), modal(submit=plain("x" * 25)), "submit/text"),
    ("close", modal(close=plain("x" * 24)), modal(close=plain("x" * 25)), "close/text"),
    (
        "private_metadata",
        modal(private_metadata="x" * 3000),
        modal(private_metadata="x" * 3001),
        "private_metadata",
    ),
    ("callback_id", modal(callback_id="x" * 255), modal(callback_id="x" * 256), "callback_id"),
    ("external_id", modal(external_id="x" * 255), modal(external_id="x" * 256), "external_id"),
    ("blocks", modal(blocks=[section()] * 100), modal(blocks=[section()] * 101), "blocks"),
    (
        "a block inside",
        modal(blocks=[input_(label=plain("x" * 2000))]),
        modal(blocks=[input_(label=plain("x" * 2001))]),
        "blocks/0/label/text",
    ),
]


def trigger(ws: Workspace) -> str:
    with ws.changing() as state:
        member = state.member_by_email(ADA)
        assert member is not None
        return state.add_trigger(member.id, ws.now() + 3).id


@pytest.mark.parametrize(
    ("fits", "too_much", "where"), [c[1:] for c in VIEW_LIMITS], ids=[c[0] for c in VIEW_LIMITS]
)
def test_a_modal_at_its_limit_opens_and_one_over_it_is_refused_with_its_place(
    ws: Workspace, client: WebClient, fits: Json, too_much: Json, where: str
) -> None:
    assert client.views_open(trigger_id=trigger(ws), view=fits)["ok"]
    with pytest.raises(SlackApiError) as refused:
        client.views_open(trigger_id=trigger(ws), view=too_much)
    body = data(refused.value.response)
    assert body["error"] == "invalid_arguments"
    assert [m.endswith(f"[json-pointer:/view/{where}]") for m in body["response_metadata"]["messages"]] == [
        True
    ]


def test_a_modal_with_inputs_and_no_submit_is_refused(ws: Workspace, client: WebClient) -> None:
    view = modal(blocks=[input_()])
    del view["submit"]
    assert error_of(lambda: client.views_open(trigger_id=trigger(ws), view=view)) == "invalid_arguments"


def test_a_view_as_slack_gives_it_back_cannot_be_sent_again_as_it_is(
    ws: Workspace, client: WebClient
) -> None:
    opened = data(client.views_open(trigger_id=trigger(ws), view=modal()))["view"]
    assert error_of(lambda: client.views_update(view_id=opened["id"], view=opened)) == "invalid_arguments"


def test_home_refuses_a_modal_and_a_modal_refuses_home(ws: Workspace, client: WebClient) -> None:
    user = ws.as_member(ADA).member.id
    assert error_of(lambda: client.views_publish(user_id=user, view=modal())) == "invalid_arguments"
    home = {"type": "home", "blocks": []}
    assert error_of(lambda: client.views_open(trigger_id=trigger(ws), view=home)) == "invalid_arguments"


def test_a_trigger_opens_one_modal_and_only_for_three_seconds() -> None:
    now = [1_700_000_000.0]
    ws = make_workspace(clock=lambda: now[0])
    with WorkspaceServer(ws) as server:
        client = Bot(ws, server.api_url).client
        late, exact = trigger(ws), trigger(ws)
        now[0] += 3.0
        assert client.views_open(trigger_id=exact, view=modal())["ok"]
        now[0] += 0.1
        assert error_of(lambda: client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
        assert error_of(lambda: client.views_open(trigger_id=exact, view=modal())) == "exchanged_trigger_id"
        assert error_of(lambda: client.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"


def test_a_view_is_updated_by_either_id_and_refused_with_an_old_hash(
    ws: Workspace, client: WebClient
) -> None:
    view = data(client.views_open(trigger_id=trigger(ws), view=modal(external_id="mine")))["view"]
    client.views_update(external_id="mine", hash=view["hash"], view=modal(title=plain("two")))

    def update() -> Any:
        return client.views_update(view_id=view["id"], hash=view["hash"], view=modal())

    assert error_of(update) == "hash_conflict"
    assert error_of(lambda: client.views_update(view_id="V0", view=modal())) == "not_found"


MESSAGES: list[tuple[str, Json, str]] = [
    ("nothing in it", {}, "no_text"),
    ("only spaces", {"text": "  "}, "no_text"),
    ("a text too long", {"text": "x" * 40_001}, "msg_too_long"),
    ("blocks that are no list", {"text": "x", "blocks": "{}"}, "invalid_blocks_format"),
    (
        "too much text in all blocks",
        {"text": "x", "blocks": [section(text=mrkdwn("x" * 2201))] * 5},
        "msg_blocks_too_long",
    ),
    ("too many attachments", {"text": "x", "attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
    ("metadata without a type", {"text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_format"),
    (
        "metadata too large",
        {"text": "x", "metadata": {"event_type": "x", "event_payload": {"x": "x" * 16_000}}},
        "metadata_too_large",
    ),
    ("a thread that is not there", {"text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
]


@pytest.mark.parametrize(("content", "error"), [c[1:] for c in MESSAGES], ids=[c[0] for c in MESSAGES])
def test_a_message_that_slack_would_not_take_is_refused(shared: WebClient, content: Json, error: str) -> None:
    channel = dm(shared)
    assert (
        error_of(lambda: shared.api_call("chat.postMessage", json={"channel": channel, **content})) == error
    )


def test_a_text_of_40000_characters_and_50_blocks_are_taken(shared: WebClient) -> None:
    shared.chat_postMessage(channel=dm(shared), text="x" * 40_000, blocks=[section()] * 50)
    shared.chat_postMessage(channel=dm(shared), text="x", blocks=[section(text=mrkdwn("x" * 2200))] * 5)


def test_people_and_channels_that_are_not_there_are_refused(ws: Workspace, client: WebClient) -> None:
    ada, bot_user = ws.as_member(ADA).member.id, ws.state.bot.id
    gone = ws.as_member(GONE).member.id
    channel = dm(client)

    def post(where: str) -> Any:
        return client.chat_postMessage(channel=where, text="x")

    refused = {
        "users_not_found": lambda: client.users_lookupByEmail(email="nobody@council.example"),
        "user_not_found": lambda: client.users_info(user="U0"),
        "channel_not_found": lambda: post("C0"),
        "cannot_dm_bot": lambda: post(bot_user),
        "user_disabled": lambda: client.conversations_open(users=gone),
        "message_not_found": lambda: client.chat_update(channel=channel, ts="1.000000", text="x"),
        "user_not_in_channel": lambda: client.chat_postEphemeral(channel=channel, user=gone, text="x"),
        "invalid_cursor": lambda: client.conversations_history(channel=channel, cursor="nonsense"),
    }
    assert {name: error_of(call) for name, call in refused.items()} == {name: name for name in refused}
    assert error_of(lambda: client.users_lookupByEmail(email=GONE)) == "users_not_found"
    assert data(client.users_info(user=gone))["user"]["deleted"] is True
    assert data(client.users_lookupByEmail(email=ADA.upper()))["user"]["id"] == ada


def test_the_bot_writes_only_where_it_is_a_member_and_sees_no_private_channel_it_is_not_in() -> None:
    ws = Workspace(
        members=[],
        channels=[Channel("open", bot_is_member=False), Channel("closed", True, bot_is_member=False)],
    )
    with WorkspaceServer(ws) as server:
        client = Bot(ws, server.api_url).client
        assert error_of(lambda: client.chat_postMessage(channel="#open", text="x")) == "not_in_channel"
        assert error_of(lambda: client.chat_postMessage(channel="#closed", text="x")) == "channel_not_found"
        seen = data(client.conversations_list(types="public_channel,private_channel"))["channels"]
        assert [c["name"] for c in seen] == ["open"]
        assert error_of(lambda: client.conversations_history(channel=seen[0]["id"])) == "not_in_channel"
        client.conversations_join(channel=seen[0]["id"])
        assert data(client.conversations_history(channel=seen[0]["id"]))["messages"] == []
        client.chat_postMessage(channel="#open", text="x")


def test_the_bot_changes_and_deletes_its_own_messages_only(ws: Workspace, client: WebClient) -> None:
    channel, ada = dm(client), ws.as_member(ADA)
    theirs = ada.say("mine")
    assert error_of(lambda: client.chat_update(channel=channel, ts=theirs, text="x")) == "cant_update_message"
    assert error_of(lambda: client.chat_delete(channel=channel, ts=theirs)) == "cant_delete_message"
    own = data(client.chat_postMessage(channel=channel, text="x"))["ts"]
    client.chat_delete(channel=channel, ts=own)
    assert [m["text"] for m in ada.messages()] == ["mine"]


def test_a_missing_argument_is_named(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.api_call("chat.postMessage", params={"text": "x"})
    body = data(refused.value.response)
    assert body["error"] == "invalid_arguments"
    assert body["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


def test_tokens_are_checked_before_anything_else(ws: Workspace, server: WorkspaceServer) -> None:
    def auth(token: str | None) -> str:
        return error_of(lambda: WebClient(token=token, base_url=server.api_url).auth_test())

    assert [auth(None), auth("xoxb-wrong"), auth(ws.app_token)] == [
        "not_authed",
        "invalid_auth",
        "not_allowed_token_type",
    ]
    bot_client = WebClient(token=ws.bot_token, base_url=server.api_url)
    opened = error_of(lambda: bot_client.apps_connections_open(app_token=ws.bot_token))
    assert opened == "not_allowed_token_type"


@pytest.mark.parametrize("ws", [{"scopes": ["chat:write", "im:write"]}], indirect=True)
def test_a_scope_that_was_not_granted_is_missed(ws: Workspace, client: WebClient) -> None:
    user = ws.as_member(ADA).member.id
    channel = data(client.conversations_open(users=user))["channel"]["id"]
    client.chat_postMessage(channel=channel, text="x")
    with pytest.raises(SlackApiError) as refused:
        client.conversations_history(channel=channel)
    body = data(refused.value.response)
    assert (body["error"], body["needed"], body["provided"]) == (
        "missing_scope",
        "im:history",
        "chat:write,im:write",
    )
    assert error_of(lambda: client.users_lookupByEmail(email=ADA)) == "missing_scope"
