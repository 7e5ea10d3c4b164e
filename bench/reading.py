"""How long reading a filled Word document takes in a warm process, beside what the bare libraries need for it.

The target: at most 10 ms at the median for one document.
"""

import io
import random
import statistics
import time
import zipfile
from collections.abc import Callable

import docx
from docx2python import docx2python
from lxml import etree

from framework.pack import load_pack
from framework.reading import Status
from mail.reading import read_bytes
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth

TARGET = 10.0  # ms at the median
_ROUNDS = 60


def main() -> dict[str, float]:
    """Prints and returns the medians in milliseconds, by form and by what was timed."""
    pack = load_pack("rochdale-2013")
    figures: dict[str, float] = {}
    for form in ("tier1-generic", "tier2"):
        content = _filled(form)
        (reading,) = read_bytes(content, "filled.docx", pack)
        if reading.status is not Status.ACCEPTED:
            raise AssertionError("the document of this measure must be one that is read without a question")
        timed: dict[str, Callable[[], object]] = {
            "read and checked": lambda content=content: read_bytes(content, "filled.docx", pack),
            "lxml alone": lambda content=content: _parse(content),
            "python-docx": lambda content=content: _python_docx(content),
            "docx2python": lambda content=content: _docx2python(content),
        }
        ours = 0.0
        for name, action in timed.items():
            median = _median(action)
            ours = ours or median
            figures[f"{form}: {name}"] = median
            print(f"{form:14} {name:18} {median:8.2f} ms   {median / ours:6.2f} of ours")
    return figures


def _filled(form: str) -> bytes:
    rng = random.Random(7)
    return build(make_truth(form, rng), Shape(judgement="bold"), rng)


def _median(action: Callable[[], object]) -> float:
    action()
    times: list[float] = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _parse(content: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return etree.fromstring(file.read("word/document.xml"))


def _python_docx(content: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    return texts + [cell.text for table in document.tables for row in table.rows for cell in row.cells]


def _docx2python(content: bytes) -> str:
    with docx2python(io.BytesIO(content)) as document:
        return document.text


if __name__ == "__main__":
    main()
