"""Two versions of an audit at odds: the desk sees each value that differs, and none that does not."""

import datetime as dt

import pytest

from framework.reading import ActionLine, Reading
from tests.store.council import Council, audit_tool
from tests.store.desk import DeskOf


@pytest.fixture
def desk(council: Council) -> DeskOf:
    return DeskOf(council)


def changed(reading: Reading) -> Reading:
    """The same with another grade, an area that is not applicable, another comment, and one action less."""
    answers = list(reading.answers)
    answers[0] = answers[0].model_copy(update={"grade": 4})
    answers[1] = answers[1].model_copy(update={"grade": None, "not_applicable": True})
    answers[2] = answers[2].model_copy(update={"comment": "Something else."})
    return reading.model_copy(update={"answers": tuple(answers), "actions": reading.actions[:1]})


def test_what_differs_from_the_recorded_version_is_left_for_a_person_to_find(desk: DeskOf) -> None:
    desk.mail(audit_tool(2), day=19)
    standing = desk.council.audits()[0].id
    mail = desk.mail(changed(audit_tool(2)), day=18)
    (waiting,) = desk.item(mail).audits
    assert {each.against for each in waiting.differences} == {standing}
    assert [(each.where, each.here, each.there) for each in waiting.differences] == [
        ("answers.1.grade", "4", "2"),
        ("answers.2.grade", "", "2"),
        ("answers.2.not_applicable", "yes", ""),
        ("answers.3.comment", "Something else.", "Seen in the file, area 3."),
        ("actions.2.action", "", "Visit again"),
        ("actions.2.who", "", "Tom Tern"),
        ("actions.2.timescale", "", "within 14 days"),
        ("actions.2.due", "", "29 January 2014"),
    ]


def test_two_versions_in_one_mail_are_not_held_against_each_other(desk: DeskOf) -> None:
    more = (ActionLine(action="Call", who="Sam Stork", timescale="31/01/2014", due=dt.date(2014, 1, 31)),)
    first = audit_tool(2, part="a.docx", actions=more)
    mail = desk.mail(first, audit_tool(3, part="b.docx", actions=more, answers=first.answers))
    one, other = desk.item(mail).audits
    assert [(d.against, d.where, d.here, d.there) for d in one.differences] == [
        (other.audit_id, "overall", "Good", "Requires improvement")
    ]
    assert [(d.against, d.here, d.there) for d in other.differences] == [
        (one.audit_id, "Requires improvement", "Good")
    ]
    desk.take("set_aside", mail, one.audit_id, "The earlier draft.")
    assert desk.item(mail).audits[1].differences == ()


def test_an_audit_with_no_rival_differs_from_another_one(desk: DeskOf) -> None:
    desk.mail(audit_tool(2, case_id="900777"), day=17)
    mail = desk.mail(audit_tool(2, completed_by=None), day=18)
    assert [waiting.differences for waiting in desk.item(mail).audits] == [()]
