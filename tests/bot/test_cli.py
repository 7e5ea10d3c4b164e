"""The command line: data to standard output, words to standard error, and an exit code that means something."""

import json
import os
import socket
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from framework.words import Judgement
from tests.journeys.world import AUDITBOT, World, audit_tool, council, mail

COMMANDS = (
    *("demo", "run", "check", "read", "ingest", "export", "policy", "people", "cases", "audits", "review"),
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with council(tmp_path) as world:
        yield world


def auditbot(*arguments: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [AUDITBOT, *map(str, arguments)], capture_output=True, text=True, timeout=60, cwd=folder, check=False
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"])
    assert done.exit_code == 0
    assert "Usage" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nonsense",), 2, "No such command"),
        (("read",), 2, "Missing argument"),
        (("read", "nowhere.docx"), 2, "cannot be read"),
        (("run", "--config", "nowhere.toml"), 2, "There is no settings file"),
        (("export", "--config", "auditbot.toml", "nonsense"), 2, "Invalid value"),
        (("ingest", "--config", "auditbot.toml", "nowhere"), 2, "neither a file nor a folder"),
        (
            ("audits", "record", "77", "--config", "auditbot.toml", "--out", "x.docx"),
            1,
            "There is no audit 77",
        ),
        (("people", "import", "--config", "auditbot.toml", "bad.csv"), 1, "line 3"),
        (("read", "--pack", "nowhere-1999", "bad.csv"), 2, "There is no pack"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback_and_with_its_code(
    world: World, arguments: tuple[str, ...], code: int, says: str
) -> None:
    (world.folder / "bad.csv").write_text(
        "name,email,role\nAda Good,ada@council.example,director\nBen Bad,no-address,king\n", encoding="utf-8"
    )
    done = auditbot(*arguments, folder=world.folder)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_bad_directory_leaves_the_last_one_as_it_was(world: World) -> None:
    (world.folder / "bad.csv").write_text("name,email,role\nBen Bad,no-address,king\n", encoding="utf-8")
    with world.store.reading() as work:
        before = work.people.directory()
    done = auditbot("people", "import", "--config", world.config, world.folder / "bad.csv")
    assert done.returncode == 1
    assert "email" in done.stderr
    assert "role" in done.stderr
    with world.store.reading() as work:
        assert work.people.directory() == before


def test_read_prints_one_object_a_line_with_exactly_the_keys_of_the_contract(tmp_path: Path) -> None:
    (tmp_path / "tool.docx").write_bytes(audit_tool(Judgement.GOOD, grade=2))
    (tmp_path / "rubbish.docx").write_bytes(b"this is no document")
    (tmp_path / "mail.eml").write_bytes(mail(audit_tool(Judgement.INADEQUATE)))
    done = auditbot("read", "tool.docx", "rubbish.docx", "mail.eml", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    tool, rubbish, mailed = [json.loads(line) for line in done.stdout.splitlines()]
    keys = "file part form status case_id completed_by social_worker date answers overall comments actions fields"
    assert set(tool) == {*keys.split(), "problems", "notices"}
    assert tool["answers"][0] == {
        "number": 1,
        "grade": 2,
        "not_applicable": False,
        "answer": None,
        "comment": "Seen in the file, 1.",
    }
    assert (tool["form"], tool["status"], tool["overall"]) == ("tier1-generic", "accepted", "good")
    assert (rubbish["form"], rubbish["status"]) == (None, "rejected")
    assert rubbish["problems"]
    assert (mailed["file"], mailed["part"], mailed["overall"]) == ("mail.eml", "audit.docx", "inadequate")


def test_one_file_that_is_not_there_keeps_nobody_from_reading_the_others(tmp_path: Path) -> None:
    (tmp_path / "first.docx").write_bytes(audit_tool(Judgement.GOOD, grade=2))
    (tmp_path / "last.docx").write_bytes(audit_tool(Judgement.INADEQUATE))
    done = auditbot("read", "first.docx", "nowhere.docx", "last.docx", folder=tmp_path)
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["first.docx", "last.docx"]
    assert (done.returncode, done.stderr) == (2, "nowhere.docx cannot be read: No such file or directory.\n")


def test_a_mail_without_an_audit_tool_is_a_line_too(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(mail(None))
    done = auditbot("read", "mail.eml", folder=tmp_path)
    (line,) = done.stdout.splitlines()
    assert (json.loads(line)["form"], json.loads(line)["file"]) == (None, "mail.eml")


def test_the_record_that_is_written_reads_as_the_audit_that_is_kept(world: World) -> None:
    (world.folder / "one.eml").write_bytes(mail(audit_tool(Judgement.GOOD, grade=2)))
    world.auditbot("ingest", "--config", str(world.config), "one.eml")
    (audit,) = world.export("audits")
    out = world.folder / "record.docx"
    world.auditbot("audits", "record", str(audit["id"]), "--config", str(world.config), "--out", str(out))
    (read,) = [json.loads(line) for line in world.auditbot("read", str(out)).stdout.splitlines()]
    for key in ("form", "case_id", "completed_by", "date", "answers", "overall", "comments", "actions"):
        assert read[key] == audit[key]


def test_check_says_of_each_thing_whether_it_is_fine(world: World) -> None:
    done = auditbot("check", "--config", world.config, "--json")
    found = {item["name"]: item["state"] for item in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 0, done.stdout
    assert found["database"] == found["directory"] == found["mailbox audits"] == found["Slack"] == "fine"
    assert found["outgoing mail"] == "missing"
    assert {"LibreOffice", "OCR", "virus scanner"} <= found.keys()


def test_check_names_what_is_wrong_and_what_to_do(world: World) -> None:
    text = world.config.read_text(encoding="utf-8").replace("xoxb-", "xoxb-wrong-")
    world.config.write_text(text.replace('path = "inbox"', 'path = "elsewhere"'), encoding="utf-8")
    done = auditbot("check", "--config", world.config, "--json")
    found = {item["name"]: item for item in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1
    assert found["Slack"]["state"] == found["mailbox audits"]["state"] == "wrong"
    assert "bot_token" in found["Slack"]["message"]
    assert "xoxb-wrong" not in done.stdout + done.stderr


def test_policy_prints_each_rule_with_its_source() -> None:
    done = auditbot("policy", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"A-06", "A-09", "A-10", "A-14"} <= {line["id"] for line in lines}
    assert all(line["rule"] and line["choice"] and line["source"] for line in lines)


def test_every_table_of_the_contract_can_be_exported(world: World) -> None:
    (world.folder / "one.eml").write_bytes(mail(audit_tool(Judgement.INADEQUATE)))
    world.auditbot("ingest", "--config", str(world.config), "one.eml")
    printed = {
        table: CliRunner().invoke(app, ["export", "--config", str(world.config), table]).stdout.splitlines()
        for table in (
            "messages audits actions deliveries feedback complaints allocations log".split()  # noqa: SIM905
        )
    }
    assert {table for table, lines in printed.items() if lines} == {"messages", "audits", "deliveries", "log"}


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    (tmp_path / "tool.docx").write_bytes(audit_tool())
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [AUDITBOT, "read", "tool.docx"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    os.close(writing)
    assert "Traceback" not in done.stderr


def test_a_zip_is_opened_as_if_it_had_come_by_mail(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "audits.zip", "w") as archive:
        archive.writestr("one.docx", audit_tool(Judgement.GOOD, grade=2))
    done = auditbot("read", "audits.zip", folder=tmp_path)
    (line,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (line["file"], line["part"], line["status"]) == ("audits.zip", "audits.zip/one.docx", "accepted")


def test_a_port_that_is_taken_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = auditbot("demo", "--port", port)
    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr


def test_another_program_s_database_is_left_alone(world: World) -> None:
    path = world.folder / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE people (name TEXT)")
    config = world.folder / "other.toml"
    config.write_text('[database]\nurl = "sqlite:///other.db"\n', encoding="utf-8")
    for command in (("check",), ("export", "messages"), ("people", "import", world.folder / "people.csv")):
        done = auditbot(*command, "--config", config)
        assert done.returncode == 1
        assert "not auditbot's" in done.stdout + done.stderr
    with sqlite3.connect(path) as other:
        tables = [row[0] for row in other.execute("SELECT name FROM sqlite_master")]
    assert tables == ["people"]


def test_check_makes_no_database_and_says_when_nobody_can_be_told(tmp_path: Path) -> None:
    (tmp_path / "auditbot.toml").write_text("", encoding="utf-8")
    done = auditbot("check", "--config", tmp_path / "auditbot.toml", "--json")
    found = {item["name"]: item["state"] for item in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1
    assert found["telling people"] == "wrong"
    assert not (tmp_path / "auditbot.db").exists()
