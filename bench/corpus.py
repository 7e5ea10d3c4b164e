"""The generated corpus held against its truth: a table by format and by way of filling, with the targets beside.

`python -m bench corpus`, or `python -m bench.corpus [format, way, form or number …] [--show]`.
"""

import datetime as dt
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from mail.reading.processes.child import ReaderPool
from tests.corpus.filling.ways import WAYS
from tests.corpus.making import TWO_TOOLS, Recipe
from tests.corpus.measure import SCANS, Tally, measure, together
from tests.corpus.scheme import FORMATS, made, whole
from tests.corpus.words import FORMS

# Fields right and documents to review, in a hundred: at least, at most.
TARGETS = {
    **dict.fromkeys(("docx", "docm", "strict", "odt", "doc", "rtf"), (99.5, 3.0)),
    **dict.fromkeys(
        ("pdf", "pdf-form", "pdf-browser", "pdf-justified", "pdf-words", "pdf-sheet"), (99.0, 10.0)
    ),
    **dict.fromkeys(SCANS, (95.0, 100.0)),
}
_COLUMNS = (
    ("docs", 6),
    ("fields", 8),
    ("right %", 9),
    ("asked", 7),
    ("wrong", 7),
    ("accepted", 10),
    ("review %", 10),
)
_HEAD = " " * 26 + "".join(f"{name:>{width}}" for name, width in (*_COLUMNS, ("lost", 6)))
_SHOWN = 12  # findings of one document


def main(*words: str) -> dict[str, float]:
    """Measures the corpus, or the part that the words name; returns the share of right fields by format."""
    recipes = _chosen([word for word in words if word != "--show"])
    started = time.perf_counter()
    tallies = _measured(recipes, show="--show" in words)
    by_format = _grouped(tallies, lambda recipe: recipe.format)
    print(f"{_HEAD}   target")
    for format in FORMATS:
        if format in by_format:
            print(_line(format, by_format[format]) + _target(format, by_format[format]))
    print(f"\n{_HEAD}")
    for way, tally in _grouped(tallies, lambda recipe: recipe.way).items():
        print(_line(way, tally))
    all_of_them = together(tally for _, tally in tallies)
    print("\n" + _line("all", all_of_them))
    _list_wrong(all_of_them)
    print(f"{len(recipes)} documents in {time.perf_counter() - started:.0f} s, their making included.")
    return {format: tally.right_share for format, tally in by_format.items()}


def _chosen(words: list[str]) -> list[Recipe]:
    recipes = whole()
    for word in words:
        if word.isdecimal():
            recipes = recipes[:: max(1, len(recipes) // int(word))]
        elif word in FORMATS:
            recipes = [recipe for recipe in recipes if recipe.format == word]
        elif word in WAYS or word == TWO_TOOLS:
            recipes = [recipe for recipe in recipes if recipe.way == word]
        elif word in FORMS:
            recipes = [recipe for recipe in recipes if recipe.form == word]
        else:
            sys.exit(f"{word} is no format, way of filling, form or number of documents.")
    return recipes


def _measured(recipes: list[Recipe], *, show: bool) -> list[tuple[Recipe, Tally]]:
    pool = ReaderPool("rochdale-2013")

    def read(content: bytes, name: str, sent: dt.date) -> list[dict[str, Any]]:
        readings = [reading.as_contract() for reading in pool.read(content, name, sent)]
        problems.append([problem for reading in readings for problem in reading["problems"]])
        return readings

    problems: list[list[dict[str, str]]] = []
    tallies: list[tuple[Recipe, Tally]] = []
    try:
        for recipe, tally in measure(made(recipes), read):
            tallies.append((recipe, tally))
            if show and (tally.findings or tally.to_review or tally.rejected):
                _show(recipe, tally, problems[-1])
    finally:
        pool.close()
    return tallies


def _show(recipe: Recipe, tally: Tally, problems: list[dict[str, str]]) -> None:
    print(f"{recipe.format} {recipe.way} {recipe.form} seed {recipe.seed}")
    for finding in tally.findings[:_SHOWN]:
        accepted = " ACCEPTED" if finding.wrongly_accepted else ""
        print(f"    {finding.kind:9} {finding.path}: {finding.expected!r} read as {finding.got!r}{accepted}")
    for problem in problems[:_SHOWN]:
        print(
            f"    problem   {problem['code']} at {problem['where'] or 'the whole'}: {problem['message'][:150]}"
        )


def _grouped(tallies: list[tuple[Recipe, Tally]], key: Callable[[Recipe], str]) -> dict[str, Tally]:
    groups: defaultdict[str, list[Tally]] = defaultdict(list)
    for recipe, tally in tallies:
        groups[key(recipe)].append(tally)
    return {name: together(group) for name, group in groups.items()}


def _line(name: str, tally: Tally) -> str:
    return (
        f"{name:26}{tally.documents:6}{tally.fields:8}{tally.right_share:9.2f}{tally.doubted:7}{tally.wrong:7}"
        f"{tally.wrong_accepted:10}{tally.review_share:10.1f}{tally.rejected:6}"
    )


def _target(format: str, tally: Tally) -> str:
    if format not in TARGETS:
        return f"   none accepted wrongly: {'met' if not tally.wrong_accepted else 'MISSED'}"
    right, review = TARGETS[format]
    met = tally.right_share >= right and tally.review_share <= review and not tally.wrong_accepted
    return f"   >= {right} %, <= {review:g} %: {'met' if met else 'MISSED'}"


def _list_wrong(tally: Tally) -> None:
    accepted = [finding for finding in tally.findings if finding.wrongly_accepted]
    print(f"\nWrong and accepted: {len(accepted)} (target 0)")
    for finding in accepted[:60]:
        made_by = finding.recipe
        print(
            f"    {made_by.format} {made_by.way} {made_by.form} seed {made_by.seed} {finding.kind} {finding.path}: "
            f"{str(finding.expected)[:60]!r} read as {str(finding.got)[:60]!r}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
