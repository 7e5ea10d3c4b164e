"""Pictures of an attachment's pages, so that a person can look at what a program could not read.

Pages of a PDF are drawn by poppler's `pdftoppm` in a process of its own, with limits; a picture is its own page.
"""

import resource
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mail.parts import words_in
from mail.parts.kinds import kind_of

MOST_PAGES = 12
DOTS_PER_INCH = 90
_SECONDS = 30
_MEMORY = 1_000_000_000
_LARGEST = 40_000_000  # bytes of a picture passed on as it is
_AS_THEY_ARE = ("png", "jpeg", "gif")


class NoPictures(Exception):
    """There are no pictures to show; the text says why, in words for a person."""


@dataclass(frozen=True)
class Picture:
    """One page, numbered from 1. `kind` is "png", "jpeg" or "gif"; "txt" where it is words (`words_of_body`)."""

    number: int
    kind: str
    content: bytes


def has_pictures(content_type: str) -> bool:
    """Whether an attachment of that kind (as `mail.parts` names it) has pages that can be drawn."""
    return content_type == "pdf" or content_type in _AS_THEY_ARE


def pictures(content: bytes) -> list[Picture]:
    """The first `MOST_PAGES` pages of a PDF, or the picture itself. NoPictures if that cannot be."""
    kind = kind_of(content, "")
    if kind in _AS_THEY_ARE:
        if len(content) > _LARGEST:
            raise NoPictures("The picture is too large to be shown here. Open it in the mailbox.")
        return [Picture(1, kind, content)]
    if kind != "pdf":
        raise NoPictures("Only PDFs and pictures can be shown as pages. Open the attachment in the mailbox.")
    program = shutil.which("pdftoppm")
    if program is None:
        raise NoPictures("Pages of a PDF are not drawn here: pdftoppm (poppler-utils) is not installed.")
    with tempfile.TemporaryDirectory(prefix="auditbot-pages-") as folder:
        return _drawn(program, content, Path(folder))


def words_of_body(content: bytes) -> list[Picture]:
    """What a mail says itself, which has no pages: its words, as a file of text."""
    return [Picture(1, "txt", words_in(content).encode(errors="replace"))]


def _drawn(program: str, content: bytes, folder: Path) -> list[Picture]:
    source = folder / "document.pdf"
    source.write_bytes(content)
    command = [
        program,
        "-png",
        "-r",
        str(DOTS_PER_INCH),
        "-l",
        str(MOST_PAGES),
        str(source),
        str(folder / "page"),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as run:
        resource.prlimit(run.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (_LARGEST, _LARGEST))
        try:
            run.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            run.kill()
    pages = sorted(folder.glob("page*.png"), key=lambda page: (len(page.name), page.name))
    whole = [page.read_bytes() for page in pages]
    drawn = [
        Picture(number, "png", each)
        for number, each in enumerate(whole, start=1)
        if each.endswith(b"IEND\xaeB`\x82")
    ]
    if not drawn:
        raise NoPictures("The pages could not be drawn. Open the attachment in the mailbox, with care.")
    return drawn
