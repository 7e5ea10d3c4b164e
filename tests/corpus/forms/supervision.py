"""The supervision file audit tool (Appendix 11)."""

import datetime as dt

from tests.corpus.filling.plain import Plain
from tests.corpus.forms.layout import area_label, free_text, heading, titles
from tests.corpus.paper import Block, Cell, Page, Para, Piece, Row, table
from tests.corpus.words import AREAS

_DASHES = "--------------------"


def build(way: Plain) -> Page:
    """The tool, filled in that way."""
    rows = [
        heading(
            way,
            "Audit Question",
            "Yes/No",
            "Note of Findings & Action required - state by whom and timescale",
            repeated=True,
        )
    ]
    for number, (label, said) in enumerate(
        zip(AREAS["supervision"], way.audit.answers, strict=True), start=1
    ):
        cells = (area_label(way, label), way.answered(number, said), way.comments(number, said))
        rows.append(Row(cells, area=number))
    fields = way.audit.fields
    return Page(
        [
            *titles("APPENDIX 11", "Supervision File Audit Tool"),
            table((2160,) * 4, _header(way), "header"),
            Para(),
            table((2880,) * 3, rows, "areas"),
            _dated(way, "Date actions must be completed by:", "fields.actions_by", fields["actions_by"]),
            Para((Piece(f"Auditors Signature: {_DASHES}"),)),
            _dated(way, "Date Audit Completed:", "date", way.audit.date),
            _dated(way, "Date of next Audit:", "fields.next_audit", fields["next_audit"]),
            *free_text(way, "Notes/Actions", "comments", way.audit.comments),
        ],
        landscape=False,
    )


def _header(way: Plain) -> list[Row]:
    def label(text: str) -> Cell:
        return Cell((Para(way.label(text, bold=True)),))

    supervisee, supervisor = (str(way.audit.fields[name]) for name in ("supervisee", "supervisor"))
    return [
        Row(
            (
                label("Name of supervisee"),
                way.header("fields.supervisee", supervisee),
                label("Name of Supervisor"),
                way.header("fields.supervisor", supervisor),
            )
        ),
        Row(
            (
                label("Name of person undertaking File Audit"),
                way.header("completed_by", way.audit.completed_by),
                Cell(),
                Cell(),
            )
        ),
    ]


def _dated(way: Plain, label: str, path: str, day: object) -> Block:
    written = way.day(day) if isinstance(day, dt.date) else ""
    return Para((*way.label(label), Piece(" "), *way.on_line(path, written or _DASHES)))
