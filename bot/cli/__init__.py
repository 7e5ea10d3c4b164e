"""The command line: data to standard output, everything else to standard error, never a traceback.

Exits 0 on success, 1 when what was asked is not so, 2 when it was asked wrongly.
"""

import os
import sys

import typer

from bot.cli.commands import Commands
from bot.logs import set_up_logs
from bot.settings import SettingsError
from framework.pack import PackError
from store.database import DatabaseError

app = typer.Typer(
    cls=Commands,
    name="auditbot",
    help="A chat and e-mail bot for the quality assurance of children's social care.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)


@app.callback()
def _auditbot() -> None:
    """The commands come from `Commands`."""


def main() -> None:
    """The program's entry."""
    set_up_logs()
    try:
        app()
    except (SettingsError, PackError) as error:
        _leave(str(error), 2)
    except DatabaseError as error:
        _leave(str(error), 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("AUDITBOT_TRACEBACK"):
            raise
        _leave(
            f"Something went wrong that auditbot did not expect ({type(error).__name__}). What was kept before "
            "stays kept. Run it again with AUDITBOT_TRACEBACK=1 to see where.",
            1,
        )


def _leave(message: str, code: int) -> None:
    print(message, file=sys.stderr)  # noqa: T201
    sys.exit(code)
