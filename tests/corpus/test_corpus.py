"""A smaller part of the corpus, read: no wrong value accepted, and what must be read, read.

The whole is measured by `python -m bench corpus`.
"""

import ast
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mail.reading.processes.child import ReaderPool
from tests.corpus.filling.ways import WAYS
from tests.corpus.making import TWO_TOOLS, Recipe, fill
from tests.corpus.measure import Reader, Tally, measure, together
from tests.corpus.paper import Table
from tests.corpus.scheme import made, whole
from tests.corpus.words import AREAS, FORMS

_HERE = Path(__file__).parent
_BLANKS = json.loads((_HERE.parent / "framework" / "blank-forms.json").read_text(encoding="utf-8"))
_OURS = {"framework", "store", "mail", "conversations", "handlers", "bot"}


@pytest.fixture(scope="module")
def read() -> Iterator[Reader]:
    pool = ReaderPool("rochdale-2013")

    def reader(content: bytes, name: str, sent: dt.date) -> list[dict[str, Any]]:
        return [reading.as_contract() for reading in pool.read(content, name, sent)]

    yield reader
    pool.close()


def _each_way(format: str, *, every: int = 1) -> list[Recipe]:
    """One document of every way that the format can tell, or of every so many ways."""
    found: dict[str, Recipe] = {}
    for recipe in whole():
        if recipe.format == format:
            found.setdefault(recipe.way, recipe)
    return list(found.values())[::every]


def _measured(recipes: list[Recipe], read: Reader) -> Tally:
    return together(tally for _, tally in measure(made(recipes), read))


def _accepted_wrongly(tally: Tally) -> list[str]:
    return [f"{f.recipe} {f.path}: {f.kind}" for f in tally.findings if f.wrongly_accepted]


@pytest.mark.parametrize(
    ("format", "every"), [("docx", 1), ("docm", 6), ("strict", 6), ("pdf-form", 1), ("pdf-words", 5)]
)
def test_documents_are_read_rightly_however_they_were_filled(format: str, every: int, read: Reader) -> None:
    tally = _measured(_each_way(format, every=every), read)
    assert _accepted_wrongly(tally) == []
    assert tally.right_share >= 99.0 and tally.review_share <= 8.0 and tally.rejected == 0
    assert tally.documents >= 6 and tally.fields >= 200


@pytest.mark.parametrize("format", ["xlsx", "html", "txt"])
def test_no_wrong_value_is_accepted_from_other_formats(format: str, read: Reader) -> None:
    assert _accepted_wrongly(_measured(_each_way(format, every=6), read)) == []


@pytest.mark.needs("soffice")
@pytest.mark.parametrize(
    ("format", "every"),
    [("odt", 8), ("ods", 8), ("doc", 20), ("rtf", 20), ("pdf", 20), ("pdf-justified", 20)],
)
def test_converted_documents_are_read_as_the_word_document_is(format: str, every: int, read: Reader) -> None:
    tally = _measured(_each_way(format, every=every), read)
    assert _accepted_wrongly(tally) == []
    assert tally.right_share >= 98.0 and tally.rejected == 0


@pytest.mark.needs("chromium")
def test_what_a_browser_prints_is_read_as_the_word_document_is(read: Reader) -> None:
    tally = _measured(_each_way("pdf-browser")[:2], read)
    assert _accepted_wrongly(tally) == []
    assert tally.right_share >= 98.0 and tally.to_review == 0 and tally.rejected == 0


def test_each_form_is_filled_in_at_least_twelve_ways_and_the_corpus_has_six_hundred_documents() -> None:
    recipes = whole()
    assert len(recipes) == len(set(recipes)) >= 600
    assert len({recipe.format for recipe in recipes}) >= 8
    for form in FORMS:
        assert len({recipe.way for recipe in recipes if recipe.form == form}) >= 12


def test_the_same_recipe_gives_the_same_document_and_another_seed_another() -> None:
    for form in FORMS:
        first, again, other = fill(form, "dates", 5), fill(form, "dates", 5), fill(form, "dates", 6)
        assert (first.page, first.expected) == (again.page, again.expected)
        assert first.page != other.page


@pytest.mark.parametrize("form", FORMS)
def test_the_corpus_prints_the_areas_of_the_framework(form: str) -> None:
    printed = {"\n".join(cell) for cell in _BLANKS[form]["cells"]}
    assert {area for area in AREAS.get(form, ()) if area not in printed} == set()
    page = fill(form, "blank", 0).page
    tables = [block for block in page.blocks if isinstance(block, Table)]
    ours = {cell.text for table in tables for row in table.rows for cell in row.cells}
    assert printed - ours - {""} == set()


def test_every_way_says_what_it_is_for_and_differs_from_the_plain_one() -> None:
    for name, way in WAYS.items():
        assert way.__doc__, name
        if name in ("plain", TWO_TOOLS):
            continue
        form = way.forms[0]
        changed = any(fill(form, name, seed).page != fill(form, "plain", seed).page for seed in range(4))
        assert changed, name


def test_the_generator_shares_no_code_with_the_reader() -> None:
    for path in _HERE.rglob("*.py"):
        if path.name.startswith("test_"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names += [
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        ]
        assert not {name.split(".")[0] for name in names} & _OURS, path.name
