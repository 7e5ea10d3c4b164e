"""Whole documents that are not one tidy form: two tools, rows too many, values in two places, words left over."""

import random

import pytest

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.reading import read_bytes
from tests.reading.corpus import ooxml as x
from tests.reading.corpus.build import Spoilt, _Builder, build
from tests.reading.corpus.judging import differences, wrong
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import FORMS, GRADE_WORDS, Action, Truth, areas_of, make_truth


def truth_of(form: str, seed: int = 1) -> Truth:
    return make_truth(form, random.Random(f"{form} {seed}"))


def body_of(truth: Truth, spoilt: Spoilt | None = None) -> str:
    return _Builder(truth, Shape(), random.Random(0), spoilt or Spoilt()).whole()[0]


def read(body: str, pack: Pack, *, header: str = "") -> list[Reading]:
    return read_bytes(x.document(body, header=header), "filled.docx", pack)


def codes(reading: Reading) -> set[str]:
    return {problem.code for problem in reading.problems}


def named(reading: Reading) -> set[str]:
    return {problem.where for problem in reading.problems}


@pytest.mark.parametrize("second", FORMS)
@pytest.mark.parametrize("first", FORMS)
def test_two_tools_in_one_document_are_two_readings(first: str, second: str, pack: Pack) -> None:
    truths = [truth_of(first, 1), truth_of(second, 2)]
    readings = read("".join(body_of(truth) for truth in truths), pack)
    assert [reading.form for reading in readings] == [first, second]
    for reading, truth in zip(readings, truths, strict=True):
        assert differences(reading, truth) == []


@pytest.mark.parametrize("with_title", [True, False])
@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "tier2"])
def test_a_header_repeated_on_the_next_page_begins_no_second_tool(
    form: str, with_title: bool, pack: Pack
) -> None:
    truth = truth_of(form)
    builder = _Builder(truth, Shape(table="cut-with-heads"), random.Random(0), Spoilt())
    body = builder.whole()[0]
    cut = body.index("</w:tbl><w:p/><w:tbl>", body.index("Comments")) + len("</w:tbl>")
    again = (builder._titles(2) if with_title else "") + builder._header()
    (reading,) = read(body[:cut] + again + body[cut:], pack)
    assert differences(reading, truth) == []


def test_a_letter_round_the_form_is_told_of_and_does_not_stop_it(pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    letter = x.paragraphs("Dear all,\nPlease find the audit below.")
    (reading,) = read(letter + body_of(truth) + x.paragraphs("Kind regards"), pack)
    assert differences(reading, truth) == []
    assert reading.status is Status.ACCEPTED
    assert "unplaced-text" in {notice.code for notice in reading.notices}


def test_words_at_the_very_end_would_be_told_to_stand_far_above(pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    truth.actions = [Action("Update the chronology", "SW", "31/12/2014", None)]
    (reading,) = read(body_of(truth) + x.paragraph(x.run("Quill asked about this case")), pack)
    (told,) = [n.message for n in reading.notices if n.code == "unplaced-text"]
    assert told.endswith("after “Action”.")


def test_words_in_the_middle_of_the_form_that_belong_to_nothing_are_asked_about(pack: Pack) -> None:
    body = body_of(truth_of("tier1-generic"))
    at = body.index('<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Overall')
    escalation = body.index("ESCALATION")
    at = body.rindex("<w:p>", 0, escalation)
    (reading,) = read(body[:at] + x.paragraphs("And one more thing") + body[at:], pack)
    assert "unplaced-text" in codes(reading)


def test_a_form_that_is_all_one_table_is_read_row_by_row(pack: Pack) -> None:
    truth = truth_of("tier1-plo")
    truth.actions = [Action("See the child", "T Madeup", "", None, outcome="done")]
    truth.comments, truth.fields["managers_comments"] = "Keep going", "Agreed"
    head = [f"Case ID: {truth.case_id}", f"Completed by: {truth.completed_by}"]
    head += [f"Allocated social worker: {truth.social_worker}", f"Date: {truth.date:%d/%m/%Y}"]
    rows = [x.row(*(x.cell(words, span=3 if n == 2 else 1) for n, words in enumerate(head)))]
    rows.append(
        x.row(
            x.cell("Area for Evaluation", span=3), x.cell("Grade (1-4)"), x.cell("Comments (if any)", span=2)
        )
    )
    for said, printed in zip(truth.answers, areas_of("tier1-plo"), strict=True):
        grade = "N/A" if said.not_applicable else str(said.grade)
        words = [x.cell(x.paragraphs("\n".join(printed)), span=3), x.cell(grade)]
        rows.append(x.row(*words, x.cell(x.paragraphs(said.comment), span=2)))
    rows.append(x.row(x.cell("Specific Recommendations for Improvement: Keep going", span=6)))
    rows.append(x.row(x.cell(f"Rating: {GRADE_WORDS[truth.overall or 1]}", span=6)))
    heads = ["Actions Required:", "Action Taken (including date):", "By Whom:", "Manager checked completion:"]
    rows.append(x.row(*(x.cell(words, span=2 if n < 2 else 1) for n, words in enumerate(heads))))
    rows.append(
        x.row(x.cell("See the child", span=2), x.cell("done", span=2), x.cell("T Madeup"), x.cell(""))
    )
    rows.append(x.row(x.cell("Managers and Social Workers Comments: Agreed", span=6)))
    (reading,) = read(x.table(rows, 6), pack)
    assert differences(reading, truth) == []


def test_an_area_that_stands_twice_is_asked_about(pack: Pack) -> None:
    truth = truth_of("tier1-plo")
    body = body_of(truth)
    start = body.index("<w:tr>", body.index("Comments (if any)"))
    end = body.index("</w:tr>", start) + len("</w:tr>")
    (reading,) = read(body[:end] + body[start:end] + body[end:], pack)
    assert "answers.1.grade" in named(reading)
    assert reading.answers[0].grade is None


def test_a_row_that_was_taken_out_is_asked_about(pack: Pack) -> None:
    truth = truth_of("tier1-plo")
    body = body_of(truth)
    start = body.index("<w:tr>", body.index("Comments (if any)"))
    end = body.index("</w:tr>", start) + len("</w:tr>")
    (reading,) = read(body[:start] + body[end:], pack)
    assert ("row-missing", "answers.1.grade") in {(p.code, p.where) for p in reading.problems}
    assert [answer.number for answer in reading.answers] == list(range(1, 20))


def test_a_row_that_somebody_added_is_not_lost(pack: Pack) -> None:
    body = body_of(truth_of("tier1-plo"))
    end = body.index("</w:tr>", body.index("Comments (if any)")) + len("</w:tr>")
    added = x.row(x.cell("Was the dog asked?"), x.cell("2"), x.cell("No"))
    (reading,) = read(body[:end] + added + body[end:], pack)
    assert "unplaced-text" in codes(reading)


def test_a_grade_merged_over_two_areas_belongs_to_neither_for_certain(pack: Pack) -> None:
    truth = truth_of("tier1-plo")
    cells = {1: [x.cell("2", merge="restart")], 2: [x.cell("", merge="continue")]}
    truth.doubtful = {"answers.1.grade", "answers.2.grade"}
    (reading,) = read(body_of(truth, Spoilt(answers=cells)), pack)
    assert wrong(reading, truth) == []


def test_a_comment_merged_over_two_areas_is_asked_about(pack: Pack) -> None:
    truth = truth_of("tier1-plo")
    truth.answers[0].comment, truth.answers[1].comment = "both of these", ""
    body = body_of(truth)
    label = body.index("Basic Details")
    first = body.index("both of these", label)
    first = body.rindex("<w:tcPr>", 0, first)
    second = body.index("</w:tr>", body.index("responsible line manager"))
    second = body.rindex("<w:tcPr>", 0, second)
    restart, go_on = '<w:tcPr><w:vMerge w:val="restart"/>', "<w:tcPr><w:vMerge/>"
    body = body[:first] + restart + body[first + 8 : second] + go_on + body[second + 8 :]
    (reading,) = read(body, pack)
    assert {"answers.1.comment", "answers.2.comment"} <= named(reading)


def test_a_grade_and_comment_in_one_merged_cell_are_parted_only_where_that_is_plain(pack: Pack) -> None:
    rows = {1: "2\nSeen alone", 2: "2 seen alone", 3: "N/A"}
    truth = truth_of("tier1-plo")
    body = body_of(truth)
    for number, label in (
        (1, "Basic Details"),
        (2, "responsible line manager"),
        (3, "name of the Solicitor"),
    ):
        start = body.index("<w:tc>", body.index("</w:tc>", body.index(label)))
        end = body.index("</w:tr>", start)
        body = body[:start] + x.cell(x.paragraphs(rows[number]), span=2) + body[end:]
    (reading,) = read(body, pack)
    assert (reading.answers[0].grade, reading.answers[0].comment) == (2, "Seen alone")
    assert reading.answers[1].grade is None
    assert "answers.2.grade" in named(reading)
    assert reading.answers[2].not_applicable


def test_a_case_reference_in_the_page_header_that_differs_from_the_form_is_asked_about(pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    (reading,) = read(body_of(truth), pack, header=x.paragraph(x.run("Case ID: 999")))
    assert "case_id" in named(reading)
    assert reading.case_id is None
    (same,) = read(body_of(truth), pack, header=x.paragraph(x.run(f"Case ID: {truth.case_id}")))
    assert differences(same, truth) == []


def test_two_judgements_in_one_form_are_asked_about(pack: Pack) -> None:
    body = body_of(truth_of("tier1-generic"))
    (reading,) = read(body + x.paragraph(x.run("Overall judgement of the case file: Inadequate")), pack)
    assert "overall" in named(reading)
    assert reading.overall is None


def test_a_grade_that_only_stands_in_the_comment_is_never_taken(pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    truth.answers[2].comment = "Grade 2 – good"
    truth.doubtful = {"answers.3.grade"}
    (reading,) = read(body_of(truth, Spoilt(answers={3: [x.cell("")]})), pack)
    assert wrong(reading, truth) == []
    assert reading.answers[2].comment == "Grade 2 – good"


def test_words_struck_through_in_a_comment_are_left_out_and_asked_about(pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    truth.answers[0].comment = "MARK"
    struck = x.run("never seen ", "strike") + x.run("seen")
    (reading,) = read(body_of(truth).replace(x.run("MARK"), struck), pack)
    assert reading.answers[0].comment == "seen"
    assert "answers.1.comment" in named(reading)


def test_a_tracked_change_in_a_grade_is_taken_and_told_of(pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    truth.answers[0].grade, truth.answers[0].not_applicable = 3, False
    changed = [x.cell(x.paragraph(x.deleted("2"), x.inserted("3")))]
    (reading,) = read(body_of(truth, Spoilt(answers={1: changed})), pack)
    assert differences(reading, truth) == []
    assert ("tracked-change", "answers.1.grade") in {(n.code, n.where) for n in reading.notices}


def test_a_date_beside_a_grade_that_the_form_asks_for_there_is_no_doubt(pack: Pack) -> None:
    truth = truth_of("tier1-plo")
    truth.answers[14].grade, truth.answers[14].not_applicable = 2, False
    truth.answers[0].grade, truth.answers[0].not_applicable = 1, False
    cells = {15: [x.cell("2 – 12/12/2013")], 1: [x.cell("Yes, 1")]}
    (reading,) = read(body_of(truth, Spoilt(answers=cells)), pack)
    assert differences(reading, truth) == []
    assert {"answers.15.grade", "answers.1.grade"} <= {n.where for n in reading.notices if n.code == "detail"}


def test_actions_keep_their_words_and_their_second_half(pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    truth.actions = [
        Action(
            "See the child\nand the school", "T Madeup", "ASAP", None, outcome="done\ntwice", initials="TM"
        )
    ]
    body = body_of(truth)
    (reading,) = read(body, pack)
    assert [action.action for action in reading.actions] == ["See the child\nand the school"]
    assert reading.actions[0].outcome == "done\ntwice"


def test_a_comment_that_names_other_parts_of_the_form_is_only_a_comment(pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    tricky = "Overall judgement is good\nDate: 3/1/14\nCase ID: 999\nCompleted by: nobody\nGood: yes"
    truth.comments = tricky
    truth.answers[0].comment = f"Voice/wishes and feelings of child: 4\n{tricky}"
    (reading,) = read(body_of(truth), pack)
    assert wrong(reading, truth) == []
    assert reading.answers[0].comment == truth.answers[0].comment


def blank_body(form: str) -> str:
    truth = truth_of(form)
    for said in truth.answers:
        said.grade, said.answer, said.not_applicable, said.comment = None, None, False, ""
    blank = Truth(
        form=form,
        case_id="",
        completed_by="",
        social_worker="",
        date=truth.date,
        answers=truth.answers,
        overall=1 if truth.overall else None,
        comments="",
        fields=dict.fromkeys(truth.fields, ""),
    )
    empty = {
        number: [x.cell("")] * (4 if form == "tier2" else 1) for number in range(1, len(blank.answers) + 1)
    }
    printed = "Overall judgement of the case file: Outstanding / Good / Requires Improvement / Inadequate"
    judgement = x.paragraph(x.run("Rating:" if form == "tier1-plo" else printed))
    spoilt = Spoilt(answers=empty, judgement=judgement, header={"date": ""})
    return body_of(blank, spoilt).replace(f"{truth.date:%d/%m/%Y}", "")


@pytest.mark.parametrize("form", FORMS)
def test_a_blank_form_is_rejected_as_blank(form: str, pack: Pack) -> None:
    (reading,) = read(blank_body(form), pack)
    assert reading.form == form
    assert [(p.code, p.where) for p in reading.problems] == [("blank", "")]
    assert reading.status is Status.REJECTED


@pytest.mark.parametrize("first", [True, False])
def test_the_sender_would_be_asked_for_what_stands_beside_a_blank_form(first: bool, pack: Pack) -> None:
    truth, blank = truth_of("tier1-generic"), blank_body("tier1-generic")
    (reading,) = read(blank + body_of(truth) if first else body_of(truth) + blank, pack)
    assert differences(reading, truth) == []
    assert (reading.status, reading.problems) == (Status.ACCEPTED, ())
    assert [notice.message for notice in reading.notices if notice.code == "blank"] == [
        "Left out, as nothing is filled in there: a blank Tier 1 audit in the same file."
    ]
    both = read(blank + blank, pack)
    assert [each.status for each in both] == [Status.REJECTED] * 2


def test_every_value_says_where_it_stood(pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0)), "filled.docx", pack)
    assert reading.evidence["case_id"].place == "table 1, row 1, column 2"
    assert reading.evidence["answers.3.grade"].place == "table 2, row 4, column 3"
    assert reading.evidence["answers.3.grade"].text == str(truth.answers[2].grade)
    assert "overall" in reading.evidence
