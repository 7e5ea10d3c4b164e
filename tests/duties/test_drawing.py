"""The draw as it is kept: made again it comes out the same, and whatever was changed afterwards is seen."""

import datetime as dt

import pytest

from framework.directory import Case, Person
from framework.london import LONDON
from framework.pack import Pack
from framework.words import Role
from framework.working_days import WorkingDays
from store.allocations import fingerprint
from store.drawing import differences, draw_anew, draw_month
from store.tables import AllocationRow, ConflictRow, DrawRow
from store.unit_of_work import Store, UnitOfWork, in_one_transaction
from tests.store.clock import SettableClock

DAYS = WorkingDays()
DECEMBER = dt.date(2013, 12, 2)
HESTER, HUGO = "hester@council.example", "hugo@council.example"


def head(email: str, area: str) -> Person:
    return Person(name=email.partition("@")[0], email=email, role=Role.HEAD_OF_SERVICE, service_areas=(area,))


@pytest.fixture
def council(store: Store, clock: SettableClock) -> Store:
    """Two heads of service and thirty cases, on 2 December 2013."""
    clock.now = dt.datetime(2013, 12, 2, 9, tzinfo=LONDON)
    areas = ["first-response", "cared-for-children", "child-protection"]
    cases = [Case(case_id=f"9{n:05}", service_area=areas[n % 3]) for n in range(30)]
    with store.writing() as work:
        work.people.replace_people([head(HESTER, areas[0]), head(HUGO, areas[1])])
        work.people.replace_cases(cases)
        work.commit()
    return store


def drawn(store: Store, pack: Pack, month: dt.date = DECEMBER) -> int:
    return in_one_transaction(store, lambda work: draw_month(work, month, pack, DAYS).id)


def change(store: Store, draw_id: int, **values: object) -> list[str]:
    """What verifying says after somebody has changed the kept draw."""

    def do(work: UnitOfWork) -> list[str]:
        row = work.session.get_one(DrawRow, draw_id)
        for name, value in values.items():
            setattr(row, name, value)
        return differences(row)

    return in_one_transaction(store, do)


def allocations(store: Store, month: str = "2013-12") -> list[AllocationRow]:
    with store.reading() as work:
        return work.allocations.of_month(month)


def test_each_head_of_service_gets_a_case_of_another_area_with_its_theme_and_day(
    council: Store, pack: Pack
) -> None:
    drawn(council, pack)
    rows = {row.head_of_service: row for row in allocations(council)}
    assert set(rows) == {HESTER, HUGO}
    assert rows[HESTER].service_area != "first-response" and rows[HUGO].service_area != "cared-for-children"
    themes = {"first-response": "Cared for Children", "cared-for-children": "CFC Reviews"}
    themes["child-protection"] = "Cared for Children"
    assert all(row.theme == themes[row.service_area or ""] for row in rows.values())
    assert {row.due for row in rows.values()} == {dt.date(2013, 12, 31)}
    assert {row.state for row in rows.values()} == {"allocated"}


def test_a_draw_made_again_comes_out_the_same(council: Store, pack: Pack) -> None:
    assert change(council, drawn(council, pack)) == []


def test_whatever_is_changed_afterwards_is_seen(council: Store, pack: Pack) -> None:
    draw_id = drawn(council, pack)
    with council.reading() as work:
        lists = work.session.get_one(DrawRow, draw_id).lists
    assert any(
        "hash is another" in line for line in change(council, draw_id, lists=lists.replace("900001", ""))
    )
    assert change(council, draw_id, lists="nonsense") == [
        "The lists that it was made from cannot be read any more."
    ]
    assert change(council, draw_id, lists=lists) == []

    def swap(work: UnitOfWork) -> None:
        one, two = work.session.get_one(DrawRow, draw_id).allocations
        one.case_id, two.case_id = two.case_id, one.case_id

    in_one_transaction(council, swap)
    assert {line.partition(" has")[2] for line in change(council, draw_id)} == {
        " another case than the draw gives."
    }


def test_the_next_months_draw_gives_nobody_what_they_had(council: Store, pack: Pack) -> None:
    for number in range(9):
        drawn(council, pack, dt.date(2014, 1 + number, 15))
    with council.reading() as work:
        pairs = [
            (row.head_of_service, row.case_id) for row in work.session.query(AllocationRow) if row.case_id
        ]
    assert len(pairs) == len(set(pairs)) == 18


def test_a_case_is_drawn_anew_for_one_and_the_old_one_is_kept(council: Store, pack: Pack) -> None:
    drawn(council, pack)
    before = allocations(council)
    mine = next(row for row in before if row.head_of_service == HESTER)

    def anew(work: UnitOfWork) -> int:
        row = work.allocations.get(mine.id)
        assert row is not None
        return draw_anew(work, row, "a conflict of interest", pack, DAYS).id

    new_id = in_one_transaction(council, anew)
    after = {row.id: row for row in allocations(council)}
    assert after[mine.id].state == "replaced" and after[mine.id].case_id == mine.case_id
    assert after[new_id].case_id not in {row.case_id for row in before}
    with council.reading() as work:
        of_hester = work.allocations.of(HESTER, "2013-12")
        month, anew_draw = work.allocations.draws("2013-12")
        assert differences(month) == differences(anew_draw) == []
        assert (anew_draw.number, anew_draw.because) == (2, "a conflict of interest")
    assert of_hester is not None and of_hester.id == new_id


def test_who_is_head_of_no_service_any_more_is_given_no_other_case(council: Store, pack: Pack) -> None:
    drawn(council, pack)
    mine = next(row for row in allocations(council) if row.head_of_service == HESTER)

    def anew(work: UnitOfWork) -> str:
        work.people.replace_people([head(HUGO, "cared-for-children")])
        row = work.allocations.get(mine.id)
        assert row is not None
        return draw_anew(work, row, "a conflict of interest", pack, DAYS).state

    assert in_one_transaction(council, anew) == "none"


def test_only_a_conflict_that_was_approved_keeps_a_case_out(council: Store, pack: Pack) -> None:
    def declare(work: UnitOfWork) -> None:
        for number in range(30):
            approved = number % 3 == 1
            work.session.add(
                ConflictRow(
                    email=HESTER,
                    case_id=f"9{number:05}",
                    reason="I know the family.",
                    declared=work.now,
                    decided=work.now if approved else None,
                    approved=approved,
                    by="qa@council.example" if approved else None,
                )
            )

    in_one_transaction(council, declare)
    with council.reading() as work:
        assert len(work.allocations.barred()) == 10
    drawn(council, pack)
    assert next(row for row in allocations(council) if row.head_of_service == HESTER).service_area == (
        "child-protection"
    )


def test_who_could_have_no_case_is_on_record_without_one(council: Store, pack: Pack) -> None:
    with council.writing() as work:
        work.people.replace_cases([Case(case_id="900001", service_area="first-response")])
        work.commit()
    drawn(council, pack)
    rows = {row.head_of_service: (row.case_id, row.state) for row in allocations(council)}
    assert rows == {HESTER: (None, "none"), HUGO: ("900001", "allocated")}


def test_a_seed_that_was_sealed_is_the_one_that_is_drawn_with(council: Store, pack: Pack) -> None:
    told = in_one_transaction(council, lambda work: work.allocations.seal("2013-12"))
    assert in_one_transaction(council, lambda work: work.allocations.seal("2013-12")) == told
    drawn(council, pack)
    with council.reading() as work:
        (row,) = work.allocations.draws("2013-12")
    assert fingerprint(row.seed) == told
