"""Learning first: strengths before faults, the practitioner beside the auditor, what the child said."""

import pytest

from framework.outlines import Outline
from framework.pack import Pack, load_pack

CASE_TOOLS = ("tier1-generic", "tier1-plo", "tier2")
FAULTS = ("areas", "record", "development", "comments", "overall", "actions")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("rochdale-2013")


def asks_of(pack: Pack, form: str) -> list[str]:
    outline: Outline = next(each for each in pack.outlines if each.form == form)
    return [ask for part in outline.parts for ask in part.asks]


@pytest.mark.parametrize("form", [*CASE_TOOLS, "supervision", "observation"])
def test_a_fault_is_looked_for_before_any_strength(pack: Pack, form: str) -> None:
    asks = asks_of(pack, form)
    strengths = next(at for at, ask in enumerate(asks) if ask.startswith("strengths"))
    assert strengths < min(asks.index(ask) for ask in FAULTS if ask in asks)


@pytest.mark.parametrize("form", CASE_TOOLS)
def test_nobody_asks_whether_the_practitioner_is_there_or_what_the_child_said(pack: Pack, form: str) -> None:
    asks = asks_of(pack, form)
    wanted = ["practitioner_present", "practitioner_absent_because"]
    wanted += ["child_asked_by", "child_said", "child_not_asked_because", "reflection"]
    assert [ask for ask in asks if ask in wanted] == wanted


def test_a_tier_2_audit_says_nothing_of_the_discussion_with_those_who_were_not_there(pack: Pack) -> None:
    asks = asks_of(pack, "tier2")
    assert {"discussed_with_practitioner", "discussed_with_line_manager", "not_discussed_because"} <= set(
        asks
    )
    due = next(each for each in pack.asked if each.id == "discussed_with_practitioner").only_if
    assert [(each.question, tuple(each.answers)) for each in due] == [
        ("practitioner_present", ("alone", "signing-off"))
    ]
