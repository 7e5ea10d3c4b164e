"""The Tier 1 generic audit tool (Appendix 2A)."""

from tests.corpus.filling.plain import Plain
from tests.corpus.forms.layout import (
    action_table,
    area_label,
    case_header,
    free_text,
    heading,
    judged,
    legend,
    titles,
)
from tests.corpus.paper import Page, Row, cell, table
from tests.corpus.words import AREAS


def build(way: Plain) -> Page:
    """The tool, filled in that way."""
    rows = [heading(way, "", "Area for Evaluation", "Grade (1-4)", "Comments (if any)", repeated=True)]
    for number, (label, said) in enumerate(
        zip(AREAS["tier1-generic"], way.audit.answers, strict=True), start=1
    ):
        cells = (
            cell(str(number)),
            area_label(way, label),
            way.graded(number, said),
            way.comments(number, said),
        )
        rows.append(Row(cells, area=number))
    return Page(
        [
            *titles("APPENDIX 2A", "TIER 1 GENERIC AUDIT TOOL"),
            *case_header(way),
            *legend(),
            table((3060,) * 4, rows, "areas"),
            *free_text(way, "Any other comments:", "comments", way.audit.comments),
            *judged(way),
            action_table(way),
        ]
    )
