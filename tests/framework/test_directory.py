"""Whom an audit of a case is addressed to: a wrong link tells a stranger, a missing one must be asked about."""

from typing import Any

import pytest

from framework.directory import Absence, Case, Chain, Directory, Person, read_statuses
from framework.pack import load_pack
from framework.words import Role

PACK = load_pack("rochdale-2013")


def address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@council.example"


def person(
    name: str, role: Role, manager: str | None = None, cover: str | None = None, **more: Any
) -> Person:
    links = {
        "manager_email": address(manager) if manager else None,
        "cover_email": address(cover) if cover else None,
    }
    return Person(name=name, email=address(name), role=role, **links, **more)


WORKER = person(
    "Tom Ashworth", Role.SOCIAL_WORKER, manager="Mo Manning", team="FR 1", service_areas=("first-response",)
)
MANAGER = person("Mo Manning", Role.TEAM_MANAGER, team="FR 1")
HEAD = person("Hana Heddle", Role.HEAD_OF_SERVICE, service_areas=("first-response", "mass"))
DIRECTOR = person("Ada Dunne", Role.ASSISTANT_DIRECTOR)
REVIEWER = person("Ian Rowe", Role.IRO)
CHAIR = person("Cath Chandler", Role.CONFERENCE_CHAIR)
QA = person("Quinn Assel", Role.QA_TEAM)
OTHER_WORKER = person(
    "Una Otley", Role.SOCIAL_WORKER, manager="Ola Othman", team="CP 2", service_areas=("child-protection",)
)
OTHER_MANAGER = person("Ola Othman", Role.TEAM_MANAGER, team="CP 2")
OTHER_HEAD = person("Henk Harbour", Role.HEAD_OF_SERVICE, service_areas=("child-protection",))
EVERYBODY = (WORKER, MANAGER, HEAD, DIRECTOR, REVIEWER, CHAIR, QA, OTHER_WORKER, OTHER_MANAGER, OTHER_HEAD)
CASE = Case(
    case_id="111222",
    social_worker_email=WORKER.email,
    team="FR 1",
    service_area="first-response",
    statuses=("cared-for",),
    status_written="LAC",
    iro_email=REVIEWER.email,
)


def chain(
    *changed: Person, case: Case | None = CASE, written: str = "T Ashworth", without: tuple[Person, ...] = ()
) -> Chain:
    """The chain with some people put in the place of those of the same post, or added, or taken out."""
    posts = {(p.email, p.role): p for p in EVERYBODY if p not in without}
    posts.update({(p.email, p.role): p for p in changed})
    return Directory(people=tuple(posts.values())).chain("111222", case, written, PACK)


def told(of: Chain, role: Role) -> list[tuple[str, str]]:
    return [(holder.person.name, holder.why) for holder in of.of(role).people]


def absent(of: Chain, role: Role) -> Absence | None:
    return of.of(role).absence


def test_a_case_of_the_caseload_leads_to_everybody() -> None:
    found = chain()
    assert found.social_worker == WORKER and found.case_known
    assert (found.team, found.service_area, found.differences) == ("FR 1", "first-response", ())
    assert told(found, Role.TEAM_MANAGER) == [("Mo Manning", "manager of the social worker")]
    assert told(found, Role.HEAD_OF_SERVICE) == [("Hana Heddle", "Head of Service for First Response")]
    assert told(found, Role.ASSISTANT_DIRECTOR) == [("Ada Dunne", "Assistant Director")]
    assert told(found, Role.IRO) == [("Ian Rowe", "Independent Reviewing Officer allocated to the case")]
    assert told(found, Role.QA_TEAM) == [("Quinn Assel", "contact in the Quality Assurance team")]
    assert absent(found, Role.CONFERENCE_CHAIR) is Absence.NOT_RELEVANT


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Una Otley", "social-worker-differs"),
        ("Una Otlay", "social-worker-unknown"),
        ("Otley", "social-worker-differs"),
        ("Jane Stranger", "social-worker-unknown"),
        ("Tom Ashworth / Una Otley", None),
        ("Thomas Ashworth", None),
        ("", None),
    ],
)
def test_the_caseload_outranks_the_name_on_the_audit_tool_and_the_difference_is_said(
    written: str, code: str | None
) -> None:
    found = chain(written=written)
    assert found.social_worker == WORKER
    assert told(found, Role.TEAM_MANAGER) == [("Mo Manning", "manager of the social worker")]
    assert [difference.code for difference in found.differences] == ([code] if code else [])


def test_a_case_unknown_to_the_caseload_takes_team_and_service_area_from_the_worker() -> None:
    found = chain(case=None, written="Otley, Una")
    assert not found.case_known
    assert (found.team, found.service_area) == ("CP 2", "child-protection")
    assert told(found, Role.TEAM_MANAGER) == [("Ola Othman", "manager of the social worker")]
    assert told(found, Role.HEAD_OF_SERVICE)[0][0] == "Henk Harbour"
    assert absent(found, Role.IRO) is absent(found, Role.CONFERENCE_CHAIR) is Absence.STATUS_UNKNOWN


def test_neither_case_nor_worker_known_loses_only_the_links_that_need_them() -> None:
    found = chain(case=None, written="Jane Stranger")
    assert found.social_worker is None
    assert absent(found, Role.TEAM_MANAGER) is absent(found, Role.HEAD_OF_SERVICE) is Absence.UNKNOWN
    assert absent(found, Role.IRO) is Absence.STATUS_UNKNOWN
    assert told(found, Role.ASSISTANT_DIRECTOR) and told(found, Role.QA_TEAM)
    assert "not in the directory" in found.of(Role.TEAM_MANAGER).why


def test_a_name_that_fits_two_people_is_asked_about_and_gives_both() -> None:
    found = chain(person("Tina Ashworth", Role.SOCIAL_WORKER), case=None)
    assert absent(found, Role.TEAM_MANAGER) is absent(found, Role.HEAD_OF_SERVICE) is Absence.SEVERAL
    assert {p.name for p in found.of(Role.HEAD_OF_SERVICE).candidates} == {"Tom Ashworth", "Tina Ashworth"}


def test_an_unknown_worker_of_a_known_case_still_leads_to_its_team_and_head_of_service() -> None:
    case = CASE.model_copy(update={"social_worker_email": "gone@council.example"})
    found = chain(case=case, written="Jane Stranger")
    assert found.social_worker is None
    assert [d.code for d in found.differences] == ["social-worker-not-in-directory"]
    assert told(found, Role.TEAM_MANAGER) == [("Mo Manning", "Team Manager of FR 1")]
    assert told(found, Role.HEAD_OF_SERVICE)[0][0] == "Hana Heddle"


def test_an_unallocated_case_takes_the_worker_from_the_audit_tool() -> None:
    case = CASE.model_copy(update={"social_worker_email": None})
    assert chain(case=case).social_worker == WORKER


def test_the_team_manager_is_found_above_a_senior_worker() -> None:
    worker = WORKER.model_copy(update={"manager_email": address("Sen Iorson")})
    senior = person("Sen Iorson", Role.SOCIAL_WORKER, manager="Mo Manning")
    assert told(chain(worker, senior), Role.TEAM_MANAGER) == [("Mo Manning", "manager of the social worker")]


def test_managers_in_a_circle_end_at_the_team() -> None:
    worker = WORKER.model_copy(update={"manager_email": address("Sen Iorson")})
    senior = person("Sen Iorson", Role.SOCIAL_WORKER, manager="Tom Ashworth")
    assert told(chain(worker, senior), Role.TEAM_MANAGER) == [("Mo Manning", "Team Manager of FR 1")]


def test_two_managers_of_a_team_are_both_told_where_none_is_the_workers_own() -> None:
    worker = WORKER.model_copy(update={"manager_email": None})
    found = chain(worker, person("Max Manning", Role.TEAM_MANAGER, team="fr1"))
    assert {name for name, _ in told(found, Role.TEAM_MANAGER)} == {"Mo Manning", "Max Manning"}


def test_no_manager_and_no_team_is_said() -> None:
    worker = WORKER.model_copy(update={"manager_email": None, "team": ""})
    found = chain(worker, case=None)
    assert absent(found, Role.TEAM_MANAGER) is Absence.UNKNOWN
    assert "neither a manager nor one team" in found.of(Role.TEAM_MANAGER).why


def test_a_team_without_a_manager_is_a_vacancy() -> None:
    found = chain(WORKER.model_copy(update={"manager_email": None}), without=(MANAGER,))
    assert absent(found, Role.TEAM_MANAGER) is Absence.VACANT


def away(who: Person, cover: str | None = None) -> Person:
    return who.model_copy(update={"active": False, "cover_email": address(cover) if cover else None})


@pytest.mark.parametrize(
    ("holder", "role"),
    [
        (MANAGER, Role.TEAM_MANAGER),
        (HEAD, Role.HEAD_OF_SERVICE),
        (DIRECTOR, Role.ASSISTANT_DIRECTOR),
        (REVIEWER, Role.IRO),
    ],
)
class TestSomebodyIsAway:
    def test_who_covers_is_told_for_whom(self, holder: Person, role: Role) -> None:
        found = chain(away(holder, cover="Una Otley"))
        [(name, why)] = told(found, role)
        assert name == "Una Otley" and why.startswith(f"covering for {holder.name}, who is away (")
        assert found.of(role).people[0].covering_for is not None

    def test_the_cover_of_a_cover_is_told(self, holder: Person, role: Role) -> None:
        found = chain(away(holder, cover="Una Otley"), away(OTHER_WORKER, cover="Quinn Assel"))
        assert [name for name, _ in told(found, role)] == ["Quinn Assel"]

    def test_covers_in_a_circle_are_a_vacancy(self, holder: Person, role: Role) -> None:
        found = chain(away(holder, cover="Una Otley"), away(OTHER_WORKER, cover=holder.name))
        assert absent(found, role) is Absence.VACANT
        assert holder.name in found.of(role).why

    def test_nobody_covering_is_a_vacancy(self, holder: Person, role: Role) -> None:
        assert absent(chain(away(holder)), role) is Absence.VACANT

    def test_a_cover_who_is_not_in_the_directory_is_a_vacancy(self, holder: Person, role: Role) -> None:
        assert absent(chain(away(holder, cover="Nobody Known")), role) is Absence.VACANT


def test_job_sharers_are_all_told() -> None:
    partner = person("Hope Heddle", Role.HEAD_OF_SERVICE, service_areas=("first-response",))
    assert [name for name, _ in told(chain(partner), Role.HEAD_OF_SERVICE)] == ["Hana Heddle", "Hope Heddle"]
    second = person("Abe Dunne", Role.ASSISTANT_DIRECTOR)
    assert [name for name, _ in told(chain(second), Role.ASSISTANT_DIRECTOR)] == ["Ada Dunne", "Abe Dunne"]


@pytest.mark.parametrize("cover", [None, "Una Otley"])
def test_who_left_is_passed_over_beside_an_active_holder_of_the_post(cover: str | None) -> None:
    partner = person("Hope Heddle", Role.HEAD_OF_SERVICE, service_areas=("first-response",))
    found = chain(away(HEAD, cover), partner)
    assert [name for name, _ in told(found, Role.HEAD_OF_SERVICE)] == ["Hope Heddle"]
    found = chain(away(MANAGER, cover), person("Max Manning", Role.TEAM_MANAGER, team="FR 1"))
    assert told(found, Role.TEAM_MANAGER) == [("Max Manning", "Team Manager of FR 1")]


def test_one_who_covers_for_two_is_told_once() -> None:
    partner = person("Hope Heddle", Role.HEAD_OF_SERVICE, service_areas=("first-response",))
    found = chain(away(HEAD, "Una Otley"), away(partner, "Una Otley"))
    assert [name for name, _ in told(found, Role.HEAD_OF_SERVICE)] == ["Una Otley"]


def test_the_head_of_two_areas_is_told_of_both() -> None:
    found = chain(case=CASE.model_copy(update={"service_area": "mass"}))
    assert told(found, Role.HEAD_OF_SERVICE) == [("Hana Heddle", "Head of Service for MASS")]


def test_an_area_without_a_head_is_a_vacancy_that_names_it() -> None:
    found = chain(case=CASE.model_copy(update={"service_area": "fostering"}))
    assert absent(found, Role.HEAD_OF_SERVICE) is Absence.VACANT
    assert "Fostering" in found.of(Role.HEAD_OF_SERVICE).why


def test_a_worker_without_a_service_area_takes_the_team_managers() -> None:
    worker = WORKER.model_copy(update={"service_areas": ()})
    manager = MANAGER.model_copy(update={"service_areas": ("first-response",)})
    assert chain(worker, manager, case=None).service_area == "first-response"
    assert chain(worker, away(manager, "Una Otley"), case=None).service_area == "first-response"


def test_a_worker_in_two_areas_leaves_the_head_of_service_to_be_asked() -> None:
    worker = WORKER.model_copy(update={"service_areas": ("first-response", "fostering")})
    found = chain(worker, case=None)
    assert absent(found, Role.HEAD_OF_SERVICE) is Absence.UNKNOWN


def test_a_worker_who_changed_team_is_noticed_and_the_caseload_is_used() -> None:
    found = chain(WORKER.model_copy(update={"team": "CP 2"}))
    assert found.team == "FR 1"
    assert [d.code for d in found.differences] == ["team-differs"]


@pytest.mark.parametrize(
    ("status", "iro", "chair", "expected_iro", "expected_chair"),
    [
        ("LAC", True, True, "told", Absence.NOT_RELEVANT),
        ("LAC", False, False, Absence.VACANT, Absence.NOT_RELEVANT),
        ("CP plan", True, True, Absence.NOT_RELEVANT, "told"),
        ("CP plan", False, False, Absence.NOT_RELEVANT, Absence.VACANT),
        ("LAC; CPP", True, True, "told", "told"),
        ("LAC/CP", True, True, "told", "told"),
        ("CiN", True, True, Absence.NOT_RELEVANT, Absence.NOT_RELEVANT),
        ("", True, False, "told", Absence.STATUS_UNKNOWN),
        ("", False, True, Absence.STATUS_UNKNOWN, "told"),
        ("Open", False, False, Absence.STATUS_UNKNOWN, Absence.STATUS_UNKNOWN),
        ("CiN; something else", False, False, Absence.STATUS_UNKNOWN, Absence.STATUS_UNKNOWN),
        ("LAC; something else", True, False, "told", Absence.STATUS_UNKNOWN),
    ],
)
def test_iro_and_chair_have_a_part_where_the_status_says_so(
    status: str, iro: bool, chair: bool, expected_iro: str, expected_chair: str
) -> None:
    case = CASE.model_copy(
        update={
            "statuses": read_statuses(status, PACK)[0],
            "status_written": status,
            "iro_email": REVIEWER.email if iro else None,
            "conference_chair_email": CHAIR.email if chair else None,
        }
    )
    found = chain(case=case)
    for role, expected in ((Role.IRO, expected_iro), (Role.CONFERENCE_CHAIR, expected_chair)):
        assert (absent(found, role) or "told") == expected
        assert bool(told(found, role)) == (expected == "told")


def test_an_iro_who_is_not_in_the_directory_is_asked_about() -> None:
    found = chain(case=CASE.model_copy(update={"iro_email": "new@council.example"}))
    assert absent(found, Role.IRO) is Absence.UNKNOWN
    assert "new@council.example" in found.of(Role.IRO).why


def test_line_manager_and_worker_are_there_for_copies() -> None:
    found = chain(case=None)
    assert [h.person for h in found.worker.people] == [WORKER]
    assert [h.person for h in found.line_manager.people] == [MANAGER]
    assert chain(away(WORKER, cover="Una Otley")).worker.absence is Absence.VACANT
    assert chain(WORKER.model_copy(update={"manager_email": None})).line_manager.absence is Absence.UNKNOWN


def test_a_worker_with_two_posts_is_addressed_by_the_one_in_the_cases_team() -> None:
    second = WORKER.model_copy(update={"team": "CP 2", "manager_email": OTHER_MANAGER.email})
    directory = Directory(people=(second, *EVERYBODY))
    assert told(directory.chain("111222", CASE, "", PACK), Role.TEAM_MANAGER)[0][0] == "Mo Manning"


@pytest.mark.parametrize(
    ("written", "ids", "unknown"),
    [
        ("", (), ()),
        ("LAC", ("cared-for",), ()),
        ("Child protection; LAC", ("child-protection-plan", "cared-for"), ()),
        ("CIN, CPP", ("child-in-need", "child-protection-plan"), ()),
        ("CIN + odd", ("child-in-need",), ("odd",)),
    ],
)
def test_statuses_are_read_and_odd_words_kept(
    written: str, ids: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    assert read_statuses(written, PACK) == (ids, unknown)


def test_addresses_are_the_same_whatever_their_capitals() -> None:
    shouted = Case(case_id="111222", social_worker_email=" Tom.ASHWORTH@Council.Example ")
    assert chain(case=shouted).social_worker == WORKER
    assert Person(name="A B", email="A@B.example", role=Role.QA_TEAM, cover_email="  ").cover_email is None


def test_a_frozen_chain_comes_back_from_the_record_as_it_was() -> None:
    found = chain(away(HEAD, "Una Otley"))
    assert Chain.model_validate_json(found.model_dump_json()) == found


def test_an_audit_tool_without_case_and_worker_still_has_a_chain() -> None:
    found = Directory(people=EVERYBODY).chain(None, None, None, PACK)
    assert absent(found, Role.TEAM_MANAGER) is Absence.UNKNOWN
    assert "No name is written" in found.of(Role.TEAM_MANAGER).why
