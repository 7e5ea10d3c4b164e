"""`auditbot audits record`: the completed audit tool as a Word document or a PDF."""

from pathlib import Path
from typing import Annotated

import typer

from bot.building import open_store
from bot.cli.groups import Group
from bot.cli.saying import ConfigOption, asked_wrongly, not_so, say
from bot.settings import load_settings
from framework.pack import Pack, load_pack
from mail.reading.document import NotReadable
from mail.reading.office.converter import Converter
from mail.writing import written_audit
from store.unit_of_work import Store

audits = typer.Typer(help="Recorded audits.", no_args_is_help=True, cls=Group)
_LAST_ID = 2**31 - 1  # that the database can count to
_OWNER_ONLY = 0o600
_NO_PDF = {
    "engine-missing": "A PDF is made with LibreOffice, which is not there. Install it (Debian: apt install "
    "libreoffice-writer), or give a name that ends in .docx.",
    "took-too-long": "LibreOffice took too long over the PDF. Try again, or give a name that ends in .docx.",
    "unreadable": "LibreOffice made no PDF. Try again, or give a name that ends in .docx.",
}


@audits.callback()
def _group() -> None:
    """Keeps `record` a command of its own."""


@audits.command("record")
def record(
    audit_id: Annotated[int, typer.Argument(metavar="ID", help="The audit's id.")],
    config: ConfigOption,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it: .docx or .pdf.")],
    for_the_record: Annotated[
        bool,
        typer.Option(
            "--for-the-record", help="The copy for the child's record: without what is about staff (A-47)."
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write the completed audit tool as a Word document or a PDF, laid out as the framework's form."""
    suffix = out.suffix.lower()
    if suffix not in (".docx", ".pdf"):
        asked_wrongly(
            f"{out} would be neither a Word document nor a PDF: give it a name that ends in .docx or .pdf."
        )
    settings = load_settings(config)
    pack = load_pack(settings.council.pack)
    with open_store(settings) as store:
        document = _document(store, audit_id, pack, for_the_record)
        if suffix == ".pdf":
            document = _as_pdf(document)
        with store.writing() as work:
            _put(out, document, force)
            work.log.add("record-written", f"audit {audit_id}", who="command line")
            work.commit()
    say(f"Audit {audit_id} written to {out}.")


def _document(store: Store, audit_id: int, pack: Pack, for_the_record: bool) -> bytes:
    with store.reading() as work:
        audit = work.audits.get(audit_id) if audit_id <= _LAST_ID else None
        if audit is None:
            not_so(f"There is no audit {audit_id}. `auditbot export --config … audits` lists them.")
        if for_the_record and not pack.duties_of(audit.form):
            not_so(f"Audit {audit_id} is of no case: no copy of it goes into a child's record.")
        return written_audit(audit, pack, for_the_record=for_the_record)


def _as_pdf(document: bytes) -> bytes:
    try:
        with Converter(workers=1) as converter:
            return converter.to_pdf(document)
    except NotReadable as error:
        not_so(_NO_PDF.get(error.code, _NO_PDF["unreadable"]))


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
