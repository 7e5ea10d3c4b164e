"""What an auditor writes in a text of any length is kept or asked about, however much it looks like the form."""

from typing import Any

import pytest

from framework.pack import Pack
from framework.reading import Reading, Status
from tests.reading.corpus.judging import differences
from tests.reading.edited import read_changed, truth_of

OWN_WORDS = [
    "Please send a copy of the completed audit tool to the TM - I am very worried about this child",
    "Auditors Signature was not on file for May",
    "Inadequate: Head of Service and Asst Director",
    "In need of improvement – not all requirements applicable and relevant to the type of case are met.",
    "Overall judgement",
    "Overall judgement of the case file",
    "Managers and Social Workers Comments:",
    "Outstanding: Team Manager, Head of Service and Assistant Director",
    "To be completed by auditor",
    "Signature of supervisee was missing",
]


def _kept_or_asked(reading: Reading, text: str, kept: str) -> bool:
    return kept == text or reading.status is Status.REVIEW


@pytest.mark.parametrize("place", ["last", "only", "in the middle"])
@pytest.mark.parametrize("words", OWN_WORDS)
@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "tier2", "supervision"])
def test_no_line_of_the_comments_goes_unseen(form: str, words: str, place: str, pack: Pack) -> None:
    truth = truth_of(form)
    truth.comments = {
        "last": f"My own first line.\n{words}",
        "only": words,
        "in the middle": f"My own first line.\n{words}\nMy own last line.",
    }[place]
    (reading,) = read_changed(truth, lambda _: None, pack)
    assert _kept_or_asked(reading, truth.comments, reading.comments)


@pytest.mark.parametrize("words", OWN_WORDS[:4])
@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "tier2", "supervision"])
def test_a_line_that_only_resembles_a_printed_one_is_kept(form: str, words: str, pack: Pack) -> None:
    truth = truth_of(form)
    truth.comments = f"My own first line.\n{words}"
    (reading,) = read_changed(truth, lambda _: None, pack)
    assert differences(reading, truth) == []


@pytest.mark.parametrize("box", ["record", "conclusions"])
def test_a_box_that_begins_like_a_printed_line_is_kept_whole(box: str, pack: Pack) -> None:
    truth = truth_of("observation")
    truth.fields[box] = "Signature of supervisee still needed.\nShe must stop shouting.\nThird para."
    (reading,) = read_changed(truth, lambda _: None, pack)
    assert reading.fields[box] == truth.fields[box]


def _blank(column: int, words: str) -> Any:
    def change(document: Any) -> None:
        document.tables[0].rows[0].cells[column].text = ""
        document.sections[0].footer.paragraphs[0].add_run(words)

    return change


def test_the_date_of_the_paper_is_never_the_date_of_the_audit(pack: Pack) -> None:
    (reading,) = read_changed(truth_of("tier1-generic"), _blank(7, "Date: 01/11/2013"), pack)
    assert reading.date is None
    assert reading.status is Status.REVIEW


def test_a_value_only_at_the_foot_of_the_page_is_asked_about(pack: Pack) -> None:
    (reading,) = read_changed(truth_of("tier1-generic"), _blank(1, "Case ID: 777777"), pack)
    assert "case_id" in {problem.where for problem in reading.problems}
    assert reading.status is Status.REVIEW


def test_a_foot_of_the_page_that_says_the_same_asks_nothing(pack: Pack) -> None:
    truth = truth_of("tier1-generic")

    def change(document: Any) -> None:
        document.sections[0].footer.paragraphs[0].add_run(f"Case ID: {truth.case_id}")

    (reading,) = read_changed(truth, change, pack)
    assert differences(reading, truth) == []
    assert reading.status is Status.ACCEPTED
