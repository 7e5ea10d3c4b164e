"""What a document says against itself, in words, waits for a person; what it says is nothing is nothing."""

from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from framework.pack import Pack
from framework.reading import Status
from tests.reading.edited import read_changed, truth_of


def _put_actions(document: Any, *rows: tuple[str, ...]) -> None:
    table = next(t for t in document.tables if any("imescale" in c.text for r in t.rows for c in r.cells))
    head = next(n for n, row in enumerate(table.rows) if any("imescale" in c.text for c in row.cells))
    for n, row in enumerate(table.rows[head + 1 :]):
        for m, cell in enumerate(row.cells):
            cell.text = rows[n][m] if n < len(rows) and m < len(rows[n]) else ""


@pytest.mark.parametrize(
    "words",
    [
        ("None",),
        ("No actions required",),
        ("N/A", "N/A", "N/A"),
        ("-", "-", "-"),
        ("None identified.",),
        ("Nil",),
    ],
    ids=lambda words: words[0],
)
def test_somebody_is_chased_for_an_action_that_there_is_not(words: tuple[str, ...], pack: Pack) -> None:
    (reading,) = read_changed(truth_of("tier1-generic"), lambda d: _put_actions(d, words), pack)
    assert reading.status is Status.ACCEPTED
    assert not reading.actions
    assert [words[0] in notice.message for notice in reading.notices if notice.code == "no-actions"] == [True]


def test_an_action_under_none_is_taken_without_a_question(pack: Pack) -> None:
    rows = (("None",), ("Update the chronology", "A. Example", "10/03/2014"))
    (reading,) = read_changed(truth_of("tier1-generic"), lambda d: _put_actions(d, *rows), pack)
    assert [action.action for action in reading.actions] == ["Update the chronology"]
    assert [problem.code for problem in reading.problems] == ["no-actions"]


@pytest.mark.parametrize(
    "rows",
    [
        (
            ("Update the chronology and send it", "A. Example", "10/03/2014"),
            ("to the school and the health visitor",),
        ),
        (("1. Update chronology\n2. See father", "A. Example\nK. Pretend", "10/03/2014\n12/03/2014"),),
    ],
    ids=["one over two rows", "two in one row"],
)
def test_one_action_is_chased_as_two_or_two_as_one(rows: tuple[tuple[str, ...], ...], pack: Pack) -> None:
    (reading,) = read_changed(truth_of("tier1-generic"), lambda d: _put_actions(d, *rows), pack)
    assert [each.code for each in reading.problems] == ["one-or-two-actions"]


@pytest.mark.parametrize(
    "rows",
    [
        (("Update the chronology", "A. Example", "10/03/2014"), ("See the father", "", "")),
        (("Do this:\n1. Update chronology\n2. See father", "A. Example", "10/03/2014"),),
        (("Update the chronology.", "A. Example", "10/03/2014"), ("see father",)),
    ],
    ids=["nobody named", "steps of one", "a sentence before"],
)
def test_ordinary_actions_are_doubted(rows: tuple[tuple[str, ...], ...], pack: Pack) -> None:
    (reading,) = read_changed(truth_of("tier1-generic"), lambda d: _put_actions(d, *rows), pack)
    assert reading.status is Status.ACCEPTED


@pytest.mark.parametrize(
    "words",
    [
        "Grade {other}. No risk assessment.",
        "{label}",
        "{other}",
        "Graded {other}",
        "{label} – no risk assessment was found to be of any use",
        "{label} - excellent plan review",
        "{label}: the review and plan are the best seen",
    ],
)
def test_a_grade_is_believed_whose_comment_says_another(words: str, pack: Pack) -> None:
    def contradict(document: Any) -> None:
        cells = document.tables[1].rows[2].cells
        other = 4 if cells[-2].text.strip() != "4" else 1
        label = "Inadequate" if other == 4 else "Outstanding"
        cells[-1].text = words.format(other=other, label=label)

    (reading,) = read_changed(truth_of("tier1-generic"), contradict, pack)
    assert [(each.code, each.where) for each in reading.problems] == [("contradiction", "answers.2.grade")]
    assert reading.answers[1].grade is None


@pytest.mark.parametrize(
    "words",
    [
        "Outstanding – plan review",
        "Outstanding - chronology and LAC review.",
        "Outstanding: minutes of the last meeting",
        "Outstanding piece of work.",
        "1. Chronology is kept.",
        "Good use of tools",
        "4 visits were made.",
    ],
)
def test_a_comment_that_only_uses_a_grade_s_word_is_doubted(words: str, pack: Pack) -> None:
    def comment(document: Any) -> None:
        document.tables[1].rows[2].cells[-1].text = words

    (reading,) = read_changed(truth_of("tier1-generic"), comment, pack)
    assert reading.status is Status.ACCEPTED


@pytest.mark.parametrize("words", ["DRAFT – not for recording", "Draft v0.2", "Not yet agreed, do not file"])
@pytest.mark.parametrize("at", ["head", "top"])
def test_a_draft_is_recorded(words: str, at: str, pack: Pack) -> None:
    def mark(document: Any) -> None:
        if at == "head":
            document.sections[0].header.paragraphs[0].text = words
        else:
            document.paragraphs[0].insert_paragraph_before(words)

    (reading,) = read_changed(truth_of("tier1-generic"), mark, pack)
    assert [each.code for each in reading.problems] == ["marked-as-draft"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("NB on reflection area 3 should be a 4 and overall Inadequate", "corrected-in-words"),
        ("Overall judgement changed to Inadequate after moderation.", "corrected-in-words"),
        ("Please change voice of the child to a 4.", "corrected-in-words"),
        ("I have put the wrong date on the form.", "corrected-in-words"),
        ("This has been superseded.", "marked-as-draft"),
        ("I haven’t finished this form yet.", "marked-as-draft"),
        ("This is no longer a draft.", None),
        ("The social worker should visit weekly. Please see the file.", None),
        ("The area plan should be updated. Overall care is good.", None),
    ],
)
def test_a_correction_below_the_form_goes_unnoticed(words: str, code: str | None, pack: Pack) -> None:
    (reading,) = read_changed(truth_of("tier1-generic"), lambda d: d.add_paragraph(words), pack)
    assert [each.code for each in reading.problems] == ([code] if code else [])
    assert all(words not in each.message for each in reading.problems)


def test_a_draft_by_word_s_own_watermark_is_recorded(pack: Pack) -> None:
    def mark(document: Any) -> None:
        run = document.sections[0].header.paragraphs[0].add_run()
        picture = (
            f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="WaterMark1">'
            '<v:textpath string="DRAFT"/></v:shape></w:pict>'
        )
        run._r.append(parse_xml(picture))

    (reading,) = read_changed(truth_of("tier1-generic"), mark, pack)
    assert [each.code for each in reading.problems] == ["marked-as-draft"]


@pytest.mark.parametrize(
    "name",
    ["Was F. Example, now K. Pretend from 6/1", "F. Example (previously K. Pretend)", "K. Pretend from 6/1"],
)
def test_a_change_of_worker_is_taken_for_one_name(name: str, pack: Pack) -> None:
    def change(document: Any) -> None:
        document.tables[0].rows[0].cells[5].text = name

    (reading,) = read_changed(truth_of("tier1-generic"), change, pack)
    assert [(each.code, each.where) for each in reading.problems] == [("two-values", "social_worker")]
    assert reading.social_worker is None
