"""The observation of practice template (Appendix 10)."""

from tests.corpus.filling.plain import Plain
from tests.corpus.forms.layout import titles
from tests.corpus.paper import Block, Cell, Page, Para, Piece, Row, para, table
from tests.corpus.words import BOXES

_TITLES = (
    "Record of Observation (to be completed by person observing)",
    "Strengths Identified (to be completed by person observing)",
    "Areas for Development Identified (to be completed by person observing)",
    "Conclusions / Recommendation (to be completed by Supervisor and Supervisee during feedback session)",
    "Any Actions Required (who will do what and by when)",
    "Aspects Recommended for Discussion and Reflection at next Supervision (to be completed by Supervisor and "
    "Supervisee during feedback session)",
)
_CLOSING = (
    "Signature of supervisee……………………………………………………………",
    "Signature of supervisor…………………………………………………………….",
    "Please ensure that a typed version is e-mailed to the worker and their line manager for discussion at their "
    "forthcoming supervision and to cscaudits@rochdale.gov.uk",
)


def build(way: Plain) -> Page:
    """The template, filled in that way."""
    audit = way.audit
    blocks: list[Block] = titles(
        "APPENDIX 10",
        "Rochdale Metropolitan Borough Council",
        "Children’s Services",
        "Social Care",
        "Observation of Practice Template",
    )
    blocks += [
        _line(way, "Name of Practitioner being observed:", "social_worker", audit.social_worker or ""),
        _line(way, "Name of Manager undertaking Observation:", "completed_by", audit.completed_by),
        Para(way.nature("Nature of Observation: ", str(audit.fields["nature"]))),
        _line(way, "Date of Observation:", "date", way.day(audit.date)),
    ]
    for name, title in zip(BOXES, _TITLES, strict=True):
        text = str(audit.fields[name] or "")
        rows = [
            Row((Cell((Para(way.label(title, bold=True)),)),)),
            Row((Cell(way.comment(f"fields.{name}", text)),)),
        ]
        blocks += [table((8640,), rows, "box"), para()]
    return Page([*blocks, *(para(line) for line in _CLOSING)], landscape=False)


def _line(way: Plain, label: str, path: str, value: str) -> Block:
    return Para((*way.label(label), Piece(" "), *way.on_line(path, value)))
