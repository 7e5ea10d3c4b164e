"""What a mail says itself against the audit tool that it carries is not passed over, and prose is not doubted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from framework.reading import Reading, Status
from framework.words import Judgement
from mail.opening import read_file
from mail.parts.remarks import Remarks, remarks_in_subject, remarks_in_words
from mail.phrases.words import DRAFT, NOT_SO, NOT_TO_BE_USED, NOT_YET, RECALLED, WRONG
from mail.reading.processes.child import ReaderPool
from tests.journeys.world import audit_tool, mail
from tests.mail.letters import carrying, letter, wire, with_file
from tests.mail.office import Office, believed

SIGNATURE = (
    "\n\nKind regards\n\nP Nair\nTeam Manager\nCase ID: please always quote\nDate: see above\n\n"
    "*** This e-mail and any attachments are confidential. If you are not the intended recipient delete it. Please "
    "disregard this email if you received it in error. Overall: Good practice is not to print. ***"
)
TOOL = audit_tool(Judgement.GOOD, grade=2)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool("rochdale-2013") as pool:
        yield pool


def read(pool: ReaderPool, text: str, subject: str = "Completed audit") -> Reading:
    made = with_file(letter(subject, text + SIGNATURE), TOOL, "audit.docx")
    (reading,) = read_file(wire(made), "letter.eml", pool.read)
    return reading


def doubts(reading: Reading) -> dict[str, str]:
    return {
        problem.where: problem.message
        for problem in reading.problems
        if problem.code == "differs-from-the-mail"
    }


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Please disregard the attached, wrong version, new one to follow.", NOT_TO_BE_USED),
        ("Hi all,\n\nplease ignore this email.", NOT_TO_BE_USED),
        ("Sorry, please ignore the attachment.", NOT_TO_BE_USED),
        ("Thanks\n\nDo not record this until I have spoken to Jo.", NOT_TO_BE_USED),
        ("Draft - do not record yet.", NOT_YET),
        ("Please don\u2019t file it yet.", NOT_YET),
        ("Please do not record yet", NOT_YET),
        ("This is not the final version.", NOT_YET),
        ("Not to be recorded yet", NOT_YET),
        ("This audit should not be recorded yet", NOT_YET),
        ("Please delete the attached", NOT_TO_BE_USED),
        ("This is just a draft for your comments", DRAFT),
        ("DRAFT", DRAFT),
        ("This is still only a draft.", DRAFT),
        ("Draft audit for comment", DRAFT),
        ("Apologies, wrong version!", WRONG),
        ("The attached is the wrong form", WRONG),
        (
            "I have done what you asked and will send the rest of it on Monday. Please do not\nrecord yet.",
            NOT_YET,
        ),
    ],
)
def test_a_mail_that_takes_back_what_it_carries_would_be_recorded(text: str, what: str) -> None:
    assert what in remarks_in_words("Audit", text + SIGNATURE).commands


@pytest.mark.parametrize(
    "text",
    [
        "Please find attached.",
        "Good work, thanks. The overall picture is good and the chronology inadequate.",
        "Please ignore my earlier mail, the right one is attached.",
        "Please disregard the version I sent yesterday.",
        "Sorry, wrong version! The correct version is attached.",
        "Apologies for the delay. I attached the wrong version yesterday, here is the right one.",
        "If you have already had this, please ignore this email.",
        "Please ignore this email if you already have it.",
        "The social worker has drafted a plan. Draft plans are on the file.",
        "Staff do not record this well enough, and do not record supervision.",
        "Case 3 of 5 for January 2014. Area 3 - 4 actions there. Your ref: INC0012345",
        "Outstanding actions are listed. Three outstanding audits to follow. Grade: see attached.",
        "Overall good, thanks",
        "Please don't reply to this email. Please delete this message and any attachments. Section 17: 1",
        "This is the final version, please use this one, not the draft I sent.",
        "Attached please find draft terms of reference, and my completed audit.",
        "Overall: good practice throughout",
        "",
    ],
)
def test_what_people_usually_write_would_go_to_a_person(text: str) -> None:
    assert remarks_in_words("Audit", text + SIGNATURE) == Remarks(
        tokens=remarks_in_words("Audit", text).tokens, loose=[]
    )


@pytest.mark.parametrize(
    "text",
    [
        "I have since spoken to TM and we agreed analysis of risk is a 1 rather than what is on the form.",
        "The case number on the form is wrong, should be 777888.",
        "NB the date should say 12th not what is typed.",
        "Social worker is now Ahmed Hussain - form shows previous worker by mistake.",
        "Hi, the grade for area 2 has been entered incorrectly.",
        "Sorry, I have put the wrong date on the form.",
        "The overall judgement was entered in error.",
        "Please note the allocated worker should read Ahmed Hussain.",
        "I think the grade for voice of the child should be a 3.",
        "The case ID should be 777888.",
        "There is a typo in the case reference.",
        "The social worker's name is incorrect.",
        "The overall should be Inadequate, please amend.",
        "I gave planning a 4 instead of a 3.",
        "The social worker has changed since and is now Ahmed Hussain, the form has the wrong worker.",
        "The date should be 12 January.",
        "I have audited the wrong case.",
        "The grade is wrong, I will ring about it.",
        "I'm not sure whether area 3 is wrong.",
        "Attached. The date on the audit is not right.",
        "The date on ICS is right and the form is wrong.",
        "I see that area 5 was graded incorrectly.",
        "Please amend the date, it should be the 12th.",
        "The form says 2 for area 3 but we agreed 1.",
        "Area 4 should've been a 3 I think.",
        "I meant to put 3 for planning.",
        "Please ignore the date on the form.",
        "Can you change the grade for area 1 please",
        "The name of the worker on the tool is out of date.",
    ],
)
def test_words_that_say_the_form_is_wrong_would_be_passed_over(text: str) -> None:
    assert remarks_in_words("Audit", text + SIGNATURE).commands == [NOT_SO]
    assert remarks_in_subject(text).commands == [NOT_SO]


@pytest.mark.parametrize(
    "text",
    [
        "I recall this message.",
        "P Nair would like to recall the message, \u201cAudit\u201d.",
        "I need to recall the form.",
    ],
)
def test_a_mail_that_is_recalled_would_be_recorded(text: str) -> None:
    assert remarks_in_words("Audit", text + SIGNATURE).commands == [RECALLED]


@pytest.mark.parametrize(
    "text",
    [
        "Let me know if anything is wrong with the form.",
        "Please let me know if the date is wrong.",
        "The case should be closed soon.",
        "She should be seen weekly.",
        "Instead of a phone call I attach the form.",
        "I have used the form rather than writing a report.",
        "The social worker should be asked to update the chronology.",
        "The form should be with you by Friday. The date should be confirmed next week.",
        "There is nothing wrong with the form, it just prints badly.",
        "I hope there are no errors in the dates.",
        "Apologies for any mistakes on the form.",
        "I sent this to the wrong mailbox first.",
        "I sent the form to the duty team by mistake.",
        "The upload of the form went wrong, so here it is by mail.",
        "The audit found the wrong date of birth in the chronology.",
        "The dates in the case file were recorded incorrectly.",
        "The wrong plan was on the file, which I have raised with the worker.",
        "This replaces the audit sent yesterday, which had the wrong overall grade.",
        "Sorry, the form I sent on Monday had the wrong date.",
        "The date was wrong and has been corrected.",
        "I recall the audit of last year was good. The child could not recall the message.",
        "The social worker is now on leave. The grade is not wrong.",
        "Visits should be every 2 weeks instead of 4.",
        "The review should be in March rather than what was planned.",
        "Area 3 should be looked at in supervision. There should be a 2 week gap.",
        "If the form is incorrect, please send it back.",
        "The allocated worker is now Jo Bloggs as shown on the form.",
        "Area 2: the risk was incorrectly assessed at the start.",
        "There is an error in the form template: question 8 is cut off.",
        "The overall rating needs to be Good next time. Area 5 needs to be Good by March.",
        "The practitioner is now aware of the audit. The form should read easily now.",
        "Worker is now in the LAC team and the old team has been told of the form.",
        "The father's name was recorded incorrectly on the file.",
        "As you asked, the date has been changed as it was wrong.",
        "Please amend your records. Please change the date of our meeting.",
        "Case closed in error last year and reopened, see the comments.",
        "Yours\n\nThis email is confidential. A form sent in error, or a wrong date, is to be reported.",
    ],
)
def test_ordinary_words_about_wrong_things_would_go_to_a_person(text: str) -> None:
    assert remarks_in_words("Audit", f"Please find attached.\n\n{text}{SIGNATURE}").commands == []


def test_a_recalled_or_corrected_audit_would_be_accepted(pool: ReaderPool) -> None:
    assert set(doubts(read(pool, "The grade for area 2 has been entered incorrectly."))) == {""}
    assert set(doubts(read(pool, "Attached.", "Recall: Audit"))) == {""}
    assert read(pool, "Attached.", "Total recall training").problems == ()


def test_a_correction_above_a_form_in_the_mail_would_be_passed_over_or_found_in_its_comments() -> None:
    form = "Audit tool\nCase ID:\t436780\n1\tReferral\t2\tThe wrong date was on the form.\n"
    assert remarks_in_words("Audit", f"The grade for area 2 is wrong.\n\n{form}", most_lines=5).commands == [
        NOT_SO
    ]
    assert remarks_in_words("Audit", f"See below.\n\n{form}", most_lines=5).commands == []


def test_a_value_at_its_label_in_the_mail_would_go_unnoticed(pool: ReaderPool) -> None:
    assert read(pool, "Please find attached.").status is Status.ACCEPTED
    own = read(pool, "").case_id
    agreeing = f"Case ID: {own}\nOverall judgement: Good\nArea 3: 2\nGood work, inadequate lighting."
    assert read(pool, agreeing).problems == ()
    assert set(doubts(read(pool, "Case ID: 987654\nOverall judgement of the case file: Inadequate"))) == {
        "case_id",
        "overall",
    }
    assert set(
        doubts(read(pool, "Correction: area 3 should be a 4 and the overall judgement is Inadequate, sorry."))
    ) == {
        "answers.3.grade",
        "overall",
    }
    assert set(doubts(read(pool, f"Case ID 987654, not {own}. Please change area 3 to 4."))) == {
        "case_id",
        "answers.3.grade",
    }
    assert set(doubts(read(pool, "Hi, I graded this Inadequate overall. See attached."))) == {"overall"}
    for other in ("Tier 2 for case 446688 to follow by Friday.", "The other one, case 446688, will follow."):
        assert doubts(read(pool, f"Please find attached. {other}")) == {}
    assert set(doubts(read(pool, "This is for case 446688, the other one to follow."))) == {"case_id"}
    assert set(doubts(read(pool, "The auditor was Jo Bell, I just typed it up."))) == {"completed_by"}
    assert doubts(read(pool, "The auditor was Jo Bell and not me, wrong name on the form")).keys() == {
        "",
        "completed_by",
    }
    reading = read(pool, "Area 3 should be requires improvement.")
    assert doubts(reading) == {
        "answers.3.grade": "Area 3: the audit tool says 2, the mail 3. Say what holds.",
    }
    assert reading.answers[2].grade == 2
    assert [n.message for n in read(pool, "Correction to what I sent on Monday.").notices][-1:] == [
        "The mail that brought it speaks of a correction."
    ]


def test_a_subject_with_another_case_or_judgement_would_go_unnoticed(pool: ReaderPool) -> None:
    assert set(doubts(read(pool, "", "Audit 987654 - INADEQUATE"))) == {"case_id", "overall"}
    assert set(doubts(read(pool, "", "FW: DRAFT audit tool"))) == {""}
    own = read(pool, "").case_id
    for usual in (
        f"Audit {own} - Good",
        f"Case {own}",
        "Audit 15/01/2014",
        "Audit January 2014",
        "Audits - outstanding",
    ):
        assert doubts(read(pool, "", usual)) == {}, usual
    assert remarks_in_subject("Outstanding audit: good news").judgements == []


def test_words_of_a_mail_within_would_count_for_what_it_does_not_carry(pool: ReaderPool) -> None:
    withdrawn = with_file(letter("Audit one", "Please disregard the attached."), TOOL, "one.docx")
    sound = with_file(letter("Audit two", "Please find attached."), TOOL, "two.docx")
    found = read_file(wire(carrying(letter("Both"), withdrawn, sound)), "both.eml", pool.read)
    assert [(each.part, list(doubts(each))) for each in found] == [
        ("Audit one.eml/one.docx", [""]),
        ("Audit two.eml/two.docx", []),
    ]


@pytest.mark.parametrize("recorded_before", [False, True])
def test_an_audit_taken_back_by_the_mail_that_brings_it_would_be_recorded_or_done_with(
    tmp_path: Path, recorded_before: bool
) -> None:
    office = Office(tmp_path)
    raw = believed(mail(audit_tool(Judgement.INADEQUATE)))
    if recorded_before:
        assert office.take(raw)["state"] == "filed"
    before = office.audits()
    taken_back = raw.replace(b"Please find it attached.", b"Please disregard the attached, wrong version.")
    row = office.take(taken_back.replace(b"<audit-1@", b"<audit-2@"))
    assert (row["state"], office.deliveries() >= {("review", "quin.quality@council.example")}) == (
        "review",
        True,
    )
    assert ("escalation", "hal.east@council.example") in office.deliveries() or not recorded_before
    assert office.audits() == before + 1
    office.store.database.close()


def test_two_versions_in_one_mail_would_be_printed_as_if_both_stood(pool: ReaderPool) -> None:
    both = with_file(
        with_file(letter(), TOOL, "audit.docx"), audit_tool(Judgement.GOOD, grade=1), "final.docx"
    )
    first, second = read_file(wire(both), "letter.eml", pool.read)
    assert [p.code for p in (*first.problems, *second.problems)] == ["versions-at-odds"] * 2
    assert "final.docx" in first.problems[0].message
    assert "audit.docx" in second.problems[0].message


def test_the_same_audit_twice_in_one_mail_would_be_printed_as_two(pool: ReaderPool) -> None:
    both = with_file(with_file(letter(), TOOL, "audit.docx"), TOOL, "copy.docx")
    first, second = read_file(wire(both), "letter.eml", pool.read)
    assert (first.problems, second.problems) == ((), ())
    assert "same-audit-twice" not in {notice.code for notice in first.notices}
    assert [n.message for n in second.notices if n.code == "same-audit-twice"] == [
        "The same audit came twice; it counts once. It says what this one says: audit.docx."
    ]
