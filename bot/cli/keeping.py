"""`auditbot ingest` and `auditbot export`: mails in, records out."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.building import build_intake, build_readers, open_store
from bot.cli.saying import ConfigOption, asked_wrongly, data, say
from bot.settings import load_settings
from framework.pack import load_pack
from store.export import export as export_rows


class MailboxName(StrEnum):
    """The two mailboxes of the framework."""

    AUDITS = "audits"
    VOICE = "voice"


class TableName(StrEnum):
    """What can be exported."""

    MESSAGES = "messages"
    AUDITS = "audits"
    ACTIONS = "actions"
    DELIVERIES = "deliveries"
    FEEDBACK = "feedback"
    COMPLAINTS = "complaints"
    ALLOCATIONS = "allocations"
    LOG = "log"


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help=".eml files, or folders of them.")],
    config: ConfigOption,
    mailbox: Annotated[MailboxName, typer.Option(help="The mailbox they count as.")] = MailboxName.AUDITS,
) -> None:
    """Put mails through the same intake as a mailbox. Again with the same mails changes nothing."""
    settings = load_settings(config)
    files = _mails(paths)
    pack = load_pack(settings.council.pack)
    new = 0
    with open_store(settings) as store, build_readers(settings) as readers:
        intake = build_intake(settings, store, pack, readers.read, readers.open)
        for path in files:
            with store.writing() as work:
                kept = work.messages.keep(mailbox.value, path.read_bytes())
                work.commit()
            new += kept.new
            intake.work_through_one(kept.id)
            with store.reading() as work:
                message = work.messages.get(kept.id)
                data(
                    {
                        "file": str(path),
                        "message": message.id,
                        "new": kept.new,
                        "kind": message.kind,
                        "state": message.state,
                        "reason": message.reason,
                    }
                )
    say(f"{len(files)} {'mail' if len(files) == 1 else 'mails'}, {new} of them new.")


def export(
    table: Annotated[TableName, typer.Argument(help="What to export.")],
    config: ConfigOption,
) -> None:
    """Print what is kept as JSON lines."""
    settings = load_settings(config)
    pack = load_pack(settings.council.pack)
    with open_store(settings) as store, store.reading() as work:
        for row in export_rows(work, table.value, pack):
            data(row)


def _mails(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*.eml") if p.is_file())
        elif path.is_file():
            found.append(path)
        else:
            asked_wrongly(f"{path} is neither a file nor a folder.")
    if not found:
        asked_wrongly(f"There is no mail (.eml) in {', '.join(map(str, paths))}.")
    return found
