"""Words that stand in a Word document where the walk through it does not come: nobody may miss them unseen."""

import datetime as dt
import random
from collections.abc import Callable

import pytest

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.reading import read_bytes
from tests.reading.corpus import ooxml as x
from tests.reading.corpus.build import Spoilt, _Builder
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth

BY = "20/04/2014"
WORDS = f'<w:t xml:space="preserve">{BY}</w:t>'


def _read(spoil: Callable[[str], str], pack: Pack) -> Reading:
    truth = make_truth("supervision", random.Random(4))
    truth.date = dt.date(2014, 3, 20)
    truth.fields["actions_by"] = BY
    body = _Builder(truth, Shape(), random.Random(0), Spoilt()).whole()[0]
    spoilt = spoil(body)
    assert spoilt != body
    (reading,) = read_bytes(x.document(spoilt), "filled.docx", pack)
    return reading


def _put(words: str) -> Callable[[str], str]:
    return lambda body: body.replace(WORDS, words, 1)


@pytest.mark.parametrize(
    "words",
    [
        f"<w:t>{WORDS}</w:t>",
        "<w:t>2</w:t><w:t>0/04/<w:lastRenderedPageBreak/>2014</w:t>",
        f"<w:rPr>{WORDS}</w:rPr>",
        f"<w:drawing>{WORDS}</w:drawing>",
        f"<w:del>{WORDS}</w:del>",
        f"<w:jc>{WORDS}</w:jc>",
    ],
    ids=["nested", "cut-by-a-break", "in-a-look", "in-a-drawing", "deleted-and-standing", "in-a-setting"],
)
def test_a_date_in_an_odd_place_of_the_file_is_not_lost_unseen(words: str, pack: Pack) -> None:
    reading = _read(_put(words), pack)
    assert reading.status is Status.REVIEW
    assert ("unplaced-text", "") in {(problem.code, problem.where) for problem in reading.problems}


def test_a_paragraph_outside_every_cell_of_its_row_is_not_lost_unseen(pack: Pack) -> None:
    reading = _read(lambda body: body.replace("</w:tr>", f"<w:r>{WORDS}</w:r></w:tr>", 1), pack)
    assert reading.status is Status.REVIEW


def test_words_in_a_cell_that_an_old_merge_hides_are_not_lost_unseen(pack: Pack) -> None:
    hidden = f"<w:tc><w:tcPr><w:hMerge/></w:tcPr>{x.paragraph(x.run(BY))}</w:tc></w:tr>"
    reading = _read(lambda body: body.replace("</w:tr>", hidden, 1), pack)
    assert reading.status is Status.REVIEW


@pytest.mark.parametrize(
    "words",
    [
        f"<w:t>20/</w:t></w:r><w:r>{'<w:t>04/2014</w:t>'}",
        f"{WORDS}</w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>see the guidance</w:t>",
        f"{WORDS}</w:r>{x.deleted('21/04/2014')}<w:r>",
        "<w:t>20/04/2014&#160;</w:t><w:t/>",
    ],
    ids=["two-runs", "hidden-words", "tracked-deletion", "a-hard-space"],
)
def test_words_left_out_knowingly_ask_nobody(words: str, pack: Pack) -> None:
    reading = _read(_put(words), pack)
    assert [problem.code for problem in reading.problems] == []
    assert reading.fields["actions_by"] == "2014-04-20"
