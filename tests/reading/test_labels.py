"""One area is never taken for another: every pair of labels of every form is told apart, slips and all."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework.pack import load_pack
from framework.reading import Status
from mail.reading import read_bytes
from mail.reading.audit_tool.known import known
from mail.reading.audit_tool.labels import CLOSE, MARGIN, plain
from tests.reading.corpus import ooxml as x
from tests.reading.corpus.build import Spoilt, _Builder
from tests.reading.corpus.judging import differences
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth

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


FIELDS = [
    (form, field, wording) for form in PACK.forms for field in form.fields for wording in field.label.wordings
]


@pytest.mark.parametrize(
    "written",
    [
        "Quality of Planning (& link to plan outcomes if appropriate)",
        "Quality of Analysys (& link to planning outcomes if appropriate) Planning",
        "Appropriate consideration and analysis of monitoring",
    ],
)
def test_a_label_put_together_of_two_areas_is_none_of_them(written: str) -> None:
    form = next(form for form in FORMS if form.id == "tier1-generic")
    match = known(form).areas.match(written, like=True)
    assert match is None or match.rest.strip()


def _one_letter_off(wording: str) -> set[str]:
    swapped = {wording[:n] + wording[n + 1] + wording[n] + wording[n + 2 :] for n in range(len(wording) - 1)}
    dropped = {wording[:n] + wording[n + 1 :] for n in range(len(wording))}
    doubled = {wording[:n] + wording[n] + wording[n:] for n in range(len(wording))}
    other = {wording[:n] + letter + wording[n + 1 :] for n in range(len(wording)) for letter in "aer"}
    return swapped | dropped | doubled | other


@pytest.mark.parametrize("form", PACK.forms, ids=lambda form: form.id)
def test_a_field_one_letter_off_is_never_taken_for_another(form) -> None:
    fields = known(form).fields
    owners = {
        plain(wording): field.id for owner, field, wording in FIELDS if owner is form and len(wording) < 40
    }
    for wording, owner in owners.items():
        for written in _one_letter_off(wording):
            match = fields.match(written, like=True)
            assert match is None or match.key == owners.get(plain(written), owner), (wording, written)


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("Dtae:", "date"),
        ("Date of adit", "date"),
        ("Nmae of Auditor", "completed_by"),
        ("Compelted by:", "completed_by"),
        ("Auidtor", "completed_by"),
        ("Case Refrence", "case_id"),
        ("CaseID:", "case_id"),
        ("Csae ref", "case_id"),
        ("Alocated social worker", "social_worker"),
        ("Allocated wroker", "social_worker"),
    ],
)
@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "tier2"])
def test_a_slip_in_a_label_at_the_head_is_forgiven(form: str, written: str, field: str) -> None:
    chosen = next(each for each in PACK.forms if each.id == form)
    match = known(chosen).fields.match(written, like=True)
    assert match is not None
    assert (match.key, match.rest) == (field, "")


@pytest.mark.parametrize(
    "written", ["Data", "Dates", "Late:", "Dat", "Mate:", "Rate:", "Case", "Cases", "ID"]
)
def test_a_word_that_is_nearly_a_short_label_is_none(written: str) -> None:
    for form in PACK.forms:
        assert known(form).fields.match(written, like=True) is None
        assert known(form).judgement.match(written, like=True) is None


_AT_THE_HEAD = [
    ("Case Refrence", "Nmae of Auditor", "Allocated worker", "Dtae:"),
    ("Case Reference No:", "Name of auditor", "Name of Social Worker", "Date of Audit"),
    ("CaseID:", "Compelted by:", "Alocated social worker:", "Date of audti:"),
    ("Case ref", "Auidtor", "SW", "Audit date"),
]


@pytest.mark.parametrize("words", _AT_THE_HEAD, ids=lambda words: words[0])
@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "tier2"])
def test_the_head_of_an_older_edition_is_read_slips_and_all(form: str, words: tuple[str, ...]) -> None:
    truth = make_truth(form, random.Random(5))
    body = _Builder(truth, Shape(), random.Random(0), Spoilt()).whole()[0]
    for printed, written in zip(
        ("Case ID:", "Completed by:", "Allocated social worker:", "Date:"), words, strict=True
    ):
        assert f">{printed}<" in body
        body = body.replace(f">{printed}<", f">{written}<", 1)
    (reading,) = read_bytes(x.document(body), "filled.docx", PACK)
    assert differences(reading, truth) == []
    assert reading.status is Status.ACCEPTED
