"""An audit tool in the body of a mail, at the review desk: held against its words as others are against a file."""

import datetime as dt
from email.message import EmailMessage

from framework.words import Judgement
from handlers.slack.desk import names
from mail.writing import write
from tests.handlers.at_desk import Seat, item
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, SUPPORT, audit
from tests.handlers.seats import wait_for
from tests.handlers.test_desk_vouch import STRANGER, intake
from tests.mail.golden.make import page, pasted

BODY = "body of the mail"


def in_the_body(bench: Bench, sender: str, *, as_page: bool) -> int:
    """A mail in which an audit tool is pasted, as the intake leaves it at the desk; its id."""
    reading = audit(bench.pack, Judgement.INADEQUATE)
    tool = write(bench.pack.form(reading.form or ""), reading, bench.pack)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "audits@council.example", "Audit"
    message["Date"] = dt.datetime(2014, 1, 15, 9, 30, tzinfo=dt.UTC)
    if as_page:
        message.set_content(page(tool).decode(), subtype="html")
    else:
        message.set_content(pasted(tool).decode())
    with bench.store.writing() as work:
        kept = work.messages.keep("audits", message.as_bytes())
        work.commit()
    assert intake(bench).work_through() == 1
    assert item(bench, kept.id).state == "review"
    return kept.id


def test_somebody_vouches_for_a_stranger_and_is_not_shown_the_tool_in_the_body(bench: Bench) -> None:
    mail = in_the_body(bench, STRANGER, as_page=True)
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        assert BODY in bess.open(str(mail))
        bess.press(names.VOUCH)
        text = bess.shows("If you vouch for them")
    assert f"*Case:* {CASE}" in text
    assert "No audit tool was read in it" not in text


def test_a_reading_of_a_body_is_let_through_without_its_words_beside_it(bench: Bench) -> None:
    mail = in_the_body(bench, AUDITOR, as_page=False)
    (waiting,) = item(bench, mail).audits
    assert [(p.code, waiting.wants(p)) for p in waiting.problems] == [("from-plain-text", "settle")]
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        assert "Compare with the text" in str(bess.open(str(mail))) + str(bess.elements())
        beside = next(block for block, element in bess.elements() if element["action_id"] == names.COMPARE)
        bess.press(names.COMPARE, block_id=beside["block_id"])
        said = bess.shows("Change what the words above a field say otherwise")
        assert f"In the document, line 3: “{CASE}”" in said
        for _ in range(5):
            ticks = [block["block_id"] for block, each in bess.elements() if each["type"] == "checkboxes"]
            assert bess.seat.submit({ticks[0]: ["yes"]} if ticks else {}) == {}
            if ticks:
                break
            said += bess.shows("Change what the words")
    reading = waiting.reading
    assert all(answer.comment and f"“{answer.comment}”" in said for answer in reading.answers)
    assert item(bench, mail).audits[0].problems == ()


def test_the_words_of_a_body_cannot_be_looked_at_from_the_desk(bench: Bench) -> None:
    mail = in_the_body(bench, AUDITOR, as_page=False)
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        assert "Show its words" in str(bess.elements())
        bess.press(names.PICTURES)
        bess.shows("direct messages")
        (sent,) = wait_for(lambda: [each for each in bench.ws.state.files.values() if each.name])
    assert sent.name == f"mail-{mail}-page-1.txt"
    assert CASE.encode() in sent.content
