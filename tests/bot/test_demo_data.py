"""The sample people, cases and mails of `auditbot demo`: whole, made up, and showing what they say they show."""

import datetime as dt
import email
import io
import re
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import yaml
from docx import Document

from bot.demo import CASES, PEOPLE, Story, sample_mail
from bot.demo.audits import sample_audit, working_days_before
from bot.demo.envelope import AUTH_SERVER
from framework.directory import Case, Person
from framework.pack import load_pack
from framework.reading import Reading, Status
from framework.words import Judgement, Role
from mail.reading import read_bytes
from store.directory_files import read_cases, read_people

PACK = load_pack("rochdale-2013")
TODAY = dt.date(2026, 11, 23)
STORIES = sample_mail(PACK, TODAY)
AUDITS: list[str] = list(yaml.safe_load((PEOPLE.parent / "audits.yaml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def people() -> tuple[Person, ...]:
    return read_people(PEOPLE, PACK).people


@pytest.fixture(scope="module")
def cases(people: tuple[Person, ...]) -> tuple[Case, ...]:
    return read_cases(CASES, PACK, people).cases


def test_the_directory_and_the_caseload_import_without_a_word() -> None:
    people, caseload = read_people(PEOPLE, PACK), read_cases(CASES, PACK, read_people(PEOPLE, PACK).people)
    assert (people.warnings, caseload.warnings) == ((), ())
    assert 25 <= len(people.people) <= 30
    assert len(caseload.cases) == 30


def test_everybody_and_every_case_is_plainly_made_up(
    people: tuple[Person, ...], cases: tuple[Case, ...]
) -> None:
    assert {person.email.rpartition("@")[2] for person in people} == {"council.example"}
    assert all(re.fullmatch(r"9001\d\d", case.case_id) for case in cases)


def test_the_directory_holds_each_way_in_which_a_post_can_be_filled(people: tuple[Person, ...]) -> None:
    heads = [p for p in people if p.role is Role.HEAD_OF_SERVICE]
    areas = {area for person in heads for area in person.service_areas}
    vacant = {area for p in people if p.role is Role.SOCIAL_WORKER for area in p.service_areas} - areas
    assert vacant == {"children-with-disabilities"}
    assert [e for e in {h.email for h in heads} if sum(h.email == e for h in heads) == 2] == [
        "hester.rook@council.example"
    ]
    away = [p for p in people if not p.active]
    assert [(p.role, p.cover_email) for p in away] == [(Role.TEAM_MANAGER, "tess.hawthorn@council.example")]
    managers = [p.team for p in people if p.role is Role.TEAM_MANAGER]
    assert [team for team in set(managers) if managers.count(team) == 2] == ["Cared for Children Team"]
    assert (
        sum(p.role is Role.QA_TEAM for p in people)
        == sum(p.role is Role.BUSINESS_SUPPORT for p in people)
        == 2
    )


def test_the_caseload_has_cases_of_each_kind(cases: tuple[Case, ...]) -> None:
    assert {"cared-for", "child-protection-plan", "child-in-need", "assessment"} <= {
        status for case in cases for status in case.statuses
    }
    assert {case.service_area for case in cases} == {
        "mass",
        "first-response",
        "child-protection",
        "cared-for-children",
        "children-with-disabilities",
    }
    assert any(case.closed for case in cases) and any(case.social_worker_email is None for case in cases)


@pytest.mark.parametrize("name", AUDITS)
def test_each_audit_answers_its_form(name: str, people: tuple[Person, ...], cases: tuple[Case, ...]) -> None:
    reading = sample_audit(name, PACK, TODAY)
    form = PACK.form(str(reading.form))
    assert [answer.number for answer in reading.answers] == [area.number for area in form.areas]
    assert all(a.grade or a.not_applicable or a.answer is not None for a in reading.answers)
    assert reading.fields.keys() <= {field.id for field in form.fields}
    names = {person.name for person in people}
    assert reading.completed_by in names
    assert reading.social_worker in names | {None, "J Marlow"}
    not_yet_in_the_caseload = {"900131"} if name == "two-people" else set[str]()
    assert reading.case_id in {case.case_id for case in cases} | {None} | not_yet_in_the_caseload
    assert reading.date and reading.date < TODAY and reading.date.weekday() < 5
    if form.id == "tier2":
        (auditor,) = (p for p in people if p.name == reading.completed_by)
        case = next(c for c in cases if c.case_id == reading.case_id)
        assert case.service_area not in auditor.service_areas, (
            "a Tier 2 audit is of another service area (T2-01)"
        )


def test_the_audits_show_every_tool_and_every_judgement() -> None:
    readings = [sample_audit(name, PACK, TODAY) for name in AUDITS]
    assert {reading.form for reading in readings} == {form.id for form in PACK.forms}
    assert {reading.overall for reading in readings} == {*Judgement, None}


def test_the_worker_who_could_be_two_people_could_be_two_people(people: tuple[Person, ...]) -> None:
    written = sample_audit("two-people", PACK, TODAY).social_worker
    assert written == "J Marlow"
    assert sorted(p.name for p in people if p.name.startswith("J") and p.name.endswith("Marlow")) == [
        "Jess Marlow",
        "Joan Marlow",
    ]


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
def test_each_mail_is_a_mail(story: Story) -> None:
    message = parsed(story)
    assert [part.defects for part in message.walk() if part.defects] == []
    assert b"\n" not in story.raw.replace(b"\r\n", b"")
    sent = message["Date"].datetime
    assert sent.date() < TODAY and sent.weekday() < 5
    assert f"{AUTH_SERVER};" in message["Authentication-Results"]
    assert "dmarc=pass" in message["Authentication-Results"]
    assert story.about and "\n" not in story.about
    assert all(address.domain.endswith(".example") for address in message["From"].addresses)


def test_mails_are_in_order_and_named_apart() -> None:
    dates = [parsed(story)["Date"].datetime for story in STORIES]
    assert dates == sorted(dates)
    for values in (
        [s.name for s in STORIES],
        [s.about for s in STORIES],
        [parsed(s)["Message-ID"] for s in STORIES],
    ):
        assert len(set(values)) == len(STORIES) == 13


def test_the_same_day_gives_the_same_mails_and_another_day_others() -> None:
    assert sample_mail(PACK, TODAY) == STORIES
    assert sample_mail(PACK, TODAY + dt.timedelta(days=1)) != STORIES


@pytest.mark.parametrize("today", [dt.date(2026, 3, 30), dt.date(2026, 10, 26), dt.date(2028, 2, 29)])
def test_any_day_will_do(today: dt.date) -> None:
    assert all(parsed(story)["Date"].datetime.date() < today for story in sample_mail(PACK, today))


def test_working_days_leave_out_the_weekend() -> None:
    assert working_days_before(dt.date(2026, 11, 23), 1) == dt.date(2026, 11, 20)
    assert working_days_before(dt.date(2026, 11, 22), 6) == dt.date(2026, 11, 13)


def test_second_copy_is_the_first_to_the_byte() -> None:
    assert tools("tier-1-inadequate") == tools("tier-1-inadequate-again")
    assert senders("tier-1-inadequate") != senders("tier-1-inadequate-again")


def test_correction_is_of_the_same_audit_and_worse() -> None:
    first, second = (sample_audit(name, PACK, TODAY) for name in ("plo-good", "plo-corrected"))
    same = [(r.form, r.case_id, r.completed_by, r.date) for r in (first, second)]
    assert same[0] == same[1]
    assert first.overall and second.overall and second.overall.grade > first.overall.grade


def test_forwarded_mail_is_attached_whole() -> None:
    message = parsed(story("tier-1-requires-improvement-forwarded"))
    (inner,) = (part for part in message.walk() if part.get_content_type() == "message/rfc822")
    assert inner.get_content()["From"] == "Tilda Rowan <tilda.rowan@council.example>"
    assert message["From"] == "Bea Ledger <bea.ledger@council.example>"


def test_zip_holds_two_tools_made_in_other_ways() -> None:
    (packed,) = tools("zip-with-two-tools")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        first, second = (archive.read(name) for name in archive.namelist())
    assert _xml(first).count("<w:dropDownList") == 7
    line = next(p for p in Document(io.BytesIO(second)).paragraphs if p.text.startswith("Overall judgement"))
    assert line.text.endswith("Outstanding / Good / Requires Improvement / Inadequate")
    assert [run.text for run in line.runs if run.bold] == ["Requires Improvement"]


def test_doubtful_tool_has_two_marks_and_none() -> None:
    (content,) = tools("tier-2-two-marks")
    rows = [[c.text for c in row.cells][1:5] for row in Document(io.BytesIO(content)).tables[1].rows]
    marks = [row.count("X") for row in rows if len(set(row)) > 1 or row == [""] * 4]
    assert sorted(marks[1:]).count(2) == 1
    assert marks[1:].count(0) == 1


@pytest.mark.parametrize(
    ("name", "audit"),
    [
        ("tier-1-inadequate", "inadequate"),
        ("tier-1-requires-improvement-forwarded", "cared-for"),
        ("tier-1-plo-good", "plo-good"),
        ("tier-1-plo-corrected", "plo-corrected"),
        ("tier-2-outstanding", "tier2-outstanding"),
        ("supervision-file-audit", "supervision"),
        ("observation", "observation"),
        ("tier-1-two-people", "two-people"),
    ],
)
def test_each_tool_reads_as_its_audit(name: str, audit: str) -> None:
    (content,) = tools(name)
    (reading,) = read_bytes(content, "audit.docx", PACK, sent=TODAY)
    assert (reading.status, reading.problems) == (Status.ACCEPTED, ())
    assert values(reading) == values(sample_audit(audit, PACK, TODAY))


def test_tools_made_in_other_ways_read_as_their_audits() -> None:
    (packed,) = tools("zip-with-two-tools")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        read = [
            reading
            for name in archive.namelist()
            for reading in read_bytes(archive.read(name), name, PACK, sent=TODAY)
        ]
    assert [values(r) for r in read] == [
        values(sample_audit(name, PACK, TODAY)) for name in ("zip-good", "zip-improve")
    ]


def test_doubtful_tool_goes_to_a_person_with_nothing_guessed() -> None:
    (content,) = tools("tier-2-two-marks")
    (reading,) = read_bytes(content, "audit.docx", PACK, sent=TODAY)
    assert reading.status is Status.REVIEW
    assert {problem.where for problem in reading.problems} == {"answers.10.grade", "answers.16.grade"}
    assert [
        answer.number for answer in reading.answers if answer.grade is None and not answer.not_applicable
    ] == [
        10,
        16,
    ]


def test_mails_without_tools_are_what_they_say() -> None:
    away = parsed(story("out-of-office"))
    assert away["Auto-Submitted"] == "auto-replied"
    outside = parsed(story("question-from-outside"))
    assert outside["From"].addresses[0].domain == "partner.example"
    assert not tools("out-of-office") and not tools("question-from-outside")


def story(name: str) -> Story:
    return next(story for story in STORIES if story.name[3:] == name)


def parsed(story: Story) -> EmailMessage:
    message = email.message_from_bytes(story.raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def values(reading: Reading) -> dict[str, Any]:
    """What a reading says, without where it stood."""
    aside = {"file", "part", "status", "problems", "notices", "evidence"}
    return reading.model_dump(mode="json", exclude=aside)


def senders(name: str) -> str:
    return parsed(story(name))["From"]


def tools(name: str) -> list[bytes]:
    return [part.get_content() for part in _files(parsed(story(name)))]


def _files(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.walk():
        if isinstance(part, EmailMessage) and (part.get_filename() or "").endswith((".docx", ".zip")):
            yield part


def _xml(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()
