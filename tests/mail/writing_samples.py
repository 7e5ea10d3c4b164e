"""Filled audit tools to write, and ways to look into what was written."""

import datetime as dt
import io

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from docx.table import Table

from framework.forms import FieldKind, Form, Scale
from framework.pack import load_pack
from framework.reading import ActionLine, Answer, Reading, Status
from framework.words import Judgement
from mail.writing import RecordNote, write

PACK = load_pack("rochdale-2013")
FORMS = [pytest.param(form, id=form.id) for form in PACK.forms]
TIERS = [pytest.param(PACK.form(name), id=name) for name in ("tier1-generic", "tier1-plo", "tier2")]


def filled(form: Form, **changed: object) -> Reading:
    """A reading with something in every place of the form."""
    own = {"case_id", "completed_by", "social_worker", "date", "comments"}
    fields: dict[str, str | None] = {
        f.id: _field_value(f.id, f.kind, f.options) for f in form.fields if f.id not in own
    }
    reading = Reading(
        form=form.id,
        status=Status.ACCEPTED,
        case_id="900123" if form.field("case_id") else None,
        completed_by="Tess Hawthorn",
        social_worker="Silas Vole" if form.field("social_worker") else None,
        date=dt.date(2014, 1, 15),
        answers=tuple(_answer(form.scale, area.number) for area in form.areas),
        overall=Judgement.REQUIRES_IMPROVEMENT if form.judgement else None,
        comments="He has moved.\n\nHe likes it there." if form.field("comments") else "",
        actions=_actions() if form.actions else (),
        fields=fields,
    )
    return reading.model_copy(update=changed)


def _field_value(field_id: str, kind: FieldKind, options: tuple[str, ...]) -> str:
    if kind is FieldKind.DATE:
        return "2014-02-28"
    return options[1] if options else f"What was said of {field_id}"


def _answer(scale: Scale, number: int) -> Answer:
    comment = f"What was found in area {number}.\nA second line."
    if number == 6:
        return Answer(number=number, not_applicable=True, comment=comment)
    if scale is Scale.YES_NO:
        return Answer(number=number, answer=number % 2 == 0, comment=comment)
    return Answer(number=number, grade=1 + number % 4, comment=comment)


def _actions() -> tuple[ActionLine, ...]:
    return (
        ActionLine(
            action="Visit",
            who="Silas Vole",
            timescale="31/01/2014",
            due=dt.date(2014, 1, 31),
            reviewed=dt.date(2014, 2, 3),
            outcome="Visited twice",
            initials="TH",
        ),
        ActionLine(action="Write to school", who="Silas Vole", timescale="within 14 days"),
    )


def opened(content: bytes) -> DocxDocument:
    return Document(io.BytesIO(content))


def written(form: Form, reading: Reading | None = None, record: RecordNote | None = None) -> DocxDocument:
    return opened(write(form, reading or filled(form), PACK, record=record))


def all_text(document: DocxDocument) -> str:
    """All that stands in the body, tables too, in order."""
    texts = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            texts += [cell.text for row in block.rows for cell in row.cells]
        else:
            texts.append(block.text)
    return "\n".join(texts)


def areas_table(document: DocxDocument, form: Form) -> Table:
    head = form.column_heads["area"].shown
    return next(t for t in document.tables if head in [cell.text for cell in t.rows[0].cells])
