"""A made-up audit opened again, as in Word, and changed in one place."""

import io
import random
from collections.abc import Callable
from typing import Any

import docx

from framework.pack import Pack
from framework.reading import Reading
from mail.reading import read_bytes
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import Truth, make_truth


def truth_of(form: str) -> Truth:
    """What the audit says."""
    return make_truth(form, random.Random(f"{form} lost"))


def read_changed(truth: Truth, change: Callable[[Any], None], pack: Pack) -> list[Reading]:
    """The readings of the audit after `change` was made to its document."""
    document = docx.Document(io.BytesIO(build(truth, Shape(), random.Random(0))))
    change(document)
    saved = io.BytesIO()
    document.save(saved)
    return read_bytes(saved.getvalue(), "filled.docx", pack)


def cell_of(table: Any, words: str) -> Any:
    """The first cell of a table that begins with `words`."""
    return next(cell for row in table.rows for cell in row.cells if cell.text.startswith(words))
