"""One area is never taken for another: every pair of labels of every form is told apart, slips and all."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework.pack import load_pack
from mail.reading.audit_tool.known import known
from mail.reading.audit_tool.labels import CLOSE, MARGIN, plain

PACK = load_pack("rochdale-2013")
FORMS = [form for form in PACK.forms if form.areas]
WORDINGS = [(form, area, wording) for form in FORMS for area in form.areas for wording in area.label.wordings]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_wording_of_an_area_is_known_as_that_area(form) -> None:
    for area in form.areas:
        for wording in (*area.label.wordings, "\n".join(area.printed), " ".join(area.printed)):
            match = known(form).areas.match(wording, like=True)
            assert match is not None, wording
            assert (match.key, match.rest) == (area.number, ""), wording


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_no_area_answers_to_the_words_of_another(form) -> None:
    for one, other in combinations(form.areas, 2):
        for wording in (*one.label.wordings, " ".join(one.printed)):
            match = known(form).areas.match(wording, like=True)
            assert match is None or match.key != other.number


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_likeness_of_any_two_areas_stays_below_what_is_forgiven(form) -> None:
    """Even after a slip that costs MARGIN, the printed words of two areas cannot be confused."""
    from rapidfuzz import fuzz

    for one, other in combinations(form.areas, 2):
        likeness = fuzz.ratio(plain(" ".join(one.printed)), plain(" ".join(other.printed)))
        assert likeness < CLOSE - MARGIN, f"{one.number} and {other.number} are {likeness:.0f} alike"


def _slip(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    kind = rng.choice(["swap", "drop", "double", "other"])
    if kind == "swap" and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == "drop":
        return text[:at] + text[at + 1 :]
    return (
        text[:at]
        + (text[at] if kind == "double" else rng.choice("aeiou st"))
        + text[at + (kind == "other") :]
    )


@given(st.sampled_from(WORDINGS), st.integers(0, 10**9), st.integers(1, 6))
@settings(max_examples=400, deadline=None)
def test_typing_slips_never_turn_one_area_into_another(chosen, seed: int, slips: int) -> None:
    form, area, wording = chosen
    rng = random.Random(seed)
    for _ in range(slips):
        wording = _slip(wording, rng) or wording
    match = known(form).areas.match(wording, like=True)
    assert match is None or match.key == area.number


@given(st.sampled_from([c for c in WORDINGS if len(c[2]) > 30]), st.integers(0, 10**9))
@settings(max_examples=200, deadline=None)
def test_one_slip_in_a_long_label_is_forgiven_or_leaves_words_over(chosen, seed: int) -> None:
    form, area, wording = chosen
    match = known(form).areas.match(_slip(wording[:-3], random.Random(seed)) + wording[-3:], like=True)
    assert match is None or match.key == area.number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("VOICE / WISHES & FEELINGS OF CHILD", 3),
        ("3. Voice/wishes and feelings of child", 3),
        ("3) Voice/wishes and feelings of child:", 3),
        ("Voice/wishes\nand feelings of child", 3),
        ("Voice/wishes and feelings of the child", 3),
        ("Voice/wihses and feelings of child", 3),
        ("Quality of Planning", 5),
        ("Quality of Planning\nIs it child focused and in line with identified need?", 5),
        ("The voice of the child was heard", None),
        ("Quality of supervision", None),
        ("PEP meeting took place", None),
        ("Additional area", None),
        ("", None),
    ],
)
def test_labels_are_anchored_and_words_that_only_begin_alike_are_not(
    written: str, number: int | None
) -> None:
    match = known(PACK.form("tier1-generic")).areas.match(written, like=True)
    assert (match.key if match else None) == number


@pytest.mark.parametrize(
    ("written", "rest"),
    [
        ("Voice/wishes and feelings of child: 2", "2"),
        ("Voice/wishes and feelings of child\n2\nSeen alone", "2\nSeen alone"),
        ("Voice/wishes and feelings of child 3", "3"),
        ("Voice of the child: 4", "4"),
    ],
)
def test_a_value_in_the_labels_own_cell_is_not_swallowed(written: str, rest: str) -> None:
    match = known(PACK.form("tier1-generic")).areas.match(written, like=True)
    assert match is not None
    assert (match.key, match.rest) == (3, rest)


def test_a_value_after_a_label_with_a_slip_is_never_taken_for_part_of_it() -> None:
    match = known(PACK.form("tier1-generic")).areas.match("Voice/wihses and feelings of child: 3", like=True)
    assert match is None or match.rest == "3"
