"""The completed audit tool as a file: about a child, so it lies open to nobody and replaces nothing by mistake."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner, Result

from bot.cli import app
from framework.words import Judgement
from tests.journeys.world import World, audit_tool, council, mail


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with council(tmp_path) as world:
        (world.folder / "one.eml").write_bytes(mail(audit_tool(Judgement.GOOD, grade=2)))
        world.auditbot("ingest", "--config", str(world.config), "one.eml")
        yield world


def record(world: World, audit: str, name: str, *more: str) -> Result:
    out = str(world.folder / name)
    return CliRunner().invoke(
        app, ["audits", "record", audit, "--config", str(world.config), "--out", out, *more]
    )


@pytest.mark.parametrize("audit", ["0", "77", "2147483648", "99999999999999999999999"])
def test_an_audit_that_there_is_not_is_said_however_large_its_number(world: World, audit: str) -> None:
    done = record(world, audit, "record.docx")
    assert done.exit_code == 1
    assert f"There is no audit {audit}." in done.stderr
    assert not (world.folder / "record.docx").exists()


def test_the_record_is_for_its_owners_eyes_and_replaces_a_file_only_if_told_to(world: World) -> None:
    out = world.folder / "record.docx"
    assert record(world, "1", "record.docx").exit_code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    out.write_bytes(b"somebody's own")
    out.chmod(0o644)
    refused = record(world, "1", "record.docx")
    assert refused.exit_code == 2
    assert "is there already" in refused.stderr
    assert out.read_bytes() == b"somebody's own"
    assert record(world, "1", "record.docx", "--force").exit_code == 0
    assert out.read_bytes().startswith(b"PK")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_the_copy_for_the_childs_record_says_what_it_is_and_is_a_document_like_any_other(
    world: World,
) -> None:
    assert record(world, "1", "copy.docx", "--for-the-record").exit_code == 0
    footer = Document(str(world.folder / "copy.docx")).sections[0].footer.paragraphs[0].text
    assert "Record copy" in footer
    (line,) = world.auditbot("read", str(world.folder / "copy.docx")).stdout.splitlines()
    assert json.loads(line)["status"] == "accepted"


@pytest.mark.parametrize("name", ["record", "record.odt", "auditbot.toml"])
def test_a_name_that_is_no_word_documents_or_pdfs_is_refused(world: World, name: str) -> None:
    before = {path.name for path in world.folder.iterdir()}
    done = record(world, "1", name, "--force")
    assert done.exit_code == 2
    assert "ends in .docx or .pdf" in done.stderr
    assert {path.name for path in world.folder.iterdir()} == before


@pytest.mark.needs("soffice")
@pytest.mark.timeout(120)
def test_the_record_as_a_pdf_reads_as_the_record_as_a_word_document_does(world: World) -> None:
    readings = []
    for name in ("record.docx", "record.pdf"):
        assert record(world, "1", name).exit_code == 0
        (line,) = world.auditbot("read", str(world.folder / name)).stdout.splitlines()
        readings.append({**json.loads(line), "file": "", "part": ""})
    assert readings[0] == readings[1]
    assert readings[0]["status"] == "accepted"
    assert stat.S_IMODE((world.folder / "record.pdf").stat().st_mode) == 0o600


def test_without_libreoffice_a_pdf_is_not_begun_and_the_word_document_is_offered(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = record(world, "1", "record.pdf")
    assert done.exit_code == 1
    assert "LibreOffice, which is not there" in done.stderr
    assert ".docx" in done.stderr
    assert not (world.folder / "record.pdf").exists()
    assert record(world, "1", "record.docx").exit_code == 0


def test_a_folder_that_is_not_there_is_said(world: World) -> None:
    done = record(world, "1", "nowhere/record.docx")
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr
