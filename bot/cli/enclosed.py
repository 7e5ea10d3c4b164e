"""A mail's original, and pictures of the pages in it, as files for their owner's eyes only."""

import re
from pathlib import Path

from bot.building import build_readers, mail_limits
from bot.cli.saying import asked_wrongly, say
from bot.settings import Settings
from mail.parts import is_body_at
from mail.pictures import NoPictures, has_pictures, pictures, words_of_body

_OWNER_ONLY = 0o600
_OWNER_ONLY_FOLDER = 0o700


def write_original(file: Path, original: bytes) -> None:
    """The mail as it came. Replaces no file."""
    _put(file, original)
    say(f"The mail was written to {file}.")


def write_pictures(folder: Path, original: bytes, settings: Settings) -> None:
    """The pages of the PDFs and pictures in a mail, however deep, numbered in their order; after them what it says
    itself, as text, where that may hold an audit tool."""
    try:
        folder.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        asked_wrongly(f"{folder} cannot be made: {error.strerror}.")
    with build_readers(settings) as readers:
        opening = readers.open(original, mail_limits(settings.limits))
    if opening.problem:
        say(opening.problem)
    written = 0
    for number, part in enumerate([*opening.parts, *opening.bodies], start=1):
        is_body = is_body_at(part.path)
        if not is_body and not has_pictures(part.kind):
            continue
        try:
            pages = words_of_body(part.content) if is_body else pictures(part.content)
        except NoPictures as none:
            say(f"{part.name}: {none}")
            continue
        for page in pages:
            _put(folder / f"{number}-{_safe(part.name)}-{page.number}.{page.kind}", page.content)
            written += 1
    say(f"Pictures written to {folder}: {written}.")


def _safe(name: str) -> str:
    """A sender's name for a file, with nothing in it that leads elsewhere."""
    return re.sub(r"[^\w.-]+", "_", name).strip("._")[:60] or "attachment"


def _put(file: Path, content: bytes) -> None:
    """Write what is about a child for its owner's eyes only, and over nothing."""
    try:
        file.touch(mode=_OWNER_ONLY, exist_ok=False)
        file.write_bytes(content)
    except FileExistsError:
        asked_wrongly(f"{file} is there already. Give another name.")
    except OSError as error:
        asked_wrongly(f"{file} cannot be written: {error.strerror}.")
