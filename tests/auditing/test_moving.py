"""An audit held in chat is one record, however often the bot is stopped, and tells whom a mailed one would."""

import datetime as dt
import threading

import pytest
from sqlalchemy import func, select

from conversations.moves import ComeBack, Give, GoTo, HandOver, Leave, Move, Reopen, Submit, Typed
from conversations.outcomes import Ask, AskAgain, Done, Left, PartDone, Review
from conversations.turns import CHECK
from framework.people import Person
from framework.reading import Reading
from framework.words import Judgement
from handlers.auditing.moving import Moved, NoSuchConversation, begin, look, move
from store.database import connect
from store.outcomes import Outcome
from store.record_duties import DUTIES, RECORD_COPY
from store.tables import Audit, ConversationRow, FormEdition, TurnRow
from store.unit_of_work import Store
from tests.store.clock import NOON, SettableClock
from tests.store.council import AUDITOR, CASE, DIRECTOR, HEAD, IRO, MANAGER, PEOPLE, WORKER, Council

PIA = next(person for person in PEOPLE if person.email == AUDITOR)
SAM = next(person for person in PEOPLE if person.name == "Sam Stork")
RISK = "areas.risk"
AN_INADEQUATE_CASE = (
    (CASE, "social_worker"),
    ("Sam Stork", "date"),
    ("15 January 2014", "practitioner_present"),
    ("1", "strengths"),
    ("Made up for a test.", "areas.referral-and-liaison"),
    ("2", RISK),
    ("4: nobody asked who lives there", "areas.voice-of-child"),
    ("3: not seen alone", "areas.quality-of-analysis"),
    ("3: a list, no weighing", "areas.quality-of-planning"),
    ("4: no plan", "areas.specific-needs"),
    ("2", "areas.monitoring-of-plans"),
    ("4: nobody does", "areas.education-plan"),
    ("n/a, not of school age", "child_asked_by"),
    ("nobody", "child_not_asked_because"),
    ("Away with the family", "comments"),
    ("skip", "overall"),
    ("Inadequate", "themes"),
    ("risk", "reflection"),
    ("skip", "actions"),
    ("Visit and see the child alone", "actions.1"),
    ("Sam Stork", "actions.1"),
    ("31 January 2014", "actions"),
    ("none", CHECK),
)


class Held:
    """An audit that is being held; `say` and `do` go through the store each time."""

    def __init__(self, council: Council, form: str = "tier1-generic", by: Person = PIA) -> None:
        self.council, self.by = council, by
        self.store = council.store
        self.moved = begin(self.store, council.pack, form, by)

    def do(self, made: Move, *, by: Person | None = None, seen: int | None = None) -> Moved:
        self.moved = move(self.store, self.council.pack, self.moved.id, made, by or self.by, seen)
        return self.moved

    def say(self, words: str) -> str:
        return place_of(self.do(Typed(words)))

    def say_all(self) -> None:
        for words, place in AN_INADEQUATE_CASE:
            assert self.say(words) == place, words

    def version(self) -> Audit:
        with self.store.reading() as work:
            return work.session.scalars(select(Audit).order_by(Audit.id.desc())).first() or pytest.fail(
                "none"
            )


def place_of(moved: Moved) -> str:
    match moved.outcome:
        case Ask(question=question) | AskAgain(ask=Ask(question=question)):
            return question.id
        case Review():
            return CHECK
        case other:
            return type(other).__name__.lower()


@pytest.fixture
def held(council: Council, clock: SettableClock) -> Held:
    return Held(council)


def told(council: Council, audit_id: int | None) -> dict[str, str]:
    assert audit_id is not None
    with council.store.reading() as work:
        found = work.outbox.of_audit(audit_id)
    return {each.recipient: each.kind for each in found if each.kind not in (DUTIES, RECORD_COPY)}


def test_an_audit_held_in_chat_tells_exactly_those_whom_a_mailed_one_tells_and_the_practitioner(
    held: Held, council: Council
) -> None:
    held.say_all()
    done = held.do(Submit())
    assert isinstance(done.outcome, Done) and done.recorded is Outcome.RECORDED
    assert told(council, done.audit_id) == {
        HEAD: "escalation",
        DIRECTOR: "escalation",
        MANAGER: "action-notice",
        IRO: "action-notice",
        WORKER: "shared",
    }
    audit = held.version()
    assert (audit.source, audit.auditor_email, audit.case_id) == ("chat", AUDITOR, CASE)
    assert audit.overall == Judgement.INADEQUATE
    assert audit.beside["child_not_asked_because"] == "Away with the family"
    reading = Reading.model_validate(audit.reading)
    assert [each.grade for each in reading.answers] == [2, 4, 3, 3, 4, 2, 4, None]
    assert reading.answers[1].comment == "nobody asked who lives there"


def test_submitting_twice_is_submitting_once(held: Held, council: Council) -> None:
    held.say_all()
    first = held.do(Submit(), seen=held.moved.version)
    again = held.do(Submit(), seen=first.version - 2)
    assert isinstance(again.outcome, Left) and again.audit_id is None
    assert [audit.version for audit in council.audits()] == [1]


def test_the_record_is_the_same_with_the_bot_stopped_between_every_two_turns(
    council: Council, url: str, clock: SettableClock
) -> None:
    straight, stopped = Held(council), Held(council)
    straight.say_all()
    for words, _ in AN_INADEQUATE_CASE:
        database = connect(url)
        stopped.store = Store(database, clock)
        stopped.say(words)
        database.close()
    stopped.store = council.store
    assert readings(straight) == readings(stopped)


def readings(held: Held) -> Reading:
    done = held.do(Submit())
    assert isinstance(done.outcome, Done)
    return done.outcome.reading


def test_the_record_is_the_same_with_every_click_delivered_twice_and_every_other_on_an_old_screen(
    council: Council,
) -> None:
    straight, shaken = Held(council), Held(council)
    straight.say_all()
    old = shaken.moved.version
    for number, (words, _) in enumerate(AN_INADEQUATE_CASE):
        if number % 2:
            shaken.do(Submit(), seen=old)
            shaken.do(GoTo(CHECK), seen=old)
        old = shaken.moved.version
        shaken.say(words)
        for turn in given_last(shaken):
            shaken.do(turn, seen=old)
    assert readings(straight) == readings(shaken)


def given_last(held: Held) -> list[Give]:
    """The last answer once more, as a click that Slack delivers a second time."""
    with held.store.reading() as work:
        turns = work.conversations.turns(held.moved.id)
    gave = [turn for turn in turns if turn.kind == "gave"][-1]
    question = (
        gave.where if not gave.where.startswith(("areas.", "actions.")) else gave.where.rpartition(".")[0]
    )
    value = tuple(gave.value) if isinstance(gave.value, list) else gave.value
    return [Give(question, {gave.where: value}, on=True, anyway=True)]


def test_two_devices_at_once_lose_no_answer(held: Held) -> None:
    for words, _ in AN_INADEQUATE_CASE[:5]:
        held.say(words)
    seen = held.moved.version
    clicks = [
        Give("areas.referral-and-liaison", {"areas.referral-and-liaison.grade": 2}, on=True),
        Give(RISK, {f"{RISK}.grade": 4, f"{RISK}.comment": "Seen on the other device."}, on=True),
    ]
    at_once(*(lambda click=click: held.do(click, seen=seen) for click in clicks))
    with held.store.reading() as work:
        given = {t.where: t.value for t in work.conversations.turns(held.moved.id) if t.kind == "gave"}
        numbers = [t.number for t in work.conversations.turns(held.moved.id)]
    assert (given["areas.referral-and-liaison.grade"], given[f"{RISK}.grade"]) == (2, 4)
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_same_question_answered_on_two_devices_at_once_keeps_the_first_and_shows_the_other(
    held: Held,
) -> None:
    for words, _ in AN_INADEQUATE_CASE[:6]:
        held.say(words)
    seen, outcomes = held.moved.version, list[Moved]()
    clicks = [Give(RISK, {f"{RISK}.grade": 2, f"{RISK}.comment": f"Device {n}."}, on=True) for n in (1, 2)]
    at_once(*(lambda click=click: outcomes.append(held.do(click, seen=seen)) for click in clicks))
    refused = [each.outcome for each in outcomes if isinstance(each.outcome, AskAgain)]
    with held.store.reading() as work:
        (kept,) = [t.value for t in work.conversations.turns(held.moved.id) if t.where == f"{RISK}.comment"]
    assert len(refused) == 1
    assert {kept, refused[0].words} == {"Device 1.", "Device 2."}


def at_once(*doings: object) -> None:
    threads = [threading.Thread(target=doing) for doing in doings]  # pyright: ignore[reportArgumentType]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


# Amending


def test_an_amended_audit_is_the_next_version_and_whoever_was_told_is_told_of_it(
    held: Held, council: Council
) -> None:
    held.say_all()
    first = held.do(Submit())
    held.do(Reopen("The plan was found"))
    held.do(Give("areas.quality-of-planning", {"areas.quality-of-planning.grade": 2}, on=True))
    held.do(Give("overall", {"overall": "requires-improvement"}, on=True))
    second = held.do(Submit())
    assert second.recorded is Outcome.CORRECTED
    assert [audit.version for audit in council.audits()] == [1, 2]
    assert told(council, second.audit_id)[HEAD] in ("correction", "escalation")
    assert first.audit_id != second.audit_id


@pytest.mark.parametrize("where", ["case_id", "date"])
def test_an_audit_whose_case_or_date_is_put_right_is_the_same_audit(
    held: Held, council: Council, where: str
) -> None:
    held.say_all()
    held.do(Submit())
    held.do(Reopen("A slip"))
    put_right = {where: {"case_id": "900777", "date": "2014-01-14"}[where]}
    for _ in ("given", "confirmed, as the caseload lacks the case"):
        held.do(Give(where, put_right, on=True))
    held.do(Give("service_area", {"service_area": "cared-for-children"}, on=True))
    held.do(GoTo(CHECK))
    assert isinstance(held.do(Submit()).outcome, Done)
    first, second = council.audits()
    assert (second.supersedes_id, second.identity) == (first.id, first.identity)


def test_an_amendment_back_to_what_was_said_first_counts(held: Held, council: Council) -> None:
    held.say_all()
    held.do(Submit())
    for judgement in ("requires-improvement", "inadequate"):
        held.do(Reopen("Looked again"))
        held.do(Give("overall", {"overall": judgement}, on=True))
        held.do(Submit())
    assert [(audit.version, audit.overall) for audit in council.audits()] == [
        (1, "inadequate"),
        (2, "requires-improvement"),
        (3, "inadequate"),
    ]


# Finding


def test_somebody_finds_what_is_theirs_and_goes_on_on_another_device(held: Held, council: Council) -> None:
    for words, _ in AN_INADEQUATE_CASE[:8]:
        held.say(words)
    held.do(Leave())
    with council.store.reading() as work:
        (row,) = work.conversations.of(AUDITOR, "open", "left")
        assert (row.standing, row.case_id, row.holder) == ("left", CASE, AUDITOR)
        assert work.conversations.of(SAM.email, "open", "left") == []
    shown = look(council.store, council.pack, row.id, PIA)
    assert isinstance(shown.outcome, Ask) and shown.outcome.question.id == "areas.quality-of-analysis"


def test_what_is_handed_over_is_found_by_both(held: Held, council: Council) -> None:
    held.do(HandOver(SAM.email))
    with council.store.reading() as work:
        assert [row.id for row in work.conversations.of(SAM.email, "open")] == [held.moved.id]
        assert [row.id for row in work.conversations.of(AUDITOR, "open")] == [held.moved.id]


def test_an_edition_is_kept_once_however_many_audits_begin_with_it(council: Council) -> None:
    for _ in range(3):
        Held(council)
    with council.store.reading() as work:
        count = work.session.scalar(select(func.count()).select_from(FormEdition))
        begun = work.session.scalar(select(func.count()).select_from(ConversationRow))
    assert (count, begun) == (1, 3)


def test_turns_are_kept_with_their_times_and_who_took_them(held: Held, clock: SettableClock) -> None:
    clock.now = NOON + dt.timedelta(minutes=3)
    held.say(CASE)
    with held.store.reading() as work:
        turn = work.session.scalars(
            select(TurnRow).where(TurnRow.where == "case_id", TurnRow.kind == "gave")
        ).one()
        assert (turn.at, turn.by, turn.value) == (NOON + dt.timedelta(minutes=3), AUDITOR, CASE)


def test_a_number_that_is_no_conversation_is_said_to_be_none(council: Council) -> None:
    with pytest.raises(NoSuchConversation):
        move(council.store, council.pack, 4711, Typed("2"), PIA)


def test_nobody_else_sees_or_moves_an_audit_that_is_not_theirs(held: Held, council: Council) -> None:
    held.say(CASE)
    for person in PEOPLE:
        if person.email != AUDITOR:
            with pytest.raises(NoSuchConversation):
                look(council.store, council.pack, held.moved.id, person)
            with pytest.raises(NoSuchConversation):
                held.do(Typed("2"), by=person)


def test_the_feedback_part_of_an_observation_is_for_the_practitioner_and_their_line_manager(
    council: Council,
) -> None:
    held = Held(council, "observation")
    for words in ("Sam Stork", "Meeting", "15 January 2014", "Calm.", "A meeting.", "A summary.", "submit"):
        held.say(words)
    assert isinstance(held.moved.outcome, PartDone)
    for person in PEOPLE:
        if person.email not in (AUDITOR, SAM.email, MANAGER):
            with pytest.raises(NoSuchConversation):
                held.do(ComeBack(), by=person)
    assert place_of(held.do(ComeBack(), by=SAM)) == "conclusions"
