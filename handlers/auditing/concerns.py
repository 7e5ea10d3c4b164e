"""A concern said in the middle of an audit: told at once to those who must act, or to whoever can find them."""

from conversations.script import Script
from conversations.turns import Turn
from framework.people import Chain, Person
from framework.words import Role
from handlers.auditing.periods import period_of
from store.telling import tell_qa_team
from store.unit_of_work import UnitOfWork

CONCERN = "concern"
WHOM = (Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE)


def tell_concern(
    work: UnitOfWork, conversation: int, case_id: str | None, script: Script, turn: Turn
) -> None:
    """Have the team manager and the head of service told, in the transaction that keeps the concern.

    Without a case, or with nobody in a post, the auditor's own line manager is told. The Quality Assurance team is
    told where one of the two could not be found, so that a person finds them. Whoever is worried is not told.
    """
    worker = script.facts.case(case_id).social_worker if case_id else None
    case = work.people.case(case_id)
    chain = script.facts.directory.chain(case_id, case, worker, script.facts.pack)
    found = {role: _people(chain, role) for role in WHOM}
    told = {email for people in found.values() for email in people}
    if not all(found.values()):
        told |= _line_manager(script, turn.by)
        tell_qa_team(work, CONCERN, period=period_of(conversation, turn.number))
    for email in sorted(told - {turn.by}):
        work.outbox.add(CONCERN, email, period=period_of(conversation, turn.number))
    work.log.add("concern-raised", f"conversation {conversation}", who=turn.by, told=len(told - {turn.by}))


def _people(chain: Chain, role: Role) -> set[str]:
    return {holder.person.email for holder in chain.of(role).people}


def _line_manager(script: Script, email: str) -> set[str]:
    posts: tuple[Person, ...] = script.facts.directory.posts(email)
    return {post.manager_email for post in posts if post.manager_email}
