"""Several bots record the same audits at the same instant, and each person is told once."""

import threading

import pytest

from framework.directory import Case, Person
from framework.pack import Pack
from framework.reading import Reading
from store.database import connect
from store.recording import Outcome, Recorded, Submission, record
from store.unit_of_work import Store
from tests.store.clock import NOON
from tests.store.council import (
    Council,
    audit_of,
    audit_tool,
    doubtful,
)
from tests.store.processes import all_together, in_processes, in_threads

OUTSTANDING, GOOD, REQUIRES_IMPROVEMENT, INADEQUATE = 1, 2, 3, 4


def _record_in_process(number: int, url: str, pack: Pack) -> list[tuple[str, int]]:
    store = Store(connect(url), lambda: NOON)
    council = _Without(store, pack)
    became: list[tuple[str, int]] = []
    for case in range(8):
        all_together()
        reading = audit_tool(GOOD, case_id=f"9003{case:02}", part=f"copy {number}.docx")
        reading = reading if case < 5 else doubtful(reading)
        recorded = council.comes(reading)
        became.append((recorded.outcome.value, audit_of(recorded).id))
    store.database.close()
    return became


class _Without(Council):
    """A council in a second process: its directory is there already."""

    def move_in(self, people: tuple[Person, ...], cases: tuple[Case, ...]) -> None:
        pass


def test_bots_that_record_the_same_audit_at_the_same_instant_record_it_once(
    council: Council, url: str, pack: Pack
) -> None:
    results = in_processes(3, _record_in_process, url, pack)
    for case, each in enumerate(zip(*results, strict=True)):
        expected = ["duplicate", "duplicate", "recorded"] if case < 5 else ["review"] * 3
        assert sorted(outcome for outcome, _ in each) == expected
        assert len({audit_id for _, audit_id in each}) == 1
    assert len(council.audits()) == 8
    with council.store.reading() as work:
        for audit in council.audits():
            kinds = [(d.kind, d.recipient) for d in work.outbox.of_audit(audit.id)]
            assert len(kinds) == len(set(kinds)) > 0


@pytest.mark.parametrize("reading", [audit_tool(GOOD), doubtful(audit_tool(GOOD))], ids=["clean", "doubtful"])
def test_a_bot_that_records_what_another_is_just_recording_waits_and_finds_it_there(
    council: Council, pack: Pack, reading: Reading
) -> None:
    with council.store.writing() as work:
        record(work, reading, Submission("chat", NOON), pack)
        other = threading.Thread(target=council.comes, args=(reading,))
        other.start()
        other.join(timeout=0.5)
        work.commit()
    other.join()
    (audit,) = council.audits()
    assert council.mails(Recorded(Outcome.RECORDED, reading, audit)) == 1


def test_two_corrections_at_the_same_instant_are_one_correction_and_one_question(council: Council) -> None:
    council.comes(audit_tool(GOOD))
    outcomes = in_threads(2, lambda n: council.comes(audit_tool(3 + n), day=22).outcome)
    assert sorted(outcomes) == [Outcome.CORRECTED, Outcome.REVIEW]
    assert [audit.version for audit in council.audits()] == [1, 2, None]


def test_mails_with_the_same_two_audits_in_opposite_order_do_not_lock_each_other(council: Council) -> None:
    one, two = audit_tool(GOOD), audit_tool(GOOD, case_id="900202")
    in_threads(6, lambda n: council.comes(*((one, two) if n % 2 else (two, one))))
    assert len(council.audits()) == 2


def test_an_audit_whose_transaction_is_undone_was_never_recorded_and_told_nobody(
    council: Council, pack: Pack
) -> None:
    with council.store.writing() as work:
        record(work, audit_tool(INADEQUATE), Submission("chat", NOON), pack)
    assert council.audits() == []
    with council.store.writing() as work:
        assert work.outbox.claim(10, NOON.resolution) == []
