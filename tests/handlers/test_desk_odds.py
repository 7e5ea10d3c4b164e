"""Two versions of one audit at the review desk: what differs is seen, and either can be said to stand."""

import datetime as dt

from handlers.slack.desk import names
from tests.handlers.at_desk import Seat, item, mail_with
from tests.handlers.conftest import Bench
from tests.handlers.council import QA, SENT, audit


def an_older_one(bench: Bench) -> int:
    """A mail with an audit that is recorded already, later and with other values."""
    bench.record(audit(bench.pack), SENT + dt.timedelta(days=2))
    given = audit(bench.pack, comments="Written before that.")
    answers = (*given.answers[:3], given.answers[3].model_copy(update={"grade": 1}), *given.answers[4:])
    return mail_with(bench, given.model_copy(update={"answers": answers}))


def test_whoever_must_choose_has_to_compare_two_versions_by_eye(bench: Bench) -> None:
    mail = an_older_one(bench)
    with bench.chatting():
        quinn = Seat(bench, QA)
        text = quinn.open(str(mail))
        assert "What differs from audit 1, which stands recorded (by Paula Auditor" in text
        assert "This one: Outstanding (1)" in text
        assert "Audit 1: Requires improvement (3)" in text
        assert "This one: Written before that." in text
        assert "Area 3" not in text.partition("What differs")[2]
        quinn.menu(names.CHOOSE, "This one stands")
        quinn.shows("chose: this one stands")
        quinn.press(names.FILE)
        assert "(version 2)" in quinn.shows("recorded as audit")


def test_nobody_can_say_that_the_recorded_one_stands(bench: Bench) -> None:
    mail = an_older_one(bench)
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        quinn.menu(names.CHOOSE, "The other one stands: set this aside")
        quinn.shows("The other version stands.")
        quinn.press(names.FILE)
        quinn.shows("What became of it")
    done = item(bench, mail)
    assert (done.state, done.recorded) == ("filed", ())


def test_many_differences_break_the_window(bench: Bench) -> None:
    """Slack takes ten fields in a section, and two thousand characters in each."""
    long = tuple(
        each.model_copy(update={"grade": 1, "comment": "w" * 5000}) for each in audit(bench.pack).answers
    )
    bench.record(audit(bench.pack), SENT + dt.timedelta(days=2))
    mail = mail_with(bench, audit(bench.pack, answers=long, actions=()))
    with bench.chatting():
        text = Seat(bench, QA).open(str(mail))
    assert "w" * 300 + "…" in text
    assert "more values" in text
