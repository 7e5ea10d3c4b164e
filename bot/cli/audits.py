"""`auditbot audits record`: the completed audit tool as a Word document."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.saying import ConfigOption, asked_wrongly, not_so, say
from bot.settings import load_settings
from bot.wiring import open_store
from framework.pack import load_pack
from framework.reading import Reading
from mail.writing import RecordNote, write

audits = typer.Typer(help="Recorded audits.", no_args_is_help=True)


@audits.callback()
def _group() -> None:
    """Keeps `record` a command of its own."""


@audits.command("record")
def record(
    audit_id: Annotated[int, typer.Argument(metavar="ID", help="The audit's id.")],
    config: ConfigOption,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.docx", help="Where to write it.")],
) -> None:
    """Write the completed audit tool as a Word document, laid out as the framework's form."""
    settings = load_settings(config)
    pack = load_pack(settings.council.pack)
    with open_store(settings) as store, store.writing() as work:
        audit = work.audits.get(audit_id)
        if audit is None:
            not_so(f"There is no audit {audit_id}. `auditbot export --config … audits` lists them.")
        reading = Reading.model_validate(audit.reading)
        note = RecordNote(audit_id=audit.id, recorded=audit.recorded)
        try:
            out.write_bytes(write(pack.form(audit.form), reading, pack, record=note))
        except OSError as error:
            asked_wrongly(f"{out} cannot be written: {error.strerror}.")
        work.log.add("record-written", f"audit {audit.id}", who="command line")
        work.commit()
    say(f"Audit {audit_id} written to {out}.")
