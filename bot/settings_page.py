"""`docs/settings.md`, made from the settings themselves: `python -m bot.settings_page > docs/settings.md`."""

import inspect
import sys
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.settings import (
    CouncilSettings,
    DatabaseSettings,
    DeliverySettings,
    EwsMailbox,
    FolderMailbox,
    GraphMailbox,
    ImapMailbox,
    LimitSettings,
    ScannerSettings,
    SlackSettings,
    SmtpSettings,
)

TABLES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("[database]", DatabaseSettings),
    ("[council]", CouncilSettings),
    ('[[mailboxes]] with kind = "folder"', FolderMailbox),
    ('[[mailboxes]] with kind = "imap"', ImapMailbox),
    ('[[mailboxes]] with kind = "ews"', EwsMailbox),
    ('[[mailboxes]] with kind = "graph"', GraphMailbox),
    ("[slack]", SlackSettings),
    ("[smtp]", SmtpSettings),
    ("[limits]", LimitSettings),
    ("[virus_scanner]", ScannerSettings),
    ("[deliveries]", DeliverySettings),
)

_HEAD = """# Settings

One TOML file, given with `--config FILE`. Every setting can come from the environment instead, which wins over the
file: `AUDITBOT_SLACK__BOT_TOKEN` is `bot_token` under `[slack]`. Relative paths are relative to the settings file.
Secrets are best kept in files of their own (`password_file`, `bot_token_file`) that only the bot may read.

`auditbot check --config FILE` looks at each thing that the settings name, and says what is wrong and what to do.

This page is made from the program (`python -m bot.settings_page`); a test holds the two together."""


def settings_page() -> str:
    """The page, as Markdown."""
    return "\n".join([_HEAD, *(line for title, model in TABLES for line in _table(title, model))]) + "\n"


def _table(title: str, model: type[BaseModel]) -> Iterator[str]:
    about = inspect.cleandoc(model.__doc__ or "")
    yield from ("", f"## `{title}`", "", about, "", "| setting | if left out | what it is |", "|---|---|---|")
    for name, field in model.model_fields.items():
        yield f"| `{name}` | {_default(field)} | {field.description or _kind(name)} |"


def _kind(name: str) -> str:
    return "Which kind of mailbox." if name == "kind" else name


def _default(field: FieldInfo) -> str:
    default: Any = field.default
    if default is PydanticUndefined:
        return "must be given"
    if default in (None, "", ()) or isinstance(default, SecretStr):
        return "nothing"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


if __name__ == "__main__":
    sys.stdout.write(settings_page())
