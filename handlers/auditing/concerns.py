"""A concern said in the middle of an audit: told at once to those who must act, or to whoever can find them."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.asked_back import TELLS
from conversations.facts import Value
from conversations.outcomes import AreYouSure, Ask, AskAgain, Asking, Outcome, Review
from conversations.script import Script
from conversations.turns import Conversation, Turn
from framework.people import Case, Chain, Person
from framework.words import Role
from handlers.auditing.periods import period_of
from handlers.words import in_words
from store.telling import tell_qa_team
from store.unit_of_work import UnitOfWork

CONCERN = "concern"
QA_TEAM = "the Quality Assurance team"
WHOM = (Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE)


def tell_concern(
    work: UnitOfWork, conversation: int, values: Mapping[str, Value], script: Script, turn: Turn
) -> tuple[str, ...]:
    """Have the team manager and the head of service told, in the transaction that keeps the concern; who is told.

    What the caseload does not know is taken from the answers so far (`values`): the service area and the social
    worker. Without a case, or with nobody in a post, the auditor's own line manager is told, and where one of
    the two could not be found the Quality Assurance team, so that a person finds them. Never whoever is worried.
    """
    told, lacking = _whom(work, values, script, turn.by)
    if lacking:
        tell_qa_team(work, CONCERN, period=period_of(conversation, turn.number))
    for email in sorted(told):
        work.outbox.add(CONCERN, email, period=period_of(conversation, turn.number))
    work.log.add("concern-raised", f"conversation {conversation}", who=turn.by, told=len(told))
    return (*told.values(), *((QA_TEAM,) if lacking else ()))


def with_whom(outcome: Outcome, told: tuple[str, ...]) -> Outcome:
    """The screen after a concern, with the names of those who are being told."""
    match outcome:
        case Ask() | Review() if told:
            return replace(outcome, note=f"Being told now: {in_words(list(told))}. {outcome.note}")
        case AskAgain(ask=ask) if told:
            asked = with_whom(ask, told)
            return replace(outcome, ask=asked) if isinstance(asked, Ask) else outcome
        case _:
            return outcome


def naming_whom(
    work: UnitOfWork, script: Script, conversation: Conversation, outcome: Outcome, by: Person
) -> Outcome:
    """Before anybody is told: the question whether they are to be, with their names."""
    if not isinstance(outcome, AreYouSure) or outcome.what is not Asking.WORRIED:
        return outcome
    told, lacking = _whom(work, conversation.state().values, script, by.email)
    names = [*told.values(), *((QA_TEAM,) if lacking else ())]
    return replace(outcome, message=TELLS.format(whom=in_words(names)))


def _whom(
    work: UnitOfWork, values: Mapping[str, Value], script: Script, by: str
) -> tuple[dict[str, str], bool]:
    """Names by address of those to be told, and whether one of the two posts is held by nobody known."""
    chain = _chain(work, values, script)
    found = {role: _people(chain, role) for role in WHOM}
    told = {email: name for people in found.values() for email, name in people.items()}
    lacking = not all(found.values())
    if lacking:
        told |= _line_manager(script, by)
    told.pop(by, None)
    return told, lacking or not told


def _chain(work: UnitOfWork, values: Mapping[str, Value], script: Script) -> Chain:
    case_id, worker = _text(values.get("case_id")), _text(values.get("social_worker"))
    case = work.people.case(case_id) if case_id else None
    if case_id and case is None and (area := script.service_area(values)):
        case = Case(case_id=case_id, service_area=area)
    known = script.facts.case(case_id).social_worker if case_id else None
    return script.facts.directory.chain(case_id, case, known or worker, script.facts.pack)


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _people(chain: Chain, role: Role) -> dict[str, str]:
    return {holder.person.email: holder.person.name for holder in chain.of(role).people}


def _line_manager(script: Script, email: str) -> dict[str, str]:
    directory = script.facts.directory
    managers = [post.manager_email for post in directory.posts(email) if post.manager_email]
    return {manager: next((post.name for post in directory.posts(manager)), manager) for manager in managers}
