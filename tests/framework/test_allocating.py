"""Nobody is given a case of their own area, and whatever is left out of the draw is left out for a reason."""

import datetime as dt

from framework.allocating import (
    Audited,
    Known,
    counted_by_reason,
    heads_of_service,
    lists_for,
    theme_of,
    without_head,
)
from framework.draw import Lists
from framework.pack import load_pack
from framework.people import Case, Person
from framework.words import Role

PACK = load_pack("rochdale-2013")
DECEMBER = dt.date(2013, 12, 2)
HESTER, HUGO, HANNA = "hester@council.example", "hugo@council.example", "hanna@council.example"


def head(email: str, *areas: str, active: bool = True) -> Person:
    name = email.partition("@")[0].title()
    return Person(name=name, email=email, role=Role.HEAD_OF_SERVICE, service_areas=areas, active=active)


def case(case_id: str, area: str | None, closed: dt.date | None = None) -> Case:
    return Case(case_id=case_id, service_area=area, closed=closed)


PEOPLE = [
    head(HESTER, "first-response"),
    head(HUGO, "cared-for-children"),
    Person(
        name="Tess", email="tess@council.example", role=Role.TEAM_MANAGER, service_areas=("first-response",)
    ),
]
CASES = [
    case("900001", "first-response"),
    case("900002", "cared-for-children"),
    case("900003", "child-protection"),
]


def made(
    people: list[Person] = PEOPLE,
    cases: list[Case] = CASES,
    audits: list[Audited] | None = None,
    barred: set[tuple[str, str]] | None = None,
    today: dt.date = DECEMBER,
) -> Lists:
    return lists_for(today, today, Known(people, cases, audits or [], barred or set()), PACK)


def eligible(lists: Lists) -> dict[str, tuple[str, ...]]:
    return {entry.head_of_service: entry.eligible for entry in lists.entries}


def test_the_areas_of_the_tests_are_the_packs() -> None:
    known = {area.id for area in PACK.service_areas}
    assert {each.service_area for each in CASES} <= known


def test_a_head_of_service_may_have_any_open_case_but_those_of_their_own_area() -> None:
    lists = made()
    assert lists.month == "2013-12"
    assert eligible(lists) == {HESTER: ("900002", "900003"), HUGO: ("900001", "900003")}
    assert lists.left_out == {}


def test_who_heads_two_areas_has_no_case_of_either() -> None:
    people = [head(HESTER, "first-response"), head(HESTER, "cared-for-children")]
    assert heads_of_service(people) == {HESTER: {"first-response", "cared-for-children"}}
    lists = made(people)
    assert eligible(lists) == {HESTER: ("900003",)}
    assert set(lists.left_out) == {"900001", "900002"}


def test_a_post_that_nobody_holds_is_named_and_gets_no_case() -> None:
    people = [head(HESTER, "first-response", active=False), head(HUGO, "cared-for-children")]
    assert set(eligible(made(people))) == {HUGO}
    assert without_head(people, PACK) == ("First Response",)
    assert without_head([*people, head(HANNA, "first-response")], PACK) == ()


def test_closed_cases_and_those_of_no_known_area_are_left_out_with_the_reason() -> None:
    cases = [
        case("900004", "child-protection", closed=DECEMBER),
        case("900005", "child-protection", closed=DECEMBER + dt.timedelta(days=1)),
        case("900006", None),
    ]
    lists = made(cases=cases)
    assert lists.left_out == {"900004": "It is closed.", "900006": "Its service area is not known."}
    assert eligible(lists)[HESTER] == ("900005",)


def test_a_case_audited_in_the_last_twelve_months_is_left_out_whoever_audited_it() -> None:
    audits = [
        Audited("900002", "somebody@council.example", dt.date(2012, 12, 3), tier=1),
        Audited("900003", None, dt.date(2012, 12, 2), tier=1),
    ]
    lists = made(audits=audits)
    assert lists.left_out == {"900002": "It was audited in the last 12 months."}
    assert eligible(lists)[HESTER] == ("900003",)


def test_the_same_head_never_has_the_same_case_again() -> None:
    audits = [Audited("900003", HESTER, dt.date(2010, 5, 1), tier=2)]
    lists = made(audits=audits)
    assert eligible(lists) == {HESTER: ("900002",), HUGO: ("900001", "900003")}
    drawn_before = made(barred={(HESTER, "900003")})
    assert eligible(drawn_before) == eligible(lists)


def test_a_case_that_nobody_may_have_is_left_out_with_the_reason() -> None:
    lists = made(barred={(HESTER, "900003"), (HUGO, "900003")})
    assert lists.left_out["900003"].startswith("No head of service may have it")


def test_a_case_outside_the_programme_of_focus_is_left_out_while_one_is_published() -> None:
    fostering = case("900007", "fostering")
    lists = made(cases=[*CASES, fostering])
    assert lists.left_out == {"900007": "The programme of focus has no theme for its service area."}
    assert theme_of(CASES[1], DECEMBER, PACK) == "CFC Reviews"


def test_beyond_the_programme_cases_are_drawn_all_the_same_and_no_theme_is_invented() -> None:
    later = dt.date(2014, 4, 1)
    lists = made(cases=[*CASES, case("900007", "fostering")], today=later)
    assert lists.left_out == {}
    assert theme_of(CASES[1], later, PACK) is None


def test_a_year_ends_on_the_same_day_also_after_a_leap_day() -> None:
    leap_day = dt.date(2016, 2, 29)
    audits = [
        Audited("900002", None, dt.date(2015, 3, 1), 1),
        Audited("900003", None, dt.date(2015, 2, 28), 1),
    ]
    assert set(made(audits=audits, today=leap_day).left_out) == {"900002"}


def test_what_was_left_out_is_counted_by_its_reason() -> None:
    counts = counted_by_reason({"1": "It is closed.", "2": "Other.", "3": "It is closed."})
    assert list(counts.items()) == [("It is closed.", 2), ("Other.", 1)]
