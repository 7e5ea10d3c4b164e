"""What people write in a grade cell is taken only when it is clear."""

import pytest

from framework.answers import grade, is_blank, yes_no
from framework.pack import Pack, load_pack


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("rochdale-2013")


CLEAR = {
    "2": 2,
    " 2 ": 2,
    "2.": 2,
    "(2)": 2,
    "Grade 2": 2,
    "grade: 2": 2,
    "2 - Good": 2,
    "2 – Good": 2,
    "2 = Good": 2,
    "Good": 2,
    "GOOD": 2,
    "good.": 2,
    "Good (2)": 2,
    "two": 2,
    "Grade two": 2,
    "three": 3,
    "RI": 3,
    "２": 2,
    "requires improvement": 3,
    "Requires  Improvement": 3,
    "Requires-improvement": 3,
    "requiring improvement": 3,
    "In need of improvement": 3,
    "RI2BG": 3,
    "Requires improvement to be good": 3,
    "Outstanding": 1,
    "1": 1,
    "Inadequate": 4,
    "4 - inadequate": 4,
    "3\u200b": 3,
    "\xa03\xa0": 3,
    "2\n": 2,
}
DOUBTFUL = [
    "2/3",
    "2+",
    "2 +",
    "2-",
    "2-3",
    "2 – 3",
    "2 or 3",
    "2 to 3",
    "good/RI",
    "Good / Requires improvement",
    "?",
    "2?",
    "G",
    "O",
    "✓",
    "X",
    "2 - Requires improvement",
    "Requires improvement 2",
    "5",
    "0",
    "22",
    "2.5",
    "2,5",
    "-",
    "not good",
    "Good but slipping",
    "good/outstanding",
    "see comments",
    "2 2",
    "Good Good",
    "N/A / 2",
    "N/A or 3",
    "N/A?",
    "N/A 2",
    "2*",
    "A",
    "yes",
    "12/01/2014",
    "almost 2",
    "Goood",
    "1 to 4",
    "(1-4)",
    "2 (was 3)",
    "²",
    "Good -",
    "Good-",
    "Good −",
    "Good+",
    "２＋",
    "２／３",
]
NOT_APPLICABLE = [
    "N/A",
    "n/a",
    "NA",
    "na",
    "n.a.",
    "N.A",
    "n\\a",
    "not applicable",
    "Not Applicable.",
    "NOT-APPLICABLE",
]


@pytest.mark.parametrize(("written", "meant"), [(w, m) for w, m in CLEAR.items() if m])
def test_a_clear_grade_is_not_sent_back_to_its_auditor(written: str, meant: int, pack: Pack) -> None:
    parsed = grade(written, pack)
    assert (parsed.value, parsed.doubt) == (meant, "")


@pytest.mark.parametrize("written", DOUBTFUL)
def test_a_grade_that_could_mean_two_things_is_never_guessed(written: str, pack: Pack) -> None:
    parsed = grade(written, pack)
    assert parsed.value is None
    assert not parsed.not_applicable
    assert parsed.doubt
    assert parsed.code


@pytest.mark.parametrize(
    "written", ["", " ", "\n\t", "\xa0", "____", "…", "☐", "Choose an item.", "Click here to enter text."]
)
def test_an_empty_cell_is_not_taken_for_not_applicable(written: str, pack: Pack) -> None:
    assert is_blank(written)
    assert grade(written, pack).blank


@pytest.mark.parametrize(
    "written",
    [
        "N/A 2/3",
        "N/A 3 2",
        "N/A - should be 3",
        "N/A ✓",
        "N/A ❌",
        "n/a 2.5",
        "N/A (was graded 2)",
        "not applicable, good otherwise",
        "N/A RI",
        "N/A grade 2 last time",
        "N/A 2+",
        "N/A ✗ see plan",
        "N/A x",
        "N/A 5",
        "N/A 2-3",
        "N/A, ２",
    ],
)
def test_not_applicable_beside_a_grade_or_a_mark_is_asked_about(written: str, pack: Pack) -> None:
    parsed = grade(written, pack)
    assert not parsed.not_applicable
    assert parsed.doubt


@pytest.mark.parametrize("written", ["N/A yes", "N/A - no", "N/A (yes last time)", "n/a ✓", "N/A Y"])
def test_not_applicable_beside_yes_or_no_is_asked_about(written: str, pack: Pack) -> None:
    parsed = yes_no(written, pack)
    assert not parsed.not_applicable
    assert parsed.doubt


@pytest.mark.parametrize(
    "written",
    [
        "not applicable since 2013",
        "N/A – child is 2 years old",
        "N/A - aged 3",
        "N/A until 12/02/2014",
        "N/A no plan yet",
        "N/A, no siblings",
        "N/A since 2 Feb 2014",
        "N/A - section 47 not begun",
        "N/A - X is not cared for",
    ],
)
def test_plain_history_beside_not_applicable_does_not_take_it_back(written: str, pack: Pack) -> None:
    assert grade(written, pack).not_applicable


@pytest.mark.parametrize("written", NOT_APPLICABLE)
def test_not_applicable_is_known_in_all_its_spellings(written: str, pack: Pack) -> None:
    assert grade(written, pack).not_applicable
    assert yes_no(written, pack).not_applicable


def test_the_reason_given_with_not_applicable_is_kept(pack: Pack) -> None:
    assert grade("NA – child is 2 years old", pack).reason == "child is 2 years old"
    assert grade("N/A (not cared for)", pack).reason == "not cared for"


def test_a_contradiction_names_both_grades(pack: Pack) -> None:
    parsed = grade("2 - Requires improvement", pack)
    assert parsed.code == "contradiction"
    assert parsed.doubt == "two grades are written, 2 and 3"
    assert grade("2/3", pack).code == "two-values"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Yes", True),
        ("yes.", True),
        ("Y", True),
        ("YES", True),
        ("No", False),
        ("n", False),
        ("N.", False),
        ("no ", False),
    ],
)
def test_a_plain_yes_or_no_is_understood(written: str, meant: bool, pack: Pack) -> None:
    assert yes_no(written, pack).value is meant


@pytest.mark.parametrize(
    "written", ["Yes/No", "Yes but late", "Partly", "✓", "yes?", "yes and no", "2", "Not yet", "None"]
)
def test_a_half_answer_is_neither_yes_nor_no(written: str, pack: Pack) -> None:
    parsed = yes_no(written, pack)
    assert parsed.value is None
    assert parsed.doubt


def test_no_siblings_is_a_reason_and_not_the_answer_no(pack: Pack) -> None:
    assert yes_no("N/A no siblings", pack).not_applicable


def test_a_doubt_repeats_nothing_that_was_written(pack: Pack) -> None:
    assert "Jamie" not in grade("2 Jamie was seen", pack).doubt
