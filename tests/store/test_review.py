"""The review desk: what no machine could settle a person settles, once, under their name, and nothing is lost."""

import datetime as dt

import pytest

from framework.reading import Problem, Reading
from framework.words import Judgement
from store.review import NoSuchItem, NotAValue, NotYet, Refused, Stale, Turn
from tests.store.clock import SettableClock
from tests.store.council import AUDITOR, HEAD, IRO, MANAGER, QA, WORKER, Council, audit_tool, doubtful
from tests.store.desk import DeskOf


@pytest.fixture
def desk(council: Council) -> DeskOf:
    return DeskOf(council)


def unplaced(reading: Reading) -> Reading:
    """The same with words that belong to no part of the form."""
    return reading.with_problems(Problem(code="unplaced-text", message="Something is written outside."))


# Looking


def test_the_desk_shows_what_waits_oldest_first_with_what_to_settle(
    desk: DeskOf, clock: SettableClock
) -> None:
    first = desk.mail(doubtful(audit_tool(3)), day=18)
    clock.forward(hours=1)
    second = desk.mail(name="hello", sender="someone@elsewhere.example", answerable=False)
    desk.mail(audit_tool(2, case_id="900202"))
    items = desk.items()
    assert [item.id for item in items] == [first, second]
    (waiting,) = items[0].audits
    (problem,) = waiting.problems
    assert (problem.code, problem.where, waiting.wants(problem)) == (
        "two-ticks",
        "answers.3.grade",
        "correct",
    )
    assert (items[0].version, items[0].state, items[0].awaits, items[0].confidential) == (
        0,
        "review",
        "",
        False,
    )
    assert not items[1].audits
    assert desk.do(lambda each: each.desk()).count == 2


def test_what_was_never_at_the_desk_is_not_there(desk: DeskOf) -> None:
    filed = desk.mail(audit_tool(2))
    for mail in (filed, 77):
        with pytest.raises(NoSuchItem):
            desk.item(mail)
        with pytest.raises(NoSuchItem):
            desk.do(lambda each, mail=mail: each.file(Turn(mail, 0, QA)))


# Correcting and filing


def test_a_mail_with_two_ticks_is_settled_filed_and_then_escalated(desk: DeskOf) -> None:
    mail = desk.mail(doubtful(audit_tool(3)))
    audit = desk.audit_in(mail)
    assert desk.deliveries("escalation", "action-notice") == set()
    with pytest.raises(NotYet) as refused:
        desk.take("file", mail)
    assert refused.value.missing == (f"Audit {audit}: Two grades are marked.",)
    item = desk.take("correct", mail, audit, "answers.3.grade", "3")
    assert item.audits[0].problems == ()
    filed = desk.take("file", mail)
    assert (filed.state, filed.audits, filed.recorded) == ("filed", (), (audit,))
    row = desk.row(audit)
    assert (row.version, row.status, row.reading["answers"][2]["grade"]) == (1, "accepted", 3)
    told = {("escalation", MANAGER), ("escalation", HEAD), ("escalation", IRO)}
    assert desk.deliveries("escalation", "action-notice", "correction") == told
    assert desk.deliveries("settled") == {("settled", AUDITOR)}
    assert [(step.what, step.who, step.where, step.value) for step in filed.steps] == [
        ("correct", QA, "answers.3.grade", "3"),
        ("file", QA, "", "audit"),
    ]
    assert not desk.items()


def test_what_is_no_value_changes_nothing(desk: DeskOf) -> None:
    mail = desk.mail(doubtful(audit_tool(3)))
    audit = desk.audit_in(mail)
    before = desk.row(audit).reading
    with pytest.raises(NotAValue, match="Give a grade"):
        desk.take("correct", mail, audit, "answers.3.grade", "2 or 3")
    assert desk.row(audit).reading == before
    assert desk.item(mail).version == 0


def test_a_corrected_case_is_looked_up_anew_for_whom_to_tell(desk: DeskOf) -> None:
    unread = audit_tool(3, case_id=None)
    mail = desk.mail(unread)
    audit = desk.audit_in(mail)
    assert [problem.where for problem in desk.item(mail).audits[0].problems] == ["case_id"]
    desk.take("correct", mail, audit, "case_id", "900201")
    desk.take("file", mail)
    assert desk.row(audit).service_area == "cared-for-children"
    assert ("escalation", HEAD) in desk.deliveries("escalation")


def test_words_outside_the_form_want_a_look_and_not_a_value(desk: DeskOf) -> None:
    mail = desk.mail(unplaced(audit_tool(2)))
    audit = desk.audit_in(mail)
    (waiting,) = desk.item(mail).audits
    assert waiting.wants(waiting.problems[0]) == "settle"
    desk.take("settle", mail, audit, "unplaced-text", note="A remark for the team.")
    assert desk.take("file", mail).state == "filed"


def test_a_missing_grade_cannot_be_looked_away(desk: DeskOf) -> None:
    mail = desk.mail(doubtful(audit_tool(2)))
    with pytest.raises(Refused, match="Only a value"):
        desk.take("settle", mail, desk.audit_in(mail), "two-ticks", "answers.3.grade")


def test_the_same_doubtful_mail_again_is_the_audit_that_was_made_of_it(desk: DeskOf) -> None:
    scanned = doubtful(audit_tool(3, case_id=None))
    first = desk.mail(scanned, day=18)
    audit = desk.audit_in(first)
    desk.take("correct", first, audit, "answers.3.grade", "3")
    desk.take("correct", first, audit, "case_id", "900201")
    desk.take("file", first)
    again = desk.mail(scanned, day=19, name="again")
    assert desk.message(again).state == "filed"
    assert len(desk.council.audits()) == 1


def test_a_clean_copy_of_what_a_person_put_right_is_no_new_version(desk: DeskOf) -> None:
    first = desk.mail(doubtful(audit_tool(3)), day=18)
    desk.take("correct", first, desk.audit_in(first), "answers.3.grade", "3")
    desk.take("file", first)
    clean = desk.mail(audit_tool(3), day=19)
    assert desk.message(clean).state == "filed"
    (only,) = desk.council.audits()
    assert only.version == 1


def test_what_is_put_right_to_what_stands_recorded_tells_nobody_again(desk: DeskOf) -> None:
    desk.mail(audit_tool(3), day=18)
    told = desk.deliveries("escalation")
    late = desk.mail(doubtful(audit_tool(3)), day=19)
    audit = desk.audit_in(late)
    desk.take("correct", late, audit, "answers.3.grade", "3")
    desk.take("file", late)
    assert desk.row(audit).version is None
    assert desk.row(audit).replaced_by_id == desk.council.audits()[0].id
    assert desk.deliveries("escalation", "correction") == told


def test_a_corrected_audit_corrects_whoever_was_told(desk: DeskOf) -> None:
    desk.mail(audit_tool(3), day=18)
    desk.council.deliver()
    late = desk.mail(doubtful(audit_tool(3)), day=19)
    desk.take("correct", late, desk.audit_in(late), "answers.3.grade", "4")
    desk.take("file", late)
    assert [row.version for row in desk.council.audits()] == [1, 2]
    assert desk.deliveries("correction") == {
        ("correction", MANAGER),
        ("correction", HEAD),
        ("correction", IRO),
    }


def test_a_persons_date_is_held_against_today_and_not_against_the_mail(desk: DeskOf) -> None:
    old = audit_tool(2, date=dt.date(2010, 1, 15), actions=())
    mail = desk.mail(old)
    audit = desk.audit_in(mail)
    assert [p.code for p in desk.item(mail).audits[0].problems] == ["date-long-before-mail"]
    desk.take("correct", mail, audit, "date", "15 January 2010")
    desk.take("file", mail)
    assert desk.row(audit).date == dt.date(2010, 1, 15)


# Which audit it is


def test_of_two_versions_in_one_mail_a_person_says_which_stands(desk: DeskOf) -> None:
    mail = desk.mail(audit_tool(2, part="a.docx"), audit_tool(3, part="b.docx"))
    one, other = desk.item(mail).audits
    assert {p.code for p in (*one.problems, *other.problems)} == {"versions-at-odds"}
    desk.take("set_aside", mail, one.audit_id, "The earlier draft.")
    (left,) = [w for w in desk.item(mail).audits if not w.aside]
    assert left.problems == ()
    desk.take("file", mail)
    assert desk.row(other.audit_id).version == 1
    assert (desk.row(one.audit_id).version, desk.row(one.audit_id).status) == (None, "rejected")


def test_an_older_mail_that_differs_stands_only_if_a_person_says_so(desk: DeskOf) -> None:
    desk.mail(audit_tool(2), day=19)
    mail = desk.mail(audit_tool(3), day=18)
    (waiting,) = desk.item(mail).audits
    (problem,) = waiting.problems
    assert (problem.code, waiting.choices(problem)) == ("older-than-recorded", ("stands",))
    with pytest.raises(Refused, match="Choose one of: stands"):
        desk.take("settle", mail, waiting.audit_id, problem.code, choice="another")
    desk.take("settle", mail, waiting.audit_id, problem.code, choice="stands")
    desk.take("file", mail)
    assert desk.row(waiting.audit_id).version == 2


def test_a_choice_counts_only_against_the_audits_that_it_was_made_on(desk: DeskOf) -> None:
    desk.mail(audit_tool(3, completed_by="P. Unknown"), day=18)
    mail = desk.mail(audit_tool(2, completed_by="Q. Stranger"), day=19)
    other = desk.mail(audit_tool(4, completed_by="R. Other"), day=19)
    for each in (mail, other):
        desk.take("settle", each, desk.audit_in(each), "perhaps-a-correction", choice="another")
    desk.take("file", other)
    with pytest.raises(NotYet, match="another person's audit"):
        desk.take("file", mail)


@pytest.mark.parametrize(("choice", "versions"), [("another", [1, 1]), ("correction", [1, 2])])
def test_an_unknown_auditors_audit_is_what_a_person_says(
    desk: DeskOf, choice: str, versions: list[int]
) -> None:
    desk.mail(audit_tool(3, completed_by="P. Unknown"), day=18)
    mail = desk.mail(audit_tool(2, completed_by="Q. Stranger"), day=19)
    (waiting,) = desk.item(mail).audits
    (problem,) = waiting.problems
    assert waiting.choices(problem) == ("another", "correction")
    (rival,) = waiting.rivals
    if choice == "correction":
        with pytest.raises(Refused, match="of which audit"):
            desk.take("settle", mail, waiting.audit_id, problem.code, choice=choice, of=77)
    desk.take("settle", mail, waiting.audit_id, problem.code, choice=choice, of=rival.audit_id)
    desk.take("file", mail)
    assert [row.version for row in desk.council.audits()] == versions
    superseded = rival.audit_id if choice == "correction" else None
    assert desk.row(waiting.audit_id).supersedes_id == superseded


def test_correcting_the_case_into_one_that_stands_recorded_asks_which_stands(desk: DeskOf) -> None:
    desk.mail(audit_tool(2), day=19)
    mail = desk.mail(audit_tool(3, case_id=None), day=18)
    audit = desk.audit_in(mail)
    item = desk.take("correct", mail, audit, "case_id", "900201")
    assert [problem.code for problem in item.audits[0].problems] == ["older-than-recorded"]


# Two people


def test_of_two_people_at_once_the_second_is_told_to_look_again(desk: DeskOf) -> None:
    mail = desk.mail(doubtful(audit_tool(3)))
    audit = desk.audit_in(mail)
    seen = Turn(mail, 0, "bea.bunting@council.example")
    desk.take("correct", mail, audit, "answers.3.grade", "3")
    for step in (
        lambda each: each.correct(seen, audit, "answers.3.grade", "4"),
        lambda each: each.reject(seen, "Not ours."),
        lambda each: each.file(seen),
    ):
        with pytest.raises(Stale):
            desk.do(step)
    assert desk.row(audit).reading["answers"][2]["grade"] == 3


# Mails


def test_a_mail_without_an_audit_is_filed_as_what_a_person_says(desk: DeskOf) -> None:
    mail = desk.mail(name="Thank you", mailbox="voice")
    desk.take("say_kind", mail, "compliment")
    filed = desk.take("file", mail)
    assert (filed.state, filed.kind, desk.message(mail).kind_said) == ("filed", "compliment", "compliment")
    assert desk.deliveries("settled") == {("settled", AUDITOR)}
    other = desk.mail(name="More thanks", mailbox="voice")
    with pytest.raises(Refused, match="no kind of mail"):
        desk.take("say_kind", other, "own")


def test_a_mail_said_to_be_an_audit_is_not_filed_without_one(desk: DeskOf) -> None:
    mail = desk.mail(name="See attached")
    desk.take("say_kind", mail, "audit")
    with pytest.raises(NotYet, match="key it in"):
        desk.take("file", mail)


def test_an_audit_that_could_not_be_read_is_keyed_in_value_by_value(desk: DeskOf) -> None:
    mail = desk.mail(name="A photograph")
    desk.take("say_kind", mail, "audit")
    item = desk.take("key_in", mail, "tier1-generic")
    (waiting,) = item.audits
    assert waiting.keyed_in
    missing = {problem.where for problem in waiting.problems}
    assert {"case_id", "completed_by", "date", "overall", "answers.8.grade"} <= missing
    values = {"case_id": "900201", "completed_by": "Pia Plover", "social_worker": "Sam Stork"}
    values |= {"date": "15/1/2014", "overall": "RI"} | {f"answers.{n}.grade": "3" for n in range(1, 9)}
    with pytest.raises(NotYet):
        desk.take("file", mail)
    for where, written in values.items():
        desk.take("correct", mail, waiting.audit_id, where, written)
    desk.take("file", mail)
    row = desk.row(waiting.audit_id)
    assert (row.version, row.overall, row.source) == (1, Judgement.REQUIRES_IMPROVEMENT.value, "mail")
    assert ("escalation", HEAD) in desk.deliveries("escalation")


def test_a_rejected_mail_records_nothing_and_its_sender_hears_why(desk: DeskOf) -> None:
    mail = desk.mail(doubtful(audit_tool(4)))
    audit = desk.audit_in(mail)
    with pytest.raises(Refused, match="Say why"):
        desk.take("reject", mail, "  ")
    item = desk.take("reject", mail, "A training example.")
    assert (item.state, desk.row(audit).status) == ("ignored", "rejected")
    assert desk.deliveries("settled") == {("settled", AUDITOR)}
    assert desk.deliveries("escalation", "action-notice") == set()
    clean = desk.mail(audit_tool(2), day=21)
    assert desk.message(clean).state == "filed"


def test_a_mail_of_which_an_audit_stands_recorded_is_not_rejected(desk: DeskOf) -> None:
    mail = desk.mail(audit_tool(2), doubtful(audit_tool(3, case_id="900300")))
    with pytest.raises(Refused, match="stands recorded"):
        desk.take("reject", mail, "A mistake.")
    desk.take("set_aside", mail, desk.audit_in(mail), "A draft.")
    assert desk.take("file", mail).state == "filed"


def test_nobody_who_is_not_believed_hears_of_a_rejection(desk: DeskOf) -> None:
    mail = desk.mail(name="Buy now", sender="shop@elsewhere.example", answerable=False)
    desk.take("reject", mail, "Advertising.")
    assert desk.deliveries("settled") == set()


# What comes right otherwise


def test_a_clean_second_mail_closes_the_first_ones_item(desk: DeskOf) -> None:
    first = desk.mail(doubtful(audit_tool(3)), day=18, sender=MANAGER)
    second = desk.mail(audit_tool(3), day=19)
    row = desk.message(first)
    assert row.state == "filed"
    assert f"mail {second}" in row.reason
    assert not desk.items()
    assert desk.deliveries("settled") == {("settled", MANAGER)}


def test_a_mail_with_something_else_in_doubt_stays_at_the_desk(desk: DeskOf) -> None:
    other = doubtful(audit_tool(2, case_id="900300"))
    first = desk.mail(doubtful(audit_tool(3)), other, day=18)
    desk.mail(audit_tool(3), day=19)
    (item,) = desk.items()
    assert (item.id, [waiting.reading.case_id for waiting in item.audits]) == (first, ["900300"])


def test_the_second_mail_with_the_same_doubt_needs_no_second_look(desk: DeskOf) -> None:
    first = desk.mail(doubtful(audit_tool(3)), day=18)
    second = desk.mail(doubtful(audit_tool(3)), day=19, sender=MANAGER)
    assert desk.audit_in(first) == desk.audit_in(second)
    desk.take("correct", first, desk.audit_in(first), "answers.3.grade", "3")
    desk.take("file", first)
    assert desk.message(second).state == "filed"
    assert ("settled", MANAGER) in desk.deliveries("settled")


def test_a_person_says_that_a_correction_by_somebody_else_stands_or_sets_it_aside(desk: DeskOf) -> None:
    desk.mail(audit_tool(4), day=17)
    mail = desk.mail(audit_tool(2), day=18, sender=WORKER)
    (waiting,) = desk.item(mail).audits
    assert [(p.code, waiting.choices(p)) for p in waiting.problems] == [
        ("correction-by-another", ("stands",))
    ]
    desk.take("settle", mail, waiting.audit_id, "correction-by-another", choice="stands")
    assert desk.take("file", mail).recorded == (waiting.audit_id,)
    assert [audit.version for audit in desk.council.audits()] == [1, 2]
    again = desk.mail(audit_tool(1), day=19, sender=HEAD)
    desk.take("set_aside", again, desk.audit_in(again), "The recorded one stands.")
    assert desk.take("file", again).recorded == ()


def test_the_reason_of_a_rejection_goes_to_nobody_whom_the_mail_only_names(desk: DeskOf) -> None:
    believed = desk.mail(doubtful(audit_tool(3)), sender=MANAGER)
    desk.take("reject", believed, "Not an audit.")
    stranger = desk.mail(doubtful(audit_tool(2)), sender="eve@elsewhere.example", answerable=False)
    desk.take("reject", stranger, "Not an audit.")
    assert desk.deliveries("settled") == {("settled", MANAGER)}
