"""What the forms have in common: their header row, legend, closing lines and action table."""

from tests.corpus.filling.plain import Plain
from tests.corpus.paper import Block, Cell, Para, Row, Table, cell, para, table

LEGEND = (
    "Grade 1 is outstanding; Grade 2 is good; Grade 3 is requiring improvement and Grade 4 is inadequate",
    "Please refer to Appendix 9 (“What does Good Look Like?”) to Performance and Quality Assurance Framework "
    "for Safeguarding Children and Young People in Rochdale",
)
CLOSING = (
    "Please record the date and time of the completed Audit in the Childs ICS record as an “Audit Case Note” and "
    "add that to the Chronology and up-load the document into the child’s ICS record.",
    "PLEASE SEND A COPY OF THE COMPLETED AUDIT TOOL TO cscaudits@rochdale.gov.uk",
    "ESCALATION REQUIREMENTS:",
    "Inadequate: Head of Service and Assistant Director",
    "Requires Improvement: Head of Service, Team Manager and IRO/Conference Chair (where relevant)",
    "Good: Team Manager",
    "Outstanding: Team Manager, Head of Service and Assistant Director",
)


def titles(*lines: str) -> list[Block]:
    """The bold lines at the top."""
    return [para(line, bold=True) for line in lines]


def case_header(way: Plain) -> list[Block]:
    """Case ID, Completed by, Allocated social worker and Date in one row of eight cells."""
    audit = way.audit
    said = (
        ("Case ID:", "case_id", audit.case_id or ""),
        ("Completed by:", "completed_by", audit.completed_by),
        ("Allocated social worker:", "social_worker", audit.social_worker or ""),
        ("Date:", "date", way.day(audit.date)),
    )
    cells: list[Cell] = []
    for label, name, value in said:
        cells += [Cell((Para(way.label(label, bold=True)),)), way.header(name, value)]
    return [table((1530,) * 8, [Row(tuple(cells))], "header"), para()]


def legend() -> list[Block]:
    """What the grades mean, and where to look."""
    return [para(line) for line in LEGEND]


def heading(way: Plain, *labels: str, repeated: bool = False) -> Row:
    """A row of bold labels."""
    return Row(tuple(Cell((Para(way.label(label, bold=True)),)) for label in labels), repeated=repeated)


def area_label(way: Plain, text: str, *, bold: bool = False) -> Cell:
    """An area as printed, a paragraph a line."""
    return Cell(tuple(Para(way.label(line, bold=bold)) for line in text.split("\n")))


def free_text(way: Plain, label: str, path: str, text: str, *, bold: bool = True) -> list[Block]:
    """A bold line, and under it what somebody wrote."""
    return [Para(way.label(label, bold=bold)), *(way.comment(path, text) if text else (para(),))]


def judged(way: Plain) -> list[Block]:
    """The overall judgement, and the lines that close the form."""
    lines = [para(line, bold=n > 1) for n, line in enumerate(CLOSING)]
    return [*way.judgement("Overall judgement of the case file: "), *lines]


def action_table(way: Plain) -> Table:
    """Both halves, with four rows to fill or as many as are needed."""
    halves = ("To be completed by auditor", "To be completed during supervision")
    labels = ("Action", "Who?", "Timescales", "Date reviewed", "Completed/Comments", "Initials")
    rows = [Row(tuple(cell(half, bold=True, span=3) for half in halves)), heading(way, *labels)]
    rows += [way.action_row(n, action) for n, action in enumerate(way.audit.actions, start=1)]
    while len(rows) < 6:
        rows.append(Row((Cell(),) * 6))
    return table((2040,) * 6, rows, "actions")
