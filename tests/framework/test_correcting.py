"""Correcting by hand: a person's value is taken as the reader would take it, and nothing is ever guessed."""

import datetime as dt

import pytest

from framework.checking import check
from framework.correcting import NotAValue, correct, places
from framework.pack import Pack, load_pack
from framework.reading import ActionLine, Answer, Evidence, Problem, Reading, Status
from framework.words import Judgement

TODAY = dt.date(2014, 2, 3)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("rochdale-2013")


def audit(**changed: object) -> Reading:
    """A Tier 1 audit that is whole."""
    said: dict[str, object] = {
        "form": "tier1-generic",
        "status": Status.ACCEPTED,
        "case_id": "900201",
        "completed_by": "Pia Plover",
        "social_worker": "Sam Stork",
        "date": dt.date(2014, 1, 15),
        "answers": tuple(Answer(number=number, grade=2, comment="Seen.") for number in range(1, 9)),
        "overall": Judgement.GOOD,
        "actions": (
            ActionLine(action="Visit", who="Sam Stork", timescale="within 14 days", due=dt.date(2014, 1, 29)),
            ActionLine(action="Write", who="Tom Tern", timescale="31/01/2014", due=dt.date(2014, 1, 31)),
        ),
    }
    return Reading.model_validate(said | changed)


def two_ticks(pack: Pack, number: int = 3) -> Reading:
    answers = tuple(
        each.model_copy(update={"grade": None}) if each.number == number else each for each in audit().answers
    )
    doubt = Problem(code="two-ticks", where=f"answers.{number}.grade", message="Two grades are marked.")
    return put(pack, audit(answers=answers, problems=(doubt,)), "comments", "Looked at.")


def put(pack: Pack, reading: Reading, where: str, written: str) -> Reading:
    form = pack.form(reading.form or "")
    return correct(form, reading, where, written, pack=pack, today=TODAY)


# Grades and judgement


@pytest.mark.parametrize(
    ("written", "grade"), [("2", 2), ("good", 2), ("Grade 3", 3), ("RI", 3), ("4 - Inadequate", 4)]
)
def test_a_persons_grade_settles_two_ticks(pack: Pack, written: str, grade: int) -> None:
    doubted = two_ticks(pack)
    assert doubted.status is Status.REVIEW
    corrected = put(pack, doubted, "answers.3.grade", written)
    assert corrected.answers[2].grade == grade
    assert (corrected.problems, corrected.status) == ((), Status.ACCEPTED)
    assert doubted.answers[2].grade is None


@pytest.mark.parametrize("written", ["", "2/3", "2 or 3", "5", "good?", "nearly", "✓", "2 3", "good, almost"])
def test_a_grade_that_is_not_one_grade_is_refused_and_not_guessed(pack: Pack, written: str) -> None:
    with pytest.raises(NotAValue, match="Give a grade from 1 to 4, or n/a"):
        put(pack, two_ticks(pack), "answers.3.grade", written)


def test_not_applicable_with_its_reason_settles_an_area(pack: Pack) -> None:
    bare = two_ticks(pack)
    answers = tuple(each.model_copy(update={"comment": ""}) for each in bare.answers)
    corrected = put(
        pack, bare.model_copy(update={"answers": answers}), "answers.3.grade", "n/a - no siblings"
    )
    assert corrected.answers[2] == Answer(number=3, not_applicable=True, comment="no siblings")
    assert corrected.status is Status.ACCEPTED


def test_a_grade_that_is_taken_away_is_missed(pack: Pack) -> None:
    without = put(pack, audit(), "answers.3.not_applicable", "yes")
    assert without.answers[2].grade is None
    back = put(pack, without, "answers.3.not_applicable", "no")
    assert [(p.code, p.where) for p in back.problems] == [("missing", "answers.3.grade")]


def test_only_the_problem_of_the_value_is_taken_out(pack: Pack) -> None:
    struck = Problem(code="struck-comment", where="answers.3.comment", message="Words are struck through.")
    doubted = two_ticks(pack).with_problems(struck)
    corrected = put(pack, doubted, "answers.3.grade", "2")
    assert corrected.problems == (struck,)
    assert put(pack, corrected, "answers.3.comment", "Seen and heard.").problems == ()


def test_a_judgement_is_taken_in_words_or_as_a_number_and_nothing_else(pack: Pack) -> None:
    without = check(pack.form("tier1-generic"), audit(overall=None), pack=pack, sent=None)
    assert [p.where for p in without.problems] == ["overall"]
    assert put(pack, without, "overall", "Requires Improvement").overall is Judgement.REQUIRES_IMPROVEMENT
    assert put(pack, without, "overall", "4").overall is Judgement.INADEQUATE
    for written in ("", "n/a", "3/4", "fine"):
        with pytest.raises(NotAValue, match="Give the judgement"):
            put(pack, without, "overall", written)


def test_what_was_said_of_values_that_are_corrected_now_is_said_no_more(pack: Pack) -> None:
    apart = put(pack, audit(), "answers.3.grade", "4")
    assert "judgement-and-areas" in {notice.code for notice in apart.notices}
    assert put(pack, apart, "answers.3.grade", "2").notices == ()


def test_a_question_is_answered_with_yes_or_no(pack: Pack) -> None:
    questions = Reading(form="supervision", completed_by="Pia Plover", answers=(Answer(number=1),))
    assert put(pack, questions, "answers.1.answer", "Yes").answers[0].answer is True
    with pytest.raises(NotAValue, match="asks yes or no"):
        put(pack, questions, "answers.1.grade", "2")
    with pytest.raises(NotAValue, match="asks for a grade"):
        put(pack, audit(), "answers.1.answer", "yes")


# Fields


def test_a_date_is_held_against_today_and_not_against_the_mail(pack: Pack) -> None:
    assert put(pack, audit(), "date", "13 January 2011").date == dt.date(2011, 1, 13)
    assert put(pack, audit(), "date", "3 February 2014").date == TODAY
    for written, why in (
        ("4/2/2014", "later than today"),
        ("1/2/1914", "cannot be right"),
        ("30/2/2014", "no such day"),
        ("13 January", "no year"),
        ("", "nothing is given"),
    ):
        with pytest.raises(NotAValue, match=why):
            put(pack, audit(), "date", written)


def test_what_is_due_so_many_days_after_the_audit_moves_with_its_date(pack: Pack) -> None:
    corrected = put(pack, audit(), "date", "20/01/2014")
    assert [action.due for action in corrected.actions] == [dt.date(2014, 2, 3), dt.date(2014, 1, 31)]


@pytest.mark.parametrize("written", ["Milly Mallard", "12/03/2004", "943 476 5919", "90 02 01", ""])
def test_a_childs_name_or_birthday_is_never_taken_for_a_case(pack: Pack, written: str) -> None:
    with pytest.raises(NotAValue) as refused:
        put(pack, audit(), "case_id", written)
    assert written == "" or written not in str(refused.value)


@pytest.mark.parametrize("written", ["TBC", "vacant", "12345", "?", ""])
def test_nobody_is_no_auditor(pack: Pack, written: str) -> None:
    with pytest.raises(NotAValue):
        put(pack, audit(), "completed_by", written)


def test_a_field_of_the_form_is_corrected_by_its_name(pack: Pack) -> None:
    seen = Reading(form="observation", fields={"nature": None, "record": "Seen."}, social_worker="Sam Stork")
    assert put(pack, seen, "fields.nature", "home visits").fields["nature"] == "Home visits"
    assert put(pack, seen, "fields.strengths", "One.\nTwo.").fields["strengths"] == "One.\nTwo."
    with pytest.raises(NotAValue, match="needs it"):
        put(pack, seen, "fields.record", "")


@pytest.mark.parametrize(
    "where",
    [
        *("", "grade", "answers", "answers.9.grade", "answers.0.grade", "answers.x.grade", "answers.3.mark"),
        *(
            "fields.nature",
            "status",
            "problems",
            "actions.4.who",
            "actions.0.who",
            "actions.1.whom",
            "overall.x",
        ),
    ],
)
def test_what_the_form_does_not_have_cannot_be_corrected(pack: Pack, where: str) -> None:
    with pytest.raises(NotAValue):
        put(pack, audit(), where, "2")


def test_every_place_that_is_offered_can_be_corrected(pack: Pack) -> None:
    values = {"date": "1/2/2014", "case_id": "900777", "overall": "good", "grade": "3", "answer": "no"}
    values |= {"due": "1/2/2014", "reviewed": "1/2/2014", "fields.actions_by": "1/2/2014"}
    values |= {"fields.next_audit": "1/2/2015"}
    for form in pack.forms:
        blank = Reading(form=form.id, comments="Begun.")
        for where in places(form, blank):
            part = where.rpartition(".")[2]
            written = values.get(where) or values.get(part) or "Some words"
            blank = put(pack, blank, where, written)
        assert blank.problems == ()


# Actions


def test_an_action_is_corrected_part_by_part_and_its_date_follows(pack: Pack) -> None:
    corrected = put(pack, audit(), "actions.1.timescale", "within 7 days")
    assert corrected.actions[0].due == dt.date(2014, 1, 22)
    soon = put(pack, audit(), "actions.2.timescale", "soon")
    assert soon.actions[1].due is None
    assert [notice.code for notice in soon.notices] == ["action-needs-date"]
    settled = put(pack, soon, "actions.2.due", "10 February 2014")
    assert (settled.actions[1].due, settled.notices) == (dt.date(2014, 2, 10), ())
    with pytest.raises(NotAValue, match="later than today"):
        put(pack, audit(), "actions.1.reviewed", "1 March 2014")


def test_an_action_that_was_overlooked_is_added_at_the_end(pack: Pack) -> None:
    corrected = put(pack, audit(), "actions.3.action", "Call the school")
    assert corrected.actions[2] == ActionLine(action="Call the school")
    assert {notice.where for notice in corrected.notices} == {"actions.3.who", "actions.3.due"}


def test_an_action_that_is_none_is_taken_out_and_what_was_said_of_the_next_moves_with_it(pack: Pack) -> None:
    first = Problem(code="merged-cells", where="actions.1", message="Action 1: a cell is merged.")
    second = Problem(code="struck-comment", where="actions.2", message="Action 2: words are struck through.")
    evidence = {
        "actions.1": Evidence(place="table 2, row 2", text="Visit"),
        "actions.2": Evidence(place="table 2, row 3", text="Write"),
    }
    doubted = audit(evidence=evidence).with_problems(first, second)
    corrected = put(pack, doubted, "actions.1", "")
    assert [action.action for action in corrected.actions] == ["Write"]
    assert [(p.where, p.message) for p in corrected.problems] == [
        ("actions.1", "Action 1: words are struck through.")
    ]
    assert corrected.evidence == {"actions.1": evidence["actions.2"]}
