"""A made-up council: its people, one case, and audits of it that come in."""

import datetime as dt
import itertools
from typing import Any

from sqlalchemy import select

from framework.directory import Case, Person
from framework.pack import Pack
from framework.reading import ActionLine, Answer, Problem, Reading, Status
from framework.words import Judgement, Role
from store.recording import Recorded, Submission, record_all
from store.tables import Action, Audit, Delivery, LogEntry, Recipient
from store.unit_of_work import Store, UnitOfWork, in_one_transaction
from tests.store.clock import NOON

CASE = "900201"
AUDITOR = "pia.plover@council.example"
MANAGER = "tom.tern@council.example"
HEAD = "hal.heron@council.example"
DIRECTOR = "ada.auk@council.example"
IRO = "ira.ibis@council.example"
QA = "quin.quail@council.example"
WORKER = "sam.stork@council.example"

PEOPLE = (
    Person(name="Pia Plover", email=AUDITOR, role=Role.PRACTICE_IMPROVEMENT),
    Person(name="Tom Tern", email=MANAGER, role=Role.TEAM_MANAGER, team="Otters"),
    Person(name="Hal Heron", email=HEAD, role=Role.HEAD_OF_SERVICE, service_areas=("cared-for-children",)),
    Person(name="Ada Auk", email=DIRECTOR, role=Role.ASSISTANT_DIRECTOR),
    Person(name="Ira Ibis", email=IRO, role=Role.IRO),
    Person(name="Quin Quail", email=QA, role=Role.QA_TEAM),
    Person(
        name="Sam Stork",
        email=WORKER,
        role=Role.SOCIAL_WORKER,
        team="Otters",
        service_areas=("cared-for-children",),
        manager_email=MANAGER,
    ),
)
CASES = (
    Case(
        case_id=CASE,
        social_worker_email=WORKER,
        team="Otters",
        service_area="cared-for-children",
        statuses=("cared-for",),
        status_written="Cared for",
        iro_email=IRO,
    ),
)


def audit_tool(grade: int = 2, **changed: Any) -> Reading:
    """A Tier 1 audit of the case, read without doubt, with that overall judgement."""
    said: dict[str, Any] = {
        "file": "tier1.docx",
        "part": "tier1.docx",
        "form": "tier1-generic",
        "status": Status.ACCEPTED,
        "case_id": CASE,
        "completed_by": "Pia Plover",
        "social_worker": "Sam Stork",
        "date": dt.date(2014, 1, 15),
        "answers": tuple(
            Answer(number=number, grade=grade, comment=f"Seen in the file, area {number}.")
            for number in range(1, 9)
        ),
        "overall": Judgement.of(grade),
        "comments": "Made up for a test.",
        "actions": (
            ActionLine(action="Update the chronology", who="Sam Stork", timescale="31/01/2014"),
            ActionLine(action="Visit again", who="Tom Tern", timescale="within 14 days"),
        ),
    }
    return Reading(**(said | changed))


def doubtful(reading: Reading, number: int = 3) -> Reading:
    """The same with two ticks in one area."""
    answers = tuple(
        answer.model_copy(update={"grade": None}) if answer.number == number else answer
        for answer in reading.answers
    )
    problem = Problem(code="two-ticks", where=f"answers.{number}.grade", message="Two grades are marked.")
    return reading.model_copy(update={"answers": answers}).with_problems(problem)


class Council:
    """What came in, and who was told what of it."""

    def __init__(self, store: Store, pack: Pack) -> None:
        self.store = store
        self.pack = pack
        self._mails = itertools.count(1)
        self.move_in(PEOPLE, CASES)

    def move_in(self, people: tuple[Person, ...], cases: tuple[Case, ...]) -> None:
        """Import the directory and the caseload."""
        with self.store.writing() as work:
            work.people.replace_people(people)
            work.people.replace_cases(cases)
            work.commit()

    def comes(self, *readings: Reading, day: int = 20, sender: str = AUDITOR) -> Recorded:
        """A mail of that day in January 2014 with these audit tools; what became of the last of them."""
        return self.all_come(*readings, day=day, sender=sender)[-1]

    def all_come(self, *readings: Reading, day: int = 20, sender: str = AUDITOR) -> list[Recorded]:
        """The same; what became of each."""
        raw = f"mail {next(self._mails)}".encode()

        def take(work: UnitOfWork) -> list[Recorded]:
            message = work.messages.get(work.messages.keep("audits", raw).id)
            message.sender = sender
            submission = Submission("mail", NOON.replace(day=day), message)
            return record_all(work, readings, submission, self.pack)

        return in_one_transaction(self.store, take)

    def told(self, recorded: Recorded) -> dict[str, str]:
        """Who is told of an audit, as what; several kinds for one person would show as one with a plus."""
        found: dict[str, str] = {}
        for delivery in self.deliveries(recorded):
            before = f"{found[delivery.recipient]}+" if delivery.recipient in found else ""
            found[delivery.recipient] = before + delivery.kind
        return found

    def deliveries(self, recorded: Recorded, state: str = "waiting") -> list[Delivery]:
        """The deliveries about an audit in that state."""
        with self.store.reading() as work:
            return [d for d in work.outbox.of_audit(audit_of(recorded).id) if d.state == state]

    def deliver(self) -> None:
        """Everything that waits is sent."""
        with self.store.writing() as work:
            for delivery in work.outbox.claim(1000, dt.timedelta(minutes=1)):
                work.outbox.sent(delivery, "slack")
            work.commit()

    def recipients(self, recorded: Recorded) -> set[tuple[str, str, str | None, str | None]]:
        """Kind, role, address and reason of each recipient of an audit."""
        with self.store.reading() as work:
            rows = work.session.scalars(select(Recipient).where(Recipient.audit_id == audit_of(recorded).id))
            return {(row.kind, row.role, row.email, row.untold) for row in rows}

    def actions(self, recorded: Recorded) -> list[Action]:
        """The actions of an audit."""
        with self.store.reading() as work:
            rows = select(Action).where(Action.audit_id == audit_of(recorded).id).order_by(Action.number)
            return list(work.session.scalars(rows))

    def audits(self) -> list[Audit]:
        """Every audit that is kept."""
        with self.store.reading() as work:
            return list(work.session.scalars(select(Audit).order_by(Audit.id)))

    def logged(self) -> list[str]:
        """What the log says was done, in its order."""
        with self.store.reading() as work:
            return list(work.session.scalars(select(LogEntry.what).order_by(LogEntry.id)))

    def mails(self, recorded: Recorded) -> int:
        """How many mails brought an audit."""
        with self.store.reading() as work:
            return len(work.session.get_one(Audit, audit_of(recorded).id).messages)


def audit_of(recorded: Recorded) -> Audit:
    """The audit that a reading became."""
    assert recorded.audit is not None
    return recorded.audit
