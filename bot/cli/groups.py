"""Groups of commands that take the settings file before the command's name as well as after it."""

from collections.abc import Sequence
from typing import Any

from typer.core import TyperGroup

_OPTION = "--config"


class Group(TyperGroup):
    """`auditbot audits --config FILE record 1` is `auditbot audits record 1 --config FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Move what stands before the command's name behind it."""
        return super().parse_args(ctx, _moved(args))


def _moved(args: Sequence[str]) -> list[str]:
    """The same arguments, a settings file at the front of them put behind the word that follows it."""
    if not args or not (args[0] == _OPTION or args[0].startswith(f"{_OPTION}=")):
        return list(args)
    length = 2 if args[0] == _OPTION else 1
    option, rest = args[:length], args[length:]
    return [*rest[:1], *option, *rest[1:]] if rest else list(args)
