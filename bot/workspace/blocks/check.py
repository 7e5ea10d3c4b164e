"""Holds blocks and views against Slack's rules and says what is wrong in Slack's words."""

import json
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.workspace.blocks.layout import AttachmentContent, MessageContent, ViewContent
from bot.workspace.errors import SlackError

MAX_VIEW_BYTES = 250_000


def check_blocks(blocks: Any) -> list[dict[str, Any]]:
    """The blocks of a message, or SlackError `invalid_blocks_format` / `invalid_blocks`."""
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        raise SlackError("invalid_blocks_format")
    wrong = _wrong(MessageContent, {"blocks": blocks})
    if wrong:
        raise SlackError("invalid_blocks", wrong, errors=wrong)
    return blocks


def check_attachments(attachments: Any) -> list[dict[str, Any]]:
    """The attachments of a message, or SlackError `invalid_attachments` / `too_many_attachments`."""
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > 100:
        raise SlackError("too_many_attachments")
    wrong = _wrong(AttachmentContent, {"attachments": attachments})
    if wrong:
        raise SlackError("invalid_attachments", wrong, errors=wrong)
    return attachments


def check_view(view: Any, kinds: tuple[str, ...]) -> dict[str, Any]:
    """A view of one of the kinds (`modal`, `home`), or SlackError `invalid_arguments` / `view_too_large`."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if len(json.dumps(view)) > MAX_VIEW_BYTES:
        raise SlackError("view_too_large")
    if view.get("type") in ("modal", "home") and view["type"] not in kinds:
        raise SlackError("invalid_arguments", [f"unsupported type: {view['type']} [json-pointer:/view/type]"])
    wrong = _wrong(ViewContent, {"view": view})
    if wrong:
        raise SlackError("invalid_arguments", wrong)
    return view


def _wrong(model: type[BaseModel], content: dict[str, Any]) -> list[str]:
    nulls = [f"must not be null [json-pointer:{place}]" for place in _nulls(content, "")]
    if nulls:
        return nulls
    try:
        model.model_validate(content)
    except ValidationError as error:
        return [_in_slacks_words(detail, content) for detail in error.errors(include_url=False)]
    return []


def _nulls(value: Any, place: str) -> list[str]:
    if value is None:
        return [place]
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, child in pairs for found in _nulls(child, f"{place}/{key}")]


_AT_PARENT = {"missing": "missing required field: {}", "extra_forbidden": "invalid additional property: {}"}


def _in_slacks_words(detail: ErrorDetails, content: Any) -> str:
    kind, context = detail["type"], detail.get("ctx") or {}
    path = _path(detail["loc"], content)
    last = str(detail["loc"][-1])
    if kind in _AT_PARENT:
        parent = path[:-1] if path and path[-1] == last else path
        return _pointed(_AT_PARENT[kind].format(last), parent)
    if kind == "union_tag_not_found":
        return _pointed("missing required field: type", path)
    if kind == "union_tag_invalid":
        return _pointed(f"unsupported type: {context['tag']}", [*path, "type"])
    if kind == "slack":
        return _pointed(context["message"], [*path, *([context["at"]] if context["at"] else [])])
    return _pointed(_words(kind, context, detail["msg"]), path)


def _words(kind: str, context: dict[str, Any], otherwise: str) -> str:
    if kind == "string_too_long":
        return f"must be less than {context['max_length'] + 1} characters"
    if kind == "string_too_short":
        return f"must be more than {context['min_length'] - 1} characters"
    if kind == "too_long":
        return f"no more than {context['max_length']} items allowed"
    if kind == "too_short":
        return f"no fewer than {context['min_length']} items allowed"
    provide = {
        "string_type": "a string",
        "bool_type": "a boolean",
        "int_type": "an integer",
        "list_type": "an array",
        "model_type": "an object",
        "dict_type": "an object",
        "model_attributes_type": "an object",
    }
    return f"must provide {provide[kind]}" if kind in provide else otherwise[:1].lower() + otherwise[1:]


def _path(location: tuple[int | str, ...], content: Any) -> list[str]:
    """The JSON pointer's parts: pydantic's location without the names of the union members in it."""
    path: list[str] = []
    for step in location[:-1]:
        found = _inside(content, step)
        if found is not None:
            content = found
            path.append(str(step))
    last = location[-1]
    if isinstance(last, int) or (isinstance(content, dict) and last in content):
        path.append(str(last))
    return path


def _inside(content: Any, step: int | str) -> Any:
    if isinstance(content, dict):
        return content.get(step)
    return content[step] if isinstance(content, list) and isinstance(step, int) else None


def _pointed(message: str, path: list[str]) -> str:
    return f"{message} [json-pointer:/{'/'.join(path)}]"
