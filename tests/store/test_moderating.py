"""Audits whose judgement is well above an area: looked at by the QA team, and never changed by it."""

import pytest

from framework.directory import Person
from framework.words import Judgement, Role
from store.moderating import (
    Finding,
    LookedAtMeanwhile,
    moderate,
    moderations_of,
    moderations_of_all,
    waiting_for_moderation,
)
from store.submitting import submit
from store.tables import Audit
from tests.store.clock import NOON
from tests.store.council import AUDITOR, PEOPLE, QA, Council, audit_of, audit_tool

HIGH = {"overall": Judgement.OUTSTANDING}
OTHER = Person(name="Una Umber", email="una@council.example", role=Role.QA_TEAM)
GOES = Finding.AGREES


def waiting(council: Council) -> list[int]:
    with council.store.reading() as work:
        return [audit.id for audit in waiting_for_moderation(work)]


def find(council: Council, audit_id: int, finding: Finding, words: str = "Why.", seen: int = 0) -> None:
    with council.store.writing() as work:
        moderate(work, found(work.audits.get(audit_id)), QA, finding, words, seen=seen)
        work.commit()


def found(audit: Audit | None) -> Audit:
    assert audit is not None
    return audit


def told(council: Council, kind: str) -> list[str]:
    with council.store.reading() as work:
        return [d.recipient for a in council.audits() for d in work.outbox.of_audit(a.id) if d.kind == kind]


def in_chat(council: Council, amends: int | None = None, grade: int = 3, **beside: str) -> Audit:
    with council.store.writing() as work:
        auditor = next(each for each in PEOPLE if each.email == AUDITOR)
        reading = audit_tool(grade, date=NOON.date(), **HIGH)
        before = work.audits.get(amends) if amends else None
        done = submit(work, reading, auditor=auditor, beside=beside, pack=council.pack, amends=before)
        work.commit()
    assert done.audit is not None
    return done.audit


def test_nobody_looks_at_a_judgement_well_above_an_area(council: Council) -> None:
    plain, high = council.comes(audit_tool(2)), council.comes(audit_tool(3, case_id="900202", **HIGH))
    assert waiting(council) == [audit_of(high).id]
    assert told(council, "moderation") == [QA]
    assert not audit_of(plain).for_moderation


def test_the_auditor_is_asked_for_a_reason_that_was_given(council: Council) -> None:
    given, mailed = (
        in_chat(council, judgement_because="It was put right."),
        council.comes(audit_tool(3, **HIGH)),
    )
    said = [str(audit.reading["notices"]) for audit in (given, audit_of(mailed))]
    assert "The auditor says why" in said[0] and "No reason is given" not in said[0]
    assert "No reason is given" in said[1]


def test_what_was_agreed_with_goes_on_waiting_or_is_told_to_nobody(council: Council) -> None:
    audit_id = audit_of(council.comes(audit_tool(3, **HIGH))).id
    find(council, audit_id, GOES, "The reason is sound.")
    assert waiting(council) == []
    assert told(council, "moderated") == [AUDITOR]
    with council.store.reading() as work:
        (row,) = moderations_of(found(work.audits.get(audit_id)))
        assert (row.by, row.at, row.finding, row.words) == (QA, NOON, "agrees", "The reason is sound.")
        assert found(work.audits.get(audit_id)).overall == "outstanding"


def test_what_is_to_be_looked_at_again_is_off_the_list_or_before_what_nobody_has_seen(
    council: Council,
) -> None:
    first = audit_of(council.comes(audit_tool(3, **HIGH))).id
    second = audit_of(council.comes(audit_tool(3, case_id="900202", **HIGH))).id
    find(council, first, Finding.LOOK_AGAIN)
    assert waiting(council) == [second, first]
    find(council, first, GOES, seen=1)
    assert waiting(council) == [second]


def test_two_moderate_at_once(council: Council) -> None:
    audit_id = audit_of(council.comes(audit_tool(3, **HIGH))).id
    find(council, audit_id, Finding.LOOK_AGAIN)
    with pytest.raises(LookedAtMeanwhile):
        find(council, audit_id, GOES, seen=0)


def test_an_amended_audit_is_moderated_as_it_was_before(council: Council) -> None:
    first = in_chat(council, judgement_because="It was put right.")
    find(council, first.id, Finding.LOOK_AGAIN)
    second = in_chat(council, first.id, grade=4, judgement_because="It was put right.")
    assert second.version == 2
    assert waiting(council) == [second.id]
    with pytest.raises(LookedAtMeanwhile):
        find(council, first.id, GOES, seen=1)
    assert told(council, "moderation") == [QA, QA]
    with council.store.reading() as work:
        assert [row.audit_id for row in moderations_of_all(found(work.audits.get(second.id)))] == [first.id]


def test_a_judgement_put_right_by_its_auditor_goes_on_waiting(council: Council) -> None:
    first = in_chat(council, judgement_because="It was put right.")
    in_chat(council, first.id, grade=2)
    assert waiting(council) == []


def test_a_reason_put_right_after_it_was_asked_for_reaches_nobody(council: Council) -> None:
    first = in_chat(council, judgement_because="So.")
    in_chat(council, judgement_because="So, then.")
    assert told(council, "moderation") == [QA]
    find(council, first.id, Finding.LOOK_AGAIN, "Which plan?")
    in_chat(council, judgement_because="The plan of May was put right by June.")
    assert told(council, "moderation") == [QA, QA]
    assert waiting(council) == [first.id]


def test_each_of_the_team_is_told_and_nobody_twice(council: Council) -> None:
    council.move_in((*PEOPLE, OTHER), ())
    council.comes(audit_tool(3, **HIGH))
    council.comes(audit_tool(3, **HIGH))
    assert sorted(told(council, "moderation")) == sorted([QA, OTHER.email])
