"""Pages of a scan held against the form: labels cut by a page's end, pages missing, names that no one bears."""

import numpy as np
import pytest

from framework.pack import Pack
from framework.reading import Problem
from mail.reading.audit_tool.reading import read_document
from mail.reading.document import Block, Cell, Document, Paragraph, Row, Run, Table
from mail.reading.formats.scans import accents, recognition
from mail.reading.formats.scans.recognition import Word
from mail.reading.formats.scans.sheet import Box
from mail.reading.formats.scans.spots import SURE, Spot, put_capitals
from mail.reading.patience import allowed

_HEADS = ("Area for Evaluation", "Grade (1-4)", "Comments (if any)")


def _table(page: int, *rows: tuple[str, ...]) -> Table:
    place = f"page {page}, table 1"
    made: list[Row] = []
    for number, texts in enumerate((_HEADS, *rows), start=1):
        cells = [_cell(text, n, f"{place}, row {number}, column {n + 1}") for n, text in enumerate(texts)]
        made.append(Row(cells, number))
    return Table(made, place, 3)


def _cell(text: str, column: int, place: str) -> Cell:
    return Cell([Paragraph([Run(text)], place)], column, 1, place)


def _problems(blocks: list[Block], pack: Pack) -> list[Problem]:
    (reading,) = read_document(Document(blocks, scanned=True), pack, file="scan.pdf", part="")
    return list(reading.problems)


def test_the_rest_of_a_label_on_the_next_page_is_taken_for_an_answer(pack: Pack) -> None:
    areas = pack.form("tier1-plo").areas
    label = areas[5].label.shown
    prompts = "\n".join(areas[5].printed[1:])
    first, _, rest = prompts.partition("proceedings")
    blocks: list[Block] = [
        _table(1, (areas[4].label.shown, "2", ""), (f"{label}\n{first}", "3", "Seen.")),
        _table(2, (f"proceedings{rest}", "", ""), (areas[6].label.shown, "1", "")),
    ]
    codes = {problem.code for problem in _problems(blocks, pack)}
    assert "row-missing" in codes, "the form was not read"
    assert "words-beside-label" not in codes


def test_a_page_that_was_not_scanned_goes_unsaid(pack: Pack) -> None:
    areas = pack.form("tier2").areas
    rows = [(area.label.shown, "2", "") for area in areas]
    blocks: list[Block] = [_table(1, *rows[:8]), _table(2, *rows[16:])]
    said = [problem.message for problem in _problems(blocks, pack) if problem.code == "page-missing"]
    assert len(said) == 1
    assert said[0].startswith("Areas 9 to 16 are not there")


@pytest.mark.parametrize(
    ("read", "sure"),
    [
        ("Zs6fia Imaginary", False),
        ("tucja Nonesuch", False),
        ("van Pretend", True),
        ("Max Manager", True),
        ("RB-463170", True),
        ("15/01/2014", True),
    ],
)
def test_a_name_with_a_digit_or_without_a_capital_is_offered_as_sure(
    read: str, sure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accents, "accents", str)
    words = [Word(text, 40 * n, 0, 40 * n + 30, 20, 0.9) for n, text in enumerate(read.split())]
    spot = Spot(Box(0, 0, 200, 30), words=words, sure=0.9)
    page = np.full((30, 200), 255, np.uint8)
    accents.read_accents([spot], page, page, allowed(0.0))
    assert (spot.sure >= SURE) is sure


def test_what_recognition_makes_of_a_capital_i_or_an_apostrophe_is_kept() -> None:
    rows = [("lf", 10), ("not,", 40), ("Petra", 80), ("O'Madeup", 120)]
    table = "\n".join(
        f"5\t1\t1\t1\t1\t{n}\t{left}\t30\t20\t20\t95.0\t{text}" for n, (text, left) in enumerate(rows)
    )
    (words,) = recognition._parsed(table, 1)
    assert [word.text for word in words] == ["If", "not,", "Petra", "O’Madeup"]


def test_initials_have_a_small_letter_where_a_capital_was_printed() -> None:
    ink = np.zeros((60, 120), np.uint8)
    ink[10:33, 20:40] = ink[10:33, 50:70] = 255
    spot = Spot(Box(0, 0, 120, 60), words=[Word("Qx", 20, 10, 70, 33, 0.9)], sure=0.9)
    put_capitals([spot], ink)
    assert spot.text == "QX"
    ink[10:20, 50:70] = 0
    spot.words = [Word("Qx", 20, 10, 70, 33, 0.9)]
    put_capitals([spot], ink)
    assert spot.text == "Qx"


def test_the_dots_of_a_capital_under_a_ruling_line_are_wiped_away_with_the_line() -> None:
    grey = np.full((60, 200), 255, np.uint8)
    grey[8:11] = 60  # the line
    grey[12:15, 50:54] = 0  # a dot of the capital
    clean = grey.copy()
    clean[6:14] = 255
    room = accents._with_accents_under_a_line(Box(10, 14, 190, 55), clean, grey)
    assert room.top < 12
    assert clean[12:15, 50:54].max() == 0
    assert clean[6:11].min() == 255


@pytest.mark.parametrize(
    ("english", "latin", "same"),
    [
        ("Sian O'Madeup", "Siân O’Madeup", True),
        ("Zs6fia", "Zsófia", True),
        ("Max Manager", "Max Manáge", False),
        ("Zoe", "Zak", False),
    ],
)
def test_accents_come_with_other_letters_that_were_not_read(english: str, latin: str, same: bool) -> None:
    assert accents.same_but_accents(english, latin) is same
