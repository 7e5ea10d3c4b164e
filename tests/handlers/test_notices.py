"""What each kind of notice says, and when it says nothing: pure functions, no Slack, no database."""

import datetime as dt
from collections.abc import Callable

import pytest

from framework.escalation import Reason
from framework.pack import Pack
from framework.reading import Problem, Reading
from framework.words import Judgement, Role
from handlers.about import (
    AttachmentFacts,
    Earlier,
    Undelivered,
)
from handlers.notice import Nothing, Notice, Wait
from handlers.notices import notice_of
from handlers.notices.changes import changed_parts
from handlers.rendering import to_letter, to_slack
from tests.handlers import council
from tests.handlers.council import (
    HEAD,
    SECRET,
    SUPPORT,
    audit,
    observation,
    people,
    supervision,
)
from tests.handlers.noticed import HEAD_WHY, about, facts, mail, said, told, untold


def test_somebody_with_two_roles_learns_of_one(pack: Pack) -> None:
    recipients = (
        told(Role.HEAD_OF_SERVICE, HEAD, "Hugo Head", "You are the Head of Service."),
        told(Role.ASSISTANT_DIRECTOR, HEAD, "Hugo Head", "You are covering for Ada Assistant."),
    )
    found = notice_of(about("escalation", audit=facts(audit(pack), pack, recipients=recipients)))
    assert isinstance(found, Notice)
    why = next(fact for fact in found.facts if fact.label == "Why you are told")
    assert why.value.splitlines() == ["You are the Head of Service.", "You are covering for Ada Assistant."]
    assert [fact.label for fact in found.facts][:2] == ["Why you are told", "Case"]


def test_the_judgement_is_said_twice_or_not_at_all(pack: Pack) -> None:
    """Once in the heading of an escalation; in an exception, whose heading does not have it, as a fact."""
    escalation = notice_of(about("escalation", audit=facts(audit(pack), pack)))
    earlier = (Earlier(facts(audit(pack, Judgement.GOOD), pack), sent=True),)
    correction = notice_of(about("correction", audit=facts(audit(pack), pack), earlier=earlier))
    for found in (escalation, correction):
        assert isinstance(found, Notice)
        assert "Inadequate" in found.heading
        assert "Inadequate" not in [fact.value for fact in found.facts]
    recipients = (untold(Role.IRO, Reason.VACANT),)
    found = notice_of(about("exception", council.QA, audit=facts(audit(pack), pack, recipients=recipients)))
    assert "Judgement: Inadequate" in said(found)


COMMAND = "`auditbot audits record 12 --config FILE --out record.docx`"
ASK = "ask the Quality Assurance team for"


@pytest.mark.parametrize("kind", ["escalation", "action-notice"])
def test_a_letter_asks_for_what_no_letter_can_do(pack: Pack, kind: str) -> None:
    why = told(Role.HEAD_OF_SERVICE, HEAD, "Hugo Head", HEAD_WHY, kind)
    found = notice_of(about(kind, audit=facts(audit(pack), pack, recipients=(why,))))
    assert isinstance(found, Notice)
    letter = to_letter(found)
    for body in (letter.text, letter.html):
        assert f"To see the whole audit, {ASK} audit 12." in body
        for no_use in ("open", "Open", "press", "Press", "button", "auditbot audits"):
            assert no_use not in body
    shown = str(to_slack(found))
    assert "Press “Open” to see the audit" in shown
    assert ASK not in shown


@pytest.mark.parametrize("kind", ["escalation", "exception", "review"])
def test_the_qa_team_is_told_to_ask_itself_for_an_audit(pack: Pack, kind: str) -> None:
    recipients = (told(Role.QA_TEAM, council.QA, "Quinn Quality"), untold(Role.IRO, Reason.VACANT))
    version = None if kind == "review" else 1
    found = notice_of(
        about(kind, council.QA, audit=facts(audit(pack), pack, recipients=recipients, version=version))
    )
    assert isinstance(found, Notice)
    letter = to_letter(found)
    assert ASK not in letter.text
    assert COMMAND in letter.text
    assert COMMAND in letter.html


@pytest.mark.parametrize("kind", ["copy", "correction", "review"])
@pytest.mark.parametrize("make", [observation, supervision])
def test_the_qa_team_is_told_to_ask_itself_for_a_confidential_record(
    pack: Pack, kind: str, make: Callable[[Pack], Reading]
) -> None:
    record = facts(
        make(pack),
        pack,
        version=None if kind == "review" else 2,
        recipients=(told(Role.QA_TEAM, council.QA, "Quinn Quality", kind="copy"),),
    )
    found = notice_of(about(kind, council.QA, audit=record, earlier=(Earlier(record, sent=True),)))
    assert isinstance(found, Notice)
    for body in (to_letter(found).text, str(to_slack(found))):
        assert ASK not in body
        assert body.count(COMMAND) == 1


def test_a_copy_is_promised_that_does_not_come(pack: Pack) -> None:
    recipients = (told(Role.SOCIAL_WORKER, council.WORKER, "Wanda Worker", kind="copy"),)
    found = notice_of(
        about("copy", council.WORKER, audit=facts(observation(pack), pack, recipients=recipients))
    )
    assert isinstance(found, Notice)
    assert found.heading == "Observation of practice: a record was made"
    assert "The typed copy comes to you from Paula Auditor." in said(found)
    assert f"{ASK} record 12" in said(found)


def test_an_outdated_escalation_is_sent(pack: Pack) -> None:
    found = notice_of(about("escalation", audit=facts(audit(pack), pack, superseded=True)))
    assert found == Nothing("superseded by a correction")


def test_a_stranger_to_the_audit_is_told(pack: Pack) -> None:
    assert isinstance(notice_of(about("escalation", SUPPORT, audit=facts(audit(pack), pack))), Nothing)


@pytest.mark.parametrize("kind", ["escalation", "action-notice", "correction", "copy", "exception", "review"])
def test_somebody_who_left_is_told(pack: Pack, kind: str) -> None:
    left = tuple(person.model_copy(update={"active": False}) for person in people() if person.email == HEAD)
    for posts in (left, ()):
        found = notice_of(about(kind, posts=posts, audit=facts(audit(pack), pack)))
        assert isinstance(found, Nothing)
        assert found.gone


def test_every_preview_is_the_same_whatever_the_judgement(pack: Pack) -> None:
    previews = set()
    for judgement in Judgement:
        found = notice_of(about("escalation", audit=facts(audit(pack, judgement), pack)))
        assert isinstance(found, Notice)
        previews.add(found.preview)
    assert previews == {"An audit needs your attention"}


def test_a_correction_is_decided_before_the_earlier_message_has_gone_or_not(pack: Pack) -> None:
    earlier = (Earlier(facts(audit(pack, Judgement.GOOD), pack), sent=False),)
    found = notice_of(about("correction", audit=facts(audit(pack), pack), earlier=earlier, undecided=True))
    assert isinstance(found, Wait)


def test_a_correction_starts_from_a_version_that_was_never_sent(pack: Pack) -> None:
    earlier = (
        Earlier(facts(audit(pack, Judgement.OUTSTANDING), pack, version=2), sent=False),
        Earlier(facts(audit(pack, Judgement.GOOD), pack), sent=True),
    )
    found = notice_of(about("correction", audit=facts(audit(pack), pack, version=3), earlier=earlier))
    assert "Corrected from Good to Inadequate" in said(found)


def test_a_corrected_record_of_practice_shows_what_changed(pack: Pack) -> None:
    before, after = observation(pack), observation(pack).model_copy(update={"fields": {"record": SECRET * 2}})
    copy = (told(Role.HEAD_OF_SERVICE, HEAD, "Hugo Head", kind="copy"),)
    found = notice_of(
        about(
            "correction",
            audit=facts(after, pack, recipients=copy),
            earlier=(Earlier(facts(before, pack), sent=True),),
        )
    )
    assert SECRET not in said(found)
    assert "confidential" in said(found)
    assert "judgement" not in said(found)


def test_what_changed_is_named_wrongly(pack: Pack) -> None:
    first = audit(pack)
    assert changed_parts(first, first) == []
    answers = list(first.answers)
    answers[7] = answers[7].model_copy(update={"not_applicable": True, "grade": None})
    second = first.model_copy(
        update={
            "answers": tuple(answers),
            "comments": "x",
            "date": dt.date(2013, 12, 13),
            "social_worker": "W",
        }
    )
    assert changed_parts(first, second) == [
        "the social worker's name",
        "the date",
        "the grade of area 8",
        "the overall comments",
    ]


def test_the_qa_team_is_not_told_what_to_do(pack: Pack) -> None:
    recipients = tuple(
        untold(role, reason, f"Reason of {role.label}.")
        for role, reason in (
            (Role.TEAM_MANAGER, Reason.VACANT),
            (Role.HEAD_OF_SERVICE, Reason.UNKNOWN),
            (Role.IRO, Reason.STATUS_UNKNOWN),
            (Role.CONFERENCE_CHAIR, Reason.SEVERAL),
        )
    )
    recipients += (untold(Role.ASSISTANT_DIRECTOR, Reason.IS_THE_AUDITOR, "Is the auditor."),)
    found = notice_of(about("exception", council.QA, audit=facts(audit(pack), pack, recipients=recipients)))
    assert isinstance(found, Notice)
    assert len(found.paragraphs) == 4
    for paragraph in found.paragraphs:
        assert "Reason of" in paragraph
        assert "Please" in paragraph
    assert "Is the auditor" not in said(found)


def test_whoever_may_be_the_social_worker_is_asked_for_and_nobody_is_said_to_go_untold(pack: Pack) -> None:
    recipients = (untold(Role.SOCIAL_WORKER, Reason.SEVERAL, "It may be Una or Uma."),)
    found = notice_of(about("exception", council.QA, audit=facts(audit(pack), pack, recipients=recipients)))
    assert isinstance(found, Notice)
    assert found.heading == "It is not clear who the social worker is"
    assert found.paragraphs == (
        "Social Worker: It may be Una or Uma. Please find out which person is meant, and put the social worker "
        "into the caseload.",
    )


def test_an_exception_that_is_none_is_sent(pack: Pack) -> None:
    assert isinstance(notice_of(about("exception", council.QA, audit=facts(audit(pack), pack))), Nothing)


def test_a_failed_receipt_is_named_as_an_audit_or_not_at_all() -> None:
    failed = Undelivered("receipt", SUPPORT, "Bess Support", "The mail server refused.")
    found = notice_of(about("exception", council.QA, undelivered=failed))
    assert (
        "The receipt for Bess Support (bess@council.example) was not sent: The mail server refused."
        in said(found)
    )


def test_a_mail_in_doubt_shows_its_subject_or_a_file_name() -> None:
    attachments = (
        AttachmentFacts("An attachment (.pdf)", "rejected", "It is locked."),
        AttachmentFacts("An attachment (.png)", "not-taken", ""),
    )
    found = notice_of(
        about("review", council.QA, mail=mail(state="review", reason="No tool.", attachments=attachments))
    )
    assert "No tool." in said(found)
    assert "An attachment (.pdf): It is locked." in said(found)
    assert "audits" in said(found)
    assert "12 July 2013 at 13:00" in said(found)


def test_a_mail_in_doubt_is_named_by_a_number_that_no_mailbox_has() -> None:
    found = notice_of(about("review", council.QA, mail=mail(state="review", sender_name="Bess Support")))
    assert isinstance(found, Notice)
    shown = {fact.label: fact.value for fact in found.facts}
    assert shown == {
        "From": "Bess Support (bess@council.example)",
        "Received": "12 July 2013 at 13:00",
        "Where it is": "in the mailbox “audits”, in the folder Review or where it arrived",
    }
    assert not any("message 3" in paragraph for paragraph in found.paragraphs)
    assert found.footnote == "It is mail 3 at the review desk and in `auditbot export messages`."


@pytest.mark.parametrize("state", ["filed", "ignored"])
def test_what_has_been_looked_at_is_asked_about(pack: Pack, state: str) -> None:
    assert isinstance(notice_of(about("review", council.QA, mail=mail(state=state))), Nothing)
    for more in ({"version": 1}, {"version": None, "replaced": True}):
        assert isinstance(
            notice_of(about("review", council.QA, audit=facts(audit(pack), pack, **more))), Nothing
        )


def test_a_confidential_record_in_doubt_shows_what_is_in_it(pack: Pack) -> None:
    record = supervision(pack).with_problems(
        Problem(code="missing", where="answers.1.answer", message="Area 1.")
    )
    found = notice_of(about("review", council.QA, audit=facts(record, pack, version=None)))
    assert SECRET not in said(found)
