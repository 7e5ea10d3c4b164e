"""A form copied into a sheet, or a web page, without borders: nothing but its words says where a text ends."""

import html
import io
import random
from collections.abc import Callable, Iterator
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import Workbook

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.reading import read_bytes
from tests.reading.corpus.build import build
from tests.reading.corpus.judging import differences
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import Truth
from tests.reading.edited import read_changed, truth_of

Rows = list[list[tuple[str, int]]]  # each cell's text, and how many columns it covers


def rows_of(truth: Truth) -> Rows:
    """The form, line by line, as it stands when it is copied into a sheet."""
    document = docx.Document(io.BytesIO(build(truth, Shape(), random.Random(0))))
    return [row for block in next(iter(document.element)) for row in _rows_of(block, document)]


def _rows_of(block: Any, document: Any) -> Iterator[list[tuple[str, int]]]:
    if block.tag == qn("w:p"):
        yield [(Paragraph(block, document).text, 1)]
    elif block.tag == qn("w:tbl"):
        for row in Table(block, document).rows:
            yield [(_text(tc), tc.grid_span) for tc in row._tr.tc_lst]


def _text(cell: Any) -> str:
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in cell.iter(qn("w:p")))


def as_sheet(rows: Rows) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for at, row in enumerate(rows, start=1):
        column = 1
        for text, span in row:
            sheet.cell(at, column, text or None)
            if span > 1:
                sheet.merge_cells(start_row=at, start_column=column, end_row=at, end_column=column + span - 1)
            column += span
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_web_page(rows: Rows) -> bytes:
    width = max(sum(span for _, span in row) for row in rows)
    filled_up = [[*row, *[("", 1)] * (width - sum(span for _, span in row))] for row in rows]
    cells = [
        "".join(f"<td colspan={n}>{html.escape(t).replace(chr(10), '<br>')}</td>" for t, n in row)
        for row in filled_up
    ]
    return f"<html><body><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table></body></html>".encode()


WAYS = pytest.mark.parametrize("made", [as_sheet, as_web_page])
LABELS = {"tier1-generic": "Any other", "tier1-plo": "Specific Rec", "tier2": "Any other"}


def laid_out(truth: Truth, *lines: list[str]) -> Rows:
    """The form without its empty lines, with these rows in place of its comments' label."""
    truth.comments = ""
    rows = [row for row in rows_of(truth) if any(text for text, _ in row)]
    at = next(n for n, row in enumerate(rows) if row[0][0].startswith(LABELS[truth.form]))
    label = rows[at][0][0]
    rows[at : at + 1] = [[(words.replace("LABEL", label), 1) for words in line] for line in lines]
    truth.comments = "Made-up remark.\nA second one."
    return rows


def read(made: Callable[[Rows], bytes], rows: Rows, pack: Pack) -> Reading:
    (reading,) = read_bytes(made(rows), "copied", pack)
    return reading


@WAYS
@pytest.mark.parametrize("form", list(LABELS))
def test_comments_in_the_rows_under_their_label_are_read(
    form: str, made: Callable[[Rows], bytes], pack: Pack
) -> None:
    truth = truth_of(form)
    rows = laid_out(truth, ["LABEL"], ["Made-up remark."], ["A second one."])
    assert differences(read(made, rows, pack), truth) == []


@WAYS
@pytest.mark.parametrize("form", list(LABELS))
def test_comments_beside_their_label_keep_their_second_line(
    form: str, made: Callable[[Rows], bytes], pack: Pack
) -> None:
    truth = truth_of(form)
    rows = laid_out(truth, ["LABEL", "Made-up remark."], ["", "A second one."])
    assert differences(read(made, rows, pack), truth) == []


@WAYS
@pytest.mark.parametrize("form", list(LABELS))
def test_a_label_in_the_cell_beside_a_label_is_nobodys_comment(
    form: str, made: Callable[[Rows], bytes], pack: Pack
) -> None:
    truth = truth_of(form)
    rows = laid_out(truth, ["LABEL", "Case ID: 654321"])
    reading = read(made, rows, pack)
    assert reading.status is Status.REVIEW or reading.case_id == truth.case_id


SIGNED = ["Signature of supervisee……………………", "Signature of supervisor: ……………………"]


@WAYS
@pytest.mark.parametrize("between", [[], [[("", 1)]]])
def test_the_lines_to_sign_on_are_no_part_of_the_text_above(
    between: Rows, made: Callable[[Rows], bytes], pack: Pack
) -> None:
    """In a sheet no box ends the last text."""
    truth = truth_of("observation")
    rows = [row for row in rows_of(truth) if not row[0][0].startswith("Signature")]
    at = next(n for n, row in enumerate(rows) if row[0][0].startswith("Please ensure that a typed"))
    rows[at:at] = [*between, *([(line, 1)] for line in SIGNED)]
    assert differences(read(made, rows, pack), truth) == []


@WAYS
def test_words_on_the_line_to_sign_on_are_asked_about(made: Callable[[Rows], bytes], pack: Pack) -> None:
    rows = [row for row in rows_of(truth_of("observation")) if not row[0][0].startswith("Signature")]
    at = next(n for n, row in enumerate(rows) if row[0][0].startswith("Please ensure that a typed"))
    rows.insert(at, [("Signature of supervisor: he would not sign, and said why at length", 1)])
    assert read(made, rows, pack).status is Status.REVIEW


def test_an_action_deleted_by_a_tracked_change_is_told_of(pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    gone = truth.actions.pop(0)

    def restore_as_deleted(document: Any) -> None:
        table = document.tables[-1]
        row = table.add_row()
        row.cells[0].text = gone.action
        row._tr.get_or_add_trPr().append(OxmlElement("w:del"))

    (reading,) = read_changed(truth, restore_as_deleted, pack)
    assert differences(reading, truth) == []
    assert "tracked-change" in {notice.code for notice in reading.notices}
    assert gone.action not in " ".join(notice.message for notice in reading.notices)
