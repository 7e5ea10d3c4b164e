"""The QA team hears once of what lasts, once more when it is over, and of nothing that passes by itself."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from handlers.about import ComparisonFacts, TroubleFacts
from handlers.duties.troubles import tell_of_troubles
from handlers.notice import Nothing, Notice
from handlers.notices import notice_of
from store.telling import tell_qa_team
from store.unit_of_work import UnitOfWork
from tests.handlers import council
from tests.handlers.conftest import Bench
from tests.handlers.noticed import about, said

SCANNER, AUDITS = "virus scanner", "mailbox audits"
GONE = "The virus scanner at 127.0.0.1:3310 does not run. Start clamd (on Debian: clamav-daemon)."
AT = dt.datetime(2014, 1, 16, 9, 5, tzinfo=dt.UTC)


def in_store(bench: Bench, do: Callable[[UnitOfWork], Any]) -> Any:
    with bench.store.writing() as work:
        done = do(work)
        work.commit()
    return done


def begin(bench: Bench, what: str = SCANNER, *, lasting: bool = False) -> None:
    in_store(bench, lambda work: work.troubles.begin(what, GONE, lasting=lasting))


def a_minute_later(bench: Bench, minutes: int = 1) -> int:
    told = 0
    for _ in range(minutes):
        bench.later(60)
        told += in_store(bench, tell_of_troubles)
    return told


def headings(bench: Bench) -> list[str]:
    bench.deliver()
    return [message["blocks"][0]["text"]["text"] for message in bench.inbox(council.QA)]


def test_a_trouble_that_lasts_is_told_once_and_once_more_when_it_is_over(bench: Bench) -> None:
    begin(bench)
    assert a_minute_later(bench, 4) == 0
    assert a_minute_later(bench, 60) == 1
    assert headings(bench) == ["The virus scanner cannot be used"]
    in_store(bench, lambda work: work.troubles.end(SCANNER))
    assert a_minute_later(bench, 60) == 1
    assert headings(bench) == ["The virus scanner cannot be used", "The virus scanner can be used again"]
    assert {row.recipient for row in bench.deliveries()} == {council.QA}


def test_a_trouble_that_passes_within_minutes_is_not_told_nor_is_its_end(bench: Bench) -> None:
    begin(bench)
    a_minute_later(bench, 4)
    in_store(bench, lambda work: work.troubles.end(SCANNER))
    assert a_minute_later(bench, 60) == 0
    assert bench.deliveries() == []


def test_what_will_not_pass_by_itself_is_told_at_once(bench: Bench) -> None:
    begin(bench, AUDITS, lasting=True)
    assert a_minute_later(bench) == 1
    assert headings(bench) == ["The mailbox “audits” cannot be used"]


def test_a_second_trouble_with_the_same_thing_is_told_as_well(bench: Bench) -> None:
    for _ in range(2):
        begin(bench)
        a_minute_later(bench, 6)
        in_store(bench, lambda work: work.troubles.end(SCANNER))
        a_minute_later(bench)
    kinds = [row.kind for row in bench.deliveries()]
    assert kinds == ["trouble", "trouble-over"] * 2


def test_a_duty_that_could_not_be_done_is_told_as_one_and_not_as_a_thing(bench: Bench) -> None:
    begin(bench, "duty tier2-draw")
    assert a_minute_later(bench, 6) == 1
    assert headings(bench) == ["The duty “tier2-draw” cannot be done"]
    (message,) = bench.inbox(council.QA)
    assert "Nothing of it was done by halves." in str(message["blocks"])
    in_store(bench, lambda work: work.troubles.end("duty tier2-draw"))
    assert a_minute_later(bench) == 1
    assert headings(bench)[1:] == ["The duty “tier2-draw” can be done again"]


def test_a_trouble_that_is_over_before_its_notice_goes_out_is_told_only_as_over(bench: Bench) -> None:
    begin(bench)
    a_minute_later(bench, 6)
    in_store(bench, lambda work: work.troubles.end(SCANNER))
    a_minute_later(bench)
    assert headings(bench) == ["The virus scanner can be used again"]
    assert [row.state for row in bench.deliveries(kind="trouble")] == ["cancelled"]


def test_a_trouble_with_slack_itself_is_told_by_mail(with_mail: Bench) -> None:
    begin(with_mail)
    a_minute_later(with_mail, 6)
    with_mail.deliver(slack=None)
    (letter,) = with_mail.postbag.to(council.QA)
    assert "auditbot" in letter["Subject"]
    body = letter.get_body(("plain",))
    assert body is not None
    assert "Start clamd" in body.get_content()


def test_a_trouble_is_said_with_what_it_means_and_what_to_do() -> None:
    for what, means in (
        (SCANNER, "Mails with attachments wait"),
        (AUDITS, "Audits sent to it are not read until then"),
        ("something new", "nothing is lost"),
    ):
        facts = TroubleFacts(what, GONE, lasting=False, began=AT)
        found = notice_of(about("trouble", council.QA, trouble=facts))
        text = said(found)
        assert means in text
        assert GONE in text
        assert "16 January 2014 at 09:05" in text
        assert "nothing is lost" in text.lower()


@pytest.mark.parametrize(
    ("lasted", "words"),
    [
        (dt.timedelta(seconds=20), "1 minute"),
        (dt.timedelta(minutes=61), "1 hour 1 minute"),
        (dt.timedelta(days=2, hours=3, minutes=4), "2 days 3 hours"),
    ],
)
def test_the_end_says_how_long_it_lasted(lasted: dt.timedelta, words: str) -> None:
    facts = TroubleFacts(SCANNER, GONE, lasting=False, began=AT, ended=AT + lasted)
    found = notice_of(about("trouble-over", council.QA, trouble=facts))
    assert isinstance(found, Notice)
    assert found.facts[-1].value == words


def test_an_end_is_not_told_while_it_lasts() -> None:
    facts = TroubleFacts(SCANNER, GONE, lasting=False, began=AT)
    assert isinstance(notice_of(about("trouble-over", council.QA, trouble=facts)), Nothing)


def test_each_thing_that_the_nightly_comparison_found_is_said_with_what_to_do() -> None:
    found = ComparisonFacts(
        7, "audits", AT, standing=1204, missing=1, vanished=2, late=1, without_bytes=3, from_before=1
    )
    notice = notice_of(about("difference", council.QA, comparison=found))
    assert isinstance(notice, Notice)
    text = said(notice)
    assert "1,204" in text
    assert "One mail there had not been seen before. It is being read now." in text
    assert "2 mails went away before they could be read: they were moved or deleted by a person" in text
    assert "One mail came more than an hour before and is not done." in text
    assert "3 mails have lost the bytes" in text
    assert "and one mail in it is dated from before auditbot first ran. It was left alone" in text
    assert len(notice.paragraphs) == 5


def test_what_the_comparison_did_not_find_is_not_said(bench: Bench) -> None:
    def compared(work: UnitOfWork) -> None:
        comparison = work.comparisons.add("audits", 12, ["some-id"])
        tell_qa_team(work, "difference", period=f"comparison-{comparison.id}")

    in_store(bench, compared)
    assert headings(bench) == ["The mailbox “audits” and the record differ"]
    (message,) = bench.inbox(council.QA)
    assert "had not been seen before" in str(message["blocks"])
    for other in ("went away", "an hour before", "lost the bytes", "some-id"):
        assert other not in str(message["blocks"])
