"""Reading the settings file, and saying what is wrong with it."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.settings.parts import SettingsError
from bot.settings.tables import DatabaseSettings, Settings


def load_settings(path: Path) -> Settings:
    """The settings in a TOML file, with the environment's on top. Relative paths are relative to the file.

    SettingsError if the file is missing or wrong; each mistake is named with its place.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsError(f"There is no settings file {path}.") from error
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise SettingsError(f"The settings file {path} cannot be read: {why}.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings file {path} is not TOML: {error}.") from error
    here = path.resolve().parent
    try:
        settings = Settings(**_from_here(data, here))
    except ValidationError as error:
        raise SettingsError(_explain(path, error)) from error
    return settings.model_copy(update={"database": _beside(settings.database, here)})


def _beside(database: DatabaseSettings, here: Path) -> DatabaseSettings:
    """SQLite's file beside the settings file, whether it was written there, in the environment, or nowhere."""
    return database.model_copy(update={"url": _from_here(database.url, here, "url")})


def _from_here(data: Any, here: Path, key: str = "") -> Any:
    """Relative paths made absolute, SQLite's address among them."""
    if isinstance(data, dict):
        return {name: _from_here(value, here, name) for name, value in data.items()}
    if isinstance(data, list):
        return [_from_here(value, here, key) for value in data]
    if key in ("path", "socket") or key.endswith("_file"):
        return here / Path(str(data)).expanduser()
    if key == "url" and str(data).startswith("sqlite:///") and not str(data).startswith("sqlite:////"):
        return f"sqlite:///{here / str(data).removeprefix('sqlite:///')}"
    if key == "pack" and (here / str(data) / "pack.yaml").is_file():
        return str(here / str(data))
    return data


_SAID = {
    "extra_forbidden": "there is no such setting; docs/settings.md lists them",
    "missing": "must be given",
    "tuple_type": "must be a list, in square brackets; tables of one kind are written [[mailboxes]]",
    "list_type": "must be a list, in square brackets",
    "union_tag_not_found": "kind must be given: folder, imap, ews or graph",
    "union_tag_invalid": "kind must be folder, imap, ews or graph",
}


def _explain(path: Path, error: ValidationError) -> str:
    lines = [f"The settings in {path} cannot be used:"]
    for item in error.errors(include_input=False, include_url=False):
        place = ".".join(str(step) for step in item["loc"]) or "the whole"
        said = _SAID.get(item["type"]) or item["msg"].removeprefix("Value error, ").replace("Input s", "s")
        lines.append(f"  {place}: {said}")
    return "\n".join(lines)
