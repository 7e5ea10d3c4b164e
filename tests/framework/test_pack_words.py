"""Every name that the framework or its users give to a service area, role, status or grade is understood."""

import pytest

from framework.form_checks import plain
from framework.pack import load_pack
from framework.words import Role

PACK = load_pack("rochdale-2013")


@pytest.mark.parametrize(
    ("written", "service_area"),
    [
        ("Advice & Screening", "mass"),
        ("FRT", "first-response"),
        ("First Response & CwD", "first-response"),
        ("CP & Court Proceedings", "child-protection"),
        ("Child Protection & Court", "child-protection"),
        ("S&CP", "child-protection"),
        ("cp", "child-protection"),
        ("C.f.C.", "cared-for-children"),
        ("CfS", "cared-for-children"),
        ("Children in our Care", "cared-for-children"),
        ("children  in care", "cared-for-children"),
        ("LAC", "cared-for-children"),
        ("CwD", "children-with-disabilities"),
        ("Fostering", "fostering"),
        ("Adoption", "adoption"),
        ("Residential", "residential"),
        ("Safeguarding Unit", "safeguarding-unit"),
    ],
)
def test_every_name_of_a_service_area_is_understood(written: str, service_area: str) -> None:
    found = PACK.service_area(written)
    assert found is not None
    assert found.id == service_area


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("Practice Manager / Team Manager", Role.TEAM_MANAGER),
        ("PM/TM", Role.TEAM_MANAGER),
        ("Operational Manager", Role.TEAM_MANAGER),
        ("PC", Role.TEAM_MANAGER),
        ("HoS", Role.HEAD_OF_SERVICE),
        ("AD (CSC)", Role.ASSISTANT_DIRECTOR),
        ("DCS", Role.DIRECTOR),
        ("director of children's services", Role.DIRECTOR),
        ("IRO", Role.IRO),
        ("CC", Role.CONFERENCE_CHAIR),
        ("Children's Improvement Team", Role.QA_TEAM),
        ("Quality & Performance Team", Role.QA_TEAM),
        ("Head of Practice and Improvement", Role.PRACTICE_IMPROVEMENT),
        ("Safeguarding Unit Manager", Role.SAFEGUARDING_HEAD),
        ("HR-BP", Role.HR_PARTNER),
        ("Supervisee", Role.SOCIAL_WORKER),
        ("Business Support Officer", Role.BUSINESS_SUPPORT),
    ],
)
def test_every_name_of_a_role_is_understood(written: str, role: Role) -> None:
    assert PACK.role(written) is role


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Cared for", {Role.IRO}),
        ("LAC", {Role.IRO}),
        ("CLA", {Role.IRO}),
        ("CiC", {Role.IRO}),
        ("Child protection plan", {Role.CONFERENCE_CHAIR}),
        ("CP plan", {Role.CONFERENCE_CHAIR}),
        ("LAC & CP", {Role.IRO, Role.CONFERENCE_CHAIR}),
        ("CIN", set()),
        ("Early help", set()),
        ("Assessment", set()),
        ("Care leaver", set()),
        ("Privately fostered", set()),
    ],
)
def test_the_status_of_a_case_says_whose_business_it_is(written: str, told: set[Role]) -> None:
    status = PACK.case_status(written)
    assert status is not None
    assert set(status.relevant_to) == told


@pytest.mark.parametrize("written", ["open", "closed", "active", ""])
def test_whether_a_case_is_open_is_not_taken_for_its_legal_status(written: str) -> None:
    assert PACK.case_status(written) is None


@pytest.mark.parametrize(
    ("written", "grade"),
    [
        ("1", 1),
        ("Outstanding", 1),
        ("Good", 2),
        ("Requiring Improvement", 3),
        ("In need of improvement", 3),
        ("RI", 3),
        ("RI2BG", 3),
        ("requires improvement to be good", 3),
        ("Inadequate", 4),
        ("4", 4),
    ],
)
def test_every_name_of_a_grade_is_listed_under_it_alone(written: str, grade: int) -> None:
    owners = [
        int(words.judgement.grade)
        for words in PACK.grades
        if plain(written) in {plain(word) for word in (words.label, *words.aliases)}
    ]
    assert owners == [grade]
