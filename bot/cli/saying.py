"""How commands say things: data as JSON lines on standard output, words on standard error."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

ConfigOption = Annotated[
    Path, typer.Option("--config", metavar="FILE", help="The settings file (TOML).", show_default=False)
]


def data(item: Any) -> None:
    """One JSON object on a line of its own."""
    line = json.dumps(item, ensure_ascii=False, default=str)
    typer.echo(line.encode("utf-8", "backslashreplace").decode("utf-8"))


def say(*lines: str) -> None:
    """Words for the person at the keyboard."""
    for line in lines:
        typer.echo(line, err=True)


def not_so(lines: str | Iterable[str]) -> NoReturn:
    """What was asked is not so."""
    say(*([lines] if isinstance(lines, str) else lines))
    raise typer.Exit(1)


def asked_wrongly(line: str) -> NoReturn:
    """The command was asked wrongly."""
    say(line)
    raise typer.Exit(2)
