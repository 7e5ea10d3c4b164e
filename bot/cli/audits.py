"""`auditbot audits record`: the completed audit tool as a Word document."""

from pathlib import Path
from typing import Annotated

import typer

from bot.building import open_store
from bot.cli.saying import ConfigOption, asked_wrongly, not_so, say
from bot.settings import load_settings
from framework.pack import load_pack
from framework.reading import Reading
from mail.writing import RecordNote, write

audits = typer.Typer(help="Recorded audits.", no_args_is_help=True)
_LAST_ID = 2**31 - 1  # that the database can count to
_OWNER_ONLY = 0o600


@audits.callback()
def _group() -> None:
    """Keeps `record` a command of its own."""


@audits.command("record")
def record(
    audit_id: Annotated[int, typer.Argument(metavar="ID", help="The audit's id.")],
    config: ConfigOption,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.docx", help="Where to write it.")],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write the completed audit tool as a Word document, laid out as the framework's form."""
    if out.suffix.lower() != ".docx":
        asked_wrongly(f"{out} is written as a Word document: give it a name that ends in .docx.")
    settings = load_settings(config)
    pack = load_pack(settings.council.pack)
    with open_store(settings) as store, store.writing() as work:
        audit = work.audits.get(audit_id) if audit_id <= _LAST_ID else None
        if audit is None:
            not_so(f"There is no audit {audit_id}. `auditbot export --config … audits` lists them.")
        reading = Reading.model_validate(audit.reading)
        note = RecordNote(audit_id=audit.id, recorded=audit.recorded)
        _put(out, write(pack.form(audit.form), reading, pack, record=note), force)
        work.log.add("record-written", f"audit {audit.id}", who="command line")
        work.commit()
    say(f"Audit {audit_id} written to {out}.")


def _put(out: Path, document: bytes, force: bool) -> None:
    """Write what is about a child for its owner's eyes only."""
    try:
        out.touch(mode=_OWNER_ONLY, exist_ok=force)
        out.chmod(_OWNER_ONLY)
        out.write_bytes(document)
    except FileExistsError:
        asked_wrongly(f"{out} is there already. Give another name, or --force to write over it.")
    except OSError as error:
        asked_wrongly(f"{out} cannot be written: {error.strerror}.")
