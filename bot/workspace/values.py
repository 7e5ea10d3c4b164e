"""What a person has put into inputs: as Slack reports it to the app, and whether Slack would let them submit it."""

import re
from collections.abc import Iterator
from typing import Any

from bot.workspace.errors import PersonError
from bot.workspace.model import Blocks, Json, Values

Given = dict[str, Any]
"""Plain values (text, an option's value, a list) by block_id and then action_id, or by either of them alone."""

_KEY_AND_INITIAL = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
}
_REQUIRED = "Please complete this required field."


def elements(blocks: Blocks) -> Iterator[tuple[Json, Json]]:
    """Every block element in the order of the page, with the block it stands in."""
    for block in blocks:
        found = [block.get("accessory"), block.get("element")]
        if block["type"] == "actions":
            found += block["elements"]
        yield from ((block, element) for element in found if element)


def is_input(element: Json) -> bool:
    return element["type"] in _KEY_AND_INITIAL


def current(blocks: Blocks, kept: Values) -> Values:
    """The state of every input: what was chosen before, where ids and type are the same, else its initial."""
    state: Values = {}
    for block, element in elements(blocks):
        if not is_input(element):
            continue
        block_id, action_id = block["block_id"], element["action_id"]
        before = kept.get(block_id, {}).get(action_id)
        same = before is not None and before["type"] == element["type"]
        state.setdefault(block_id, {})[action_id] = before if before and same else _initial(element)
    return state


def changed(blocks: Blocks, kept: Values, given: Given) -> Values:
    """`current` with the plain values in `given` put in. PersonError for a field or option that is not there."""
    state = current(blocks, kept)
    places = {(b["block_id"], e["action_id"]): e for b, e in elements(blocks) if is_input(e)}
    for key, value in given.items():
        for (block_id, action_id), plain in _aimed_at(key, value, list(places)):
            state[block_id][action_id] = stated(places[block_id, action_id], plain)
    return state


def stated(element: Json, plain: Any) -> Json:
    """Slack's object for a plain value of this element. PersonError when the element does not offer it."""
    key, _ = _KEY_AND_INITIAL[element["type"]]
    plain = None if plain in ("", []) else plain
    if key == "selected_option":
        value = None if plain is None else option(element, plain)
    elif key == "selected_options":
        value = [option(element, one) for one in plain or []]
    elif key == "selected_users":
        value = list(plain or [])
    else:
        value = None if plain is None else str(plain)
    return {"type": element["type"], key: value}


def option(element: Json, value: str) -> Json:
    """The option with this value."""
    offered = [
        *element.get("options", ()),
        *(o for g in element.get("option_groups", ()) for o in g["options"]),
    ]
    found = next((o for o in offered if o.get("value") == value), None)
    if found is None:
        raise PersonError(f"“{value}” is not one of the options of {element['action_id']}.")
    return found


def refused(blocks: Blocks, state: Values) -> dict[str, str]:
    """What Slack says beside the fields, by block_id, before it lets a modal be submitted; empty when it may be."""
    problems = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            given = state[block["block_id"]][element["action_id"]]
            problem = _problem(
                element, given[_KEY_AND_INITIAL[element["type"]][0]], block.get("optional", False)
            )
            if problem:
                problems[block["block_id"]] = problem
    return problems


def _initial(element: Json) -> Json:
    key, initial = _KEY_AND_INITIAL[element["type"]]
    nothing = [] if key in ("selected_options", "selected_users") else None
    return {"type": element["type"], key: element.get(initial, nothing)}


def _aimed_at(key: str, value: Any, places: list[tuple[str, str]]) -> list[tuple[tuple[str, str], Any]]:
    if isinstance(value, dict):
        aimed = [((key, action_id), plain) for action_id, plain in value.items()]
        missing = [place for place, _ in aimed if place not in places]
    else:
        hits = [p for p in places if p[0] == key] or [p for p in places if p[1] == key]
        aimed = [(hits[0], value)] if len(hits) == 1 else []
        missing = [] if aimed else [key]
    if missing:
        raise PersonError(f"There is no field {missing[0]} here; the fields are {places}.")
    return aimed


def _problem(element: Json, value: Any, optional: bool) -> str | None:
    if not value or (isinstance(value, str) and not value.strip()):
        return None if optional else _REQUIRED
    check = {
        "plain_text_input": _text_problem,
        "email_text_input": _email_problem,
        "url_text_input": _url_problem,
        "number_input": _number_problem,
    }.get(element["type"])
    return check(element, value) if check else None


def _text_problem(element: Json, value: str) -> str | None:
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < shortest:
        return f"Please write at least {shortest} characters."
    if len(value) > longest:
        return f"Please write at most {longest} characters; these are {len(value)}."
    return None


def _email_problem(_: Json, value: str) -> str | None:
    return (
        None if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", value) else "Please give a valid e-mail address."
    )


def _url_problem(_: Json, value: str) -> str | None:
    return None if re.fullmatch(r"https?://\S+\.\S+", value) else "Please give a valid web address."


def _number_problem(element: Json, value: str) -> str | None:
    shape = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(shape, value):
        return "Please give a number." if element["is_decimal_allowed"] else "Please give a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please give a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please give a number of at most {element['max_value']}."
    return None
