"""A small app that uses what the page can show: for the journeys through the page."""

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str, text: str) -> Json:
    return {"text": plain(text), "value": value}


GRADES = [option("1", "1 Outstanding"), option("2", "2 Good"), option("3", "3 Requires improvement")]

ALLOCATION: list[Json] = [
    {"type": "header", "text": plain("An audit for you :clipboard:")},
    {
        "type": "section",
        "block_id": "what",
        "text": mrkdwn(
            "Case *A-1001* is yours to audit by *12 December 2013*.\n> Please read the <https://council.example/guide|guide>"
            " first.\n• _Tier 1_, ~old form~ `new form`\n• ask <@{ben}> if in doubt &amp; write 1 &lt; 2"
        ),
        "accessory": {
            "type": "overflow",
            "action_id": "more",
            "options": [option("swap", "Ask for another case"), option("why", "Why me?")],
        },
    },
    {
        "type": "section",
        "fields": [mrkdwn("*Service area*\nAssessment"), mrkdwn("*Theme*\nVoice of the child")],
    },
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            {
                "type": "button",
                "action_id": "start",
                "style": "primary",
                "text": plain("Start the audit"),
                "value": "A-1001",
            },
            {"type": "button", "action_id": "later", "text": plain("Later"), "value": "A-1001"},
            {
                "type": "button",
                "action_id": "decline",
                "style": "danger",
                "text": plain("Decline"),
                "value": "A-1001",
                "confirm": {
                    "title": plain("Decline this audit?"),
                    "text": mrkdwn("It goes to *somebody else*."),
                    "confirm": plain("Yes, decline"),
                    "deny": plain("Keep it"),
                    "style": "danger",
                },
            },
            {
                "type": "static_select",
                "action_id": "quick",
                "placeholder": plain("A quick grade"),
                "options": GRADES,
            },
        ],
    },
    {
        "type": "context",
        "elements": [mrkdwn(":lock: Only you see this."), mrkdwn("Allocated on 1 December 2013")],
    },
]


def modal(title: str = "Tier 1 audit", blocks: list[Json] | None = None, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "audit",
        "title": plain(title),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "notify_on_close": True,
        "blocks": blocks or FORM,
        **more,
    }


FORM: list[Json] = [
    {"type": "section", "text": mrkdwn("Case *A-1001*")},
    {
        "type": "input",
        "block_id": "grade",
        "label": plain("Grade of the assessment"),
        "element": {"type": "radio_buttons", "action_id": "value", "options": GRADES},
    },
    {
        "type": "input",
        "block_id": "comment",
        "label": plain("Comment"),
        "hint": plain("What led you to this grade?"),
        "element": {"type": "plain_text_input", "action_id": "value", "multiline": True, "max_length": 500},
    },
    {
        "type": "input",
        "block_id": "date",
        "label": plain("Date of the audit"),
        "optional": True,
        "element": {"type": "datepicker", "action_id": "value", "initial_date": "2013-12-12"},
    },
    {
        "type": "input",
        "block_id": "who",
        "label": plain("Who should act"),
        "optional": True,
        "element": {"type": "users_select", "action_id": "value", "placeholder": plain("A person")},
    },
    {
        "type": "input",
        "block_id": "themes",
        "label": plain("Themes"),
        "optional": True,
        "element": {
            "type": "checkboxes",
            "action_id": "value",
            "options": [option("voice", "Voice of the child"), option("risk", "Risk")],
        },
    },
    {
        "type": "actions",
        "block_id": "extra",
        "elements": [{"type": "button", "action_id": "help", "text": plain("What do the grades mean?")}],
    },
]


def register(app: App) -> None:
    """Adds the listeners."""
    _home_and_words(app)
    _modals(app)
    _buttons(app)


def _home_and_words(app: App) -> None:
    @app.event("app_home_opened")
    def home(event: Json, client: WebClient) -> None:
        if event["tab"] == "home":
            blocks = [
                {"type": "header", "text": plain("Your audits")},
                {"type": "section", "text": mrkdwn("*1* audit is waiting for you.")},
                {"type": "divider"},
                {
                    "type": "actions",
                    "elements": [{"type": "button", "action_id": "start", "text": plain("Start the audit")}],
                },
            ]
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.command("/audit")
    def command(ack: Any, command: Json) -> None:
        ack(f"There is nothing called “{command['text']}”.")

    @app.message()
    def hear(message: Json, say: Any) -> None:
        say(f"You wrote: {message['text']}")


def _modals(app: App) -> None:
    @app.action("start")
    def start(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        origin = ":".join((body["channel"]["id"], body["message"]["ts"])) if "message" in body else ""
        client.views_open(trigger_id=body["trigger_id"], view=modal(private_metadata=origin))

    @app.action("help")
    def explain(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        text = {"type": "section", "text": mrkdwn("*1* is outstanding, *4* is inadequate.")}
        view = {"type": "modal", "title": plain("Grades"), "close": plain("Back"), "blocks": [text]}
        client.views_push(trigger_id=body["trigger_id"], view=view)

    @app.view("audit")
    def submitted(ack: Any, view: Json, body: Json, client: WebClient) -> None:
        values = view["state"]["values"]
        grade, comment = (
            values["grade"]["value"]["selected_option"]["value"],
            values["comment"]["value"]["value"],
        )
        if len(comment) < 10:
            ack(response_action="errors", errors={"comment": "Please say a little more."})
            return
        ack()
        if view["private_metadata"]:
            channel, ts = view["private_metadata"].split(":")
            done = [
                {"type": "section", "text": mrkdwn(f":white_check_mark: *Done.* Grade {grade}. Thank you.")}
            ]
            client.chat_update(channel=channel, ts=ts, text=f"Done. Grade {grade}", blocks=done)

    @app.view_closed("audit")
    def closed(ack: Any) -> None:
        ack()


def _buttons(app: App) -> None:
    @app.action("later")
    def later(ack: Any, respond: Any) -> None:
        ack()
        respond("You will be reminded on 9 December 2013.")

    @app.action("decline")
    def decline(ack: Any, respond: Any) -> None:
        ack()
        respond(replace_original=True, text="Declined", blocks=[])

    @app.action("more")
    def more(ack: Any, action: Json, respond: Any) -> None:
        ack()
        respond(f"You chose {action['selected_option']['text']['text']}")

    @app.action("quick")
    def quick(ack: Any, action: Json, respond: Any) -> None:
        ack()
        respond(f"Noted: {action['selected_option']['text']['text']}")


def allocation(ben: str) -> list[Json]:
    """The sample message, with Ben's user id in it."""
    blocks = [dict(b) for b in ALLOCATION]
    blocks[1]["text"] = mrkdwn(blocks[1]["text"]["text"].format(ben=ben))
    return blocks
