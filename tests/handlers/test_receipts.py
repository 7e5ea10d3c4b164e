"""What a receipt says, to whom, and when it says nothing."""

from dataclasses import replace
from typing import Any

import pytest

from framework.escalation import Reason
from framework.pack import Pack
from framework.reading import Problem
from framework.words import Role
from handlers.about import (
    LINK,
    AttachmentFacts,
)
from handlers.notice import Nothing, Notice
from handlers.notices import notice_of
from handlers.slack.audits.names import START
from tests.handlers import council
from tests.handlers.council import (
    AUDITOR,
    CASE,
    HEAD,
    SECRET,
    SUPPORT,
    audit,
    observation,
    supervision,
)
from tests.handlers.noticed import about, facts, mail, said, told, untold


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


def test_a_mail_without_an_audit_tool_is_answered_without_a_way_to_hold_the_audit(pack: Pack) -> None:
    nothing = notice_of(about("receipt", AUDITOR, mail=mail()))
    assert isinstance(nothing, Notice)
    assert [each.action for each in nothing.buttons] == [
        START
    ] and "hold the audit here" in nothing.with_buttons
    recorded = notice_of(about("receipt", AUDITOR, mail=mail(audits=(facts(audit(pack), pack),))))
    assert isinstance(recorded, Notice) and recorded.buttons == ()
