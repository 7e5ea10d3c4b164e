"""How many wait at the review desk, for each person: what is for the QA team only is not counted for others."""

from handlers.duties.review_reminder import remind
from handlers.gathering import about
from handlers.notice import Nothing
from handlers.notices import notice_of
from store.review import ReviewDesk, Turn
from store.tables import Attachment
from store.unit_of_work import UnitOfWork, in_one_transaction
from tests.handlers.at_desk import doubtful, item, mail_with
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, QA, SUPPORT


def unheard(bench: Bench) -> int:
    """A supervision record whose sender is not believed."""
    title = bench.pack.form("supervision").short_title
    found = Attachment(path="a.docx", size=9, sha256="1" * 64, outcome="not-believed", content_type="docx")
    found.reason = f"A {title}, from somebody who is not believed."
    return mail_with(bench, name="unheard", answerable=False, attachments=(found,))


def reminded(bench: Bench) -> dict[str, str]:
    """Whom the day's reminder reaches, and what it says to each."""
    in_one_transaction(bench.store, lambda work: remind(work, bench.pack))
    rows = bench.deliveries(kind="desk-reminder")
    with bench.store.reading() as work:
        return {row.recipient: str(notice_of(about(work, row, bench.pack))) for row in rows}


def test_business_support_is_reminded_of_what_only_the_qa_team_may_see(bench: Bench) -> None:
    mail = unheard(bench)
    assert item(bench, mail).confidential
    assert set(reminded(bench)) == {QA}


def test_the_reminder_counts_for_business_support_what_they_may_not_see(bench: Bench) -> None:
    unheard(bench)
    mail_with(bench, doubtful(bench))
    told = reminded(bench)
    assert "2 items" in told[QA]
    assert "one item" in told[SUPPORT]


def test_the_sender_hears_of_an_audit_that_was_keyed_in_by_mistake(bench: Bench) -> None:
    mail = mail_with(bench, name="a letter")

    def settle(work: UnitOfWork) -> None:
        desk = ReviewDesk(work, bench.pack)
        for take in (
            lambda turn: desk.key_in(turn, "supervision"),
            lambda turn: desk.take_back(turn),
            lambda turn: desk.say_kind(turn, "complaint"),
            lambda turn: desk.file(turn),
        ):
            take(Turn(mail, desk.item(mail).version, QA))

    in_one_transaction(bench.store, settle)
    (delivery,) = bench.deliveries(kind="settled")
    assert delivery.recipient == AUDITOR
    with bench.store.reading() as work:
        notice = notice_of(about(work, delivery, bench.pack))
    assert not isinstance(notice, Nothing)
    assert "Supervision" not in str(notice)
    assert "no audit was recorded from it" in str(notice)
