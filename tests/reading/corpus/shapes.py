"""The shapes that filled tools come in, as choices that a builder follows; each alone or any of them together."""

import random
from dataclasses import dataclass, fields

HEADERS = (
    "row", "own-cell", "below", "lines", "vertical", "one-line", "text-box", "page-header", "control", "old-field",
    "broken", "tracked", "picked-date", "cell-control",
)  # fmt: skip
VALUES = (
    "plain", "dot", "word", "number-word", "grade-n", "short", "drop-down", "old-drop-down", "cell-control",
    "row-control", "broken", "tracked", "struck", "options-bold", "options-strike", "options-highlight", "boxes",
    "old-boxes", "old-text", "spelt", "own-cell", "brackets", "paragraph-control",
)  # fmt: skip
MARKS = (
    "X", "x", "✓", "√", "✔", "☒", "☑", "Yes", "number", "word", "wingdings", "wingdings-2", "check-box",
    "old-check-box", "cell-control", "row-control", "tracked", "boxes-unticked", "bold-x", "struck",
)  # fmt: skip
TABLES = (
    "one", "cut", "cut-with-heads", "cut-row", "rows-moved", "columns-moved", "two-row-heads", "empty-rows",
    "nested", "continued-comment", "deleted-row", "no-sections", "wide-label", "number-merged",
    "inserted-row", "text-box",
)  # fmt: skip
JUDGEMENTS = (
    "deleted", "tracked-deleted", "bold", "underline", "highlight", "shading", "colour", "grey", "strike",
    "dstrike", "ring", "styled", "tick", "brackets", "appended", "drop-down", "boxes", "old-boxes", "boxes-after",
    "next-line", "capitals", "table", "table-boxes", "number", "bold-and-strike", "in-lines", "broken-bold",
)  # fmt: skip
LABELS = ("printed", "upper", "lower", "straight-quotes", "no-punctuation", "slips", "broken", "reflowed")
COMMENTS = ("paragraphs", "breaks", "control", "tracked", "broken", "looks", "inner-table")
NOT_APPLICABLE = ("N/A", "n/a", "NA", "n.a.", "Not applicable", "N/A - not this case", "not applicable.")
PACKAGES = ("plain", "strict", "macros")
DATES = ("15/01/2014", "15.1.14", "15-Jan-2014", "15th Jan 14", "Wednesday 15 January 2014", "2014-01-15")


@dataclass(frozen=True)
class Shape:
    """One choice for each part of a document."""

    header: str = "row"
    value: str = "plain"
    mark: str = "X"
    table: str = "one"
    judgement: str = "deleted"
    label: str = "printed"
    comment: str = "paragraphs"
    not_applicable: str = "N/A"
    package: str = "plain"
    date: str = "15/01/2014"


CHOICES = {
    "header": HEADERS,
    "value": VALUES,
    "mark": MARKS,
    "table": TABLES,
    "judgement": JUDGEMENTS,
    "label": LABELS,
    "comment": COMMENTS,
    "not_applicable": NOT_APPLICABLE,
    "package": PACKAGES,
    "date": DATES,
}


def one_at_a_time() -> list[Shape]:
    """Each choice by itself, all else plain."""
    return [
        Shape(),
        *(Shape(**{part: choice}) for part, choices in CHOICES.items() for choice in choices[1:]),
    ]


def at_random(rng: random.Random) -> Shape:
    """All choices at once."""
    return Shape(**{part.name: rng.choice(CHOICES[part.name]) for part in fields(Shape)})


def applies(shape: Shape, form: str) -> bool:
    """Whether a shape with one choice changes anything on a form."""
    plain = Shape()
    graded = form in ("tier1-generic", "tier1-plo", "tier2")
    changed = {part.name for part in fields(Shape) if getattr(shape, part.name) != getattr(plain, part.name)}
    needs = {
        "value": form in ("tier1-generic", "tier1-plo", "supervision"),
        "mark": form == "tier2",
        "table": form != "observation",
        "judgement": graded,
        "not_applicable": form != "observation",
    }
    return all(needs.get(part, True) for part in changed)
