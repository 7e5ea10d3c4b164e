"""Menus, inputs and windows, within Slack's limits."""

from collections.abc import Iterable, Mapping

from handlers.blocks import LABEL_LIMIT, VIEW_TITLE, Block, escape, plain

GROUPS, OPTIONS = 100, 100  # groups in a menu, options in a group
LONGEST = 3000  # characters of an input
Option = tuple[str, str]  # (words, value)


def menu(action: str, placeholder: str, options: Iterable[Option], chosen: str = "") -> Block:
    """A menu with at most 100 options; `chosen` is the value of the one that is chosen at first."""
    built = [_option(*each) for each in options][:OPTIONS]
    element = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder),
        "options": built,
    }
    first = next((each for each in built if each["value"] == chosen), None)
    return element | ({"initial_option": first} if first else {})


def grouped_menu(action: str, placeholder: str, groups: Mapping[str, list[Option]]) -> Block:
    """A menu with headings; a long group goes on under the same heading."""
    parts = [
        {
            "label": plain(escape(label)[:LABEL_LIMIT]),
            "options": [_option(*each) for each in options[at : at + OPTIONS]],
        }
        for label, options in groups.items()
        for at in range(0, len(options), OPTIONS)
    ]
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder),
        "option_groups": parts[:GROUPS],
    }


def _option(words: str, value: str) -> Block:
    return {"text": plain(_short(words)), "value": value}


def _short(words: str) -> str:
    text, at = escape(words), LABEL_LIMIT
    while len(text) > LABEL_LIMIT:
        at -= 1
        text = f"{escape(words[:at].rstrip())}…"
    return text


def input_block(name: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """A field of a window."""
    block = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    return block | ({"hint": plain(hint)} if hint else {})


def text_input(*, lines: bool = False, written: str = "") -> Block:
    """A field to write in, one line or several."""
    element = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": lines,
        "max_length": LONGEST,
    }
    return element | ({"initial_value": written[:LONGEST]} if written else {})


def tick(words: str) -> Block:
    """One box to tick."""
    return {"type": "checkboxes", "action_id": "tick", "options": [{"text": plain(words), "value": "yes"}]}


def window(name: str, title: str, submit: str, blocks: list[Block], context: str) -> Block:
    """A window that is filled in; `context` comes back with what was given."""
    return {
        "type": "modal",
        "callback_id": name,
        "title": plain(escape(title)[:VIEW_TITLE]),
        "submit": plain(submit),
        "close": plain("Back"),
        "blocks": blocks,
        "private_metadata": context,
    }
