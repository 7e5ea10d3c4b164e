"""How long reading an audit tool in a PDF takes, beside what pdfplumber needs for its tables alone; and memory.

The targets: no longer than pdfplumber's `extract_tables`, in the time of a processor, which holds on a busy machine
too; and under 200 MiB for a document of 50 pages.
"""

import importlib
import io
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from framework.pack import Pack, load_pack
from framework.reading import Status
from mail.reading import read_bytes
from mail.reading.processes.child import ReaderPool
from tests.corpus.making import Made
from tests.corpus.scheme import made, whole

TARGET_MIB = 200.0
_ROUNDS = 5
_PAGES = 50
_LINES = 60  # on a page


def main() -> dict[str, float]:
    """Prints and returns the medians in milliseconds, by form and reader, and the peak memory in MiB."""
    pack = load_pack("rochdale-2013")
    figures: dict[str, float] = {}
    for document in _one_of_each_form(pack):
        content, form = document.content, document.recipe.form
        ours = _median(lambda content=content: read_bytes(content, "filled.pdf", pack))
        peer = _median(lambda content=content: _extract_tables(content))
        figures[f"{form}: read and checked"], figures[f"{form}: pdfplumber"] = ours, peer
        print(
            f"{form:14} ours {ours:8.1f} ms   pdfplumber's tables alone {peer:8.1f} ms   {peer / ours:5.1f} times"
        )
    figures["peak MiB, 50 pages"] = peak = _peak(_long())
    print(f"peak memory of a child for {_PAGES} pages: {peak:.0f} MiB (target: under {TARGET_MIB:.0f})")
    return figures


def _one_of_each_form(pack: Pack) -> list[Made]:
    """A document of each form that is read without a question."""
    chosen: dict[str, Made] = {}
    for document in made([recipe for recipe in whole() if recipe.format == "pdf"]):
        if document.recipe.form in chosen:
            continue
        (reading, *_) = read_bytes(document.content, document.name, pack, sent=document.sent)
        if reading.status is Status.ACCEPTED:
            chosen[document.recipe.form] = document
    if not chosen:
        raise AssertionError("no document of this measure is read without a question")
    return list(chosen.values())


def _median(action: Callable[[], object]) -> float:
    action()
    times: list[float] = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        action()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def _extract_tables(content: bytes) -> int:
    pdfplumber = importlib.import_module("pdfplumber")  # a peer: installed by `make bench` alone
    with pdfplumber.open(io.BytesIO(content)) as document:
        return sum(len(page.extract_tables()) for page in document.pages)


def _long() -> bytes:
    """Pages of a ruled table, full of words."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=A4)
    ys = [800 - 12.0 * n for n in range(_LINES + 1)]
    for page in range(_PAGES):
        canvas.setFont("Helvetica", 8)
        canvas.grid([40, 80, 300, 340, 560], ys)
        for n, y in enumerate(ys[1:]):
            for x, words in (
                (44, str(n)),
                (84, f"What is asked here on page {page}"),
                (304, "2"),
                (344, "Found it"),
            ):
                canvas.drawString(x, y + 3, words)
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def _peak(content: bytes) -> float:
    """The most memory that a reader's child held, itself measured in a child of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_read_apart, (content,))


def _read_apart(content: bytes) -> float:
    with ReaderPool("rochdale-2013") as readers:
        (reading,) = readers.read(content, "long.pdf")
        if [problem.code for problem in reading.problems] != ["not-an-audit-tool"]:
            raise AssertionError("the whole of the document must be read for its memory to be measured")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    main()
