"""What is left of a mail at the review desk once a step was taken: on Home, beside an audit, after giving up."""

import datetime as dt
from email.message import EmailMessage

import pytest

from framework.reading import Reading
from handlers.slack.desk import names
from mail.intake import Intake, Trust
from mail.opening import Opening, open_mail
from mail.parts import Limits
from mail.reading import read_bytes
from mail.writing import write
from store.messages import RETRY_SECONDS
from store.review import Refused, ReviewDesk, Turn
from store.tables import Attachment
from tests.handlers.at_desk import Seat, doubtful, item, mail_with
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, SUPPORT, audit
from tests.handlers.seats import wait_for


def home_says(seat: Seat, part: str) -> str:
    return wait_for(lambda: str(seat.seat.home()) if part in str(seat.seat.home()) else None)


def test_home_still_counts_what_was_rejected_or_filed(bench: Bench) -> None:
    rejected, filed = mail_with(bench, doubtful(bench)), mail_with(bench, name="a letter")
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        assert "2 mails wait" in bess.home()
        bess.open(str(rejected))
        bess.press(names.REJECT)
        bess.seat.wait_for_view(title="Reject the mail")
        assert bess.seat.submit({names.WRITTEN: "It is a training example."}) == {}
        assert home_says(bess, "One mail waits")
        bess.open(str(filed))
        bess.menu(names.KIND, "Compliment")
        bess.shows("Mail 2: Compliment")
        bess.press(names.FILE)
        assert home_says(bess, "Nothing waits")
        bess.shows("What became of it")
        bess.press(names.TAKE_BACK)
        assert home_says(bess, "One mail waits")


def test_nobody_can_say_that_a_scan_beside_an_audit_holds_none(bench: Bench) -> None:
    scan = Attachment(path="scan.pdf", size=9, sha256="1" * 64, outcome="not-read", content_type="pdf")
    link = Attachment(path="https://x.example/y", size=0, sha256="", outcome="not-read", content_type="link")
    mail = mail_with(bench, doubtful(bench), attachments=(scan, link))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.menu(names.GIVE, "Good (2)")
        bess.shows("Nothing in it is unsettled")
        bess.press(names.FILE)
        bess.shows("“scan.pdf” was not read")
        for left in (1, 0):
            button = next(value for action, value in buttons(bess) if action == names.NO_AUDIT)
            bess.press(names.NO_AUDIT, button)
            wait_for(lambda left=left: [action for action, _ in buttons(bess)].count(names.NO_AUDIT) == left)
        assert "it holds no audit" in bess.shows("looked at “scan.pdf”")
        bess.press(names.FILE)
        bess.shows("recorded as audit")
    assert item(bench, mail).state == "filed"


def buttons(seat: Seat) -> list[tuple[str, str]]:
    return [(each["action_id"], each.get("value", "")) for _, each in seat.elements()]


def test_a_mail_that_was_given_up_stays_unread_for_ever(bench: Bench) -> None:
    """Over the real intake: first whatever opens mails is broken, then it is mended."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = AUDITOR, "audits@council.example", "Audit"
    message["Date"] = dt.datetime(2014, 1, 15, 9, 30, tzinfo=dt.UTC)
    message.set_content("Attached.")
    tool = write(bench.pack.form("tier1-generic"), audit(bench.pack), bench.pack)
    message.add_attachment(tool, maintype="application", subtype="octet-stream", filename="audit.docx")
    with bench.store.writing() as work:
        mail = work.messages.keep("audits", message.as_bytes()).id
        work.commit()
    broken, mended = intake(bench, broken=True), intake(bench)
    for seconds in (*RETRY_SECONDS, 0):
        assert broken.work_through() == 1
        bench.later(seconds + 1)
    assert item_is_given_up(bench, mail)
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        assert "Given up after 6 tries" in bess.open(str(mail))
        bess.press(names.TRY_AGAIN)
        bess.shows("The mail is read once more")
        assert home_says(bess, "Nothing waits")
        assert names.TAKE_BACK not in bess.actions()
        assert broken.work_through() == 1
        bench.later(RETRY_SECONDS[0] + 1)
        assert mended.work_through() == 1
        assert "recorded as audit" in bess.open(str(mail))
    assert item(bench, mail).state == "filed"


def test_a_mail_that_was_read_is_recorded_twice_by_reading_it_again(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        assert names.TRY_AGAIN not in bess.actions()
    with bench.store.writing() as work, pytest.raises(Refused, match="This mail has been read"):
        ReviewDesk(work, bench.pack).try_again(Turn(mail, 0, SUPPORT))


def intake(bench: Bench, *, broken: bool = False) -> Intake:
    def read(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
        return read_bytes(content, name, bench.pack, sent=sent)

    def fail(raw: bytes, limits: Limits) -> Opening:
        raise OSError("the disc is full")

    trust = Trust(domains=("council.example",))
    return Intake(bench.store, bench.pack, read, trust, opener=fail if broken else open_mail)


def item_is_given_up(bench: Bench, mail: int) -> bool:
    with bench.store.reading() as work:
        return work.messages.get(mail).state == "review"
