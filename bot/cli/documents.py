"""`auditbot read`: what is in audit documents and mails, without keeping anything."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.saying import asked_wrongly, data
from framework.pack import load_pack
from mail.opening import read_file
from mail.reading.processes.child import ReaderPool


def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Audit documents, or mails (.eml, .msg).")
    ],
    pack: Annotated[str, typer.Option(help="The framework pack, by name or folder.")] = "rochdale-2013",
    evidence: Annotated[bool, typer.Option("--evidence", help="Add where each value stood.")] = False,
) -> None:
    """Read audit documents or mails without keeping anything: one JSON object a line."""
    load_pack(pack)
    contents = [(path, _bytes(path)) for path in files]
    with ReaderPool(pack) as reader:
        for path, content in contents:
            for reading in read_file(content, path.name, reader.read):
                said = reading.as_contract()
                if evidence:
                    said["evidence"] = {where: e.model_dump() for where, e in reading.evidence.items()}
                data(said)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        asked_wrongly(f"{path} cannot be read: {error.strerror}.")
