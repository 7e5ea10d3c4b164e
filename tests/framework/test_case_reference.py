"""Nothing that could name a child is ever taken as a case reference (A-48)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.case_reference import Refusal, check, without_words
from framework.pack import Rules

PATTERN = Rules().case_reference_pattern


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("123456", "123456"),
        ("  123456\n", "123456"),
        ("RB-20417", "RB-20417"),
        ("RB–20417", "RB-20417"),
        ("A/1077", "A/1077"),
        ("\u200b123456", "123456"),
        ("１２３", "123"),
        ("rb1", "rb1"),
        ("RB\u20112", "RB-2"),
        ("2013/12/345", "2013/12/345"),
        ("99900000", "99900000"),
        ("9990000019", "9990000019"),
    ],
)
def test_a_case_reference_is_taken_as_the_council_writes_it(written: str, taken: str) -> None:
    assert check(written, PATTERN) == taken


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "blank"),
        ("   ", "blank"),
        ("Jamie Pretend", "name"),
        ("Pretend", "name"),
        ("Jamie Pretend 12", "name"),
        ("01/02/2009", "date"),
        ("1.2.09", "date"),
        ("1-2-2009", "date"),
        ("1 Feb 2009", "date"),
        ("2009-02-01", "date"),
        ("01022009", "date"),
        ("20090201", "date"),
        ("01-Feb-2009", "date"),
        ("9990000018", "nhs-number"),
        ("999 000 0018", "nhs-number"),
        ("999-000-0018", "nhs-number"),
        ("123 456 7890", "nhs-number"),
        ("123 456", "spaces"),
        ("RB 20417", "spaces"),
        ("123456789012345678901", "too-long"),
        ("12_34", "not-a-reference"),
        ("12,34", "not-a-reference"),
        ("12?", "not-a-reference"),
        ("n/a", "name"),
        ("-", "name"),
    ],
)
def test_what_may_name_a_child_is_refused(written: str, code: str) -> None:
    found = check(written, PATTERN)
    assert isinstance(found, Refusal)
    assert found.code == code


@given(st.text(min_size=3, max_size=40).filter(lambda text: len(text.strip()) > 2))
def test_a_refusal_never_repeats_what_was_written(text: str) -> None:
    found = check(text, PATTERN)
    if isinstance(found, Refusal) and len(text.strip()) > 12:
        assert text.strip() not in found.message


def test_a_council_may_have_a_pattern_of_its_own() -> None:
    assert isinstance(check("123456", r"RB-\d+"), Refusal)
    assert check("RB-1", r"RB-\d+") == "RB-1"


def test_no_pattern_lets_an_nhs_number_in() -> None:
    assert isinstance(check("9990000018", r"\d+"), Refusal)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("JAMIE1", "name"),
        ("Pretend-2009", "name"),
        ("Ann-4471", "name"),
        ("CS-4471 (Jamie)", "name"),
        ("JP-12032009", "date"),
        ("JP/12-03-2009", "date"),
        ("DOB 12/03/2009", "date"),
        ("CS9990000018", "nhs-number"),
    ],
)
def test_a_reference_with_a_child_s_name_birth_date_or_nhs_number_in_it_is_refused(
    written: str, code: str
) -> None:
    found = check(written, PATTERN)
    assert isinstance(found, Refusal)
    assert found.code == code
    assert written not in found.message


@pytest.mark.parametrize("written", ["CS-4471", "221651/2", "A/1077", "LCS20140115", "CaseRef-123", "77310"])
def test_a_reference_with_letters_of_a_system_is_one(written: str) -> None:
    assert check(written, PATTERN) == written


@pytest.mark.parametrize(
    "written", ["ICS no. 436780", "Case 436780", "Ref: 436780", "case ID: 436780", "No 436780", "# 436780"]
)
def test_words_before_a_reference_would_be_called_a_childs_name(written: str) -> None:
    assert without_words(written, PATTERN) == "436780"
    refused = check(written, PATTERN)
    assert isinstance(refused, Refusal)
    assert refused.code == "not-a-reference"
    assert "Words stand before" in refused.message


@pytest.mark.parametrize(
    "written",
    [
        "Case 3",
        "Ref Jamie 436780",
        "Case 436780 Pretend",
        "Ref: Pretend",
        "Ref 01/02/2009",
        "NHS no. 9990000018",
        "Ref: 9990000018",
        "436780",
        "case",
        "Case 436 780",
        "Pretend 436780",
        "Case no. 436780 and 436781",
    ],
)
def test_a_reference_would_be_taken_out_of_more_than_the_words_for_one(written: str) -> None:
    assert without_words(written, PATTERN) is None
