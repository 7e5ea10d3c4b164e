"""How long reading a filled Word document takes in a warm process, beside what the bare libraries need for it.

Each document is read whole: parsed, matched, looked at a second time and checked. lxml is timed twice: on the part
with the text alone, and on all the XML of the package, as libraries for Word documents parse it. The targets are
ratios, for they hold on a busy machine too; each round times everything once, so that all share the same noise, and
each warm: the second of two runs, for what ran before it leaves a processor's caches full of something else.

The others give out every word of the same file: the body, inner tables, headers and footers. That is made sure of
before the clock starts, but for markitdown, which leaves out headers and footers. Notes are none in it, for
python-docx does not read them. They stop there; ours goes on to fields, grades and doubts. Through the pool the
same reading goes to a child and back: told by the clock, as a processor's time there is not ours to see.
"""

import gc
import importlib
import io
import random
import re
import statistics
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx2python import docx2python
from lxml import etree

from framework.pack import load_pack
from framework.reading import Status
from mail.reading import read_bytes
from mail.reading.processes.child import ReaderPool
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth

TARGETS = {  # how often ours goes into it, at least
    "lxml, all the XML": 1 / 6,
    "lxml, the text's part": 1 / 6,
    "python-docx": 5.0,
    "docx2python": 10.0,
    "markitdown": 50.0,
}
_ROUNDS = 30
_EDGES = ("Example Council, quality assurance", "Kept on the child's file")  # the page's header and footer


def main() -> dict[str, float]:
    """Prints and returns the medians in milliseconds, by form and by what was timed."""
    pack = load_pack("rochdale-2013")
    peer = importlib.import_module("markitdown")  # installed by `make bench` alone
    markdown = peer.MarkItDown(enable_plugins=False)
    gc.freeze()  # as a child does: what was loaded before the first document, and markitdown loads much, stays
    figures: dict[str, float] = {}
    for form in ("tier1-generic", "tier2"):
        content = _filled(form)
        (reading,) = read_bytes(content, "filled.docx", pack)
        if reading.status is not Status.ACCEPTED:
            raise AssertionError("the document of this measure must be one that is read without a question")
        timed: dict[str, Callable[[], object]] = {
            "read and checked": lambda content=content: read_bytes(content, "filled.docx", pack),
            "lxml, the text's part": lambda content=content: _parse(content, "word/document.xml"),
            "lxml, all the XML": lambda content=content: _parse(content),
            "python-docx": lambda content=content: _python_docx(content),
            "docx2python": lambda content=content: _docx2python(content),
            "markitdown": lambda content=content: markdown.convert_stream(
                io.BytesIO(content), file_extension=".docx"
            ),
        }
        for name, peer_of in (("python-docx", _python_docx), ("docx2python", _docx2python)):
            _gives_every_word(name, peer_of(content), content)
        medians = _medians(timed)
        ours = medians["read and checked"]
        for name, median in medians.items():
            figures[f"{form}: {name}"] = median
            wanted = TARGETS.get(name)
            judged = "" if wanted is None else f"   target {wanted:6.2f}  {_word(median / ours >= wanted)}"
            print(f"{form:14} {name:22} {median:8.2f} ms   {median / ours:6.2f} of ours{judged}")
        alone, pooled = _clocked(content)
        figures |= {f"{form}: by the clock": alone, f"{form}: through the pool": pooled}
        print(f"{form:14} by the clock: in process {alone:.2f} ms, through the pool {pooled:.2f} ms")
    return figures


def _clocked(content: bytes) -> tuple[float, float]:
    """Medians of the time that passes: read in this process, and by a child of the pool."""
    pack = load_pack("rochdale-2013")
    times: tuple[list[float], list[float]] = [], []
    with ReaderPool("rochdale-2013") as pool:
        for _ in range(_ROUNDS + 1):
            for taken, read in zip(
                times,
                (lambda: read_bytes(content, "filled.docx", pack), lambda: pool.read(content, "filled.docx")),
                strict=True,
            ):
                start = time.perf_counter()
                read()
                taken.append((time.perf_counter() - start) * 1000)
    alone, pooled = (statistics.median(taken[1:]) for taken in times)
    return alone, pooled


def _gives_every_word(name: str, given: str, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = [etree.fromstring(file.read(part)) for part in file.namelist() if _holds_words(part)]
    words = {
        word
        for part in parts
        for text in part.iter(qn("w:t"))
        for word in re.findall(r"\w+", text.text or "")
    }
    if missing := words - set(re.findall(r"\w+", given)):
        raise AssertionError(f"{name} is timed without giving all words of the file: {sorted(missing)[:5]}")


def _holds_words(part: str) -> bool:
    return re.fullmatch(r"word/(?:document|header\d*|footer\d*)\.xml", part) is not None


def _word(met: bool) -> str:
    return "met" if met else "NOT MET"


def _filled(form: str) -> bytes:
    """A document as Word keeps one: with the styles, theme and settings that every real one has."""
    rng = random.Random(7)
    own = docx.Document(io.BytesIO(build(make_truth(form, rng), Shape(judgement="bold"), rng)))
    whole = docx.Document()
    body, filled = (document.element.find(qn("w:body")) for document in (whole, own))
    assert body is not None and filled is not None
    for element in reversed([e for e in filled if not str(e.tag).endswith("sectPr")]):
        body.insert(0, element)
    section = whole.sections[0]
    for edge, words in zip((section.header, section.footer), _EDGES, strict=True):
        edge.paragraphs[0].text = words
    saved = io.BytesIO()
    whole.save(saved)
    return saved.getvalue()


def _medians(timed: dict[str, Callable[[], object]]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(_ROUNDS + 1):
        for name, action in timed.items():
            action()
            start = time.process_time()
            action()
            times[name].append((time.process_time() - start) * 1000)
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}


def _parse(content: bytes, part: str = "") -> list[object]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [name for name in file.namelist() if name.endswith((".xml", ".rels"))]
        return [etree.fromstring(file.read(name)) for name in names if part in ("", name)]


def _python_docx(content: bytes) -> str:
    """All its words, by what python-docx offers: blocks in their order, inner tables, headers and footers."""
    document = docx.Document(io.BytesIO(content))
    edges = [edge for section in document.sections for edge in (section.header, section.footer)]
    held = [document, *(edge for edge in edges if not edge.is_linked_to_previous)]
    return "\n".join(text for each in held for text in _texts(each.iter_inner_content()))


def _texts(blocks: Iterable[Paragraph | Table]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _texts(cell.iter_inner_content())
        else:
            yield block.text


def _docx2python(content: bytes) -> str:
    with docx2python(io.BytesIO(content)) as document:
        return document.text


if __name__ == "__main__":
    main()
