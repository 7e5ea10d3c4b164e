"""The command line: data to standard output, everything else to standard error, never a traceback.

Exits 0 on success, 1 when what was asked is not so, 2 when it was asked wrongly.
"""

import os
import sys

import typer

from bot.cli import audits, directory, documents, keeping, policy, review, running
from bot.logs import set_up_logs
from bot.settings import SettingsError
from framework.pack import PackError
from store.database import DatabaseError

app = typer.Typer(
    name="auditbot",
    help="A chat and e-mail bot for the quality assurance of children's social care.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
app.command("demo")(running.demo)
app.command("run")(running.run)
app.command("check")(running.check)
app.command("read")(documents.read)
app.command("ingest")(keeping.ingest)
app.command("export")(keeping.export)
app.command("policy")(policy.policy)
app.add_typer(directory.people, name="people")
app.add_typer(directory.cases, name="cases")
app.add_typer(audits.audits, name="audits")
app.add_typer(review.review, name="review")


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
