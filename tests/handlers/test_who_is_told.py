"""Who is told what, and by which channel: the right people, and nothing that is not for them."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from framework.reading import Problem, Status
from framework.words import Judgement
from handlers import gathering
from handlers.notice import Notice
from handlers.notices import notice_of
from store.recording import Submission, record
from store.tables import Attachment, Delivery
from tests.handlers import council
from tests.handlers.conftest import Bench
from tests.handlers.council import (
    ASSISTANT,
    AUDITOR,
    CASE,
    HEAD,
    IRO,
    MANAGER,
    QA,
    SECRET,
    SENT,
    SUPPORT,
    WORKER,
    audit,
    observation,
    people,
)


def texts_of(message: dict[str, Any]) -> str:
    return str(message["blocks"])


def without(email: str) -> list[Any]:
    return [p if p.email != email else p.model_copy(update={"active": False}) for p in people()]


def test_an_escalation_reaches_the_wrong_person_or_nobody(with_mail: Bench) -> None:
    bench = with_mail
    bench.record(audit(bench.pack, Judgement.INADEQUATE))
    bench.deliver()
    told = {p.email: bench.inbox(p.email) for p in people() if p.email != ASSISTANT}
    assert {email for email, inbox in told.items() if inbox} == {HEAD, MANAGER, IRO}
    (message,) = told[HEAD]
    assert message["text"] == "An audit needs your attention"
    for part in (
        "Inadequate",
        CASE,
        "Tier 1 audit",
        "Paula Auditor",
        "12 December 2013",
        "You are the Head of Service",
    ):
        assert part in texts_of(message)
    assert "action notice" not in texts_of(message)
    assert "beyond the framework" in texts_of(told[MANAGER][0])
    assert [m["To"] for m in bench.postbag.mails] == [ASSISTANT]
    assert {row.state for row in bench.deliveries()} == {"sent"}


def test_a_preview_or_a_subject_gives_a_case_away(with_mail: Bench) -> None:
    bench = with_mail
    bench.record(audit(bench.pack, Judgement.INADEQUATE))
    bench.deliver()
    bench.record(audit(bench.pack, Judgement.GOOD), SENT + dt.timedelta(hours=1))
    bench.later()
    bench.deliver()
    previews = [m["text"] for p in people() if p.email != ASSISTANT for m in bench.inbox(p.email)]
    previews += [str(mail["Subject"]) for mail in bench.postbag.mails]
    assert len(previews) == 8
    for preview in previews:
        for secret in (CASE, "Inadequate", "Good", "Paula", "Wanda"):
            assert secret not in preview


def test_what_somebody_wrote_leaves_the_record(with_mail: Bench) -> None:
    bench = with_mail
    for reading in (audit(bench.pack), observation(bench.pack)):
        bench.record(reading)
    bench.deliver()
    messages = [m for p in people() if p.email != ASSISTANT for m in bench.inbox(p.email)]
    assert len(messages) == 6
    assert all(SECRET not in str(message) for message in messages)
    assert all(SECRET not in mail.as_string() for mail in bench.postbag.mails)


def test_who_has_no_slack_account_is_not_told(with_mail: Bench) -> None:
    bench = with_mail
    bench.record(audit(bench.pack))
    bench.deliver()
    (mail,) = bench.postbag.to(ASSISTANT)
    (row,) = bench.deliveries(recipient=ASSISTANT)
    assert mail["Subject"] == "OFFICIAL-SENSITIVE: An audit needs your attention"
    body = mail.get_body(("plain",))
    assert body is not None
    assert f"ask the Quality Assurance team for audit {row.audit_id}" in body.get_content()
    assert mail.get_body(("html",)) is not None
    assert (row.state, row.channel) == ("sent", "email")


def test_a_guest_is_told_in_slack(with_mail: Bench) -> None:
    bench = with_mail
    guest = council.person("Guest Person", "guest@elsewhere.example", council.Role.HEAD_OF_SERVICE, team="")
    bench.people_are([p for p in people() if p.email != HEAD] + [guest])
    bench.record(audit(bench.pack))
    bench.deliver()
    assert bench.inbox("guest@elsewhere.example") == []
    assert len(bench.postbag.to("guest@elsewhere.example")) == 1


def test_who_cannot_be_reached_at_all_is_forgotten(bench: Bench) -> None:
    bench.record(audit(bench.pack))
    bench.deliver()
    (row,) = bench.deliveries(recipient=ASSISTANT)
    assert (row.state, row.attempts) == ("waiting", 0)
    assert "no account" in row.error
    assert "[smtp]" in row.error
    message = bench.ws.as_member(QA).wait_for_text("Ada Assistant")
    assert ASSISTANT in texts_of(message)
    assert "tell them in another way" in texts_of(message)
    assert "has not been sent yet" in texts_of(message)
    for _ in range(3):
        bench.later(61)
        bench.deliver()
    assert sum("Ada Assistant" in texts_of(m) for m in bench.inbox(QA)) == 1


def test_slack_refuses_and_nobody_is_told(with_mail: Bench) -> None:
    bench = with_mail
    bench.ws.faults.fail("chat.postMessage", error="restricted_action", times=3)
    bench.record(audit(bench.pack))
    bench.deliver(senders=1)
    assert len(bench.postbag.mails) == 4
    assert {row.channel for row in bench.deliveries()} == {"email"}


def test_who_left_is_still_told(bench: Bench) -> None:
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.people_are(without(MANAGER))
    bench.deliver()
    assert bench.inbox(MANAGER) == []
    (row,) = bench.deliveries(kind="escalation")
    assert (row.state, row.error) == ("cancelled", "the recipient is not active in the directory any more")
    message = bench.ws.as_member(QA).wait_for_messages(1)[0]
    assert "Mira Manager" in texts_of(message)
    assert "not active in the directory" in texts_of(message)


def test_the_only_one_who_could_be_asked_left(bench: Bench) -> None:
    """What the QA team is asked goes to whoever holds the post by then."""
    bench.record(audit(bench.pack, case_id="FR-9999", social_worker="Nobody Known"))
    assert {row.recipient for row in bench.deliveries(kind="exception")} == {QA}
    successor = council.person("Quentin Quality", "bess@council.example", council.Role.QA_TEAM, team="")
    bench.people_are([*without(QA), successor])
    bench.deliver()
    bench.deliver()
    assert bench.inbox(QA) == []
    assert "Not everybody could be told" in texts_of(bench.inbox(SUPPORT)[0])


def test_a_role_that_nobody_holds_is_forgotten(bench: Bench) -> None:
    bench.people_are([p for p in people() if p.email != QA])
    bench.record(audit(bench.pack, Judgement.GOOD, case_id="FR-9999", social_worker="Nobody Known"))
    (row,) = bench.deliveries(kind="exception")
    assert row.recipient == "qa-team"
    for _ in range(70):
        bench.deliver()
        bench.later(100)
    (row,) = bench.deliveries(kind="exception")
    assert (row.state, row.attempts) == ("waiting", 0)
    bench.people_are(people())
    bench.deliver()
    assert len(bench.inbox(QA)) == 1
    assert bench.deliveries(recipient="qa-team")[0].state == "cancelled"


def test_a_role_that_could_not_be_addressed_is_dropped(bench: Bench) -> None:
    bench.people_are([p for p in people() if p.email not in (HEAD, IRO)])
    bench.record(audit(bench.pack, Judgement.REQUIRES_IMPROVEMENT))
    bench.deliver()
    (message,) = bench.inbox(QA)
    said = texts_of(message)
    assert "Head of Service (escalation): " in said
    assert "Independent Reviewing Officer (escalation): " in said
    assert "bring the directory up to date" in said


def test_an_observation_shows_what_is_in_it(bench: Bench) -> None:
    bench.record(observation(bench.pack))
    bench.deliver()
    for email in (WORKER, MANAGER, QA):
        (message,) = bench.inbox(email)
        assert "Observation of practice: a record was made" in texts_of(message)
        assert SECRET not in str(message)
    assert bench.inbox(AUDITOR) == []


def test_an_inadequate_audit_in_doubt_waits_among_the_others(bench: Bench) -> None:
    doubtful = audit(bench.pack).with_problems(
        Problem(code="two-ticks", where="answers.3.grade", message="Area 3 has two ticks.")
    )
    assert doubtful.status is Status.REVIEW
    bench.record(doubtful)
    bench.deliver()
    (message,) = bench.inbox(QA)
    assert "Look at this first" in texts_of(message)
    assert "Area 3 has two ticks." in texts_of(message)
    assert "nobody has been told" in texts_of(message)
    assert bench.inbox(HEAD) == []


def test_without_slack_nobody_is_told(with_mail: Bench) -> None:
    bench = with_mail
    bench.record(audit(bench.pack))
    bench.deliver(slack=None)
    assert {mail["To"] for mail in bench.postbag.mails} == {HEAD, ASSISTANT, MANAGER, IRO}


def test_a_sender_hears_nothing_or_too_much(bench: Bench) -> None:
    """Two people get a receipt for one mail: the auditor, and Business Support who forwarded it."""
    with bench.store.writing() as work:
        message = work.messages.get(work.messages.keep("audits", b"made up").id)
        message.sender, message.received, message.state = SUPPORT, SENT, "filed"
        work.messages.keep_attachments(
            message,
            [
                Attachment(
                    path="Jo Bloggs.pdf", size=1, sha256="0" * 64, outcome="rejected", reason="It is locked."
                )
            ],
        )
        record(work, audit(bench.pack), Submission("mail", SENT, message), bench.pack)
        for email in (AUDITOR, SUPPORT):
            work.outbox.add("receipt", email, message_id=message.id)
        work.commit()
    bench.deliver()
    (own,), (forwarded,) = bench.inbox(AUDITOR), bench.inbox(SUPPORT)
    assert "Judgement: Inadequate. Told of it: Hugo Head (Head of Service)" in texts_of(own)
    assert f"Tier 1 audit of case {CASE}: recorded." in texts_of(forwarded)
    assert "Inadequate" not in texts_of(forwarded)
    assert "Your audit was recorded" in texts_of(own)
    assert "From a mail that Bess Support (bess@council.example) sent on 15 January 2014" in texts_of(own)
    assert "An attachment (.pdf): it could not be used. It is locked." in texts_of(forwarded)
    for message in (own, forwarded):
        assert "Bloggs" not in texts_of(message)
        assert CASE not in message["text"]


def test_the_name_of_a_file_that_names_a_child_would_be_told_in_a_notice(bench: Bench) -> None:
    names = ("Invented Child review.pdf", "all.zip/Invented Child.rar", "Invented Child")
    files = [
        Attachment(path=name, size=9, sha256="1" * 64, outcome="not-read", content_type="pdf")
        for name in names
    ]
    told = "Not read: Invented Child review.pdf, Invented Child.rar, Invented Child."
    with bench.store.writing() as work:
        message = work.messages.get(work.messages.keep("audits", b"Subject: files\r\n\r\nx").id)
        message.sender = SUPPORT
        work.messages.keep_attachments(message, files)
        work.messages.end(message, "review", told)
        work.outbox.add("review", QA, message_id=message.id)
        work.commit()
    with bench.store.reading() as work:
        (delivery,) = work.session.scalars(select(Delivery).where(Delivery.recipient == QA))
        notice = notice_of(gathering.about(work, delivery, bench.pack))
    assert isinstance(notice, Notice)
    assert "Invented" not in repr(notice)
    assert notice.paragraphs[0] == "Not read: an attachment (.pdf), an attachment (.rar), an attachment."
