"""What people add to a form: a column, a cover, a table in a comment, their signature: none costs the audit."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from framework.checking import check
from framework.pack import Pack
from framework.reading import Reading, Status
from tests.reading.edited import cell_of, read_changed, truth_of


def _checked(form: str, change: Callable[[Any], None], pack: Pack) -> Reading:
    [reading] = read_changed(truth_of(form), change, pack)
    known = next(each for each in pack.forms if each.id == form)
    return check(known, reading, pack=pack, sent=None)


def _actions_of(document: Any) -> Any:
    return next(t for t in document.tables if any(c.text == "Who?" for row in t.rows for c in row.cells))


def _with_column(document: Any, head: str, text: str, *, instead_of: str = "") -> None:
    table = _actions_of(document)
    heads = next(row for row in table.rows if any(cell.text == "Who?" for cell in row.cells))
    if instead_of:
        cell_of(table, instead_of).text = head
        return
    at = [cell.text for cell in heads.cells].index("Who?")
    for row in table.rows[[r._tr for r in table.rows].index(heads._tr) :]:
        cell = row._tr.tc_lst[at]
        new = copy.deepcopy(cell)
        cell.addprevious(new)
        row.cells[at].text = head if row._tr is heads._tr else text


@pytest.mark.parametrize("form", ["tier1-generic", "tier2"])
def test_actions_are_not_lost_to_a_column_that_somebody_added(form: str, pack: Pack) -> None:
    before = _checked(form, lambda _: None, pack)
    reading = _checked(form, lambda document: _with_column(document, "Priority", "1"), pack)
    assert [(a.action, a.who, a.due) for a in reading.actions] == [
        (a.action, a.who, a.due) for a in before.actions
    ]
    assert "added-column" in {notice.code for notice in reading.notices}
    assert reading.status is Status.ACCEPTED


def test_a_column_in_place_of_one_of_the_forms_is_looked_at(pack: Pack) -> None:
    def change(document: Any) -> None:
        _with_column(document, "Prio", "1", instead_of="Timescales")

    reading = _checked("tier1-generic", change, pack)
    assert [problem.code for problem in reading.problems] == ["added-column"]
    assert reading.actions


def test_a_person_merged_over_two_actions_does_both(pack: Pack) -> None:
    def change(document: Any) -> None:
        table = _actions_of(document)
        heads = next(n for n, row in enumerate(table.rows) if row.cells[0].text == "Action")
        rows, who = table.rows, [cell.text for cell in table.rows[heads].cells].index("Who?")
        for n, text in enumerate(("Team Manager", "")):
            cells = rows[heads + 1 + n].cells
            cells[0].text = f"Action of row {n}"
            cells[who].text = text
        for n, value in enumerate(("restart", "continue")):
            properties = rows[heads + 1 + n]._tr.tc_lst[who].get_or_add_tcPr()
            merge = OxmlElement("w:vMerge")
            merge.set(qn("w:val"), value)
            properties.append(merge)

    reading = _checked("tier1-generic", change, pack)
    assert [action.who for action in reading.actions[:2]] == ["Team Manager", "Team Manager"]


@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "tier2"])
def test_a_table_in_a_comment_does_not_take_the_page_apart(form: str, pack: Pack) -> None:
    before = _checked(form, lambda _: None, pack)

    def change(document: Any) -> None:
        known = next(each for each in pack.forms if each.id == form)
        begins = known.areas[0].label.shown[:12]
        rows = [row for table in document.tables for row in table.rows]
        row = next(row for row in rows if any(cell.text.startswith(begins) for cell in row.cells[:2]))
        inner = row.cells[-1].add_table(2, 2)
        for at, text in enumerate(("Date", "Grade", "01/02/2013", "4")):
            inner.rows[at // 2].cells[at % 2].text = text

    reading = _checked(form, change, pack)
    assert [answer.grade for answer in reading.answers] == [answer.grade for answer in before.answers]
    assert reading.date == before.date
    assert "01/02/2013" in reading.answers[0].comment


@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "tier2"])
def test_who_sent_an_audit_on_is_not_who_did_it(form: str, pack: Pack) -> None:
    before = _checked(form, lambda _: None, pack)

    def change(document: Any) -> None:
        first = document.element.body[0]
        table = document.tables[0].rows[0].cells[0].add_table(0, 2)
        for label, value in (("Date:", "20/01/2014"), ("Subject:", "Audits"), ("Completed by:", "J Admin")):
            cells = table.add_row().cells
            cells[0].text, cells[1].text = label, value
        first.addprevious(table._tbl)

    reading = _checked(form, change, pack)
    assert (reading.completed_by, reading.date) == (before.completed_by, before.date)
    assert "cover" in {notice.code for notice in reading.notices}
    assert reading.problems == before.problems


@pytest.mark.parametrize(
    "signed",
    [
        "……T Ashworth 16/01/2014……",
        "……P Nair…… Date: 17/01/2014",
        "…… Dated 17.01.14",
        ": K Patel (TM)",
        ": Good, Helen",
        ": Dr A. Okonkwo-Bright (Team Manager)  16/01/2014",
        ": Helen O’Neill, Principal Social Worker",
    ],
)
def test_a_signature_with_its_date_is_no_text_without_a_place(signed: str, pack: Pack) -> None:
    def change(document: Any) -> None:
        line = next(p for p in document.paragraphs if p.text.startswith("Signature of supervisor"))
        line.text = f"Signature of supervisor{signed}"

    reading = _checked("observation", change, pack)
    assert not reading.problems


@pytest.mark.parametrize(
    "signed", [": K Patel (would not sign)", ": Good, but not seen", ": K Patel (TM) not agreed"]
)
def test_words_beside_a_signature_would_go_unseen(signed: str, pack: Pack) -> None:
    def change(document: Any) -> None:
        line = next(p for p in document.paragraphs if p.text.startswith("Signature of supervisor"))
        line.text = f"Signature of supervisor{signed}"

    assert "unplaced-text" in {problem.code for problem in _checked("observation", change, pack).problems}


def test_columns_headed_by_numbers_alone_ask_one_question(pack: Pack) -> None:
    def change(document: Any) -> None:
        for table in document.tables:
            for row in table.rows:
                for cell in row.cells:
                    numbers = {
                        "Inadequate": "4",
                        "Requires Improvement": "3",
                        "Good": "2",
                        "Outstanding": "1",
                    }
                    words = " ".join(cell.text.split())
                    if words in numbers:
                        cell.text = numbers[words]

    reading = _checked("tier2", change, pack)
    assert [problem.code for problem in reading.problems] == ["no-headings"]
    assert not any(answer.grade for answer in reading.answers)
    assert any(answer.comment for answer in reading.answers)
