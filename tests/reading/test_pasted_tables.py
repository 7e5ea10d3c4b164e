"""An audit tool whose tables were pasted as lines with tabs, or that stands among other people's tables."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.reading import read_bytes
from mail.reading.document import Table, text_of
from mail.reading.formats.word.walk import read_word
from tests.reading.corpus import ooxml as x
from tests.reading.corpus.build import build
from tests.reading.corpus.judging import differences
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import FORMS, Truth, make_truth
from tests.reading.edited import read_changed, truth_of

GRADED = ("tier1-generic", "tier1-plo", "tier2", "supervision")


def _truth(form: str) -> Truth:
    truth = make_truth(form, random.Random(f"pasted {form}"))
    for number, said in enumerate(truth.answers, start=1):
        said.comment = f"Seen on visit {number}.\nAnd talked to."
    return truth


def _pasted(truth: Truth, cut: Callable[[str], str] = lambda line: line) -> bytes:
    """The document with each row of its tables as a line, its cells parted by tabs."""
    document = read_word(build(truth, Shape(), random.Random(0)))
    lines: list[str] = []
    for block in document.blocks:
        rows = block.rows if isinstance(block, Table) else []
        texts = ["\t".join(cell.text for cell in row.cells) for row in rows] or [text_of(block)]
        lines += [line for text in texts for line in cut(text).split("\n")]
    return x.document("".join(x.paragraph(*_tabbed(line)) for line in lines))


def _tabbed(line: str) -> list[str]:
    runs: list[str] = []
    for n, part in enumerate(line.split("\t")):
        runs += ["<w:r><w:tab/></w:r>"] if n else []
        runs += [x.run(part)] if part else []
    return runs


def _table(rows: str) -> str:
    return f"<w:tbl {nsdecls('w')}>{rows}</w:tbl>"


def _read(content: bytes, pack: Pack) -> Reading:
    (reading,) = read_bytes(content, "filled.docx", pack)
    return reading


@pytest.mark.parametrize("form", GRADED)
def test_a_table_pasted_as_lines_with_tabs_is_read_like_the_table(form: str, pack: Pack) -> None:
    truth = _truth(form)
    reading = _read(_pasted(truth), pack)
    assert [p for p in reading.problems if p.where.startswith("answers")] == []
    assert [d for d in differences(reading, truth) if d.startswith("answers")] == []


def test_a_mark_with_a_tab_too_few_before_it_is_asked_about(pack: Pack) -> None:
    truth = _truth("tier2")
    for said in truth.answers:
        said.comment = ""
    label = "Statutory compliance"
    answer = next(n for n, area in enumerate(pack.form("tier2").areas) if area.label.shown == label)

    def short(line: str) -> str:
        return line.replace(f"{label}\t\t", f"{label}\t", 1)

    truth.answers[answer].not_applicable = False
    truth.answers[answer].grade = 2
    reading = _read(_pasted(truth, short), pack)
    assert reading.answers[answer].grade is None
    assert reading.status is Status.REVIEW


@pytest.mark.parametrize("form", FORMS)
def test_a_table_of_a_covering_letter_stops_nothing(form: str, pack: Pack) -> None:
    def change(document: Any) -> None:
        cells = [[x.cell(text) for text in row] for row in (("To", "Quality team"), ("From", "A manager"))]
        document.element.body.insert(
            0, parse_xml(_table("".join(f"<w:tr>{''.join(row)}</w:tr>" for row in cells)))
        )

    (reading,) = read_changed(truth_of(form), change, pack)
    assert reading.status is Status.ACCEPTED
    assert "unplaced-text" in {notice.code for notice in reading.notices}


def test_what_follows_the_table_that_a_tool_stands_in_is_not_its_last_comment(pack: Pack) -> None:
    def change(document: Any) -> None:
        body = document.element.body
        frame = parse_xml(_table("<w:tr><w:tc></w:tc></w:tr>"))
        cell = frame[0][0]
        for element in [e for e in body if not e.tag.endswith("sectPr")]:
            cell.append(element)
        body.insert(0, frame)
        frame.addnext(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>End of item 4</w:t></w:r></w:p>"))

    truth = truth_of("supervision")
    (reading,) = read_changed(truth, change, pack)
    assert reading.comments == truth.comments
    assert "End of item 4" not in reading.model_dump_json()


@pytest.mark.parametrize(
    ("form", "printed", "slipped"),
    [
        ("tier1-generic", "Overall judgement of the case file:", "Overall ujdgement of the case file:"),
        ("observation", "Name of Manager undertaking Observation:", "Name of Manger undertaking Observaton:"),
    ],
)
def test_a_slip_in_a_label_on_a_line_with_its_value_is_forgiven(
    form: str, printed: str, slipped: str, pack: Pack
) -> None:
    def change(document: Any) -> None:
        cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
        holders = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
        line = next(p for p in holders if printed in p.text)
        line.text = line.text.replace(printed, slipped)

    truth = truth_of(form)
    (reading,) = read_changed(truth, change, pack)
    assert differences(reading, truth) == []
    assert reading.status is Status.ACCEPTED
