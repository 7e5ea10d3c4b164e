"""Many values in a few windows at the review desk: a whole audit keyed in, and all the doubts of one settled."""

import time

from framework.reading import Problem, Reading
from framework.words import Judgement
from handlers.slack.desk import names
from store.review import ReviewDesk
from store.tables import Attachment
from tests.handlers.at_desk import Seat, doubtful, item, mail_with
from tests.handlers.conftest import Bench
from tests.handlers.council import CASE, QA, SUPPORT

HEAD = {
    "case_id": CASE,
    "completed_by": "Paula Auditor",
    "social_worker": "Wanda Worker",
    "date": "12 December 2013",
    "overall": "4",
}


def graded(*areas: int, grade: str = "2") -> dict[str, str]:
    """These areas with a grade and a comment each."""
    grades = {f"answers.{number}.grade": grade for number in areas}
    return grades | {f"answers.{number}.comment": f"Seen, {number}." for number in areas}


def begun(bench: Bench, tool: str, email: str = SUPPORT) -> tuple[Seat, int]:
    """Somebody who has just chosen to key in a scan."""
    scan = Attachment(path="scan.pdf", size=9, sha256="1" * 64, outcome="not-read", content_type="pdf")
    mail = mail_with(bench, name="a scan", attachments=(scan,))
    seat = Seat(bench, email)
    seat.open(str(mail))
    seat.menu(names.KEY_IN, tool)
    seat.shows("A page is kept when you send it")
    return seat, mail


def answered(bench: Bench, mail: int) -> None:
    with bench.store.writing() as work:
        ReviewDesk(work, bench.pack).answer(mail, "paula@council.example", "I mean 2.")
        work.commit()


def reading_of(bench: Bench, audit_id: int) -> Reading:
    with bench.store.reading() as work:
        audit = work.audits.get(audit_id)
        assert audit is not None
        return Reading.model_validate(audit.reading)


def fields(seat: Seat) -> list[str]:
    return [block["block_id"] for block, _ in seat.elements()]


def titled(seat: Seat) -> str:
    view = seat.seat.open_view()
    return view["title"]["text"] if view else ""


def test_keying_in_a_tier_2_audit_takes_a_window_for_each_area(bench: Bench) -> None:
    with bench.chatting():
        bess, mail = begun(bench, "Tier 2 audit")
        windows, longest = 1, 0.0
        for given in (
            HEAD,
            *(graded(*range(first, min(first + 8, 31))) for first in (1, 9, 17, 25)),
        ):
            began = time.monotonic()
            assert bess.seat.submit(given) == {}
            longest = max(longest, time.monotonic() - began)
            windows += 1
        assert "Action 5" in bess.shows("Action 1")
        last = {
            "comments": "The plan is late.",
            "actions.1.action": "Visit",
            "actions.1.who": "Wanda Worker",
            "actions.1.timescale": "31/01/2014",
            "actions.3.action": "Write the plan",
            "actions.3.who": "Mira Manager",
        }
        assert bess.seat.submit(last) == {}
        assert "Nothing in it is unsettled" in bess.shows("What to do with the mail")
        assert "gave 71 values, Case ID to Action 2, Who" in bess.shows("What was done so far")
        bess.press(names.FILE)
        bess.shows("recorded as audit")
    assert windows == 6
    assert longest < 2.5  # Slack waits three seconds
    kept = item(bench, mail)
    read = reading_of(bench, kept.recorded[0])
    assert (kept.state, read.case_id, read.overall) == ("filed", CASE, Judgement.INADEQUATE)
    assert ([each.grade for each in read.answers], read.comments) == ([2] * 30, "The plan is late.")
    assert read.answers[29].comment == "Seen, 30."
    assert [line.action for line in read.actions] == ["Visit", "Write the plan"]


def test_what_was_sent_is_lost_when_the_window_is_closed(bench: Bench) -> None:
    with bench.chatting():
        bess, mail = begun(bench, "Tier 1 audit")
        assert bess.seat.submit(HEAD) == {}
        bess.seat.close_view()
        assert CASE in bess.shows("*Still to be keyed in:* areas 1–8")
        bess.press(names.PAGES)
        bess.shows("A page is kept when you send it")
        assert titled(bess) == "Key in, page 1 of 3"
        assert bess.seat.submit({}) == {}
    assert [step.what for step in item(bench, mail).steps] == ["key-in"] + ["correct"] * 5


def test_a_value_that_nobody_touched_is_sent_as_a_correction(bench: Bench) -> None:
    """Not even on the way back and forth over pages on which everything stands already."""
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.PAGES)
        quinn.shows("A page is kept when you send it")
        assert quinn.seat.submit() == {}
        quinn.press(names.BEFORE, given={"answers.1.comment": "Seen again."})
        quinn.shows("Case ID")
        assert [quinn.seat.submit() for _ in range(3)] == [{}, {}, {}]
        quinn.shows("What to do with the mail")
    steps = item(bench, mail).steps
    assert [(step.what, step.where, step.value) for step in steps] == [
        ("correct", "answers.1.comment", "Seen again.")
    ]


def test_a_wrong_value_takes_the_right_ones_with_it_or_is_kept(bench: Bench) -> None:
    with bench.chatting():
        bess, mail = begun(bench, "Tier 1 audit")
        wrong = HEAD | {"date": "soon", "case_id": "no number at all in this"}
        assert sorted(bess.seat.submit(wrong)) == ["case_id", "date"]
        assert item(bench, mail).audits[0].reading.completed_by is None
        assert bess.seat.submit({"date": "12/12/2013", "case_id": CASE}) == {}
        bess.shows("2. ")
        bess.press(names.BEFORE, given={"answers.1.comment": "Seen."})
        bess.shows("Completed by")
        assert bess.seat.submit({"social_worker": "Sol South"}) == {}
    reading = item(bench, mail).audits[0].reading
    assert (reading.case_id, reading.social_worker) == (CASE, "Sol South")
    assert reading.answers[0].comment == "Seen."


def test_going_back_loses_a_wrong_value_without_a_word(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.PAGES)
        quinn.shows("Case ID")
        assert [quinn.seat.submit() for _ in range(2)] == [{}, {}]
        quinn.shows("Action 1")
        quinn.press(names.BEFORE, given={"actions.1.reviewed": "whenever"})
        assert "Action 1" in quinn.shows(":warning:")
    assert item(bench, mail).steps == ()


def test_an_emptied_action_stays_or_takes_the_one_after_it_along(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.PAGES)
        quinn.shows("Case ID")
        assert [quinn.seat.submit() for _ in range(2)] == [{}, {}]
        emptied = {f"actions.1.{part}": "" for part in ("action", "who", "timescale")}
        assert quinn.seat.submit(emptied | {"actions.5.action": "Call the school"}) == {}
        quinn.shows("What to do with the mail")
    lines = item(bench, mail).audits[0].reading.actions
    assert [line.action for line in lines] == ["Write the plan", "Call the school"]


def test_somebody_writes_over_what_another_has_just_given(bench: Bench) -> None:
    with bench.chatting():
        bess, mail = begun(bench, "Tier 1 audit")
        other = Seat(bench, QA)
        other.open(str(mail))
        other.press(names.PAGES)
        other.shows("A page is kept when you send it")
        assert other.seat.submit({"case_id": CASE}) == {}
        for _ in range(2):
            assert bess.seat.submit(HEAD) == {}
            bess.shows("Somebody else has taken a step")
            assert titled(bess) == "Key in, page 1 of 3"
    assert len(item(bench, mail).steps) == 2


def test_an_answer_of_the_sender_throws_away_a_page_that_is_being_filled_in(bench: Bench) -> None:
    with bench.chatting():
        bess, mail = begun(bench, "Tier 1 audit")
        answered(bench, mail)
        assert bess.seat.submit(HEAD) == {}
    assert item(bench, mail).audits[0].reading.case_id == CASE


def test_a_page_at_a_busy_moment_is_lost_without_a_word(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bench.ws.faults.fail("views.push", error="expired_trigger_id", times=1)
        bess.press(names.PAGES)
        bess.shows("That took too long, and nothing was changed")


def test_each_of_many_doubts_takes_a_window(bench: Bench) -> None:
    unknown = Problem(code="missing", where="case_id", message="Case ID: nothing is given.")
    old = Problem(code="date-long-before-mail", where="date", message="The date is long before the mail.")
    mail = mail_with(bench, doubtful(bench, 3, 5, 7, case_id=None).with_problems(unknown, old))
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.DOUBTS)
        text = quinn.shows("A page is kept when you send it")
        assert "table 2, row 4, column 3: “X | X”" in text
        assert "Case ID: nothing is given." in text
        assert "answers.1.grade" not in fields(quinn)
        tick = next(name for name in fields(quinn) if name.startswith("settle:"))
        given = {f"answers.{number}.grade": "2" for number in (3, 5, 7)}
        assert quinn.seat.submit(given | {"case_id": CASE, tick: ["yes"]}) == {}
        quinn.shows("Nothing in it is unsettled")
    assert item(bench, mail).missing == ()


def test_a_doubt_that_was_passed_over_comes_round_for_ever_or_never_again(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench, *range(1, 13), form="tier2"))
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.DOUBTS)
        assert "Area 8: more than one is marked" in quinn.shows("A page is kept when you send it")
        assert quinn.seat.submit({f"answers.{number}.grade": "n/a" for number in range(2, 9)}) == {}
        assert "Area 1:" not in quinn.shows("Area 12: more than one is marked")
        assert quinn.seat.submit({f"answers.{number}.grade": "3" for number in range(9, 13)}) == {}
        assert "Area 1: more than one is marked" in quinn.shows("What to do with the mail")
    (waiting,) = item(bench, mail).audits
    assert [problem.where for problem in waiting.problems] == ["answers.1.grade"]


def test_a_long_comment_is_cut_off_by_whoever_looks_at_its_page(bench: Bench) -> None:
    given = doubtful(bench)
    answers = (given.answers[0].model_copy(update={"comment": "w" * 3500}), *given.answers[1:])
    mail = mail_with(bench, given.model_copy(update={"answers": answers}))
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.press(names.PAGES)
        quinn.shows("Case ID")
        assert quinn.seat.submit() == {}
        assert "too long to be changed here" in quinn.shows("2. Appropriate")
        assert quinn.seat.submit({"answers.1.grade": "2"}) == {}
    assert len(item(bench, mail).audits[0].reading.answers[0].comment) == 3500
