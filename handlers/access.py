"""Who may see what. One gate: everything that shows an audit asks here first."""

from collections.abc import Iterable
from typing import Protocol

from framework.directory import Person
from framework.words import Role


class Guarded(Protocol):
    """What the gate needs to know of an audit."""

    @property
    def auditor_email(self) -> str | None: ...
    @property
    def told(self) -> frozenset[str]: ...


def may_see(email: str, audit: Guarded, posts: Iterable[Person]) -> bool:
    """Whether the person with that address may see an audit; no, unless there is a reason to say yes.

    `posts` are the posts that the directory gives them. Nobody sees anything without an active post. Then:

    - whoever the audit was told to (the framework's recipients, action notices, copies),
    - the auditor,
    - the Quality Assurance team, which keeps the central record (framework L1436).

    The allocated social worker may not, unless they were told: the auditor shares the findings with them in
    person (framework L1033). A post alone, however high, is no reason either. For supervision and observation
    records (A-34) this list is final; it may grow for the others only.
    """
    held = [post for post in posts if post.active and post.email.lower() == email.lower()]
    if not held:
        return False
    if any(post.role is Role.QA_TEAM for post in held):
        return True
    return email.lower() in {address.lower() for address in (*audit.told, audit.auditor_email or "")}


NO_AUDITORS = frozenset({Role.SOCIAL_WORKER, Role.BUSINESS_SUPPORT, Role.HR_PARTNER})


def may_audit(posts: Iterable[Person]) -> bool:
    """Whether whoever holds these posts may begin an audit: managers and those above and beside them (L1027)."""
    return any(post.active and post.role not in NO_AUDITORS for post in posts)


def may_know_case(email: str, posts: Iterable[Person], chain: Iterable[str]) -> bool:
    """Whether a case may be named to who has not named it: to the QA team and its own `chain` (addresses)."""
    held = [post for post in posts if post.active]
    in_chain = email.lower() in {address.lower() for address in chain}
    return any(post.role is Role.QA_TEAM for post in held) or (bool(held) and in_chain)


def may_tick(email: str, owner: str, holder: str | None) -> bool:
    """Whether they may say what is done in the child's record, and amend: the auditor, or who has the audit now."""
    return email.lower() in {address.lower() for address in (owner, holder) if address}


def may_review(posts: Iterable[Person]) -> bool:
    """Whether whoever holds these posts may work at the review desk: the QA team and Business Support."""
    return any(post.active and post.role in (Role.QA_TEAM, Role.BUSINESS_SUPPORT) for post in posts)


def may_review_confidential(posts: Iterable[Person]) -> bool:
    """Whether they may open supervision and observation records at the desk: the QA team alone (A-34)."""
    return any(post.active and post.role is Role.QA_TEAM for post in posts)


def may_review_action(
    email: str, posts: Iterable[Person], reviewers: frozenset[str], *, owner: str | None
) -> bool:
    """Whether somebody may review an action: its `reviewers`, and the QA team, which follows actions up (L1436).

    Never the `owner`, whom the action is with: whether it is done is for somebody else to say.
    """
    held = [post for post in posts if post.active]
    if not held or (owner is not None and email.lower() == owner.lower()):
        return False
    return email.lower() in reviewers or any(post.role is Role.QA_TEAM for post in held)


def may_tell_of_action(email: str, posts: Iterable[Person], owner: str | None) -> bool:
    """Whether somebody may say what they did about an action: whoever it is with, and nobody else."""
    return owner is not None and email.lower() == owner.lower() and any(post.active for post in posts)


def may_handle(posts: Iterable[Person], *, confidential: bool) -> bool:
    """Whether they may open an item of the review desk and take steps with it."""
    held = list(posts)
    return may_review_confidential(held) if confidential else may_review(held)


def may_keep_themes(posts: Iterable[Person]) -> bool:
    """Whether they may change the list of themes: the QA team, which reports by it (L1046-1051)."""
    return any(post.active and post.role is Role.QA_TEAM for post in posts)


def may_see_moderation(email: str, audit: Guarded, posts: Iterable[Person]) -> bool:
    """Whether they may see what was found of a judgement (A-29): the QA team, and the auditor whose it is."""
    held = [post for post in posts if post.active]
    return may_list_moderation(held) or (bool(held) and email.lower() == (audit.auditor_email or "").lower())


def may_list_moderation(posts: Iterable[Person]) -> bool:
    """Whether they may see what waits for moderation: the QA team."""
    return any(post.active and post.role is Role.QA_TEAM for post in posts)


def may_moderate(email: str, audit: Guarded, posts: Iterable[Person]) -> bool:
    """Whether they may say what they find: the QA team, but never of an audit of their own."""
    return may_list_moderation(posts) and email.lower() != (audit.auditor_email or "").lower()


def may_decide_conflicts(email: str, declared_by: str, posts: Iterable[Person]) -> bool:
    """Whether they may decide on somebody's conflict of interest (A-28): the QA team, and nobody on their own."""
    return may_list_moderation(posts) and email.lower() != declared_by.lower()
