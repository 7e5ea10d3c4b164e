"""What the review desk shows of a mail, and what it offers to whom: enough to tell mails apart, nothing to lose."""

from dataclasses import replace
from email.message import EmailMessage

import pytest

from handlers.slack.desk import names
from handlers.slack.desk.item_view import Shown, item_view
from store.tables import Attachment
from tests.handlers.at_desk import Seat, doubtful, item, mail_with, words_of
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, HEAD, MANAGER, QA, SUPPORT, audit
from tests.handlers.noticed import facts


def written(subject: str, text: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = AUDITOR, subject
    message.set_content(text)
    return message.as_bytes()


def styles(seat: Seat) -> dict[str, str]:
    return {each["action_id"]: each.get("style", "") for _, each in seat.elements()}


def options(seat: Seat, action: str) -> list[str]:
    menu = next(each for _, each in seat.elements() if each.get("action_id") == action)
    return [option["text"]["text"] for option in menu["options"]]


def test_an_audit_in_a_scan_is_lost_with_one_click_on_file(bench: Bench) -> None:
    scan = Attachment(path="scan.pdf", size=9, sha256="1" * 64, outcome="not-read", content_type="pdf")
    mail = mail_with(bench, name="a scan", attachments=(scan,))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        assert styles(bess)[names.FILE] == ""
        assert "Something else" in options(bess, names.KIND)
        bess.press(names.FILE)
        bess.shows("“scan.pdf” was not read")
        bess.menu(names.KIND, "Something else")
        bess.shows("said what kind it is")
        assert styles(bess)[names.FILE] == "primary"
        assert "Something else" not in options(bess, names.KIND)
    assert item(bench, mail).state == "review"


def test_a_person_has_to_settle_a_mail_without_seeing_what_it_says(bench: Bench) -> None:
    mail = mail_with(bench, raw=written("Two questions", "May I send both?\n" + "w" * 3000))
    with bench.chatting():
        text = Seat(bench, SUPPORT).open(str(mail))
    assert "What the mail says" in text
    assert "May I send both?" in text
    assert "w" * 1000 in text
    assert "w" * 1600 not in text


def test_two_mails_in_the_list_look_the_same(bench: Bench) -> None:
    mail_with(bench, doubtful(bench))
    mail_with(bench, name="other", subject="About Thursday")
    with bench.chatting():
        text = Seat(bench, SUPPORT).open()
    assert f"Tier 1 audit of case {CASE}" in text
    assert "“About Thursday”" in text


def test_business_support_begins_a_record_that_they_may_not_see(bench: Bench) -> None:
    mail = mail_with(bench, name="a letter")
    title = bench.pack.form("supervision").short_title
    with bench.chatting():
        bess, quinn = Seat(bench, SUPPORT), Seat(bench, QA)
        bess.open(str(mail))
        assert title not in options(bess, names.KEY_IN)
        quinn.open(str(mail))
        assert title in options(quinn, names.KEY_IN)
        quinn.menu(names.KEY_IN, title)
        quinn.shows("A supervision or observation record is in it")
    assert item(bench, mail).confidential


def test_a_value_is_deleted_because_a_field_was_left_empty(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.OTHER)
        quinn.seat.wait_for_view(title="Correct something")
        where = {names.WHERE: "answers.1.comment"}
        assert "Write the value" in quinn.seat.submit(where)[names.WRITTEN]
        assert (
            "not both" in quinn.seat.submit(where | {names.WRITTEN: "x", names.OUT: ["yes"]})[names.WRITTEN]
        )
        assert item(bench, mail).steps == ()
        assert quinn.seat.submit(where | {names.WRITTEN: "", names.OUT: ["yes"]}) == {}
        quinn.shows("for Area 1, comment")
    (waiting,) = item(bench, mail).audits
    assert waiting.reading.answers[0].comment == ""


@pytest.mark.parametrize("what", ["99999999999999999999999", "²", "7000000000", "mails"])
def test_a_number_that_is_none_brings_the_desk_down(bench: Bench, what: str) -> None:
    with bench.chatting():
        assert "There is no mail with that number" in Seat(bench, SUPPORT).open(what)


def test_the_question_goes_to_somebody_whom_the_window_does_not_name(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench), forwarded_from=MANAGER)
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.ASK)
        quinn.seat.wait_for_view(title="Ask the sender")
        assert f"goes to {AUDITOR} and {MANAGER}" in quinn.shows()


def test_a_long_value_fills_the_history(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.press(names.ASIDE)
        bess.seat.wait_for_view(title="Set aside")
        assert bess.seat.submit({names.WRITTEN: "r" * 900}) == {}
        text = bess.shows("set audit 1 aside")
    assert "r" * 200 + "…" in text
    assert "r" * 201 not in text


def test_who_works_at_the_desk_is_not_told_how_to_open_it(bench: Bench) -> None:
    with bench.chatting():
        bess, hugo = Seat(bench, SUPPORT), Seat(bench, HEAD)
        for each in (bess, hugo):
            each.seat.command("/audit", "help")
        assert "opens the review desk" in str(bess.seat.wait_for_text("I file audit tools"))
        assert "review desk" not in str(hugo.seat.wait_for_text("I file audit tools"))


def test_what_was_withdrawn_has_a_green_tick(bench: Bench) -> None:
    recorded = facts(audit(bench.pack), bench.pack, withdrawn=True)
    mail = mail_with(bench, doubtful(bench))
    shown = Shown(replace(item(bench, mail), state="filed"), bench.pack, recorded=(recorded,))
    text = words_of(item_view(shown)["blocks"])
    assert "withdrawn" in text
    assert "white_check_mark" not in text
