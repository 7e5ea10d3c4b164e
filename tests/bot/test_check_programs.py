"""`auditbot check` names each program that reading needs, and tells one that is there from one that works."""

from pathlib import Path

import pytest

from bot.checks import Finding, check_programs


def programs(folder: Path, **scripts: str) -> None:
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def findings() -> dict[str, Finding]:
    return {finding.name: finding for finding in check_programs()}


def test_what_is_not_installed_is_missing_and_what_is_lost_is_said(found: Path) -> None:
    looked = findings()
    assert {finding.state for finding in looked.values()} == {"missing"}
    assert ".doc" in looked["LibreOffice"].message
    assert "photographs" in looked["OCR"].message


def test_a_libreoffice_that_converts_nothing_is_wrong(found: Path) -> None:
    programs(found, soffice="exit 0")
    assert findings()["LibreOffice"].state == "wrong"


@pytest.mark.parametrize(
    ("languages", "state"), [("eng\\nosd", "fine"), ("eng", "fine"), ("deu", "wrong"), ("", "wrong")]
)
def test_recognition_without_english_is_wrong(found: Path, languages: str, state: str) -> None:
    said = f"printf 'tesseract 5.0\\n'; printf 'List of languages:\\n{languages}\\n'"
    programs(found, tesseract=said)
    finding = findings()["OCR"]
    assert finding.state == state
    assert ("which way up" in finding.message) == (languages == "eng")


@pytest.mark.needs("soffice")
def test_a_libreoffice_that_works_is_fine() -> None:
    assert findings()["LibreOffice"].state == "fine"
