"""How a call becomes an answer: token, scope, arguments, method. In that order, as Slack does."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.workspace.errors import SlackError
from bot.workspace.model import Json
from bot.workspace.workspace import Workspace


class Args(BaseModel):
    """Arguments of a method: strings of a form or values of JSON; what is not known is ignored, as Slack does."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


def _parsed(value: Any) -> Any:
    """JSON in a form field; what does not parse is left for the method to refuse."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


Structure = Annotated[Any, BeforeValidator(_parsed)]
"""Blocks, views, metadata: JSON, or a string of it."""

A = TypeVar("A", bound=Args)
TokenKind = Literal["bot", "app"]


@dataclass(frozen=True)
class _Method:
    run: Callable[[Workspace, Any], Json]
    args: type[Args]
    scopes: tuple[str, ...]
    token: TokenKind | None


_METHODS: dict[str, _Method] = {}


def method(
    name: str, args: type[A], *scopes: str, token: TokenKind | None = "bot"
) -> Callable[[Callable[[Workspace, A], Json]], Callable[[Workspace, A], Json]]:
    """Registers a method; any one of `scopes` is enough, none means that none is needed."""

    def register(run: Callable[[Workspace, A], Json]) -> Callable[[Workspace, A], Json]:
        _METHODS[name] = _Method(run, args, scopes, token)
        return run

    return register


def answer(ws: Workspace, name: str, token: str | None, given: Json) -> Json:
    """The body of the answer to one call, refusals included."""
    try:
        wanted = _METHODS.get(name)
        if wanted is None:
            raise SlackError("unknown_method", req_method=name)
        if wanted.token is not None:
            _check_token(ws, wanted.token, token)
        if wanted.token == "bot":
            need_scope(ws, *wanted.scopes)
        return {"ok": True, **wanted.run(ws, _arguments(wanted.args, given))}
    except SlackError as error:
        return error.body()


def need_scope(ws: Workspace, *scopes: str) -> None:
    """SlackError `missing_scope` unless the bot has one of the scopes."""
    if scopes and not ws.config.scopes & set(scopes):
        provided = ",".join(sorted(ws.config.scopes))
        raise SlackError("missing_scope", needed=scopes[0], provided=provided)


def _check_token(ws: Workspace, wanted: TokenKind, token: str | None) -> None:
    if not token:
        raise SlackError("not_authed")
    if token not in (ws.bot_token, ws.app_token):
        raise SlackError("invalid_auth")
    if token != (ws.bot_token if wanted == "bot" else ws.app_token):
        raise SlackError("not_allowed_token_type")


def _arguments(args: type[Args], given: Json) -> Args:
    try:
        return args.model_validate({key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        raise SlackError(
            "invalid_arguments", [_complaint(e) for e in error.errors(include_url=False)]
        ) from None


def _complaint(detail: Any) -> str:
    name = "/".join(str(step) for step in detail["loc"])
    if detail["type"] == "missing":
        return f"missing required field: {name}"
    return f"{detail['msg']} [json-pointer:/{name}]"
