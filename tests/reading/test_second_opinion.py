"""Where two ways of reading a document differ, nothing is believed and both are shown; agreement is free."""

import datetime as dt

import pytest

from framework.reading import ActionLine, Answer, Evidence, Problem, Reading, Status
from framework.words import Judgement
from mail.reading.audit_tool.second_opinion import compare

READ = Reading(
    form="tier2",
    status=Status.ACCEPTED,
    case_id="12345",
    completed_by="A Nobody",
    date=dt.date(2014, 1, 15),
    overall=Judgement.GOOD,
    comments="Seen twice.",
    answers=(Answer(number=1, grade=2, comment="A “clear” plan"), Answer(number=2, not_applicable=True)),
    actions=(ActionLine(action="Visit", who="B Nobody"),),
    fields={"team": "North"},
    evidence={"case_id": Evidence(place="table 1", text="12345")},
)


def changed(**update: object) -> Reading:
    return READ.model_copy(update=update)


def answers(*first: Answer) -> tuple[Answer, ...]:
    return (*first, *READ.answers[len(first) :])


def test_two_readings_that_agree_stay_accepted() -> None:
    assert compare([READ], [READ]) == [READ]


@pytest.mark.parametrize(
    "other",
    [
        changed(case_id=None, date=None, overall=None, comments="", actions=(), fields={"team": ""}),
        changed(answers=(Answer(number=1), Answer(number=2))),
        changed(
            comments="seen  twice", answers=answers(Answer(number=1, grade=2, comment='A "clear"\nplan'))
        ),
    ],
)
def test_what_the_second_could_not_read_or_writes_otherwise_is_no_doubt(other: Reading) -> None:
    assert compare([READ], [other]) == [READ]


@pytest.mark.parametrize(
    ("update", "where", "said"),
    [
        ({"case_id": "12346"}, "case_id", "“12345” in one way and as “12346”"),
        ({"date": dt.date(2014, 1, 16)}, "date", "“15 January 2014” in one way and as “16 January 2014”"),
        ({"overall": Judgement.INADEQUATE}, "overall", ""),
        ({"fields": {"team": "South"}}, "fields.team", ""),
        ({"answers": answers(Answer(number=1, grade=3))}, "answers.1.grade", "“2” in one way and as “3”"),
        ({"answers": answers(Answer(number=1, not_applicable=True))}, "answers.1.grade", "“N/A”"),
        ({"answers": (READ.answers[0], Answer(number=2, grade=4))}, "answers.2.grade", "“4”"),
    ],
)
def test_a_value_that_differs_is_taken_back_and_both_are_named(
    update: dict[str, object], where: str, said: str
) -> None:
    (reading,) = compare([READ], [changed(**update)])
    assert reading.status is Status.REVIEW
    ((code, place, message),) = [(p.code, p.where, p.message) for p in reading.problems]
    assert (code, place) == ("readings-differ", where)
    assert said in message
    dumped = reading.model_dump()
    if where.startswith("answers."):
        answer = dumped["answers"][int(where.split(".")[1]) - 1]
        assert answer["grade"] is None
        assert answer["not_applicable"] is False
    elif where.startswith("fields."):
        assert dumped["fields"]["team"] is None
    else:
        assert dumped[where] is None


def test_words_that_differ_are_kept_and_never_repeated() -> None:
    other = changed(
        comments="Never seen.",
        answers=answers(Answer(number=1, grade=2, comment="No plan")),
        actions=(ActionLine(action="Telephone", who="B Nobody"),),
    )
    (reading,) = compare([READ], [other])
    assert {p.where for p in reading.problems} == {"comments", "answers.1.comment", "actions"}
    assert (reading.comments, reading.answers, reading.actions) == (READ.comments, READ.answers, READ.actions)
    told = " ".join(problem.message for problem in reading.problems)
    assert not any(word in told for word in ("Never seen", "Seen twice", "No plan", "Telephone", "Visit"))


def test_what_only_the_second_has_found_is_offered_with_a_doubt() -> None:
    first = changed(case_id=None, actions=(), evidence={})
    (reading,) = compare([first], [READ])
    assert reading.case_id is None
    assert reading.actions == READ.actions
    assert {p.where for p in reading.problems} == {"case_id", "actions"}
    assert reading.evidence["case_id"].text == "12345"


def test_a_value_that_has_its_problem_gets_no_second_one() -> None:
    doubt = Problem(code="unclear", where="case_id", message="Unclear.")
    (reading,) = compare([changed(case_id=None, problems=(doubt,))], [READ])
    assert reading.problems == (doubt,)


def test_an_audit_tool_that_only_the_second_has_found_is_a_doubt_about_the_document() -> None:
    (reading,) = compare([READ], [READ, changed(form="supervision")])
    assert [(p.code, p.where) for p in reading.problems] == [("readings-differ", "")]
    assert compare([READ, changed(form="supervision")], [READ]) == [READ, changed(form="supervision")]
