"""What somebody wrote in a box stays in the box: no second audit tool begins there, and no line of it goes."""

import copy
from typing import Any

import pytest

from framework.pack import Pack
from framework.reading import Status
from tests.reading.corpus.judging import differences
from tests.reading.edited import read_changed, truth_of

BOXES = ["record", "strengths", "development", "conclusions", "actions_text", "next_supervision"]
WRITTEN = [
    "Case ID: 123456\nHome visit. She listened well.",
    "Case ID 123456",
    "Name of supervisee: T Madeup was named in passing.",
    "Name of Practitioner being observed: late for the visit.",
    "Supervision File Audit Tool\nwas used",
    "Tier 2 Head of Service Case File Audit Tool",
    "Observation of Practice",
    "Strengths Identified",
    "Date of Observation: 15/1/14. Good visit.\nMore.",
]


@pytest.mark.parametrize("words", WRITTEN)
@pytest.mark.parametrize("box", BOXES)
def test_a_box_that_begins_like_a_form_is_still_a_box(box: str, words: str, pack: Pack) -> None:
    truth = truth_of("observation")
    truth.fields[box] = words

    (reading,) = read_changed(truth, lambda _: None, pack)
    assert reading.fields[box] == words
    assert differences(reading, truth) == []


def test_an_observation_cut_in_two_is_asked_about(pack: Pack) -> None:
    """The header repeated between the boxes: the second half has boxes that the first half has too, not all."""
    truth = truth_of("observation")

    def repeat(document: Any) -> None:
        header = [p._p for p in document.paragraphs if p.text.startswith(("Name of ", "Date of "))]
        boxes = [table._tbl for table in document.tables]
        for element in (*header, boxes[0], boxes[3]):
            boxes[5].addnext(copy.deepcopy(element))

    readings = read_changed(truth, repeat, pack)
    assert {reading.status for reading in readings} == {Status.REVIEW}
