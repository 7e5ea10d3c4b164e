"""What each kind of notice says, and when it says nothing: pure functions, no Slack, no database."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from framework.escalation import Reason
from framework.pack import Pack
from framework.reading import Problem, Reading
from framework.words import Judgement, Role
from handlers.about import (
    LINK,
    About,
    AttachmentFacts,
    AuditFacts,
    Earlier,
    MailFacts,
    RecipientFacts,
    Undelivered,
)
from handlers.notice import Nothing, Notice, Wait
from handlers.notices import notice_of
from handlers.notices.changes import changed_parts
from handlers.rendering import to_letter, to_slack
from tests.handlers import council
from tests.handlers.council import (
    AUDITOR,
    CASE,
    HEAD,
    SECRET,
    SUPPORT,
    audit,
    observation,
    people,
    supervision,
)

NOON = dt.datetime(2013, 7, 12, 12, 0, tzinfo=dt.UTC)
HEAD_WHY = "You are the Head of Service for First Response, and an audit was judged inadequate."


def facts(reading: Reading, pack: Pack, **more: Any) -> AuditFacts:
    given: dict[str, Any] = {
        "id": 12,
        "form": pack.form(reading.form or ""),
        "version": 1,
        "superseded": False,
        "replaced": False,
        "auditor_email": AUDITOR,
        "reading": reading,
        "recipients": (told(Role.HEAD_OF_SERVICE, HEAD, "Hugo Head", HEAD_WHY),),
    }
    return AuditFacts(**(given | more))


def told(
    role: Role, email: str, name: str, why: str = "Because.", kind: str = "escalation"
) -> RecipientFacts:
    return RecipientFacts(kind, role, email, name, why, None)


def untold(role: Role, reason: Reason, why: str = "Nobody holds the post.") -> RecipientFacts:
    return RecipientFacts("escalation", role, None, None, why, reason)


def about(kind: str, recipient: str = HEAD, **more: Any) -> About:
    posts = tuple(person for person in people() if person.email == recipient)
    given: dict[str, Any] = {"delivery_id": 7, "kind": kind, "recipient": recipient, "posts": posts}
    return About(**(given | more))


def mail(**more: Any) -> MailFacts:
    given: dict[str, Any] = {
        "id": 3,
        "mailbox": "audits",
        "sender": SUPPORT,
        "received": NOON,
        "state": "filed",
        "reason": "",
    }
    return MailFacts(**(given | more))


def said(found: Notice | Nothing | Wait) -> str:
    assert isinstance(found, Notice)
    values = [f"{fact.label}: {fact.value}" for fact in found.facts]
    return "\n".join([found.heading, *values, *found.paragraphs, found.footnote])


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


def test_the_auditor_does_not_learn_who_is_told(pack: Pack) -> None:
    recipients = (
        told(Role.HEAD_OF_SERVICE, HEAD, "Hugo Head"),
        untold(Role.IRO, Reason.UNKNOWN),
        untold(Role.TEAM_MANAGER, Reason.IS_THE_AUDITOR),
        untold(Role.CONFERENCE_CHAIR, Reason.NOT_RELEVANT),
    )
    found = notice_of(
        about("receipt", AUDITOR, mail=mail(audits=(facts(audit(pack), pack, recipients=recipients),)))
    )
    for part in ("recorded", "Judgement: Inadequate", "Hugo Head (Head of Service)", "Independent Reviewing"):
        assert part in said(found)
    assert "Conference Chair" not in said(found)
    assert "You are not told again, being the auditor." in said(found)


def test_a_receipt_says_recorded_of_what_was_withdrawn_since(pack: Pack) -> None:
    gone = facts(audit(pack), pack, withdrawn=True)
    for recipient, sender in ((AUDITOR, {}), (AUDITOR, {"sender": SUPPORT})):
        found = said(notice_of(about("receipt", recipient, mail=mail(audits=(gone,), **sender))))
        assert "withdrawn" in found
        assert "recorded" not in found


def test_who_only_forwards_learns_the_judgement(pack: Pack) -> None:
    doubtful = audit(pack).with_problems(
        Problem(code="x", where="overall", message="Two judgements are ticked.")
    )
    audits = (facts(audit(pack), pack), facts(doubtful, pack, id=13, version=None))
    found = notice_of(about("receipt", SUPPORT, mail=mail(audits=audits)))
    assert said(found).count(f"Tier 1 audit of case {CASE}") == 2
    for secret in ("Inadequate", "Hugo", "ticked", "12 December", SECRET):
        assert secret not in said(found)


@pytest.mark.parametrize("recipient", [AUDITOR, SUPPORT])
def test_a_receipt_shows_what_is_in_a_confidential_record(pack: Pack, recipient: str) -> None:
    for record in (supervision(pack), observation(pack)):
        found = notice_of(about("receipt", recipient, mail=mail(audits=(facts(record, pack),))))
        assert "recorded" in said(found)
        for secret in (SECRET, "Wanda", "Hugo"):
            assert secret not in said(found)


def test_the_same_audit_twice_looks_like_two(pack: Pack) -> None:
    known = mail(sender=AUDITOR, audits=(facts(audit(pack), pack),), known_before=frozenset({12}))
    found = notice_of(about("receipt", AUDITOR, mail=known))
    assert "had been recorded before" in said(found)


def test_the_auditor_is_thanked_for_a_mail_that_somebody_else_sent(pack: Pack) -> None:
    other = facts(audit(pack), pack, id=13, auditor_email=council.MANAGER)
    given: dict[str, Any] = {"audits": (facts(audit(pack), pack), other), "sender_name": "Bess Support"}
    found = notice_of(about("receipt", AUDITOR, mail=mail(**given, original_sender=council.MANAGER)))
    assert isinstance(found, Notice)
    assert "your mail" not in (found.preview + said(found)).lower()
    assert found.heading == "Your audit was recorded"
    assert "From a mail that Bess Support (bess@council.example) forwarded on 12 July 2013 at 13:00." in said(
        found
    )
    assert len(found.paragraphs) == 2
    sent = notice_of(about("receipt", AUDITOR, mail=mail(**given)))
    assert "Bess Support (bess@council.example) sent on" in said(sent)
    assert "your mail" in said(notice_of(about("receipt", SUPPORT, mail=mail(**given))))


def test_whom_a_forward_names_as_its_author_learns_more_than_the_case_and_the_audit_tool(pack: Pack) -> None:
    audits = (facts(audit(pack), pack), facts(audit(pack), pack, id=13, version=None))
    forwarded = mail(audits=audits, sender_name="Bess Support", original_sender=council.MANAGER)
    found = notice_of(about("receipt", council.MANAGER, mail=forwarded))
    assert isinstance(found, Notice)
    assert found.heading == "Your mail was forwarded to the audits mailbox"
    assert said(found).count(f"Tier 1 audit of case {CASE}") == 2
    assert "Bess Support (bess@council.example) forwarded it on 12 July 2013 at 13:00" in said(found)
    for secret in ("Inadequate", "Hugo", SECRET):
        assert secret not in said(found)
    copies = replace(forwarded, known_before=frozenset({12, 13}))
    assert isinstance(notice_of(about("receipt", council.MANAGER, mail=copies)), Nothing)
    assert "your mail has arrived" in said(notice_of(about("receipt", SUPPORT, mail=forwarded)))


def test_who_sends_a_link_beside_an_audit_tool_never_hears_that_it_was_not_followed(pack: Pack) -> None:
    link = AttachmentFacts(LINK, "not-taken", "Passed over: a link to council.sharepoint.com.")
    beside = mail(attachments=(link,), audits=(facts(audit(pack), pack),))
    alone = mail(attachments=(link, link))
    for each in (beside, alone):
        found = said(notice_of(about("receipt", SUPPORT, mail=each)))
        assert found.count("Links to documents were not followed.") == 1
        assert "without a password" not in found


def test_the_auditor_hears_of_a_copy_of_what_stands_already(pack: Pack) -> None:
    copies = mail(audits=(facts(audit(pack), pack),), known_before=frozenset({12}))
    assert isinstance(notice_of(about("receipt", AUDITOR, mail=copies)), Nothing)
    assert "had been recorded before" in said(notice_of(about("receipt", SUPPORT, mail=copies)))


def test_what_could_not_be_read_is_passed_over(pack: Pack) -> None:
    attachments = (
        AttachmentFacts("An attachment (.docx)", "rejected", "It is blank."),
        AttachmentFacts("An attachment (.png)", "not-taken", "A picture."),
    )
    alone = said(notice_of(about("receipt", AUDITOR, mail=mail(attachments=attachments))))
    assert "It is blank." in alone
    assert "A picture." in alone
    assert "as a Word document, without a password" in alone
    beside = mail(sender=AUDITOR, attachments=attachments, audits=(facts(audit(pack), pack),))
    assert "A picture." not in said(notice_of(about("receipt", AUDITOR, mail=beside)))
    assert "No audit tool was found" in said(notice_of(about("receipt", AUDITOR, mail=mail())))


def test_a_sender_who_is_in_no_directory_gets_no_receipt(pack: Pack) -> None:
    stranger = replace(about("receipt", "x@council.example"), mail=mail(audits=(facts(audit(pack), pack),)))
    assert "recorded" in said(notice_of(stranger))


def test_a_sender_would_be_told_to_ask_the_sender() -> None:
    reason = "This is a PDF, which is not read here. Ask the sender for a Word document (.docx) instead."
    attachments = (AttachmentFacts("An attachment (.pdf)", "not-read", reason),)
    found = notice_of(about("receipt", council.AUDITOR, mail=mail(state="review", attachments=attachments)))
    assert "This is a PDF, which is not read here." in said(found)
    assert "Ask the sender" not in said(found)
    assert "Please send the completed audit tool again" in said(found)
