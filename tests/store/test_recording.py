"""Recording an audit: each person told exactly once of exactly what the framework says, doubt to a person."""

import pytest
from sqlalchemy import select

from framework.directory import Person
from framework.pack import Pack
from framework.reading import Reading, Status
from framework.words import Role
from store.recording import Outcome, Recorded
from store.tables import Audit, Recipient
from tests.store.clock import NOON
from tests.store.council import (
    AUDITOR,
    CASE,
    CASES,
    DIRECTOR,
    HEAD,
    IRO,
    MANAGER,
    PEOPLE,
    QA,
    WORKER,
    Council,
    audit_of,
    audit_tool,
    doubtful,
)

OUTSTANDING, GOOD, REQUIRES_IMPROVEMENT, INADEQUATE = 1, 2, 3, 4


# The first version


@pytest.mark.parametrize(
    ("grade", "told"),
    [
        (OUTSTANDING, {MANAGER: "escalation", HEAD: "escalation", DIRECTOR: "escalation"}),
        (GOOD, {MANAGER: "escalation"}),
        (REQUIRES_IMPROVEMENT, {MANAGER: "escalation", HEAD: "escalation", IRO: "escalation"}),
        (
            INADEQUATE,
            {HEAD: "escalation", DIRECTOR: "escalation", MANAGER: "action-notice", IRO: "action-notice"},
        ),
    ],
)
def test_exactly_those_are_told_whom_the_framework_names(
    council: Council, grade: int, told: dict[str, str]
) -> None:
    recorded = council.comes(audit_tool(grade))
    assert recorded.outcome is Outcome.RECORDED
    assert council.told(recorded) == told


def test_an_audit_is_kept_as_it_was_read_with_what_the_directory_says_of_it(council: Council) -> None:
    audit = audit_of(council.comes(audit_tool(REQUIRES_IMPROVEMENT)))
    (kept,) = council.audits()
    assert kept.id == audit.id
    assert (kept.form, kept.status, kept.version, kept.source) == ("tier1-generic", "accepted", 1, "mail")
    assert (kept.case_id, kept.overall, kept.team, kept.service_area) == (
        CASE,
        "requires-improvement",
        "Otters",
        "cared-for-children",
    )
    assert (kept.auditor_email, kept.social_worker_email) == (AUDITOR, WORKER)
    assert (kept.sent, kept.recorded) == (NOON, NOON)
    assert Reading.model_validate(kept.reading).comments == "Made up for a test."
    assert council.logged() == ["audit-recorded"]


def test_actions_are_kept_with_who_and_by_when(council: Council) -> None:
    first, second = council.actions(council.comes(audit_tool()))
    assert (first.action, first.who, first.person) == ("Update the chronology", "Sam Stork", WORKER)
    assert (first.timescale, str(first.due), first.state) == ("31/01/2014", "2014-01-31", "open")
    assert (second.person, str(second.due), second.number) == (MANAGER, "2014-01-29", 2)


def test_nobody_is_told_twice_of_an_audit_they_are_concerned_with_in_two_roles(council: Council) -> None:
    acting = Person(name="Hal Heron", email=HEAD, role=Role.ASSISTANT_DIRECTOR)
    council.move_in((*(p for p in PEOPLE if p.email != DIRECTOR), acting), CASES)
    recorded = council.comes(audit_tool(OUTSTANDING))
    assert council.told(recorded) == {MANAGER: "escalation", HEAD: "escalation"}
    assert {
        ("escalation", "head-of-service", HEAD, None),
        ("escalation", "assistant-director", HEAD, None),
    } <= (council.recipients(recorded))


def test_an_auditor_is_not_told_of_their_own_audit_and_the_record_says_so(council: Council) -> None:
    recorded = council.comes(audit_tool(GOOD, completed_by="Tom Tern"))
    assert recorded.outcome is Outcome.RECORDED
    assert council.told(recorded) == {}
    assert ("escalation", "team-manager", MANAGER, "is-the-auditor") in council.recipients(recorded)


def test_who_cannot_be_found_is_asked_of_the_qa_team_and_the_others_are_told(council: Council) -> None:
    council.move_in(tuple(p for p in PEOPLE if p.email != HEAD), CASES)
    recorded = council.comes(audit_tool(OUTSTANDING))
    assert council.told(recorded) == {MANAGER: "escalation", DIRECTOR: "escalation", QA: "exception"}
    assert ("escalation", "head-of-service", None, "vacant") in council.recipients(recorded)


def test_a_case_and_a_worker_that_nobody_knows_go_to_the_qa_team_and_are_recorded(council: Council) -> None:
    recorded = council.comes(audit_tool(GOOD, case_id="900999", social_worker="No Body"))
    assert recorded.outcome is Outcome.RECORDED
    assert council.told(recorded) == {QA: "exception"}


def test_two_who_may_be_the_social_worker_are_asked_of_the_qa_team_by_name(council: Council) -> None:
    twin = Person(name="Sue Stork", email="sue.stork@council.example", role=Role.SOCIAL_WORKER)
    council.move_in((*PEOPLE, twin), tuple(c.model_copy(update={"social_worker_email": None}) for c in CASES))
    recorded = council.comes(audit_tool(GOOD, social_worker="S Stork"))
    assert council.told(recorded) == {MANAGER: "escalation", QA: "exception"}
    assert ("escalation", "social-worker", None, "several-candidates") in council.recipients(recorded)


def test_while_nobody_is_in_the_qa_team_the_question_waits_for_the_role(council: Council) -> None:
    council.move_in(tuple(p for p in PEOPLE if p.email not in (HEAD, QA)), CASES)
    assert council.told(council.comes(audit_tool(OUTSTANDING)))["qa-team"] == "exception"
    assert council.told(council.comes(doubtful(audit_tool(case_id="900202")))) == {"qa-team": "review"}


def test_what_was_frozen_stays_when_people_leave_and_names_change(council: Council) -> None:
    recorded = council.comes(audit_tool(INADEQUATE))
    before = council.recipients(recorded)
    council.move_in((Person(name="New Newt", email="new.newt@council.example", role=Role.QA_TEAM),), ())
    assert council.recipients(recorded) == before
    with council.store.reading() as work:
        names = set(work.session.scalars(select(Recipient.name).where(Recipient.untold.is_(None))))
    assert names == {"Hal Heron", "Ada Auk", "Tom Tern", "Ira Ibis"}


def test_an_observation_is_copied_to_the_worker_the_line_manager_and_the_qa_team(council: Council) -> None:
    observation = Reading(
        form="observation",
        status=Status.ACCEPTED,
        completed_by="Pia Plover",
        social_worker="Sam Stork",
        date=audit_tool().date,
        fields={"nature": "A home visit", "record": "Made up for a test."},
    )
    recorded = council.comes(observation)
    assert recorded.outcome is Outcome.RECORDED
    assert council.told(recorded) == {WORKER: "copy", MANAGER: "copy", QA: "copy"}


def test_a_supervision_file_audit_is_recorded_and_nobody_is_told(council: Council, pack: Pack) -> None:
    answers = tuple(
        audit_tool().answers[0].model_copy(update={"number": area.number, "grade": None, "answer": True})
        for area in pack.form("supervision").areas
    )
    supervision = audit_tool(
        form="supervision",
        case_id=None,
        social_worker=None,
        overall=None,
        answers=answers,
        actions=(),
        fields={"supervisee": "Sam Stork", "supervisor": "Tom Tern"},
    )
    recorded = council.comes(supervision)
    assert (recorded.outcome, recorded.reading.problems) == (Outcome.RECORDED, ())
    assert council.told(recorded) == {}


@pytest.mark.parametrize(
    "reading",
    [Reading(file="a.docx"), audit_tool(status=Status.REJECTED), Reading(form="tier2", status=Status.REVIEW)],
    ids=["no audit tool", "unreadable", "blank"],
)
def test_what_is_no_completed_audit_tool_is_not_recorded(council: Council, reading: Reading) -> None:
    assert council.comes(reading).outcome is Outcome.REJECTED
    assert council.audits() == []


# The same audit again


def test_the_same_audit_from_somebody_else_is_one_audit_of_two_mails_and_nobody_is_told_again(
    council: Council,
) -> None:
    first = council.comes(audit_tool(GOOD))
    again = council.comes(audit_tool(GOOD, file="FW tier1.pdf", part="mail.eml/tier1.pdf"), day=22)
    assert again.outcome is Outcome.DUPLICATE
    assert audit_of(again).id == audit_of(first).id
    assert council.mails(first) == 2
    assert council.told(first) == {MANAGER: "escalation"}
    assert len(council.audits()) == 1


def test_the_same_audit_is_the_same_however_its_lines_broke_on_the_way(council: Council) -> None:
    council.comes(audit_tool(GOOD, comments="Made up for a test."))
    again = council.comes(audit_tool(GOOD, comments="Made up\n  for a\u00a0test. "), day=22)
    assert again.outcome is Outcome.DUPLICATE


def test_the_same_audit_is_the_same_after_its_auditor_came_into_the_directory(council: Council) -> None:
    council.move_in(tuple(p for p in PEOPLE if p.email != AUDITOR), CASES)
    first = council.comes(audit_tool(GOOD))
    council.move_in(PEOPLE, CASES)
    assert council.comes(audit_tool(GOOD), day=21).outcome is Outcome.DUPLICATE
    corrected = council.comes(audit_tool(INADEQUATE), day=22)
    assert corrected.outcome is Outcome.CORRECTED
    assert audit_of(corrected).supersedes_id == audit_of(first).id


def test_one_audit_twice_in_one_mail_is_one_audit(council: Council) -> None:
    outcomes = [each.outcome for each in council.all_come(audit_tool(), audit_tool(part="copy.docx"))]
    assert outcomes == [Outcome.RECORDED, Outcome.DUPLICATE]
    (audit,) = council.audits()
    assert council.mails(Recorded(Outcome.RECORDED, audit_tool(), audit)) == 1


def test_audits_of_two_people_of_one_case_on_one_day_are_two_audits(council: Council) -> None:
    assert council.comes(audit_tool(GOOD)).outcome is Outcome.RECORDED
    assert council.comes(audit_tool(GOOD, completed_by="Hal Heron")).outcome is Outcome.RECORDED
    assert [audit.version for audit in council.audits()] == [1, 1]


# A corrected audit


def _corrected(council: Council, before: int, after: int) -> Recorded:
    council.comes(audit_tool(before))
    council.deliver()
    return council.comes(audit_tool(after), day=22)


def test_a_corrected_audit_supersedes_and_is_no_second_audit(council: Council) -> None:
    corrected = _corrected(council, GOOD, OUTSTANDING)
    first, second = council.audits()
    assert corrected.outcome is Outcome.CORRECTED
    assert (second.version, second.supersedes_id, second.identity) == (2, first.id, first.identity)
    with council.store.reading() as work:
        assert work.audits.superseded(work.session.get_one(Audit, first.id))
        assert not work.audits.superseded(work.session.get_one(Audit, second.id))
    assert council.logged() == ["audit-recorded", "audit-corrected"]


def test_an_audit_that_got_worse_is_escalated_to_new_people_and_corrected_to_those_told_before(
    council: Council,
) -> None:
    told = council.told(_corrected(council, GOOD, INADEQUATE))
    assert told == {
        MANAGER: "correction",
        HEAD: "escalation",
        DIRECTOR: "escalation",
        IRO: "action-notice",
    }


def test_an_audit_that_got_better_is_corrected_to_everybody_who_was_told_it_was_worse(
    council: Council,
) -> None:
    told = council.told(_corrected(council, INADEQUATE, GOOD))
    assert told == dict.fromkeys((MANAGER, HEAD, DIRECTOR, IRO), "correction")


def test_a_correction_of_a_correction_reaches_everybody_who_was_told_of_any_version(council: Council) -> None:
    _corrected(council, INADEQUATE, GOOD)
    council.deliver()
    third = council.comes(audit_tool(REQUIRES_IMPROVEMENT), day=24)
    assert audit_of(third).version == 3
    assert council.told(third) == dict.fromkeys((MANAGER, HEAD, DIRECTOR, IRO), "correction")


def test_what_was_not_sent_yet_is_withdrawn_and_its_reader_hears_only_what_stands(council: Council) -> None:
    first = council.comes(audit_tool(INADEQUATE))
    corrected = council.comes(audit_tool(GOOD), day=22)
    assert council.told(first) == {}
    assert {d.recipient for d in council.deliveries(first, "cancelled")} == {MANAGER, HEAD, DIRECTOR, IRO}
    assert council.told(corrected) == {MANAGER: "escalation"}


def test_what_may_just_be_arriving_is_corrected_not_withdrawn(council: Council) -> None:
    council.comes(audit_tool(INADEQUATE))
    with council.store.writing() as work:
        (taken,) = work.outbox.claim(1, NOON.resolution * 30_000_000)
        work.commit()
    corrected = council.comes(audit_tool(GOOD), day=22)
    assert council.told(corrected) == {MANAGER: "escalation"} | {taken.recipient: "correction"}


def test_open_actions_of_the_earlier_version_are_replaced_not_chased_twice(council: Council) -> None:
    first = council.comes(audit_tool(GOOD))
    second = council.comes(audit_tool(OUTSTANDING), day=22)
    assert [action.state for action in council.actions(first)] == ["replaced", "replaced"]
    assert [action.state for action in council.actions(second)] == ["open", "open"]


def test_an_action_that_was_completed_is_not_asked_for_again_by_a_correction(council: Council) -> None:
    first = council.comes(audit_tool(GOOD))
    with council.store.writing() as work:
        action = work.session.merge(council.actions(first)[0])
        action.state, action.completed = "completed", NOON.date()
        work.commit()
    second = council.comes(audit_tool(OUTSTANDING), day=22)
    assert [action.state for action in council.actions(first)] == ["completed", "replaced"]
    assert [(a.state, a.completed) for a in council.actions(second)] == [
        ("completed", NOON.date()),
        ("open", None),
    ]
