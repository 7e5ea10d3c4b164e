"""The commands by name, each imported only when it is called: the whole program takes a second to import."""

import importlib

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

_COMMANDS = {
    "demo": "running",
    "run": "running",
    "check": "running",
    "read": "documents",
    "ingest": "keeping",
    "export": "keeping",
    "policy": "policy",
    "people": "directory",
    "cases": "directory",
    "audits": "audits",
    "duties": "duties",
    "draw": "draw",
    "review": "review",
}
"""Each command and the module of this folder in which a function, or a group of commands, has its name."""


class Commands(TyperGroup):
    """The group of all commands."""

    def list_commands(self, ctx: object) -> list[str]:
        """Their names, in the order in which `--help` shows them."""
        return list(_COMMANDS)

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | TyperGroup | None:
        """The command of that name, imported now; None if there is none."""
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        found = getattr(importlib.import_module(f"bot.cli.{module}"), cmd_name)
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
        if isinstance(found, typer.Typer):
            alone.add_typer(found, name=cmd_name)
        else:
            alone.command(cmd_name)(found)
            alone.callback()(_nothing)  # which makes a group of it, like the others
        group = get_command(alone)
        assert isinstance(group, TyperGroup)
        command = group.commands[cmd_name]
        assert isinstance(command, TyperCommand | TyperGroup)
        return command


def _nothing() -> None:
    """What is done before each command."""
