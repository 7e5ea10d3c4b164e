"""Mails with audit tools that differ only in a value that is not kept: each is a doubt that somebody sees."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.world import SENT, World, audit_tool, council, mail


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with council(tmp_path) as world:
        yield world


def with_case(written: bytes) -> bytes:
    """The audit tool with other words for its case reference."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(audit_tool())) as before, zipfile.ZipFile(changed, "w") as after:
        for part in before.infolist():
            after.writestr(part, before.read(part).replace(b"900501", written))
    return changed.getvalue()


@pytest.mark.parametrize("written", [b"12345678901234567890123", b"Una Invented"])
def test_two_children_written_by_name_are_two_doubts_and_the_same_mail_again_is_none(
    world: World, written: bytes
) -> None:
    for number, case in enumerate((b"Ada Invented", written, written)):
        sent = SENT + dt.timedelta(hours=number)
        raw = mail(with_case(case), sent=sent, message_id=f"<{number}@council.example>")
        (world.folder / f"{number}.eml").write_bytes(raw)
        world.auditbot("ingest", "--config", str(world.config), f"{number}.eml")
    assert [audit["status"] for audit in world.export("audits")] == ["review", "review"]
    assert [len(message["audits"]) for message in world.export("messages")] == [1, 1, 1]
