"""The review desk in Slack, over Socket Mode and the unmodified Bolt app: each step, for those who may."""

from base64 import b64decode
from email.message import EmailMessage

from framework.reading import Problem
from handlers.blocks import actions
from handlers.duties.review_reminder import remind
from handlers.notice import ANSWER, REVIEW_DESK, Button
from handlers.rendering import SlackMessage
from handlers.slack.desk import names
from store.tables import Attachment
from tests.handlers.at_desk import SEEN, Seat, doubtful, item, mail_with
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, HEAD, QA, SECRET, SUPPORT, audit

DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def test_who_works_at_the_desk_cannot_open_choose_and_file(bench: Bench) -> None:
    """The whole way: from Home to the escalation."""
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        assert "One mail waits for a person" in bess.home()
        assert "Paula Auditor" in bess.open_from_home()
        bess.press(names.ITEM)
        text = bess.shows("Mail 1: Audit")
        assert "table 2, row 4, column 3: “X | X”" in text
        assert CASE in text
        bess.press(names.FILE)
        assert "Area 3: more than one is marked." in bess.shows("It cannot be filed yet")
        bess.menu(names.GIVE, "Good (2)")
        bess.shows("Nothing in it is unsettled")
        bess.press(names.FILE)
        text = bess.shows("recorded as audit")
    assert "Hugo Head (Head of Service)" in text
    assert item(bench, mail).state == "filed"
    assert {d.recipient for d in bench.deliveries(kind="escalation")} >= {HEAD}
    assert [d.recipient for d in bench.deliveries(kind="settled")] == [AUDITOR]
    assert {entry.who for entry in bench.log("review-opened")} == {SUPPORT}
    assert SECRET not in str([entry.detail for entry in bench.log("review-opened")])


def test_a_written_value_is_lost_or_a_wrong_one_taken(bench: Bench) -> None:
    unknown = Problem(code="missing", where="case_id", message="There is no case reference.")
    mail = mail_with(bench, doubtful(bench, case_id=None).with_problems(unknown))
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.WRITE)
        quinn.seat.wait_for_view(title="Give the value")
        assert "Case ID" in quinn.shows()
        errors = quinn.seat.submit({names.WRITTEN: "no number at all in this"})
        assert list(errors) == [names.WRITTEN]
        assert quinn.seat.submit({names.WRITTEN: CASE}) == {}
        quinn.shows(CASE, without="There is no case reference")
    (waiting,) = item(bench, mail).audits
    assert waiting.reading.case_id == CASE


def test_something_that_is_no_problem_cannot_be_corrected(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.OTHER)
        quinn.seat.wait_for_view(title="Correct something")
        assert quinn.seat.submit({names.WHERE: "answers.1.comment", names.WRITTEN: "Seen again."}) == {}
        quinn.shows("gave “Seen again.” for Area 1, comment")
        quinn.press(names.SEE)
        quinn.seat.wait_for_view(title="Audit 1")
        assert "Seen again." in quinn.shows()
        quinn.seat.close_view()
        quinn.press(names.TAKE_BACK)
        quinn.shows("(taken back)")
    (waiting,) = item(bench, mail).audits
    assert waiting.reading.answers[0].comment == f"Area 1 {SECRET}."


def test_everything_that_was_read_loses_its_pages(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench, form="tier2"))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.press(names.SEE)
        bess.seat.wait_for_view(title="Audit 1")
        assert "Write the plan" in bess.shows("Page 1 of 3")
        bess.press(f"{names.SEE}-next")
        assert f"Area 1 {SECRET}." in bess.shows("Page 2 of")
        bess.press(f"{names.SEE}-next")
        assert f"Area 30 {SECRET}." in bess.shows("Page 3 of")


def test_a_look_settles_nothing(bench: Bench) -> None:
    """A problem that no value settles: the bot is told that a person has looked."""
    doubt = Problem(code="date-long-before-mail", where="date", message="The date is long before the mail.")
    given = audit(bench.pack).with_problems(doubt)
    mail = mail_with(bench, given.model_copy(update={"evidence": {"date": SEEN}}))
    with bench.chatting():
        quinn = Seat(bench, QA)
        assert "I have looked, it stands" in quinn.open(str(mail)) + str(quinn.elements())
        quinn.press(names.SETTLE)
        quinn.shows("Nothing in it is unsettled")
    (step,) = item(bench, mail).steps
    assert (step.what, step.who) == ("settle", QA)


def test_the_mail_is_not_rejected_or_its_sender_not_told_why(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.press(names.REJECT)
        bess.seat.wait_for_view(title="Reject the mail")
        assert bess.seat.submit({names.WRITTEN: "  "})
        assert bess.seat.submit({names.WRITTEN: "It is a training example."}) == {}
        bess.shows("What became of it")
        assert item(bench, mail).state == "ignored"
        bess.press(names.TAKE_BACK)
        bess.shows("Why it is here")
    assert item(bench, mail).state == "review"


def test_an_audit_cannot_be_set_aside(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.press(names.ASIDE)
        bess.seat.wait_for_view(title="Set aside")
        assert bess.seat.submit({names.WRITTEN: "The recorded one stands."}) == {}
        bess.shows("It is set aside")
    (waiting,) = item(bench, mail).audits
    assert waiting.aside


def test_the_kind_of_a_mail_cannot_be_said(bench: Bench) -> None:
    mail = mail_with(bench, name="a letter")
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.menu(names.KIND, "Complaint")
        bess.shows("Mail 1: Complaint")
    assert item(bench, mail).kind == "complaint"


def test_an_audit_that_could_not_be_read_cannot_be_keyed_in(bench: Bench) -> None:
    scan = Attachment(path="scan.pdf", size=9, sha256="1" * 64, outcome="not-read", content_type="pdf")
    mail = mail_with(bench, name="a scan", attachments=(scan,))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.menu(names.KEY_IN, "Tier 1 audit")
        bess.shows("A page is kept when you send it")
        bess.seat.close_view()
        text = bess.shows("being keyed in by hand")
    assert "Tier 1 audit (audit 1)" in text
    (waiting,) = item(bench, mail).audits
    assert (waiting.form.id, waiting.reading.part) == ("tier1-generic", "scan.pdf")


def test_a_sender_cannot_be_vouched_for(bench: Bench) -> None:
    mail = mail_with(bench, name="x", sender="someone@elsewhere.example", answerable=False)
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.press(names.VOUCH)
        bess.shows("No audit tool was read in it")
        assert bess.seat.submit() == {}
        bess.shows("goes through again")
    assert item(bench, mail).trusted_by == SUPPORT


def test_the_question_does_not_reach_the_sender_or_the_answer_not_the_desk(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.ASK)
        quinn.seat.wait_for_view(title="Ask the sender")
        assert quinn.seat.submit({names.WRITTEN: "Which grade do you mean?"}) == {}
        quinn.shows("No answer has come yet")
        bench.deliver()
        paula = Seat(bench, AUDITOR)
        ts = paula.seat.wait_for_text("Which grade do you mean?")["ts"]
        paula.seat.press(ts, ANSWER)
        paula.seat.wait_for_view(title="Answer the question")
        assert "Which grade do you mean?" in paula.shows()
        assert paula.seat.submit({names.WRITTEN: "I mean 2."}) == {}
        paula.shows("Your answer is with the mail")
        assert "The answer has come" in quinn.open()
        assert "I mean 2." in quinn.open(str(mail))
        forged = actions((Button("Answer", ANSWER, str(mail)),))
        user = bench.slack.find_user(HEAD)
        assert user is not None
        ts = bench.slack.say(bench.slack.direct_message(user), SlackMessage("x", (forged,)))
        hugo = Seat(bench, HEAD)
        hugo.seat.press(ts, ANSWER)
        hugo.seat.wait_for_text("You were not asked")
    assert [step.what for step in item(bench, mail).steps] == ["ask", "answered"]


def test_an_unbelieved_sender_is_asked_by_mistake(bench: Bench) -> None:
    mail = mail_with(bench, name="x", sender="someone@elsewhere.example", answerable=False)
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.press(names.ASK)
        bess.seat.wait_for_view(title="Ask the sender")
        assert names.ANYWAY in bess.seat.submit({names.WRITTEN: "Who are you?"})
        assert bess.seat.submit({names.WRITTEN: "Who are you?", names.ANYWAY: ["yes"]}) == {}
        bess.shows("No answer has come yet")


def test_the_pages_are_not_sent_or_to_somebody_else(bench: Bench) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = AUDITOR, "A photo"
    message.set_content("Attached.")
    message.add_attachment(DOT, maintype="image", subtype="png", filename="photo.png")
    found = Attachment(path="photo.png", size=9, sha256="1" * 64, outcome="not-read", content_type="png")
    mail = mail_with(bench, raw=message.as_bytes(), attachments=(found,))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bench.ws.faults.fail("files.completeUploadExternal", error="internal_error", times=1)
        bess.press(names.PICTURES)
        bess.shows("The pages could not be sent to you just now")
        bess.press(names.PICTURES)
        bess.shows("The pages are in your direct messages")
        (sent,) = [message for message in bess.seat.messages() if message.get("files")]
    assert [file["name"] for file in sent["files"]] == [f"mail-{mail}-page-1.png"]
    assert any(entry.detail == {"pages": 0} for entry in bench.log("review-opened"))


def test_the_reminder_or_a_notice_leads_nowhere(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.store.writing() as work:
        remind(work, bench.pack)
        work.commit()
    with bench.chatting():
        bench.deliver()
        quinn, bess = Seat(bench, QA), Seat(bench, SUPPORT)
        bess.seat.press(bess.seat.wait_for_text("The review desk is not empty")["ts"], REVIEW_DESK)
        assert "One mail waits" in bess.shows()
        quinn.seat.press(quinn.seat.wait_for_text("needs somebody to look at it")["ts"], REVIEW_DESK)
        assert f"Mail {mail}: Audit" in quinn.shows()


def test_a_press_at_a_busy_moment_is_lost_without_a_word(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bench.ws.faults.fail("views.push", error="expired_trigger_id", times=1)
        bess.press(names.ASK)
        bess.shows("That took too long, and nothing was changed")
        bess.press(names.ASK)
        bess.seat.wait_for_view(title="Ask the sender")


def test_an_audit_in_the_words_of_a_mail_cannot_be_keyed_in(bench: Bench) -> None:
    mail = mail_with(bench, name="an audit in the words of the mail")
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.menu(names.KEY_IN, "Tier 2 audit")
        bess.shows("A page is kept when you send it")
        bess.seat.close_view()
        bess.shows("being keyed in by hand")
        bess.press(names.TAKE_BACK)
        bess.shows("took back: began to key in a Tier 2 audit by hand", without="Tier 2 audit (audit")


def test_nobody_knows_before_pressing_what_is_taken_back(bench: Bench) -> None:
    mail = mail_with(bench, name="what is taken back")
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.menu(names.KIND, "Notification")
        bess.shows("Bess Support: said what kind it is: Notification")
        assert "Take back: said what kind it is: Notification" in str(bess.seat.open_view())
