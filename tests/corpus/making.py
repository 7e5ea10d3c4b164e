"""Making one document of the corpus, with what must be read from it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tests.corpus.filling.plain import Plain
from tests.corpus.filling.ways import WAYS
from tests.corpus.formats import word
from tests.corpus.forms import build
from tests.corpus.paper import Page, para
from tests.corpus.truth import make

TWO_TOOLS = "two-tools"
PRINTS = {  # PDFs of other makers than Writer, and the format that tells as much as each
    "pdf-browser": "html",
    "pdf-sheet": "xlsx",
    "pdf-sheet-bare": "xlsx",
    "pdf-sheet-across": "xlsx",
    "pdf-justified": "pdf",
    "pdf-words": "xlsx",
}
_SENT_AFTER = dt.timedelta(days=3)


@dataclass(frozen=True)
class Expected:
    """What must be read of one tool, as the JSON of `auditbot read`; `doubts` may, `asked` must be asked."""

    truth: dict[str, Any]
    doubts: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Recipe:
    """Which document: everything that it depends on."""

    form: str
    way: str
    format: str
    seed: int

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.form}_{self.way}_{self.seed}"


@dataclass(frozen=True)
class Filled:
    """A page before it is written in a format. `sent` is the day of the mail it would have come with."""

    page: Page
    expected: tuple[Expected, ...]
    sent: dt.date


@dataclass(frozen=True)
class Made:
    """A document, and the truth about it."""

    recipe: Recipe
    name: str
    content: bytes
    expected: tuple[Expected, ...]
    sent: dt.date


def applies(form: str, way: str, format: str) -> bool:
    """Whether that way of filling says something on that form, and can be told in that format."""
    format = PRINTS.get(format, format)
    if way == TWO_TOOLS:
        return form == "tier1-generic" and format in Plain.formats - {"pdf-form", "xlsx", "ods"}
    return form in WAYS[way].forms and format in WAYS[way].formats


def fill(form: str, way: str, seed: int) -> Filled:
    """That form, filled in that way."""
    if way == TWO_TOOLS:
        return _two(seed)
    filling = WAYS[way](make(form, seed), seed)
    page = build(filling)
    expected = Expected(filling.expected(), frozenset(filling.doubts), frozenset(filling.asked))
    return Filled(page, (expected,), filling.audit.date + _SENT_AFTER)


def _two(seed: int) -> Filled:
    first, second = fill("tier1-generic", "plain", seed), fill("supervision", "plain", seed + 1000)
    blocks = [*first.page.blocks, para(), *second.page.blocks]
    return Filled(Page(blocks), (*first.expected, *second.expected), max(first.sent, second.sent))


def write_word(recipe: Recipe) -> tuple[bytes, Filled]:
    """The document as .docx, from which most formats are converted."""
    filled = fill(recipe.form, recipe.way, recipe.seed)
    return word.write(filled.page), filled
