"""Who is told of an audit, row by row of the framework's escalation requirements, and of copies."""

import pytest

from framework.directory import Case, Chain, Directory, Person
from framework.escalation import Kind, Reason, Telling, said_of_them, who_gets_a_copy, who_is_told
from framework.pack import Pack, Rules, load_pack
from framework.words import Judgement, Role
from tests.framework.test_directory import (
    CASE,
    CHAIR,
    DIRECTOR,
    EVERYBODY,
    HEAD,
    MANAGER,
    OTHER_HEAD,
    QA,
    REVIEWER,
    WORKER,
    away,
    chain,
    person,
)

PACK = load_pack("rochdale-2013")
TIER1, TIER2, PLO = PACK.form("tier1-generic"), PACK.form("tier2"), PACK.form("tier1-plo")
BOTH = CASE.model_copy(update={"status_written": "LAC; CPP", "conference_chair_email": CHAIR.email})


def tell(
    judgement: Judgement, of: Chain | None = None, auditor: Person | None = None, form: str = "tier1-generic"
) -> Telling:
    return who_is_told(judgement, of or chain(case=BOTH), auditor, PACK.form(form), PACK)


def told(telling: Telling, kind: Kind = Kind.ESCALATION) -> set[tuple[Role, str]]:
    return {(item.role, item.person.name) for item in telling.told if item.kind is kind}


def not_told(telling: Telling) -> set[tuple[Role, Reason]]:
    return {(item.role, item.reason) for item in telling.not_told}


@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "tier2"])
@pytest.mark.parametrize(
    ("judgement", "matrix", "notices"),
    [
        (
            Judgement.INADEQUATE,
            {(Role.HEAD_OF_SERVICE, "Hana Heddle"), (Role.ASSISTANT_DIRECTOR, "Ada Dunne")},
            {
                (Role.TEAM_MANAGER, "Mo Manning"),
                (Role.IRO, "Ian Rowe"),
                (Role.CONFERENCE_CHAIR, "Cath Chandler"),
            },
        ),
        (
            Judgement.REQUIRES_IMPROVEMENT,
            {
                (Role.HEAD_OF_SERVICE, "Hana Heddle"),
                (Role.TEAM_MANAGER, "Mo Manning"),
                (Role.IRO, "Ian Rowe"),
                (Role.CONFERENCE_CHAIR, "Cath Chandler"),
            },
            set(),
        ),
        (Judgement.GOOD, {(Role.TEAM_MANAGER, "Mo Manning")}, set()),
        (
            Judgement.OUTSTANDING,
            {
                (Role.TEAM_MANAGER, "Mo Manning"),
                (Role.HEAD_OF_SERVICE, "Hana Heddle"),
                (Role.ASSISTANT_DIRECTOR, "Ada Dunne"),
            },
            set(),
        ),
    ],
)
def test_the_matrix_of_the_framework_is_kept_exactly(
    judgement: Judgement, matrix: set[tuple[Role, str]], notices: set[tuple[Role, str]], form: str
) -> None:
    telling = tell(judgement, form=form)
    assert told(telling) == matrix
    assert told(telling, Kind.ACTION_NOTICE) == notices
    assert telling.not_told == ()
    assert telling.note == ""


def test_each_is_told_why_in_a_sentence_and_by_which_rule() -> None:
    [first, *_] = tell(Judgement.INADEQUATE).told
    assert first.why == (
        "You are the Head of Service for First Response, and an audit was judged inadequate "
        "(framework, escalation requirements)."
    )
    assert first.source == "framework L3029"
    notice = next(item for item in tell(Judgement.INADEQUATE).told if item.kind is Kind.ACTION_NOTICE)
    assert notice.why == (
        "You are the manager of the social worker, and an audit was judged inadequate "
        "(action notice, beyond the framework)."
    )
    assert notice.source == "A-06"
    covered = tell(Judgement.GOOD, chain(away(MANAGER, "Quinn Assel"))).told[0]
    assert covered.why == (
        "You are covering for Mo Manning, the manager of the social worker, and an audit was judged good "
        "(framework, escalation requirements)."
    )
    assert covered.covering_for is not None and covered.covering_for.name == "Mo Manning"


def test_others_are_told_why_in_the_third_person() -> None:
    tellings = (
        tell(Judgement.INADEQUATE),
        tell(Judgement.GOOD, chain(away(MANAGER, "Quinn Assel"))),
        who_gets_a_copy(chain(), None, PACK.form("observation")),
    )
    said = [said_of_them(item.why) for telling in tellings for item in telling.told]
    assert not any(word in sentence.lower().split() for sentence in said for word in ("you", "you."))
    assert all(sentence[0].isupper() for sentence in said)
    assert (
        "Covering for Mo Manning, the manager of the social worker, and an audit was judged good "
        "(framework, escalation requirements)." in said
    )


def test_nothing_of_the_case_stands_in_a_sentence() -> None:
    for judgement in Judgement:
        for of in (chain(case=BOTH), chain(case=None), chain(case=None, written="Jane Stranger")):
            telling = tell(judgement, of)
            sentences = [item.why for item in (*telling.told, *telling.not_told)] + [telling.note]
            assert not any("111222" in sentence or "Jane Stranger" in sentence for sentence in sentences)


def test_the_plo_tool_says_which_rule_extends_the_matrix_to_it_and_can_be_left_out() -> None:
    assert tell(Judgement.GOOD, form="tier1-plo").told[0].source == "framework L3033, A-08"
    off = PACK.model_copy(update={"rules": Rules(matrix_for_plo=False)})
    telling = who_is_told(Judgement.INADEQUATE, chain(), None, PLO, off)
    assert telling.told == telling.not_told == () and "A-08" in telling.note


def test_action_notices_can_be_left_out_and_the_matrix_stays() -> None:
    off = PACK.model_copy(update={"rules": Rules(action_notices=False)})
    telling = who_is_told(Judgement.INADEQUATE, chain(case=None), None, TIER1, off)
    assert {item.role for item in telling.told} == {Role.HEAD_OF_SERVICE, Role.ASSISTANT_DIRECTOR}
    assert telling.not_told == ()


def test_an_auditor_is_not_told_of_their_own_audit_and_the_record_says_so() -> None:
    telling = tell(Judgement.GOOD, auditor=MANAGER)
    assert telling.told == ()
    assert not_told(telling) == {(Role.TEAM_MANAGER, Reason.IS_THE_AUDITOR)}
    assert telling.exceptions == ()
    assert telling.note == "Nobody is told: Mo Manning, manager of the social worker, did this audit."


def test_the_other_job_sharer_is_told_where_one_is_the_auditor() -> None:
    partner = person("Hope Heddle", Role.HEAD_OF_SERVICE, service_areas=("first-response",))
    telling = tell(Judgement.OUTSTANDING, chain(partner), auditor=HEAD)
    assert (Role.HEAD_OF_SERVICE, "Hope Heddle") in told(telling)
    assert (Role.HEAD_OF_SERVICE, Reason.IS_THE_AUDITOR) in not_told(telling)


def test_a_tier_2_audit_goes_to_the_cases_head_of_service_not_the_auditors() -> None:
    telling = tell(Judgement.INADEQUATE, auditor=OTHER_HEAD, form="tier2")
    assert (Role.HEAD_OF_SERVICE, "Hana Heddle") in told(telling)
    assert "Henk Harbour" not in {item.person.name for item in telling.told}


def test_an_auditor_who_covers_is_not_told_either() -> None:
    telling = tell(Judgement.GOOD, chain(away(MANAGER, "Quinn Assel")), auditor=QA)
    assert not_told(telling) == {(Role.TEAM_MANAGER, Reason.IS_THE_AUDITOR)}


def test_one_person_in_two_roles_gets_one_message_that_names_both() -> None:
    acting = HEAD.model_copy(update={"role": Role.ASSISTANT_DIRECTOR})
    telling = tell(Judgement.OUTSTANDING, chain(acting, without=(DIRECTOR,)))
    grouped = telling.by_person()
    assert [item.role for item in grouped[HEAD.email]] == [Role.HEAD_OF_SERVICE, Role.ASSISTANT_DIRECTOR]
    assert len(grouped) == 2


def test_nobody_gets_an_action_notice_of_what_the_matrix_told_them() -> None:
    covering = tell(Judgement.INADEQUATE, chain(away(MANAGER, "Hana Heddle"), case=BOTH))
    assert told(covering) == {(Role.HEAD_OF_SERVICE, "Hana Heddle"), (Role.ASSISTANT_DIRECTOR, "Ada Dunne")}
    assert (Role.TEAM_MANAGER, Reason.ALREADY_TOLD) in not_told(covering)
    assert covering.exceptions == ()


@pytest.mark.parametrize(
    ("case", "written", "expected"),
    [
        (
            None,
            "Jane Stranger",
            {
                (Role.HEAD_OF_SERVICE, Reason.UNKNOWN),
                (Role.TEAM_MANAGER, Reason.UNKNOWN),
                (Role.IRO, Reason.STATUS_UNKNOWN),
                (Role.CONFERENCE_CHAIR, Reason.STATUS_UNKNOWN),
            },
        ),
        (
            None,
            "T Ashworth",
            {(Role.IRO, Reason.STATUS_UNKNOWN), (Role.CONFERENCE_CHAIR, Reason.STATUS_UNKNOWN)},
        ),
        (CASE, "", {(Role.CONFERENCE_CHAIR, Reason.NOT_RELEVANT)}),
        (
            CASE.model_copy(update={"iro_email": None, "service_area": "adoption"}),
            "",
            {
                (Role.HEAD_OF_SERVICE, Reason.VACANT),
                (Role.IRO, Reason.VACANT),
                (Role.CONFERENCE_CHAIR, Reason.NOT_RELEVANT),
            },
        ),
    ],
)
def test_whoever_cannot_be_told_is_named_with_a_reason(
    case: Case | None, written: str, expected: set[tuple[Role, Reason]]
) -> None:
    telling = tell(Judgement.REQUIRES_IMPROVEMENT, chain(case=case, written=written))
    assert not_told(telling) == expected
    asked = {(role, reason) for role, reason in expected if reason is not Reason.NOT_RELEVANT}
    assert {(item.role, item.reason) for item in telling.exceptions} == asked
    assert all(item.why.endswith(".") for item in telling.not_told)


def test_candidates_travel_with_the_exception_so_that_one_can_be_chosen() -> None:
    telling = tell(Judgement.GOOD, chain(person("Tina Ashworth", Role.SOCIAL_WORKER), case=None))
    [exception] = telling.exceptions
    assert exception.reason is Reason.SEVERAL and len(exception.candidates) == 2


TWIN = person("Tina Ashworth", Role.SOCIAL_WORKER, team="CP 2")
UNALLOCATED = CASE.model_copy(update={"social_worker_email": None})


@pytest.mark.parametrize("judgement", list(Judgement))
@pytest.mark.parametrize("allocated", [None, "gone@council.example"])
@pytest.mark.parametrize("written", ["T Ashworth", "Tom Ashworth / Tina Ashworth"])
def test_two_who_may_be_the_social_worker_are_asked_about_though_the_cases_team_leads_to_everybody(
    judgement: Judgement, allocated: str | None, written: str
) -> None:
    case = CASE.model_copy(update={"social_worker_email": allocated})
    telling = tell(judgement, chain(TWIN, case=case, written=written))
    assert (Role.TEAM_MANAGER, "Mo Manning") in told(telling) | told(telling, Kind.ACTION_NOTICE)
    [exception] = telling.exceptions
    assert (exception.role, exception.reason) == (Role.SOCIAL_WORKER, Reason.SEVERAL)
    for candidate in (WORKER, TWIN):
        assert candidate in exception.candidates
        assert candidate.email in exception.why


def test_a_name_that_fits_two_is_asked_about_once() -> None:
    case = UNALLOCATED.model_copy(update={"team": "", "service_area": None})
    telling = tell(Judgement.OUTSTANDING, chain(TWIN, case=case, written="Tom Ashworth and Tina Ashworth"))
    assert {item.role for item in telling.exceptions} == {Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE}
    assert all(TWIN.email in item.why and WORKER.email in item.why for item in telling.exceptions)


@pytest.mark.parametrize(("written", "differs"), [("T Ashworth", False), ("U Otley", True)])
def test_who_is_meant_is_not_asked_where_the_caseload_says_who_it_is(written: str, differs: bool) -> None:
    other = person("Una Otley-Oates", Role.SOCIAL_WORKER)
    other = other.model_copy(update={"name": "Uma Otley"})
    found = chain(TWIN, other, written=written)
    assert [difference.code for difference in found.differences] == ["social-worker-differs"] * differs
    assert tell(Judgement.GOOD, found).exceptions == ()


@pytest.mark.parametrize("form", ["supervision", "observation"])
def test_a_confidential_tool_is_escalated_to_nobody(form: str) -> None:
    telling = who_is_told(None, chain(case=None), None, PACK.form(form), PACK)
    assert telling.told == telling.not_told == () and telling.note
    assert tell(Judgement.INADEQUATE, form=form).told == ()


def test_without_a_judgement_nobody_is_told_and_that_is_said() -> None:
    telling = who_is_told(None, chain(), None, TIER2, PACK)
    assert telling.told == () and "no overall judgement" in telling.note


class TestCopiesOfAnObservation:
    def copies(self, of: Chain, auditor: Person | None = None) -> Telling:
        return who_gets_a_copy(of, auditor, PACK.form("observation"))

    def test_worker_line_manager_and_qa_team_get_one(self) -> None:
        telling = self.copies(chain(case=None))
        assert [item.person for item in telling.told] == [WORKER, MANAGER, QA]
        assert {item.kind for item in telling.told} == {Kind.COPY}
        assert telling.told[1].why == (
            "You are the line manager of Tom Ashworth, and a copy of the record of an observation of practice is "
            "due (framework, observation of practice)."
        )

    def test_the_manager_who_observed_needs_none(self) -> None:
        telling = self.copies(chain(case=None), auditor=MANAGER)
        assert [item.person for item in telling.told] == [WORKER, QA]
        assert not_told(telling) == {(Role.TEAM_MANAGER, Reason.IS_THE_AUDITOR)}
        assert telling.not_told[0].why == "Mo Manning, line manager of Tom Ashworth, observed."

    def test_nobodys_own_practice_goes_to_a_cover(self) -> None:
        telling = self.copies(chain(away(WORKER, "Una Otley"), case=None))
        assert "Una Otley" not in {item.person.name for item in telling.told}
        assert (Role.SOCIAL_WORKER, Reason.VACANT) in not_told(telling)

    def test_an_unknown_practitioner_is_asked_about(self) -> None:
        telling = self.copies(chain(case=None, written="Jane Stranger"))
        assert [item.person for item in telling.told] == [QA]
        assert not_told(telling) == {
            (Role.SOCIAL_WORKER, Reason.UNKNOWN),
            (Role.TEAM_MANAGER, Reason.UNKNOWN),
        }

    @pytest.mark.parametrize("form", ["supervision", "tier1-generic", "tier1-plo", "tier2"])
    def test_no_other_tool_is_copied(self, form: str) -> None:
        telling = who_gets_a_copy(chain(), None, PACK.form(form))
        assert telling.told == () and telling.note


def test_another_councils_matrix_may_tell_other_roles() -> None:
    rows = [
        row.model_copy(update={"tell": (Role.SOCIAL_WORKER, Role.DIRECTOR, Role.SAFEGUARDING_HEAD)})
        for row in PACK.escalation
    ]
    pack = Pack.model_validate(PACK.model_dump() | {"escalation": [row.model_dump() for row in rows]})
    people = (*EVERYBODY, person("Dee Cees", Role.DIRECTOR))
    found = Directory(people=people).chain("111222", CASE, "", pack)
    telling = who_is_told(Judgement.GOOD, found, None, TIER1, pack)
    assert told(telling) == {(Role.SOCIAL_WORKER, "Tom Ashworth"), (Role.DIRECTOR, "Dee Cees")}
    assert not_told(telling) == {(Role.SAFEGUARDING_HEAD, Reason.VACANT)}
    assert REVIEWER.name not in {item.person.name for item in telling.told}
