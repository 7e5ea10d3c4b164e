"""A case that somebody names: whether the caseload has it, and which that they may know of is a slip away."""

from framework.pack import Pack
from handlers.access import may_know_case
from store.unit_of_work import UnitOfWork

_MOST = 3


def in_caseload(work: UnitOfWork, case_id: str) -> bool:
    """Whether the caseload has the case; yes where there is no caseload to hold it against."""
    return work.people.case(case_id) is not None or not work.people.has_cases()


def near_cases(work: UnitOfWork, pack: Pack, email: str, case_id: str) -> tuple[str, ...]:
    """The cases of which somebody may know and whose references are one slip of the keyboard away from that one."""
    directory = work.people.directory()
    written, found = case_id.casefold(), list[str]()
    for case in work.people.cases_about_as_long_as(case_id):
        if not _a_slip_away(written, case.case_id.casefold()):
            continue
        chain = directory.chain(case.case_id, case, None, pack)
        theirs = [each.person.email for held in (chain.worker, *chain.holders) for each in held.people]
        if may_know_case(email, directory.posts(email), theirs):
            found.append(case.case_id)
    return tuple(found[:_MOST])


def _a_slip_away(one: str, other: str) -> bool:
    """One sign more, less, or another, or two next to each other the other way round."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return (len(one) <= 1 and len(other) <= 1) or (len(one) == 2 and one == other[::-1])
