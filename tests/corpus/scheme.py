"""Which documents the corpus holds, and their making: batches for LibreOffice, pictures kept once made."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from tests.corpus.filling.plain import BORN_DIGITAL
from tests.corpus.filling.ways import WAYS
from tests.corpus.formats import fillable, office, packages, pictures, prints, sheets, text, word
from tests.corpus.making import PRINTS, TWO_TOOLS, Filled, Made, Recipe, applies, fill
from tests.corpus.paper import Page
from tests.corpus.words import FORMS

_DIRECT: dict[str, Callable[[Page], bytes]] = {
    "docx": word.write,
    "docm": lambda page: packages.with_macros(word.write(page)),
    "strict": lambda page: packages.strict(word.write(page)),
    "xlsx": sheets.write,
    "html": text.as_html,
    "txt": text.as_text,
    "pdf-form": fillable.write,
    "pdf-words": prints.word_by_word,
}
_PICTURES: dict[str, Callable[[bytes, int], bytes]] = {
    "scan": pictures.scanned,
    "photo": pictures.photo,
    "tiff": pictures.tiff,
    "png": pictures.png,
}
_SHEETS: dict[str, Callable[[Page], bytes]] = {
    "pdf-sheet": partial(prints.sheet, ruled=True, whole=True),
    "pdf-sheet-bare": partial(prints.sheet, ruled=False, whole=True),
    "pdf-sheet-across": partial(prints.sheet, ruled=True, whole=False),
}
_ENDINGS = {
    "strict": "docx",
    "pdf-form": "pdf",
    "scan": "pdf",
    "photo": "jpg",
    **dict.fromkeys(PRINTS, "pdf"),
}
_FORMS_EACH = {"docx": 5, "odt": 2, "doc": 2, "rtf": 2, "pdf": 2}  # of each way; one in any other format
_PICTURED = (
    "plain",
    "grade-words",
    "marks",
    "dates",
    "not-applicable",
    "traps-in-comments",
    "in-doubt",
    "blank",
)
_TYPED = ("plain", "grade-words", "dates", "traps-in-comments", "in-doubt", "blank")
FORMATS = (*sorted(BORN_DIGITAL - {"docx"}), *PRINTS, "docx", *_PICTURES)


def whole() -> list[Recipe]:
    """Every document of the corpus: all ways in .docx on all forms, in the other formats by turns."""
    recipes: list[Recipe] = []
    for format in FORMATS:
        for turn, way in enumerate([*WAYS, TWO_TOOLS]):
            if (format in _PICTURES and way not in _PICTURED) or (format == "pdf-form" and way not in _TYPED):
                continue
            forms = [form for form in FORMS if applies(form, way, format)]
            wanted = _FORMS_EACH.get(format, 5 if format in ("scan", "pdf-form") and way == "plain" else 1)
            chosen = [forms[(turn + n) % len(forms)] for n in range(min(wanted, len(forms)))] if forms else []
            recipes += [Recipe(form, way, format, seed) for seed, form in enumerate(chosen, start=turn)]
    return recipes


def made(recipes: Iterable[Recipe]) -> Iterator[Made]:
    """The documents of these recipes; those of one format come together."""
    by_format: defaultdict[str, list[Recipe]] = defaultdict(list)
    for recipe in recipes:
        by_format[recipe.format].append(recipe)
    for format, wanted in by_format.items():
        filled = [fill(recipe.form, recipe.way, recipe.seed) for recipe in wanted]
        for recipe, one, content in zip(wanted, filled, _written(format, wanted, filled), strict=True):
            name = f"{recipe.name}.{_ENDINGS.get(format, format)}"
            yield Made(recipe, name, content, one.expected, one.sent)


def _written(format: str, recipes: list[Recipe], filled: list[Filled]) -> Iterable[bytes]:
    if format in _DIRECT:
        return (_DIRECT[format](one.page) for one in filled)
    if format == "ods":
        return office.convert([_kept(sheets.write, one) for one in filled], "xlsx", "ods")
    if format == "pdf-browser":
        return (_printed(one, recipe.seed) for one, recipe in zip(filled, recipes, strict=True))
    if format in _SHEETS:
        books = [_kept(_SHEETS[format], one, f"{format} of rows that fit") for one in filled]
        return office.convert(books, "xlsx", "sheet.pdf")
    if format == "pdf-justified":
        return office.convert([_kept(prints.justified, one) for one in filled], "docx", "pdf")
    words = [_kept(word.write, one) for one in filled]
    if format not in _PICTURES:
        return office.convert(words, "docx", format)
    papers = office.convert(words, "docx", "pdf")
    return (_pictured(format, paper, recipe.seed) for paper, recipe in zip(papers, recipes, strict=True))


def _printed(one: Filled, seed: int) -> bytes:
    html = prints.web_page(one.page, seed)
    place = office.KEPT / f"{hashlib.sha256(html).hexdigest()[:24]}.browser.pdf"
    if not place.exists():
        office.KEPT.mkdir(exist_ok=True, mode=0o700)
        place.write_bytes(prints.by_browser(html))
    return place.read_bytes()


def _kept(write: Callable[[Page], bytes], one: Filled, name: str = "") -> bytes:
    """Written once for the same page: a package holds the time of its writing, which would convert it anew."""
    key = hashlib.sha256(repr((name or write.__module__, one.page)).encode()).hexdigest()[:24]
    office.KEPT.mkdir(exist_ok=True, mode=0o700)
    place = office.KEPT / f"{key}.source"
    if not place.exists():
        place.write_bytes(write(one.page))
    return place.read_bytes()


def _pictured(format: str, paper: bytes, seed: int) -> bytes:
    key = hashlib.sha256(paper + f"{format} {seed}".encode()).hexdigest()[:24]
    place = office.KEPT / f"{key}.{format}"
    if not place.exists():
        place.write_bytes(_PICTURES[format](paper, seed))
    return place.read_bytes()
