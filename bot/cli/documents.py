"""`auditbot read`: what is in audit documents and mails, without keeping anything."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.saying import data, say
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
    """Read audit documents or mails without keeping anything: one JSON object a line.

    A file that cannot be opened is named, the others are read, and the command ends with 2.
    """
    load_pack(pack)
    contents = [(path, content) for path in files if (content := _bytes(path)) is not None]
    if contents:
        _read(contents, pack, evidence=evidence)
    if len(contents) < len(files):
        raise typer.Exit(2)


def _read(contents: list[tuple[Path, bytes]], pack: str, *, evidence: bool) -> None:
    with ReaderPool(pack) as reader:
        for path, content in contents:
            for reading in read_file(content, path.name, reader.read):
                said = reading.as_contract()
                if evidence:
                    said["evidence"] = {where: e.model_dump() for where, e in reading.evidence.items()}
                data(said)


def _bytes(path: Path) -> bytes | None:
    """What is in the file; None, and said, where it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        say(f"{path} cannot be read: {error.strerror}.")
        return None
