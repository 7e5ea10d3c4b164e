"""Several people, and the intake, at the same item at the same instant: it is filed once, and each is told once."""

from framework.pack import Pack
from store.database import connect
from store.recording import Submission, record
from store.review import NoSuchItem, ReviewDesk, Stale, Turn
from store.unit_of_work import Store, UnitOfWork, in_one_transaction
from tests.store.clock import NOON
from tests.store.council import AUDITOR, Council, audit_tool, doubtful
from tests.store.desk import DeskOf
from tests.store.processes import all_together, in_processes

MAILS = 6


def _file_in_process(number: int, url: str, pack: Pack, versions: list[int]) -> list[str]:
    store = Store(connect(url), lambda: NOON)
    became: list[str] = []
    for mail, version in enumerate(versions, start=1):
        turn = Turn(mail, version, f"person.{number}@council.example")
        all_together()
        try:
            in_one_transaction(store, lambda work, turn=turn: ReviewDesk(work, pack).file(turn))
            became.append("filed")
        except (Stale, NoSuchItem):
            became.append("too late")
    store.database.close()
    return became


def test_people_who_file_at_the_same_instant_file_once(council: Council, url: str, pack: Pack) -> None:
    desk = DeskOf(council)
    versions = [_put_right(desk, mail) for mail in range(1, MAILS + 1)]
    results = in_processes(3, _file_in_process, url, pack, versions)
    for each in zip(*results, strict=True):
        assert sorted(each) == ["filed", "too late", "too late"]
    assert [audit.version for audit in council.audits()] == [1] * MAILS
    _nobody_twice(council)


def _clean_mail_or_desk(number: int, url: str, pack: Pack, versions: list[int]) -> list[str]:
    """The first process files at the desk, the other takes in the same audits, clean, a day later."""
    if number == 0:
        return _file_in_process(number, url, pack, versions)
    store = Store(connect(url), lambda: NOON)
    became: list[str] = []
    for mail in range(1, MAILS + 1):

        def take(work: UnitOfWork, mail: int = mail) -> str:
            message = work.messages.get(work.messages.keep("audits", f"clean {mail}".encode()).id)
            message.sender = AUDITOR
            reading = audit_tool(3, case_id=f"90030{mail}", comments="Sent again.")
            return record(
                work, reading, Submission("mail", NOON.replace(day=21), message), pack
            ).outcome.value

        all_together()
        became.append(in_one_transaction(store, take))
    store.database.close()
    return became


def test_a_clean_mail_that_comes_while_its_first_form_is_filed_gives_one_audit(
    council: Council, url: str, pack: Pack
) -> None:
    desk = DeskOf(council)
    versions = [_put_right(desk, mail) for mail in range(1, MAILS + 1)]
    at_desk, by_mail = in_processes(2, _clean_mail_or_desk, url, pack, versions)
    for filed, came in zip(at_desk, by_mail, strict=True):
        assert (filed, came) in {("filed", "corrected"), ("too late", "recorded")}
    recorded = [audit for audit in council.audits() if audit.version is not None]
    newest = {audit.identity: audit for audit in recorded}
    assert len(newest) == MAILS
    assert all(audit.reading["comments"] == "Sent again." for audit in newest.values())
    assert not desk.items()
    _nobody_twice(council)


def _put_right(desk: DeskOf, mail: int) -> int:
    """A doubtful mail comes and is put right, but not filed; its version."""
    assert desk.mail(doubtful(audit_tool(3, case_id=f"90030{mail}"))) == mail
    return desk.take("correct", mail, desk.audit_in(mail), "answers.3.grade", "3").version


def _nobody_twice(council: Council) -> None:
    with council.store.reading() as work:
        for audit in council.audits():
            told = [(d.kind, d.recipient) for d in work.outbox.of_audit(audit.id)]
            assert len(told) == len(set(told)) > 0
