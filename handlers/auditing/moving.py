"""One move in an audit held in chat: loaded, made, stored with all that it leads to, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from conversations import engine
from conversations.facts import Facts, KnownCase, Value
from conversations.moves import ComeBack, Concern, Move
from conversations.outcomes import AskAgain, Done, Outcome, PartDone, Refused
from conversations.script import Script
from conversations.turns import Conversation, TurnKind
from framework.forms import Form
from framework.london import day
from framework.outlines import Edition, Option, edition_of
from framework.pack import Pack
from framework.people import Person
from handlers.about import RecipientFacts
from handlers.auditing import keeping
from handlers.auditing.cases import in_caseload, near_cases
from handlers.auditing.concerns import naming_whom, tell_concern, with_whom
from handlers.auditing.holding import may_look, may_take, tell_part_due, why_not_to
from handlers.recipients import recipient_facts
from store.ending import put_screens_away
from store.outcomes import Outcome as Recording
from store.recording import Recorded
from store.submitting import submit
from store.tables import ConversationRow
from store.unit_of_work import Store, UnitOfWork, in_one_transaction


@dataclass(frozen=True)
class Moved:
    """What came of a move. `version` is what the next screen is drawn from; `values` are those that stand.

    `service_area` is the case's, where it is known. `holder` is the address of who has the part under way.
    `audit_id` and `recorded` say what was recorded, where the move submitted the audit. `screen` is the message
    (channel, ts) in which it was shown last. `changed`: the form was changed since, and the auditor may move over.
    `awaited` are the names of those who are told that their part waits once one is finished, empty where the
    directory knows nobody; `next_too`: the next part is the mover's as well. `because` is why it is being amended.
    `earlier`: a part before this one is finished. Once it is recorded `told` are those whom the framework names,
    `feedback` the name of the practitioner and their address (None: nobody knows it), if they are to have any;
    `without_account` names whom of these Slack does not know, once that was asked.
    """

    id: int
    form: Form
    version: int
    outcome: Outcome
    values: Mapping[str, Value]
    service_area: str | None = None
    holder: str | None = None
    audit_id: int | None = None
    recorded: Recording | None = None
    screen: tuple[str, str] | None = None
    changed: bool = False
    awaited: tuple[str, ...] = ()
    next_too: bool = False
    earlier: bool = False
    because: str = ""
    told: tuple[RecipientFacts, ...] = ()
    feedback: tuple[str, str | None] | None = None
    without_account: tuple[str, ...] = ()


class NoSuchConversation(LookupError):
    """There is no conversation of that number, for that person."""


class CameBetween(Exception):
    """Somebody else moved at the same moment."""


Plan = Callable[[Mapping[str, Value]], Sequence[Move]]
"""The moves of one turn, made of the values that stand; none: only to look."""


def begin(
    store: Store, pack: Pack, form: str, by: Person, values: Mapping[str, Value] | None = None
) -> Moved:
    """A new audit with that tool by that person, filled in with what is known (by path)."""

    def do(work: UnitOfWork) -> Moved:
        edition = edition_of(pack, form)
        script = _script(work, pack, edition, by)
        digest = keeping.keep_edition(work, pack.id, edition)
        turned = engine.begin(script, digest, by=by.email, at=work.now, values=values)
        found = keeping.found_of(script, turned.conversation)
        row = work.conversations.begin(pack.id, form, by.email, found, keeping.to_keep(turned.added))
        work.log.add("conversation-begun", f"conversation {row.id}", who=by.email, form=form)
        return moved_to(row, script, turned.conversation, turned.outcome)

    return in_one_transaction(store, do)


def move(
    store: Store, pack: Pack, conversation_id: int, made: Move, by: Person, seen: int | None = None
) -> Moved:
    """What comes of a move by that person; NoSuchConversation if there is none of that number.

    `seen` is the version that the screen was drawn from. Where somebody else moved at the same moment, it is
    made anew upon what they did.
    """
    moved = turn(store, pack, conversation_id, lambda _: (made,), by, seen)
    assert moved is not None
    return moved


def turn(
    store: Store,
    pack: Pack,
    conversation_id: int,
    plan: Plan,
    by: Person,
    seen: int | None = None,
    *,
    claim: str | None = None,
) -> Moved | None:
    """All that one click or message comes to, in one transaction, however many moves that is; as `move`.

    A move that has to be asked again is the last. `claim` is the sender's id for it: None, and nothing done, where
    that was claimed before.
    """

    def do(work: UnitOfWork) -> Moved | None:
        first = claim is None or work.claim_once(claim)
        return _turn(work, pack, conversation_id, plan, by, seen) if first else None

    while True:
        try:
            return in_one_transaction(store, do)
        except CameBetween:
            continue


def _turn(
    work: UnitOfWork, pack: Pack, conversation_id: int, plan: Plan, by: Person, seen: int | None
) -> Moved:
    row, before, script = loaded(work, pack, conversation_id, by)
    conversation, outcome = before, None
    moves = list(plan(before.state().values))
    for number, made in enumerate(moves, start=1):
        if isinstance(made, ComeBack) and row.holder is None and not may_take(work, pack, row, by.email):
            return moved_to(row, script, before, Refused(why_not_to(work, pack, row, by.email)))
        turned = engine.advance(script, conversation, made, by=by.email, at=work.now, seen=seen)
        if seen == conversation.version:  # what was added since is the mover's own
            seen = turned.conversation.version
        conversation, outcome = turned.conversation, turned.outcome
        if isinstance(outcome, AskAgain) and not any(isinstance(each, Concern) for each in moves[number:]):
            break
    if outcome is None:
        return moved_to(
            row, script, before, naming_whom(work, script, before, engine.look(script, before), by)
        )
    outcome = naming_whom(work, script, conversation, outcome, by)
    added, holder = conversation.turns[before.version :], row.holder
    found = keeping.found_of(script, conversation)
    if not work.conversations.add(row.id, keeping.to_keep(added), found):
        raise CameBetween
    for each in added:
        if each.kind is TurnKind.CONCERN:
            told = tell_concern(work, row.id, conversation.state().values, script, each)
            outcome = with_whom(outcome, told)
        if each.kind in (TurnKind.SUBMITTED, TurnKind.CANCELLED):
            put_screens_away(work, row.id, each.number, (turn.by for turn in conversation.turns))
    recorded = _handed_in(work, pack, row, conversation, outcome, by)
    moved = moved_to(row, script, conversation, outcome, recorded)
    if isinstance(outcome, PartDone):
        awaited = tell_part_due(work, pack, row, added)
        return replace(moved, awaited=awaited, next_too=may_take(work, pack, row, by.email))
    if found.holder != holder:  # it was shown in somebody else's channel
        work.conversations.show_in(row.id, None, None)
        return replace(moved, screen=None)
    return moved


def look(store: Store, pack: Pack, conversation_id: int, by: Person) -> Moved:
    """The conversation as it stands; nothing is changed. NoSuchConversation if there is none."""
    with store.reading() as work:
        row, conversation, script = loaded(work, pack, conversation_id, by)
        outcome = naming_whom(work, script, conversation, engine.look(script, conversation), by)
        return moved_to(row, script, conversation, outcome)


def weigh(
    store: Store, pack: Pack, conversation_id: int, made: Move, by: Person, seen: int | None = None
) -> Moved:
    """What would come of a move; nothing is changed. NoSuchConversation if there is none."""
    with store.reading() as work:
        row, conversation, script = loaded(work, pack, conversation_id, by)
        turned = engine.advance(script, conversation, made, by=by.email, at=work.now, seen=seen)
        return moved_to(row, script, conversation, turned.outcome)


def moved_to(
    row: ConversationRow,
    script: Script,
    conversation: Conversation,
    outcome: Outcome,
    recorded: Recorded | None = None,
) -> Moved:
    """What came of a move, for whoever draws it."""
    state = conversation.state()
    values = state.values
    return Moved(
        id=row.id,
        form=script.form,
        version=conversation.version,
        outcome=outcome,
        values=values,
        service_area=script.service_area(values),
        holder=keeping.found_of(script, conversation).holder,
        audit_id=recorded.audit.id if recorded and recorded.audit else None,
        recorded=recorded.outcome if recorded else None,
        told=_told(recorded),
        feedback=_feedback(script.form, recorded),
        because=state.because,
        screen=(row.screen_channel, row.screen_ts) if row.screen_channel and row.screen_ts else None,
        earlier=bool(state.finished),
        changed=keeping.newer_edition(script.facts.pack, row, conversation) is not None,
    )


def _told(recorded: Recorded | None) -> tuple[RecipientFacts, ...]:
    new = recorded is not None and recorded.outcome in (Recording.RECORDED, Recording.CORRECTED)
    audit = recorded.audit if recorded is not None and new else None
    return tuple(recipient_facts(row) for row in audit.recipients) if audit else ()


def _feedback(form: Form, recorded: Recorded | None) -> tuple[str, str | None] | None:
    audit = recorded.audit if recorded is not None and recorded.outcome is Recording.RECORDED else None
    if audit is None or form.confidential or not audit.social_worker:
        return None
    own = audit.social_worker_email is not None and audit.social_worker_email == audit.auditor_email
    return None if own else (audit.social_worker, audit.social_worker_email)


def _because(conversation: Conversation) -> str:
    """Why the audit was amended that has just been submitted; empty where it was submitted for the first time."""
    for turn in reversed(conversation.turns[:-1]):
        if turn.kind in (TurnKind.REOPENED, TurnKind.SUBMITTED):
            return str(turn.value or "") if turn.kind is TurnKind.REOPENED else ""
    return ""


def _handed_in(
    work: UnitOfWork,
    pack: Pack,
    row: ConversationRow,
    conversation: Conversation,
    outcome: Outcome,
    by: Person,
) -> Recorded | None:
    """The audit recorded by the path that every audit takes, amended if it was recorded before."""
    if not isinstance(outcome, Done):
        return None
    auditor = _auditor(work, row, conversation, by)
    amends = work.audits.get(row.audit_id) if row.audit_id is not None else None
    beside = dict(outcome.beside)
    because = _because(conversation)
    recorded = submit(
        work, outcome.reading, auditor=auditor, beside=beside, pack=pack, amends=amends, because=because
    )
    row.audit_id = recorded.audit.id if recorded.audit else None
    return recorded


def loaded(
    work: UnitOfWork, pack: Pack, conversation_id: int, by: Person
) -> tuple[ConversationRow, Conversation, Script]:
    """A conversation with its questions, for somebody who may have it; NoSuchConversation for anybody else."""
    row = work.conversations.get(conversation_id)
    if row is None or not may_look(work, pack, row, by.email):
        raise NoSuchConversation
    conversation = keeping.conversation_kept(work, conversation_id)
    edition = keeping.edition_kept(work, row.edition)
    auditor = _auditor(work, row, conversation, by)
    return row, conversation, _script(work, pack, edition, auditor)


def _auditor(work: UnitOfWork, row: ConversationRow, conversation: Conversation, by: Person) -> Person:
    """Whoever has the first part: who began the audit, or whom it was handed to."""
    edition = keeping.edition_kept(work, row.edition)
    first = edition.outline.parts[0].id
    email = conversation.state().with_whom.get(first, row.begun_by)
    return next(iter(work.people.directory().posts(email)), by)


def _script(work: UnitOfWork, pack: Pack, edition: Edition, auditor: Person) -> Script:
    """The questions, with what the directory and the caseload know."""
    directory = work.people.directory()

    def known(case_id: str) -> KnownCase:
        case = work.people.case(case_id)
        worker = next(iter(directory.posts(case.social_worker_email if case else None)), None)
        return KnownCase(case.service_area if case else None, worker.name if worker else None)

    facts = Facts(
        pack,
        day(work.now),
        directory,
        auditor.name,
        case=cache(known),
        in_caseload=lambda case_id: in_caseload(work, case_id),
        near=lambda case_id: near_cases(work, pack, auditor.email, case_id),
        **_themes(work, pack),
    )
    return Script(edition, facts)


def _themes(work: UnitOfWork, pack: Pack) -> dict[str, tuple[Option, ...]]:
    every = work.themes.all(pack.themes)
    in_force = tuple(each.option for each in every if not each.retired)
    return {"themes": in_force, "retired_themes": tuple(each.option for each in every if each.retired)}
