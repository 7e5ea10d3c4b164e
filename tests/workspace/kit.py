"""Blocks and views in few words."""

from typing import Any

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


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain("x"), "submit": plain("x"), "blocks": [section()], **more}


BUTTONS: list[dict[str, Any]] = [
    {"type": "section", "block_id": "words", "text": {"type": "mrkdwn", "text": "*An audit* is due"}},
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            {
                "type": "button",
                "action_id": "start",
                "value": "audit-1",
                "text": {"type": "plain_text", "text": "Start"},
            },
            {
                "type": "button",
                "action_id": "later",
                "value": "audit-1",
                "text": {"type": "plain_text", "text": "Later"},
            },
        ],
    },
]
