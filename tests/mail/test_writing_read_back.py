"""A record that we wrote is read back as the audit that it records, value for value."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework.forms import FieldKind, Form, Scale
from framework.reading import ActionLine, Answer, Reading, Status
from framework.words import Judgement
from mail.reading import read_bytes
from mail.writing import write
from tests.mail.writing_samples import FORMS, PACK, TIERS, filled

_WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "So"), include_characters=" '\t\u00a0"),
    min_size=1,
    max_size=60,
).map(lambda words: f"Seen {words.strip()} and recorded.")
_TYPED = st.sampled_from(
    [
        "• Visits:\n\t• seen alone\n\t• seen at home",
        "- one\n- two\n\n- three, after a line left empty",
        'She said "I\'m fine"; ‘fine’ “in her own words” …',
        "Name\tDate\tOutcome\nTess\t3 March 2014\tSeen",
        "two  spaces,   three, and\u00a0one that holds words together",
        "Long. " * 2_000 + "End.",
        "שלום (1) and شكرا",
        "1. First.\n2. Second.\n3) Third.",
    ]
)
_COMMENTS = st.lists(_WORDS, min_size=1, max_size=4).map("\n".join) | _TYPED
_NAMES = st.sampled_from(
    [
        "Tess Hawthorn",
        "T Ashworth",
        "Siân O’Neill",
        "P Nair-Jones",
        "Łucja Zając",
        "Nguyễn Thị Hồng",
        "Ọlábísí Adéwálé",
        "李 小梅",
    ]
)
_CASES = st.from_regex(r"[A-Z]{0,3}[0-9]{4,9}", fullmatch=True)
_DATES = st.dates(dt.date(2013, 12, 1), dt.date(2027, 12, 31))


def _timescales(date: dt.date) -> st.SearchStrategy[str]:
    due = date + dt.timedelta(days=40)
    written = [f"{due:%d/%m/%Y}", "within 14 days", "ASAP", "next supervision", f"{due.day} {due:%B %Y}"]
    return st.sampled_from(written)


@st.composite
def readings(draw: st.DrawFn, form: Form) -> Reading:
    """An audit on that form with a value wherever the form needs one."""
    date = draw(_DATES)
    own = {"case_id", "completed_by", "social_worker", "date", "comments"}
    values: dict[str, Any] = {
        "completed_by": draw(_NAMES),
        "date": date,
        "answers": tuple(draw(_answers(form, area.number)) for area in form.areas),
    }
    if form.field("case_id"):
        values["case_id"] = draw(_CASES)
    if form.field("social_worker"):
        values["social_worker"] = draw(_NAMES)
    if form.field("comments"):
        values["comments"] = draw(st.just("") | _COMMENTS)
    if form.judgement:
        values["overall"] = draw(st.sampled_from(Judgement))
    if form.actions:
        values["actions"] = tuple(draw(st.lists(_actions(form, date), max_size=6)))
    values["fields"] = {f.id: draw(_field(f.kind, f.options, date)) for f in form.fields if f.id not in own}
    return Reading(form=form.id, status=Status.ACCEPTED, **values)


def _answers(form: Form, number: int) -> st.SearchStrategy[Answer]:
    comments = st.just("") | _COMMENTS
    none = st.builds(Answer, number=st.just(number), not_applicable=st.just(True), comment=_COMMENTS)
    if form.scale is Scale.YES_NO:
        said = st.builds(Answer, number=st.just(number), answer=st.booleans(), comment=comments)
    else:
        said = st.builds(Answer, number=st.just(number), grade=st.integers(1, 4), comment=comments)
    condition = form.area(number).condition
    return said | none if condition else said


def _actions(form: Form, date: dt.date) -> st.SearchStrategy[ActionLine]:
    assert form.actions is not None
    possible = {
        "who": _NAMES,
        "timescale": _timescales(date),
        "reviewed": st.none() | _DATES,
        "outcome": st.just("") | _WORDS,
        "initials": st.sampled_from(["", "TH", "P.N."]),
    }
    return st.builds(
        ActionLine,
        action=_COMMENTS,
        **{name: possible[name] for name in form.actions.columns if name != "action"},
    )


def _field(kind: FieldKind, options: tuple[str, ...], date: dt.date) -> st.SearchStrategy[str]:
    if kind is FieldKind.DATE:
        return st.integers(0, 700).map(lambda days: (date + dt.timedelta(days=days)).isoformat())
    if options:
        return st.sampled_from(options)
    return _NAMES if kind is FieldKind.PERSON else _COMMENTS


def read_back(form: Form, reading: Reading) -> Reading:
    """What our own reader makes of what we wrote."""
    sent = reading.date + dt.timedelta(days=1) if reading.date else None
    (again,) = read_bytes(write(form, reading, PACK), "record.docx", PACK, sent=sent)
    return again


def said(reading: Reading) -> dict[str, Any]:
    """What a reading says, without where it stood and what followed from it."""
    values = reading.model_dump(mode="json")
    for action in values["actions"]:
        del action["due"]
    return {name: values[name] for name in values if name not in ("file", "part", "evidence", "notices")}


@pytest.mark.parametrize("form", FORMS)
def test_a_record_reads_back_as_the_audit_that_it_records(form: Form) -> None:
    reading = filled(form)
    if form.id == "tier1-plo":
        actions = tuple(
            a.model_copy(update={"timescale": "", "due": None, "reviewed": None}) for a in reading.actions
        )
        reading = reading.model_copy(update={"actions": actions})
    assert said(read_back(form, reading)) == said(reading)


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_any_audit_survives_being_written_and_read(form: Form, data: st.DataObject) -> None:
    reading = data.draw(readings(form))
    assert said(read_back(form, reading)) == said(reading)


@pytest.mark.parametrize("form", FORMS)
def test_what_was_read_once_is_read_again_with_all_that_follows_from_it(form: Form) -> None:
    first = read_back(form, filled(form))
    again = read_back(form, first)
    assert again.model_dump(exclude={"evidence"}) == first.model_dump(exclude={"evidence"})


@pytest.mark.parametrize("form", TIERS)
def test_an_open_judgement_is_not_taken_for_a_judgement(form: Form) -> None:
    again = read_back(form, filled(form, overall=None))
    assert again.overall is None
    assert again.status is Status.REVIEW


@pytest.mark.parametrize("form", TIERS)
def test_a_doubtful_grade_stays_doubtful(form: Form) -> None:
    answers = (Answer(number=1, comment="Seen"), *filled(form).answers[1:])
    again = read_back(form, filled(form, answers=answers))
    assert again.answers[0].grade is None
    assert [problem.where for problem in again.problems] == ["answers.1.grade"]


@pytest.mark.parametrize("form", TIERS)
@pytest.mark.parametrize(
    "words",
    [
        "Overall judgement of the case file: Good",
        "Rating: Outstanding",
        "4",
        "N/A",
        "Case ID: 900999",
        "Any other comments:\nGrade 1",
        "TIER 1 PLO AUDIT TOOL",
        "Outstanding / Good / Requires Improvement / Inadequate",
    ],
)
def test_words_of_a_form_in_a_comment_never_pass_for_its_values(form: Form, words: str) -> None:
    answers = tuple(answer.model_copy(update={"comment": words}) for answer in filled(form).answers)
    reading = filled(form, answers=answers, comments=words)
    sent = dt.date(2014, 1, 16)
    for again in read_bytes(write(form, reading, PACK), "record.docx", PACK, sent=sent):
        assert again.overall in (None, reading.overall)
        assert again.case_id in (None, reading.case_id)
        pairs = zip(again.answers, reading.answers, strict=True)
        assert [(a.number, a.grade) for a, b in pairs if a.grade not in (None, b.grade)] == []
