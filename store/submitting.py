"""An audit handed in by its auditor in chat: recorded under their address, and amended as the same audit."""

import hashlib
from collections.abc import Mapping

from framework.london import day
from framework.outlines import reason_for_judgement
from framework.pack import Pack
from framework.people import Person
from framework.reading import Reading
from store.candidates import Candidate, look_up
from store.moderating import reason_changed
from store.outcomes import Outcome
from store.record_duties import call_for_document
from store.recording import Recorded, Submission, record_candidate
from store.tables import Audit
from store.unit_of_work import UnitOfWork


def submit(
    work: UnitOfWork,
    reading: Reading,
    *,
    auditor: Person,
    beside: Mapping[str, str],
    pack: Pack,
    amends: Audit | None = None,
    because: str = "",
) -> Recorded:
    """Record what was answered in chat, as a mailed audit tool is; the same once more changes nothing.

    `amends` is the version that the auditor changes: what is handed in is the next version of it, even where the
    case reference or the date was put right; `because` is why, in their words. `beside` is kept with it, also
    where nothing else has changed.
    ValueError for a reading that is rejected, which no conversation ends in.
    """
    reason_given = reason_for_judgement(pack.asked, beside)
    case = look_up(
        work, reading, day(work.now), pack, work.people.directory(), auditor, reason_given=bool(reason_given)
    )
    if not isinstance(case, Candidate):
        raise ValueError("an audit held in chat has something to record")
    work.hold(case.identity.subject, *([amends.subject] if amends else []))
    case.key = amends.identity if amends else work.audits.key_of(case.identity)
    if amends:  # an amendment back to what was said before is a version of its own
        case.sha256 = hashlib.sha256(f"{case.sha256} after {amends.id}".encode()).hexdigest()
    submission = Submission("chat", work.now, amends=amends is not None, beside=beside, because=because)
    done = record_candidate(work, case, submission)
    if done.outcome is Outcome.DUPLICATE and done.audit is not None and done.audit.beside != beside:
        done.audit.beside = dict(beside)
        call_for_document(work, done.audit, pack)
        reason_changed(work, done.audit)
        work.log.add("audit-beside-changed", f"audit {done.audit.id}", source="chat")
    return done
