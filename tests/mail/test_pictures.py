"""Pictures of pages: what a person sees of an attachment that no program could read."""

import subprocess
from pathlib import Path

import pytest

from mail.pictures import MOST_PAGES, NoPictures, has_pictures, pictures
from tests.servers.programs import require

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea7356981"
    "0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A PDF of 15 pages, made by LibreOffice."""
    require("soffice")
    require("pdftoppm")
    folder = tmp_path_factory.mktemp("pdf")
    pages = "\f".join(f"Page {number} of a made-up form" for number in range(1, 16))
    (folder / "form.html").write_text(
        "".join(f'<p style="page-break-after: always">{page}</p>' for page in pages.split("\f")),
        encoding="utf-8",
    )
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         "pdf:writer_web_pdf_Export", "--outdir", folder, folder / "form.html"],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    return (folder / "form.pdf").read_bytes()


def test_a_person_could_not_look_at_the_pages_of_a_pdf(pdf: bytes) -> None:
    drawn = pictures(pdf)
    assert [page.number for page in drawn] == list(range(1, len(drawn) + 1))
    assert 1 < len(drawn) <= MOST_PAGES
    assert {page.kind for page in drawn} == {"png"}
    assert all(page.content.startswith(b"\x89PNG") and len(page.content) > 1_000 for page in drawn)


def test_a_photograph_would_not_be_shown() -> None:
    (page,) = pictures(PNG)
    assert (page.number, page.kind, page.content) == (1, "png", PNG)


def test_a_damaged_pdf_would_be_an_error_that_nobody_understands(pdf: bytes) -> None:
    with pytest.raises(NoPictures, match="could not be drawn"):
        pictures(b"%PDF-1.4 nothing else")


def test_a_document_without_pages_would_be_guessed_at() -> None:
    assert not has_pictures("docx")
    with pytest.raises(NoPictures, match="Only PDFs and pictures"):
        pictures(b"plain words")


def test_a_missing_program_would_be_a_crash(
    pdf: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoPictures, match="poppler-utils"):
        pictures(pdf)
