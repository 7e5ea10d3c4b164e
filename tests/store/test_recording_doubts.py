"""What a program cannot settle waits for a person, once, until it comes in clean."""

import pytest

from framework.pack import Pack
from store.recording import Outcome
from store.tables import Audit
from tests.store.council import (
    AUDITOR,
    MANAGER,
    QA,
    WORKER,
    Council,
    audit_of,
    audit_tool,
    doubtful,
)

OUTSTANDING, GOOD, REQUIRES_IMPROVEMENT, INADEQUATE = 1, 2, 3, 4


def test_a_doubtful_audit_waits_for_a_person_and_only_the_qa_team_hears_of_it(council: Council) -> None:
    recorded = council.comes(doubtful(audit_tool(INADEQUATE)))
    assert recorded.outcome is Outcome.REVIEW
    assert (audit_of(recorded).status, audit_of(recorded).version) == ("review", None)
    assert council.told(recorded) == {QA: "review"}
    assert council.recipients(recorded) == set()
    assert council.actions(recorded) == []


def test_the_same_doubtful_audit_again_waits_once(council: Council) -> None:
    first = council.comes(doubtful(audit_tool()))
    again = council.comes(doubtful(audit_tool()), day=22)
    assert again.outcome is Outcome.REVIEW
    assert audit_of(again).id == audit_of(first).id
    assert council.told(first) == {QA: "review"}
    assert council.mails(first) == 2


def test_a_doubtful_correction_leaves_what_stands_and_tells_nobody(council: Council) -> None:
    first = council.comes(audit_tool(GOOD))
    doubted = council.comes(doubtful(audit_tool(INADEQUATE)), day=22)
    assert doubted.outcome is Outcome.REVIEW
    assert council.told(doubted) == {QA: "review"}
    assert [action.state for action in council.actions(first)] == ["open", "open"]


def test_a_version_that_was_corrected_since_comes_again_and_a_person_is_asked(council: Council) -> None:
    council.comes(audit_tool(GOOD))
    council.comes(audit_tool(INADEQUATE), day=22)
    again = council.comes(audit_tool(GOOD), day=24)
    assert again.outcome is Outcome.REVIEW
    assert [problem.code for problem in again.reading.problems] == ["earlier-version-again"]
    assert council.told(again) == {QA: "review"}


def test_an_older_mail_after_a_newer_one_corrects_nothing_and_a_person_is_asked(council: Council) -> None:
    council.comes(audit_tool(GOOD), day=22)
    older = council.comes(audit_tool(INADEQUATE), day=21)
    assert older.outcome is Outcome.REVIEW
    assert [problem.code for problem in older.reading.problems] == ["older-than-recorded"]


def test_a_worker_who_sends_the_audit_of_their_own_case_with_better_grades_corrects_nothing(
    council: Council,
) -> None:
    first = council.comes(audit_tool(INADEQUATE))
    council.comes(audit_tool(INADEQUATE), day=21, sender=WORKER)
    changed = council.comes(audit_tool(OUTSTANDING), day=22, sender=WORKER)
    assert changed.outcome is Outcome.REVIEW
    assert [problem.code for problem in changed.reading.problems] == ["correction-by-another"]
    assert council.told(changed) == {QA: "review"}
    assert [action.state for action in council.actions(first)] == ["open", "open"]


@pytest.mark.parametrize("sender", [AUDITOR, MANAGER, QA])
def test_the_auditor_whoever_sent_it_and_the_qa_team_correct_an_audit(council: Council, sender: str) -> None:
    council.comes(audit_tool(INADEQUATE), sender=MANAGER)
    assert council.comes(audit_tool(GOOD), day=22, sender=sender).outcome is Outcome.CORRECTED


def test_two_versions_in_one_mail_escalate_nothing_until_a_person_says_which_stands(council: Council) -> None:
    recorded = council.all_come(audit_tool(GOOD), audit_tool(INADEQUATE), audit_tool(case_id="900202"))
    assert [each.outcome for each in recorded] == [Outcome.REVIEW, Outcome.REVIEW, Outcome.RECORDED]
    assert recorded[0].reading.problems[0].code == "versions-at-odds"
    assert [council.told(each) for each in recorded[:2]] == [{QA: "review"}, {QA: "review"}]


@pytest.mark.parametrize("old_first", [True, False])
def test_a_correction_with_the_old_version_quoted_under_it_is_a_correction(
    council: Council, old_first: bool
) -> None:
    council.comes(audit_tool(GOOD))
    together = [audit_tool(GOOD), audit_tool(INADEQUATE)]
    recorded = council.all_come(*(together if old_first else reversed(together)), day=22)
    assert {each.outcome for each in recorded} == {Outcome.DUPLICATE, Outcome.CORRECTED}
    assert [audit.overall for audit in council.audits()] == ["good", "inadequate"]


# What came right


def test_an_audit_sent_again_without_the_doubt_closes_what_waited_for_a_person(council: Council) -> None:
    waiting = council.comes(doubtful(audit_tool(GOOD)))
    clean = council.comes(audit_tool(GOOD), day=22)
    assert clean.outcome is Outcome.RECORDED
    kept = council.audits()[0]
    assert (kept.id, kept.status, kept.replaced_by_id) == (audit_of(waiting).id, "review", audit_of(clean).id)
    assert council.told(waiting) == {}
    with council.store.reading() as work:
        assert work.audits.waiting() == []
        assert work.audits.superseded(work.session.get_one(Audit, kept.id))
    assert council.logged()[-1] == "review-closed"


def test_what_waited_for_its_missing_date_is_closed_by_the_same_audit_with_a_date(council: Council) -> None:
    waiting = council.comes(audit_tool(GOOD, date=None))
    assert waiting.outcome is Outcome.REVIEW
    clean = council.comes(audit_tool(GOOD), day=22)
    assert [audit.replaced_by_id for audit in council.audits()] == [audit_of(clean).id, None]


def test_what_waited_for_its_missing_date_is_not_closed_by_another_audit_of_the_case(
    council: Council,
) -> None:
    council.comes(audit_tool(GOOD, date=None))
    council.comes(audit_tool(GOOD, comments="Quite another audit."), day=22)
    assert [audit.replaced_by_id for audit in council.audits()] == [None, None]


@pytest.mark.parametrize(
    "other",
    [{"case_id": "900202"}, {"completed_by": "Hal Heron"}, {"form": "tier1-plo"}],
    ids=["another case", "another auditor", "another audit tool"],
)
def test_what_waits_is_not_closed_by_an_audit_that_is_not_it(
    council: Council, pack: Pack, other: dict[str, str]
) -> None:
    council.comes(doubtful(audit_tool(GOOD)))
    reading = audit_tool(GOOD, **other)
    areas = pack.form(reading.form or "").areas
    reading = reading.model_copy(
        update={"answers": tuple(reading.answers[0].model_copy(update={"number": a.number}) for a in areas)}
    )
    assert council.comes(reading, day=22).outcome is Outcome.RECORDED
    assert [audit.replaced_by_id for audit in council.audits()] == [None, None]


def test_a_doubtful_correction_is_not_closed_by_a_mail_that_was_sent_before_it(council: Council) -> None:
    council.comes(doubtful(audit_tool(INADEQUATE)), day=24)
    council.comes(audit_tool(GOOD), day=22)
    assert [audit.replaced_by_id for audit in council.audits()] == [None, None]


def test_what_came_right_and_comes_in_doubt_again_is_asked_again(council: Council) -> None:
    council.comes(doubtful(audit_tool(GOOD)))
    council.comes(audit_tool(GOOD), day=22)
    again = council.comes(doubtful(audit_tool(GOOD)), day=24)
    assert again.outcome is Outcome.REVIEW
    assert len(council.audits()) == 3
    assert council.told(again) == {QA: "review"}


def test_an_auditor_nobody_knows_who_writes_the_name_otherwise_does_not_make_a_second_audit(
    council: Council,
) -> None:
    council.comes(audit_tool(GOOD, completed_by="Zed Unknown"))
    second = council.comes(audit_tool(INADEQUATE, completed_by="Z Unknown"), day=22)
    assert second.outcome is Outcome.REVIEW
    assert [problem.code for problem in second.reading.problems] == ["perhaps-a-correction"]
    assert council.told(second) == {QA: "review"}


def test_two_managers_whom_the_directory_knows_may_audit_one_case_on_one_day(council: Council) -> None:
    council.comes(audit_tool(GOOD))
    other = council.comes(audit_tool(INADEQUATE, completed_by="Tom Tern"), day=22)
    assert other.outcome is Outcome.RECORDED
