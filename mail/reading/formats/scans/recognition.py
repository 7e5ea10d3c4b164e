"""Words in pictures by tesseract, in a process of its own that is given its pictures and gives back words."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike

from mail.reading.document import NotReadable
from mail.reading.patience import Allowance

BLOCK = 6  # tesseract's numbers: one block of text, one line, one letter
LINE = 7
CHARACTER = 10
_BORDER = 24  # pixels of white around each picture, which recognition needs
_TO_LIST = 5.0  # seconds
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['‘´`](?=[^\W\d_])")  # as print has it, whichever was made out
_NO_WORDS = {"lf": "If", "ls": "Is", "lt": "It", "ln": "In"}  # a capital I that was taken for a small L
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
_MISSING = "Scans and pictures are not read here: tesseract is not installed. Key in what the picture says."
_NO_ENGLISH = "Scans and pictures are not read here: tesseract has no English. Key in what the picture says."


class TookTooLong(Exception):
    """There was no time to recognise it."""


class Word(NamedTuple):
    """A word, where it stands in its picture, and how sure it is from 0 to 1. `line` tells apart lines."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    sure: float
    line: tuple[int, int, int] = (0, 0, 0)


def recognise(
    pictures: Sequence[MatLike], way: int, until: Allowance, language: str = "eng"
) -> list[list[Word]]:
    """The words of each picture (grey, dark on light). NotReadable where there is no engine,
    TookTooLong where it has not done by `until`.
    """
    if not pictures:
        return []
    return _parsed(_run(_bundle(pictures), way, until, language), len(pictures))


@cache
def accents() -> str:
    """The language that knows letters with accents, by the name it is installed by; empty where it is not.

    Debian's package is tesseract-ocr-script-latn.
    """
    try:
        done = subprocess.run(
            [program(), "--list-langs"], capture_output=True, timeout=_TO_LIST, check=False, text=True
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    listed = done.stdout.split()
    return next((name for name in ("Latin", "script/Latin") if name in listed), "")


def program() -> str:
    """Where tesseract is. NotReadable where it is not."""
    found = shutil.which("tesseract")
    if found is None:
        raise NotReadable("engine-missing", _MISSING)
    return found


def _bundle(pictures: Sequence[MatLike]) -> bytes:
    """Many pictures as one, so that the engine starts once."""
    framed = [
        cv2.copyMakeBorder(each, _BORDER, _BORDER, _BORDER, _BORDER, cv2.BORDER_CONSTANT, value=(255,))
        for each in pictures
    ]
    done, bundled = cv2.imencodemulti(".tiff", framed, [cv2.IMWRITE_TIFF_COMPRESSION, 1])
    if not done:
        raise NotReadable(
            "unreadable", "The picture could not be made ready for reading. Key in what it says."
        )
    return np.asarray(bundled).tobytes()


def _run(bundled: bytes, way: int, until: Allowance, language: str) -> str:
    if until.left <= 0:
        raise TookTooLong
    command = [program(), "stdin", "stdout", "--psm", str(way), "--dpi", "300", "-l", language, "tsv"]
    try:
        done = subprocess.run(
            command,
            input=bundled,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD},
            timeout=until.left,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TookTooLong from error
    except OSError as error:
        raise NotReadable("engine-missing", _MISSING) from error
    if done.returncode:
        raise NotReadable("engine-missing", _NO_ENGLISH)
    return done.stdout.decode("utf-8", "replace")


def _parsed(table: str, pictures: int) -> list[list[Word]]:
    words: list[list[Word]] = [[] for _ in range(pictures)]
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5":
            continue
        text = _APOSTROPHE.sub("’", cells[11].strip())
        text = _NO_WORDS.get(text, text)
        page, block, paragraph, line = (int(cell) for cell in cells[1:5])
        left, top, width, height = (int(cell) for cell in cells[6:10])
        if text and page <= pictures:
            left, top = left - _BORDER, top - _BORDER
            words[page - 1].append(
                Word(
                    text,
                    left,
                    top,
                    left + width,
                    top + height,
                    float(cells[10]) / 100,
                    (block, paragraph, line),
                )
            )
    return words
