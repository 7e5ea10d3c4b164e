"""What comes in by mail beside audit tools is told by its name, and by nothing that only sounds like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.incoming import Incoming, recognise
from framework.pack import load_pack

PACK = load_pack("rochdale-2013")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("IRO Notification", "iro-notification"),
        ("IRO_Notification-900501", "iro-notification"),
        ("iro  notifications, week 3", "iro-notification"),
        ("Quarterly HR audit", "hr-findings"),
        ("HR findings Q3", "hr-findings"),
        ("SQR findings: First Response", "service-quality-review-findings"),
        ("Findings from the SQR", "service-quality-review-findings"),
        ("Service Quality Review - draft report", "service-quality-review-findings"),
        ("Thematic audit findings", "thematic-findings"),
        ("Audit findings January", "audit-findings"),
        ("Reg 33 visit report", "regulation-33-report"),
        ("Minutes of core group 12 March", "minutes"),
        ("Transfer Panel minutes 3.2.14", "minutes"),
        ("Complaint about a visit", "complaint"),
        ("Stage 2 complaint", "complaint"),
        ("Compliment from a carer", "compliment"),
        ("Compliments for the team", "compliment"),
    ],
)
def test_what_the_framework_sends_to_the_mailboxes_is_recognised(written: str, expected: str) -> None:
    found = recognise(PACK.incoming, written)
    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Completed audit",
        "Tier 1 audit of case 900501",
        "Have you got 5 minutes?",
        "5 minutes of your time",
        "Running ten minutes late",
        "No complaints!",
        "Complaints procedure",
        "Compliments of the season",
        "Complimentary tickets",
        "With compliments",
        "Notification of leave",
        "Thematic audit",
        "Chronotification",
    ],
)
def test_a_mail_that_only_sounds_like_one_is_left_to_a_person(written: str) -> None:
    assert recognise(PACK.incoming, written) is None


@given(st.text(max_size=200))
def test_no_subject_breaks_the_recognising(written: str) -> None:
    assert (
        recognise(PACK.incoming, f"{written} IRO notification {written}") is not None or "omplain" in written
    )


def test_each_thing_is_recognised_by_each_of_its_own_names() -> None:
    wrong = [
        (each.id, name)
        for each in PACK.incoming
        for name in (*each.begins, *each.contains)
        if recognise(PACK.incoming, name) != each
    ]
    assert wrong == []


def test_words_with_which_it_is_something_else_win() -> None:
    minutes = Incoming(
        id="m", kind="notification", name="minutes", contains=("minutes",), unless=("late",), source="x"
    )
    assert minutes.goes_by("Team minutes")
    assert not minutes.goes_by("Minutes late")
