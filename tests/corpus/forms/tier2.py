"""The Tier 2 Head of Service case file audit tool (Appendix 4)."""

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
from tests.corpus.paper import Page, Row, cell, para, table
from tests.corpus.words import AREAS, TIER2_SECTIONS

_NOTES = (
    "Notes: in most cases an audit of the last 18 months – 2 years would be appropriate. Where there has been a "
    "significant event that pre-dates this, for example a CP plan, it would be beneficial to include that time "
    "period."
)


def build(way: Plain) -> Page:
    """The tool, filled in that way."""
    columns = ("Detail", "Inadequate", "Requires Improvement", "Good", "Outstanding", "Evidence and Comments")
    rows = [heading(way, *columns, repeated=True)]
    for number, (label, said) in enumerate(zip(AREAS["tier2"], way.audit.answers, strict=True), start=1):
        if number in TIER2_SECTIONS:
            rows.append(Row((cell(TIER2_SECTIONS[number], bold=True, span=6),)))
        cells = (area_label(way, label), *way.marked(number, said), way.comments(number, said))
        rows.append(Row(cells, area=number))
    return Page(
        [
            *titles("APPENDIX 4", "TIER 2 HEAD OF SERVICE CASE FILE AUDIT TOOL"),
            *case_header(way),
            *legend(),
            para(_NOTES),
            table((2040,) * 6, rows, "areas"),
            *free_text(way, "Any other comments:", "comments", way.audit.comments),
            *judged(way),
            action_table(way),
        ]
    )
