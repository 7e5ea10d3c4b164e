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
