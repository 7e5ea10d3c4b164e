"""A reading that may become a record: with all that the directory and the caseload say of it."""

import datetime as dt
from dataclasses import dataclass, field

from framework.checking import check
from framework.directory import Chain, Directory, Person
from framework.escalation import Telling, who_gets_a_copy, who_is_told
from framework.forms import Form
from framework.names import Found
from framework.pack import Pack
from framework.reading import ActionLine, Problem, Reading, Status
from store.identity import Identity, content_sha256, identity_of
from store.tables import Action, Audit
from store.unit_of_work import UnitOfWork

_OF_THE_CASELOAD = ("social-worker-differs", "social-worker-unknown")  # said anew whenever it is looked up


@dataclass
class Candidate:
    """A reading, checked. `written` is the reading as it came, `sha256` the hash of what it says.

    `key` is the identity under which the audit is kept, once that was looked up.
    """

    reading: Reading
    written: Reading
    form: Form
    chain: Chain
    auditor: Person | None
    people: Directory
    pack: Pack
    identity: Identity = field(init=False)
    sha256: str = field(init=False)
    key: str = ""

    def __post_init__(self) -> None:
        self.identity = identity_of(self.written, self.auditor.email if self.auditor else None)
        self.sha256 = content_sha256(self.written)

    def doubt(self, *problems: Problem) -> None:
        """Have a person look at it."""
        self.reading = self.reading.with_problems(*problems)

    @property
    def telling(self) -> Telling:
        """Whom the framework has told of it, and whom not (A-06, A-08, A-09, A-12, A-14)."""
        if self.form.judgement is None:
            return who_gets_a_copy(self.chain, self.auditor, self.form)
        return who_is_told(self.reading.overall, self.chain, self.auditor, self.form, self.pack)

    def describe(self, audit: Audit) -> None:
        """Put what is read and known into a row."""
        reading = self.reading
        audit.pack, audit.form = self.pack.id, self.form.id
        audit.case_id, audit.completed_by, audit.date = reading.case_id, reading.completed_by, reading.date
        audit.auditor_email = self.auditor.email if self.auditor else None
        audit.social_worker = reading.social_worker
        audit.social_worker_email = self.chain.social_worker.email if self.chain.social_worker else None
        audit.overall = reading.overall.value if reading.overall else None
        audit.reading = reading.model_dump(mode="json")
        audit.subject, audit.identity = self.identity.subject, self.key or self.identity.key
        audit.service_area, audit.team = self.chain.service_area, self.chain.team

    def actions(self) -> list[Action]:
        """The lines of its action table."""
        return [self._action(number, line) for number, line in enumerate(self.reading.actions, start=1)]

    def _action(self, number: int, line: ActionLine) -> Action:
        person = _person(self.people, line.who, self.pack)
        return Action(
            number=number,
            case_id=self.reading.case_id,
            action=line.action,
            who=line.who,
            person=person.email if person else None,
            timescale=line.timescale,
            due=line.due,
            state="completed" if line.outcome and line.reviewed else "open",
            completed=line.reviewed if line.outcome else None,
        )


def look_up(
    work: UnitOfWork,
    reading: Reading,
    sent: dt.date | None,
    pack: Pack,
    directory: Directory,
    auditor: Person | None = None,
    *,
    reason_given: bool = False,
) -> Candidate | Reading:
    """The candidate that a reading is, or the reading as it was refused.

    Its dates are held against the day `sent`; None: against nothing. `auditor` is who did it where that is known;
    else whoever is meant by the name on the audit tool. `reason_given`: for the judgement, beside the form.
    """
    if reading.form is None or reading.status is Status.REJECTED:
        return reading
    form = pack.form(reading.form)
    known = work.people.case(reading.case_id)
    chain = directory.chain(reading.case_id or "", known, reading.social_worker or "", pack)
    checked = check(
        form, reading, pack=pack, sent=sent, service_area=chain.service_area, reason_given=reason_given
    )
    if checked.status is Status.REJECTED:
        return checked
    kept = tuple(notice for notice in checked.notices if notice.code not in _OF_THE_CASELOAD)
    checked = checked.model_copy(update={"notices": (*kept, *chain.differences)})
    auditor = auditor or _person(directory, reading.completed_by, pack)
    return Candidate(checked, reading, form, chain, auditor, directory, pack)


def _person(directory: Directory, written: str | None, pack: Pack) -> Person | None:
    match directory.find(written or "", pack):
        case Found(person=person):
            return person
        case _:
            return None
