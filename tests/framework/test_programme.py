"""A case is audited under the theme of its own column and month, and no theme is ever invented."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.pack import ProgrammeMonth, load_pack
from framework.programme import (
    ProposedMonth,
    programme_for,
    proposed,
    published_month,
    runs_out_soon,
    theme,
)

PACK = load_pack("rochdale-2013")
TIER_1 = programme_for(PACK, 1)
TIER_2 = programme_for(PACK, 2)
FIELD = ("first-response", "child-protection", "children-with-disabilities")


@pytest.mark.parametrize(
    ("tier", "month", "field", "cared_for"),
    [
        (1, "2013-12", "Public Law Outline", "Statutory Visits"),
        (1, "2014-01", "Children in Need (including private fostering)", "PEPs & Health Assessments"),
        (1, "2014-02", "Child Protection", "Care Plans"),
        (1, "2014-03", "Cared for Children", "CFC Reviews"),
        (2, "2013-12", "Cared for Children", "CFC Reviews"),
        (2, "2014-01", "Public Law Outline", "Statutory Visits"),
        (2, "2014-02", "Child in Need (including private fostering)", "PEP & Health Assessments"),
        (2, "2014-03", "Child Protection", "Care Plans"),
    ],
)
def test_the_theme_is_that_of_the_cases_column_and_month(
    tier: int, month: str, field: str, cared_for: str
) -> None:
    year, number = (int(part) for part in month.split("-"))
    for day in (1, 17, 28):
        date = dt.date(year, number, day)
        assert {theme(PACK, tier, area, date) for area in FIELD} == {field}
        assert theme(PACK, tier, "cared-for-children", date) == cared_for


@pytest.mark.parametrize("month", [dt.date(2013, 11, 30), dt.date(2014, 4, 1), dt.date(2026, 12, 1)])
@pytest.mark.parametrize("tier", [1, 2])
def test_beyond_the_programme_there_is_no_theme(tier: int, month: dt.date) -> None:
    assert theme(PACK, tier, "first-response", month) is None


@pytest.mark.parametrize("area", ["mass", "fostering", "adoption", "residential", "safeguarding-unit", None])
def test_a_service_area_without_a_column_has_no_theme(area: str | None) -> None:
    assert theme(PACK, 1, area, dt.date(2014, 1, 15)) is None


def test_a_tier_without_a_programme_is_an_error() -> None:
    with pytest.raises(KeyError, match="tier 3"):
        programme_for(PACK, 3)


@pytest.mark.parametrize(
    ("month", "again"),
    [
        (dt.date(2014, 4, 1), "2013-12"),
        (dt.date(2014, 5, 20), "2014-01"),
        (dt.date(2014, 7, 31), "2014-03"),
        (dt.date(2014, 8, 1), "2013-12"),
        (dt.date(2026, 12, 1), "2013-12"),
    ],
)
def test_the_rotation_goes_on_where_the_programme_ends(month: dt.date, again: str) -> None:
    found = proposed(TIER_1, month)
    assert found is not None
    assert (found.month, found.follows) == (f"{month:%Y-%m}", again)
    assert found.themes == next(m.themes for m in TIER_1.months if m.month == again)


@given(st.dates(dt.date(2014, 4, 1), dt.date(2040, 12, 31)))
def test_a_proposal_is_never_taken_for_published(month: dt.date) -> None:
    found = proposed(TIER_2, month)
    assert isinstance(found, ProposedMonth)
    assert not isinstance(found, ProgrammeMonth)
    assert published_month(TIER_2, month) is None
    assert theme(PACK, 2, "cared-for-children", month) is None


@given(st.dates(dt.date(2014, 5, 1), dt.date(2040, 12, 31)))
def test_tier_2_stays_tier_1_a_month_later(month: dt.date) -> None:
    month_before = month.replace(day=1) - dt.timedelta(days=1)
    tier_1, tier_2 = proposed(TIER_1, month_before), proposed(TIER_2, month)
    assert tier_1 is not None
    assert tier_2 is not None
    singular = {  # as the framework writes two of them in Tier 2
        stream: words.replace("Children in Need", "Child in Need").replace("PEPs", "PEP")
        for stream, words in tier_1.themes.items()
    }
    assert tier_2.themes == singular


@given(st.dates(dt.date(2000, 1, 1), dt.date(2014, 3, 31)))
def test_nothing_is_proposed_for_a_month_up_to_the_last_published(month: dt.date) -> None:
    assert proposed(TIER_1, month) is None


@pytest.mark.parametrize(
    ("today", "soon"),
    [
        (dt.date(2013, 12, 1), False),
        (dt.date(2014, 1, 31), False),
        (dt.date(2014, 2, 1), True),
        (dt.date(2014, 3, 31), True),
        (dt.date(2020, 1, 1), True),
    ],
)
def test_the_warning_comes_a_month_before_the_programme_runs_out(today: dt.date, soon: bool) -> None:
    assert runs_out_soon(TIER_1, today) is soon
    assert runs_out_soon(TIER_2, today) is soon
