"""Whom a written name means. A wrong match sends an audit to a stranger; a needless question only costs time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.directory import Person
from framework.names import Candidates, Found, NoOne, match_name
from framework.words import Role


def person(name: str, email: str, active: bool = True, role: Role = Role.SOCIAL_WORKER) -> Person:
    return Person(name=name, email=f"{email}@council.example", role=role, active=active)


STAFF = [
    person("Tom Ashworth", "tom"),
    person("Tom Ashworth-Bell", "tab"),
    person("Priya Nair", "priya"),
    person("Zoë O'Neil", "zoe"),
    person("Anne-Marie Jones", "amj"),
    person("Li Ma", "li"),
    person("James Thomas", "james"),
    person("Thomas Dale", "dale"),
    person("Sam Greenhalgh", "sam1"),
    person("Sam Greenhalgh", "sam2"),
    person("Mary Jane Smithson", "mary"),
    person("Peter Gone", "peter", active=False),
    person("Kamil Łukasz", "kamil"),
]


def who(written: str, staff: list[Person] | None = None) -> object:
    """A name's key for one person, a list of keys for candidates, None for nobody."""
    found = match_name(written, STAFF if staff is None else staff, remarks=("First Response", "MASS"))
    if isinstance(found, Found):
        return found.person.email.partition("@")[0]
    if isinstance(found, Candidates):
        return [p.email.partition("@")[0] for p in found.people]
    return None


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Tom Ashworth", "tom"),
        ("  tom   ASHWORTH ", "tom"),
        ("T Ashworth", "tom"),
        ("T. Ashworth", "tom"),
        ("T.Ashworth", "tom"),
        ("T J Ashworth", "tom"),
        ("TJ Ashworth", "tom"),
        ("Ashworth, Tom", "tom"),
        ("Ashworth,T", "tom"),
        ("ASHWORTH, Mr T.", "tom"),
        ("Ashworth T", "tom"),
        ("Tom Ashworth (SW)", "tom"),
        ("Tom Ashworth, Senior Social Worker", "tom"),
        ("Tom Ashworth - First Response", "tom"),
        ("Tom Ashworth / MASS", "tom"),
        ("SW: Tom Ashworth", "tom"),
        ("Tom Ashworth, BA (Hons), MSc", "tom"),
        ("Tom (Thomas) Ashworth", "tom"),
        ("Thomas (Tom) Ashworth", "tom"),
        ("Thomas “Tom” Ashworth", "tom"),
        ("Tom Ashworth 01706 000000", "tom"),
        ("Tom Ashworth / T Ashworth", "tom"),
        ("Tom  Ashworth-Bell", "tab"),
        ("Tom Ashworth Bell", "tab"),
        ("T. Ashworth–Bell", "tab"),
        ("Ashworth-Bell, Tom", "tab"),
        ("Mrs P. Nair", "priya"),
        ("Priya NAIR", "priya"),
        ("Nair P", "priya"),
        ("Nair Priya", "priya"),
        ("Ms Priya Nair (née Patel)", "priya"),
        ("Zoe O’Neil", "zoe"),
        ("Zoë ONeil", "zoe"),
        ("z o neil", "zoe"),
        ("O'Neil, Zoe", "zoe"),
        ("Anne Marie Jones", "amj"),
        ("Annemarie Jones", "amj"),
        ("A-M Jones", "amj"),
        ("A Jones", "amj"),
        ("Li Ma", "li"),
        ("Ma, Li", "li"),
        ("Mary Smithson", "mary"),
        ("M J Smithson", "mary"),
        ("Kamil Lukasz", "kamil"),
        ("PRIYA@council.example", "priya"),
        ("Priya Nair <priya@council.example>", "priya"),
        ("P Nair (priya@council.example)", "priya"),
        ("mailto:priya@council.example", "priya"),
    ],
)
def test_a_name_written_in_an_everyday_way_finds_its_person(written: str, key: str) -> None:
    assert who(written) == key


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("Tom Ashworth / Priya Nair", ["tom", "priya"]),
        ("Tom Ashworth and Priya Nair", ["tom", "priya"]),
        ("Tom Ashworth, Priya Nair", ["tom", "priya"]),
        ("Tom Ashworth; Priya Nair", ["tom", "priya"]),
        ("Tom Ashworth\nPriya Nair", ["tom", "priya"]),
        ("Tom Ashworth (covering for Priya Nair)", ["tom", "priya"]),
        ("Tom Ashworth covering for Priya Nair", ["tom", "priya"]),
        ("Tom Ashworth / Jane Unknown", ["tom"]),
        ("Tom Ashworth, Jane Unknown", ["tom"]),
        ("Tom Ashworth – Jane Unknown", ["tom"]),
        ("tom@council.example / priya@council.example", ["tom", "priya"]),
        ("Priya Nair tom@council.example", ["tom", "priya"]),
        ("Jane Unknown <tom@council.example>", ["tom"]),
        ("Tom Ashworth <elsewhere@other.example>", ["tom"]),
        ("tom@council.example, someone@other.example", ["tom"]),
        ("Sam Greenhalgh", ["sam1", "sam2"]),
        ("S Greenhalgh", ["sam1", "sam2"]),
        ("Sam Greenhalh", ["sam1", "sam2"]),  # a slip in a long surname
        ("Tom Ashworht", ["tom"]),
        ("Thomas Ashworth", ["tom"]),  # a short form is not guessed
        ("Tom Bell", ["tab"]),  # half of a double-barrelled name
        ("Thomas James", ["james"]),  # another person's name may have these words in this order
        ("Nair", ["priya"]),
        ("Mrs Nair", ["priya"]),
        ("Priya", ["priya"]),
        ("Priya Sunita Nair", ["priya"]),
    ],
)
def test_a_doubtful_name_is_asked_about(written: str, keys: list[str]) -> None:
    assert who(written) == keys


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "  ",
            "-",
            "N/A",
            "TBC",
            "unallocated",
            "Duty worker",
            "Social Worker",
            "First Response",
            "?",
            "…",
        ),
        *(
            "Jane Nair",
            "Priya Naik",
            "Priya Nairn",
            "Priya Patel",
            "Q Ashworth",
            "Bill Ashwort",
            "P Nord",
            "PN",
        ),
        *("someone@other.example", "Jane Unknown / Bill Unknown", "123456"),
    ],
)
def test_another_name_is_nobody(written: str) -> None:
    assert who(written) is None


def test_a_short_surname_with_a_slip_is_another_surname() -> None:
    assert who("Priya Nairs", [person("Priya Nair", "priya")]) is None


def test_a_whole_name_beats_an_initial() -> None:
    staff = [person("Tom Ashworth", "tom"), person("Tina Ashworth", "tina")]
    assert who("Tom Ashworth", staff) == "tom"
    assert who("T Ashworth", staff) == ["tom", "tina"]


def test_an_initial_of_somebody_who_left_does_not_stand_in_the_way() -> None:
    staff = [person("Tom Ashworth", "tom"), person("Tina Ashworth", "tina", active=False)]
    assert who("T Ashworth", staff) == "tom"


def test_somebody_who_left_is_meant_where_only_their_whole_name_is_written() -> None:
    staff = [person("T Ashworth", "initial"), person("Tina Ashworth", "tina", active=False)]
    assert who("Tina Ashworth", staff) == ["initial", "tina"]
    assert who("Peter Gone") == who("P Gone") == "peter"
    found = match_name("P Gone", STAFF)
    assert isinstance(found, Found) and "not active" in found.reason


def test_two_people_with_initials_that_could_be_either_are_both_candidates() -> None:
    staff = [person("Tom J Ashworth", "j"), person("Tom P Ashworth", "p")]
    assert who("Tom Ashworth", staff) == ["j", "p"]
    assert who("Tom J Ashworth", staff) == "j"
    assert who("T P Ashworth", staff) == "p"


def test_two_posts_of_one_person_are_one_person() -> None:
    posts = [person("Ann Ode", "ann", active=False), person("Ann Ode", "ann", role=Role.IRO)]
    found = match_name("Ann Ode", posts)
    assert isinstance(found, Found) and found.person.role is Role.IRO


def test_a_name_kept_surname_first_in_the_directory_is_found() -> None:
    assert who("P Nair", [person("Nair, Priya", "priya")]) == "priya"


def test_reasons_never_repeat_what_is_written() -> None:
    for written in (
        "Kylie Childsname",
        "Tom Ashworth / Kylie Childsname",
        "Kylie Childsname <tom@council.example>",
    ):
        assert "Kylie" not in match_name(written, STAFF).reason


@given(st.text(max_size=60))
def test_nothing_that_can_be_written_makes_it_fail_or_find_a_stranger(written: str) -> None:
    found = match_name(written, STAFF)
    assert found.reason
    if isinstance(found, Found):
        surname = found.person.name.split()[-1].casefold()
        assert any(ch in written.casefold() for ch in surname)
    if isinstance(found, Candidates):
        assert found.people


SHAPES = ["{f} {s}", "{s}, {f}", "{i} {s}", "{i}. {s}", "{s}, {i}", "Mr {f} {s}"]


@given(st.sampled_from(STAFF), st.sampled_from(SHAPES))
def test_however_a_known_name_is_turned_its_person_is_among_those_found(known: Person, shape: str) -> None:
    forename, _, surname = known.name.rpartition(" ")
    found = match_name(shape.format(f=forename, s=surname, i=forename[0]), STAFF)
    assert not isinstance(found, NoOne)
    people = (found.person,) if isinstance(found, Found) else found.people
    assert known.email in {p.email for p in people}
