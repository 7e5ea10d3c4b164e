"""The review desk in Slack: who may not, what is confidential, two people at once, and Slack's limits."""

import threading
from contextlib import suppress

import pytest

from bot.workspace.blocks import check_view
from bot.workspace.errors import PersonError
from framework.forms import Form
from framework.reading import Problem, Status
from handlers.blocks import Block, actions
from handlers.notice import REVIEW_DESK, Button
from handlers.rendering import SlackMessage
from handlers.slack.desk import names
from handlers.slack.desk.item_view import Shown, item_view
from handlers.slack.desk.wording import EMPTY, NOT_FOR_YOU, NOTHING_FOR_YOU
from store.tables import Attachment
from tests.handlers.at_desk import Seat, doubtful, item, mail_with, words_of
from tests.handlers.conftest import Bench
from tests.handlers.council import CASE, HEAD, QA, SECRET, SUPPORT, observation


def test_somebody_else_gets_into_the_desk(bench: Bench) -> None:
    """By the command, or by a button with any id in it."""
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        hugo = Seat(bench, HEAD)
        assert "The review desk" not in hugo.home()
        assert NOT_FOR_YOU in hugo.open()
        assert NOT_FOR_YOU in hugo.open(str(mail))
        forged = actions((Button("Open", REVIEW_DESK, str(mail)), Button("File", names.FILE, f"{mail}:0")))
        user = bench.slack.find_user(HEAD)
        assert user is not None
        ts = bench.slack.say(bench.slack.direct_message(user), SlackMessage("x", (forged,)))
        hugo.seat.press(ts, REVIEW_DESK)
        text = hugo.shows(NOT_FOR_YOU)
        hugo.seat.press(ts, names.FILE)
    assert CASE not in text
    assert {entry.who for entry in bench.log("review-refused")} == {HEAD}
    assert item(bench, mail).state == "review"
    assert not bench.log("review-opened")


def test_a_confidential_record_is_shown_in_slack(bench: Bench) -> None:
    doubt = Problem(code="x", where="date", message="The date is long before the mail.")
    mail = mail_with(
        bench, observation(bench.pack).with_problems(doubt).model_copy(update={"status": Status.REVIEW})
    )
    with bench.chatting():
        bess, quinn = Seat(bench, SUPPORT), Seat(bench, QA)
        assert "Nothing waits at the review desk" in bess.home()
        listed = bess.open()
        assert NOTHING_FOR_YOU in listed
        assert "for the Quality Assurance team only" in listed
        assert "Quality Assurance team" in bess.open(str(mail))
        assert names.FILE not in bess.actions()
        text = quinn.open(str(mail))
        assert f"`auditbot review show {mail} --config FILE`" in text
        assert names.FILE not in quinn.actions()
    for shown in (listed, text):
        assert SECRET not in shown
        assert "Wanda" not in shown
    assert [entry.who for entry in bench.log("review-refused")] == [SUPPORT]


def test_an_empty_desk_says_nothing(bench: Bench) -> None:
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        assert "Nothing waits at the review desk" in bess.home()
        assert EMPTY in bess.open()
        assert EMPTY in bess.open("999")


def test_two_people_both_settle_it_or_the_later_one_is_not_told(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess, quinn = Seat(bench, SUPPORT), Seat(bench, QA)
        bess.open(str(mail))
        quinn.open(str(mail))
        bess.menu(names.GIVE, "Good (2)")
        bess.shows("Nothing in it is unsettled")
        quinn.menu(names.GIVE, "Inadequate (4)")
        quinn.shows("Somebody has taken a step with this since you opened it")
        assert "gave “Good (2)”" in quinn.shows("Nothing in it is unsettled")
    assert [(step.who, step.value) for step in item(bench, mail).steps] == [(SUPPORT, "2")]


def test_what_is_written_is_lost_when_somebody_else_was_faster(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess, quinn = Seat(bench, SUPPORT), Seat(bench, QA)
        bess.open(str(mail))
        bess.press(names.REJECT)
        bess.seat.wait_for_view(title="Reject the mail")
        quinn.open(str(mail))
        quinn.menu(names.GIVE, "Good (2)")
        quinn.shows("Nothing in it is unsettled")
        errors = bess.seat.submit({names.WRITTEN: "A training example."})
        assert "Copy what you have written" in errors[names.WRITTEN]
        assert bess.seat.open_view() is not None
        bess.seat.close_view()
        bess.shows("Somebody has taken a step")
    assert item(bench, mail).state == "review"


def test_filing_twice_is_an_error_or_records_twice(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.menu(names.GIVE, "Good (2)")
        bess.shows("Nothing in it is unsettled")
        stale = bess.value_of(names.FILE)
        bess.press(names.FILE)
        bess.shows("recorded as audit")
        user = bench.slack.find_user(SUPPORT)
        assert user is not None
        view = bess.seat.open_view()
        assert view is not None
        again = {
            "type": "modal",
            "title": {"type": "plain_text", "text": "Review desk"},
            "blocks": [actions((Button("File", names.FILE, stale),))],
        }
        bench.slack.update_view(view["id"], again)
        bess.press(names.FILE)
        text = bess.shows("recorded as audit")
    assert "Somebody" not in text
    assert [step.what for step in item(bench, mail).steps] == ["correct", "file"]


def test_pressing_file_twice_at_once_is_an_error_or_records_twice(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.menu(names.GIVE, "Good (2)")
        bess.shows("Nothing in it is unsettled")

        def press_file() -> None:
            with suppress(PersonError):  # the button is gone once the first press has been answered
                bess.press(names.FILE)

        presses = [threading.Thread(target=press_file) for _ in range(2)]
        for press in presses:
            press.start()
        for press in presses:
            press.join()
        text = bess.shows("recorded as audit")
    assert "Somebody" not in text
    assert [step.what for step in item(bench, mail).steps] == ["correct", "file"]
    assert len(bench.deliveries(kind="settled")) == 1


def pages_of(shown: Shown) -> list[Block]:
    pages, page = [item_view(shown)], 1
    while "Next" in str(pages[-1]):
        page += 1
        pages.append(item_view(shown, page))
    for each in pages:
        check_view(each, ("modal",))
        assert len(each["blocks"]) <= 100
    return pages


def test_a_heavy_item_is_refused_by_slack_or_loses_something(bench: Bench) -> None:
    many = tuple(
        Attachment(
            path=f"folder/{n}.pdf",
            size=1,
            sha256=f"{n:064}",
            outcome="not-read",
            content_type="pdf",
            reason="r" * 900,
        )
        for n in range(60)
    )
    numbers = [area.number for area in bench.pack.form("tier2").areas]
    reading = doubtful(bench, *numbers, form="tier2", comments=SECRET * 2000)
    more = [
        Problem(code=f"c{n}", where="comments", message=f"Number {n}. " + "m" * 4000)
        for n in range(40 - len(numbers))
    ]
    long = {where: seen.model_copy(update={"text": "t" * 9000}) for where, seen in reading.evidence.items()}
    mail = mail_with(
        bench,
        reading.with_problems(*more).model_copy(update={"evidence": long}),
        attachments=many,
    )
    found = item(bench, mail)
    pages = pages_of(Shown(found, bench.pack, happened="h" * 5000))
    text = "\n".join(words_of(page["blocks"]) for page in pages)
    for n in range(60):
        assert f"folder/{n}.pdf" in text
    for problem in found.audits[0].problems:
        assert problem.message[:200] in text
    assert len(found.audits[0].problems) >= 40
    assert text.count("t" * 2000) >= len(numbers)


@pytest.mark.parametrize("tool", ["tier1-generic", "tier1-plo", "tier2"])
def test_the_menu_of_places_is_refused_by_slack(bench: Bench, tool: str) -> None:
    mail = mail_with(bench, doubtful(bench, form=tool))
    form: Form = bench.pack.form(tool)
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.OTHER)
        quinn.seat.wait_for_view(title="Correct something")
        assert f"Area {form.areas[-1].number}" in str(quinn.seat.open_view())
