"""The Tier 1 PLO audit tool (Appendix 2B)."""

from tests.corpus.filling.plain import Plain
from tests.corpus.forms.layout import area_label, case_header, free_text, heading, legend, titles
from tests.corpus.paper import Cell, Page, Row, Table, para, table
from tests.corpus.words import AREAS

_CRITERIA = (
    "1. Outstanding – all requirements applicable and relevant to the type of case are met and there is good "
    "evidence of effective care planning and record keeping and there are no comments which indicate "
    "deficiencies in the standards of assessment and practice on the case.",
    "2. Good – all requirements applicable and relevant to the type of case are met and there are no comments "
    "indicating deficiencies in the standards of assessment and practice on the case.",
    "3. In need of improvement – all requirements applicable and relevant to the type of case are met.",
    "4. Inadequate – cases which do not meet the above criteria, and/or where comments on the standards of "
    "assessment and practice indicate serious deficiencies.",
)


def build(way: Plain) -> Page:
    """The tool, filled in that way."""
    rows = [heading(way, "Area for Evaluation", "Grade (1-4)", "Comments (if any)", repeated=True)]
    for number, (label, said) in enumerate(zip(AREAS["tier1-plo"], way.audit.answers, strict=True), start=1):
        cells = (area_label(way, label), way.graded(number, said), way.comments(number, said))
        rows.append(Row(cells, area=number))
    return Page(
        [
            *titles("TIER 1 PLO AUDIT TOOL", "APPENDIX 2B"),
            *case_header(way),
            *legend(),
            table((4080,) * 3, rows, "areas"),
            *free_text(way, "Specific Recommendations for Improvement:", "comments", way.audit.comments),
            para("Assessment – please rate the file according to the following criteria:", bold=True),
            *(para(line) for line in _CRITERIA),
            *way.rating("Rating: "),
            para("Actions taken to Rectify Recommendations for Improvement:", bold=True),
            _actions(way),
            para("Managers and Social Workers Comments:", bold=True),
            para(),
        ]
    )


def _actions(way: Plain) -> Table:
    labels = (
        "Actions Required:",
        "Action Taken (including date):",
        "By Whom:",
        "Manager checked completion:",
    )
    rows = [heading(way, *labels)]
    for number, action in enumerate(way.audit.actions, start=1):
        texts = (
            (f"actions.{number}.action", action.action),
            (f"actions.{number}.outcome", action.outcome),
            (f"actions.{number}.who", action.who),
        )
        rows.append(Row((*(Cell(way.comment(path, text)) for path, text in texts), Cell())))
    if len(rows) == 1:
        rows.append(Row((Cell(),) * 4))
    return table((3060,) * 4, rows, "actions")
