"""Every judgement with every state of every post: a delivery or a named reason, never silence."""

from functools import cache
from itertools import product

import pytest

from framework.directory import Case, Chain, Directory, Person
from framework.escalation import Kind, NotTold, Reason, Telling, Told, who_is_told
from framework.pack import load_pack
from framework.words import Judgement, Role

PACK = load_pack("rochdale-2013")
FORM = PACK.form("tier2")

STATES = ("held", "vacant", "covered", "doubled", "auditor", "shared", "away")
ALLOCATED = ("held", "none", "covered", "auditor", "shared", "away", "stranger")
STATUSES = {"iro": "LAC", "chair": "CP plan", "both": "LAC; CP plan", "neither": "CIN", "unknown": "Open"}
RELEVANT = {Role.IRO: ("iro", "both"), Role.CONFERENCE_CHAIR: ("chair", "both")}

AUDITOR = "audra@council.example"
SHARED = "omar@council.example"  # holds every post that is "shared"
COVER = "cora@council.example"
NAMES = {AUDITOR: "Audra Itson", SHARED: "Omar Manyposts", COVER: "Cora Stanley"}


def post(email: str, role: Role, active: bool = True, cover: str | None = None) -> Person:
    return Person(
        name=NAMES.get(email, f"Pat {email.partition('@')[0].capitalize()}"),
        email=email,
        role=role,
        team="FR 1",
        service_areas=("first-response",),
        active=active,
        cover_email=cover,
    )


COVERING = post(COVER, Role.BUSINESS_SUPPORT)
THE_AUDITOR = post(AUDITOR, Role.QA_TEAM)


@cache
def posts(role: Role, state: str) -> tuple[Person, ...]:
    """The rows of the directory that put a post in a state."""
    email = f"{role.value}@council.example"
    return {
        "held": (post(email, role),),
        "vacant": (),
        "none": (),
        "stranger": (),
        "covered": (post(email, role, active=False, cover=COVER),),
        "doubled": (
            post(email, role),
            post(f"second-{email}", role),
            post(f"left-{email}", role, active=False),
        ),
        "auditor": (post(AUDITOR, role),),
        "shared": (post(SHARED, role),),
        "away": (post(email, role, active=False),),
    }[state]


def allocated(role: Role, state: str) -> str | None:
    """Whom the caseload gives in a role."""
    if state in ("auditor", "shared"):
        return posts(role, state)[0].email
    return None if state == "none" else f"{role.value}@council.example"


def resolved(states: dict[Role, str], status: str, case_known: bool, worker_known: bool) -> Chain:
    in_charge = posts(Role.TEAM_MANAGER, states[Role.TEAM_MANAGER])
    manager = (
        in_charge[0].email if len(in_charge) == 1 else None
    )  # sharers are told where none is the worker's own
    worker = post("wanda@council.example", Role.SOCIAL_WORKER).model_copy(update={"manager_email": manager})
    rows = [COVERING, THE_AUDITOR, worker]
    rows += [person for role, state in states.items() for person in posts(role, state)]
    case = Case(
        case_id="111222",
        social_worker_email=worker.email if worker_known else None,
        team="FR 1",
        service_area="first-response",
        status_written=STATUSES[status],
        iro_email=allocated(Role.IRO, states[Role.IRO]),
        conference_chair_email=allocated(Role.CONFERENCE_CHAIR, states[Role.CONFERENCE_CHAIR]),
    )
    written = "Pat Wanda" if worker_known else "Jane Stranger"
    return Directory(people=tuple(rows)).chain("111222", case if case_known else None, written, PACK)


def expected(role: Role, state: str, status: str, case_known: bool, worker_known: bool) -> str:
    """What must become of a role, said anew and without the code under test: "told" or a reason."""
    if role in RELEVANT:
        if not case_known:
            return "status-unknown"
        if status == "unknown":
            if state == "none":
                return "status-unknown"
        elif status not in RELEVANT[role]:
            return "not-relevant"
    elif role is not Role.ASSISTANT_DIRECTOR and not (case_known or worker_known):
        return "unknown"
    return {
        "vacant": "vacant",
        "none": "vacant",
        "away": "vacant",
        "auditor": "is-the-auditor",
        "stranger": "unknown",
    }.get(state, "told")


def check(
    judgement: Judgement, states: dict[Role, str], status: str, case_known: bool, worker_known: bool
) -> None:
    chain = resolved(states, status, case_known, worker_known)
    telling = who_is_told(judgement, chain, THE_AUDITOR, FORM, PACK)
    row = PACK.escalation_for(judgement)
    kinds = dict.fromkeys((*row.tell, *row.tell_where_relevant), Kind.ESCALATION)
    kinds |= dict.fromkeys(row.action_notice, Kind.ACTION_NOTICE)
    escalated = {item.person.email for item in telling.told if item.kind is Kind.ESCALATION}
    for role, kind in kinds.items():
        outcome = expected(role, states[role], status, case_known, worker_known)
        told, not_told = of(telling.told, role), of(telling.not_told, role)
        silenced = {
            item.person.email for item in not_told if item.person and item.reason is Reason.ALREADY_TOLD
        }
        assert silenced <= escalated
        assert kind is Kind.ACTION_NOTICE or not silenced
        if outcome == "told":
            assert told or silenced, (role, states)
            assert len(told) + len(silenced) == (2 if states[role] == "doubled" else 1)
            assert {item.reason for item in not_told} <= {Reason.ALREADY_TOLD}
        else:
            assert not told
            assert [item.reason.value for item in not_told] == [outcome], (role, states)
            assert not_told[0].asks == (outcome not in ("is-the-auditor", "not-relevant"))
        assert {item.kind for item in (*told, *not_told)} == {kind}
    check_everywhere(telling, set(kinds))


def of(items: tuple[Told, ...] | tuple[NotTold, ...], role: Role) -> list:
    return [item for item in items if item.role is role]


def check_everywhere(telling: Telling, roles: set[Role]) -> None:
    assert {item.role for item in (*telling.told, *telling.not_told)} == roles
    addressed = [(item.role, item.person.email) for item in telling.told]
    assert len(addressed) == len(set(addressed)), "told twice in one role"
    assert all(item.person.active and item.person.email != AUDITOR for item in telling.told)
    assert all(item.why.endswith(").") and item.source for item in telling.told)
    assert all(item.why.endswith(".") for item in telling.not_told)
    assert bool(telling.note) == (not telling.told)
    assert sum(len(items) for items in telling.by_person().values()) == len(telling.told)


@pytest.mark.parametrize("judgement", list(Judgement))
@pytest.mark.parametrize(("case_known", "worker_known"), list(product((True, False), repeat=2)))
def test_every_state_of_the_managers_ends_in_a_delivery_or_a_reason(
    judgement: Judgement, case_known: bool, worker_known: bool
) -> None:
    managers = (Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE, Role.ASSISTANT_DIRECTOR)
    reviewers = {Role.IRO: "held", Role.CONFERENCE_CHAIR: "shared"}
    for combination in product(STATES, repeat=3):
        states = dict(zip(managers, combination, strict=True)) | reviewers
        check(judgement, states, "both", case_known, worker_known)


@pytest.mark.parametrize("judgement", list(Judgement))
@pytest.mark.parametrize("status", list(STATUSES))
def test_every_state_of_iro_and_chair_ends_in_a_delivery_or_a_reason(
    judgement: Judgement, status: str
) -> None:
    managers = {Role.TEAM_MANAGER: "held", Role.HEAD_OF_SERVICE: "shared", Role.ASSISTANT_DIRECTOR: "held"}
    for iro, chair, case_known in product(ALLOCATED, ALLOCATED, (True, False)):
        states = managers | {Role.IRO: iro, Role.CONFERENCE_CHAIR: chair}
        check(judgement, states, status, case_known, worker_known=True)
