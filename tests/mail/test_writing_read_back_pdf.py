"""A record as a PDF is read back as the audit that it records; paper only does not tell a tab from a space."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from framework.forms import Form
from framework.reading import Reading, Status
from mail.reading import read_bytes
from mail.reading.office.converter import Converter
from mail.writing import write
from tests.mail.test_writing_read_back import said
from tests.mail.writing_samples import FORMS, PACK, filled

pytestmark = [pytest.mark.needs("soffice"), pytest.mark.timeout(120)]
_LONG = (
    "The file was seen with the allocated worker, and visits are recorded within 15 working days of each other. "
    "The chronology is up to date; the plan is clear, but two well-known follow-up actions have drifted."
)
_TEXTS = [
    _LONG,
    f"{_LONG}\n{_LONG}",
    "Short.\nAnd one line more",
    f"• one bullet\n• another. {_LONG}\n• a third",
    "- one\n- two",
    '"I\'m fine"; ‘fine’ “in her own words” … – and — 100% & <more>',
    "Tess\t3 March 2014\tSeen,  alone",
    "Łucja Zając, Siân O’Neill, José Nuñez, Ngũgĩ wa Mũrĩa, Οδυσσέας, Пётр 😀",
    "1. First.\n2. Second.\n3) Third.",
    "co-operation and multi-agency pre-birth re-assessment " * 6,
    "a" * 150,
    "The file itself holds the lines\nGrade 1\nOutstanding\nCase ID: 900999",
    _LONG * 12,
]


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    with Converter(workers=1) as converter:
        yield converter


def texts(form: Form, start: int) -> Reading:
    """The form with each of the texts in some place, beginning with the one of that number."""
    reading = filled(form)
    answers = tuple(
        answer.model_copy(update={"comment": _TEXTS[(start + number) % len(_TEXTS)]})
        for number, answer in enumerate(reading.answers)
    )
    own = [name for name, value in reading.fields.items() if value and value.startswith("What was said")]
    prose = {name: _TEXTS[(start + number) % len(_TEXTS)] for number, name in enumerate(own)}
    actions = tuple(action.model_copy(update=_no_column_for(form)) for action in reading.actions)
    return reading.model_copy(
        update={
            "answers": answers,
            "comments": "\n".join(_TEXTS[:6]) if form.field("comments") else "",
            "actions": actions,
            "fields": {**reading.fields, **(prose if not form.areas else {})},
        }
    )


def _no_column_for(form: Form) -> dict[str, Any]:
    """What an action of that form does not say."""
    if form.actions is None or "timescale" in form.actions.columns:
        return {}
    return {"timescale": "", "due": None, "reviewed": None}


def on_paper(value: Any) -> Any:
    """A value as a page shows it: no space is told from another kind, or from several."""
    if isinstance(value, str):
        return "\n".join(" ".join(line.split()) for line in value.split("\n"))
    if isinstance(value, dict):
        return {name: on_paper(inner) for name, inner in value.items()}
    return [on_paper(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("start", [0, 6])
def test_a_record_as_a_pdf_reads_back_as_the_audit_that_it_records(
    form: Form, start: int, converter: Converter
) -> None:
    reading = texts(form, start)
    pdf = converter.to_pdf(write(form, reading, PACK))
    (again,) = read_bytes(pdf, "record.pdf", PACK, sent=dt.date(2014, 1, 16))
    assert said(again) == on_paper(said(reading))


def test_words_from_right_to_left_are_accepted_in_whatever_order_the_page_has_them(
    converter: Converter,
) -> None:
    form = PACK.form("tier1-generic")
    reading = filled(form, comments="שלום (1) hello")
    pdf = converter.to_pdf(write(form, reading, PACK))
    (again,) = read_bytes(pdf, "record.pdf", PACK, sent=dt.date(2014, 1, 16))
    assert again.comments == reading.comments or again.status is Status.REVIEW
    assert again.overall == reading.overall
