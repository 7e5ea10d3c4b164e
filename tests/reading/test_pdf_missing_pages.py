"""A page of a PDF that is not there is noticed, by what the form prints and the document lacks."""

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from framework.pack import Pack
from framework.reading import Reading
from mail.reading import read_bytes
from tests.reading.pdf_making import AREAS, HEADS, HEIGHT, Draw, grid, pdf, text

_BOXES = (
    "Record of Observation (to be completed by person observing)",
    "Strengths Identified (to be completed by person observing)",
    "Areas for Development Identified (to be completed by person observing)",
    "Conclusions / Recommendation (to be completed by Supervisor and Supervisee during feedback session)",
    "Any Actions Required (who will do what and by when)",
    "Aspects Recommended for Discussion and Reflection at next Supervision (to be completed by Supervisor and "
    "Supervisee during feedback session)",
)
_SIGNED = "Signature of supervisee ……………………"


def _observation(boxes: Sequence[str], last: str = "", height: int = 100) -> Draw:
    """An observation of practice that fills its page to the foot; `last` is written under it."""

    def draw(canvas: Canvas) -> None:
        text(canvas, 40, 40, "Observation of Practice Template", "Helvetica-Bold", 13)
        heads = (
            ("Name of Practitioner being observed:", "Silas Vole"),
            ("Name of Manager undertaking Observation:", "Tess Hawthorn"),
            ("Nature of Observation: (Telephone calls/Home visits/Meeting)", "Meeting"),
            ("Date of Observation:", "15/01/2014"),
        )
        grid(canvas, 60, heads, (40, 330, 550))
        for at, words in enumerate(boxes):
            top = 180 + at * height
            canvas.grid([40, 550], [HEIGHT - top, HEIGHT - top - height])
            lines = [words[:90], words[90:]] if len(words) > 90 else [words]
            for line, part in enumerate([*lines, f"Said of box {at + 1}."]):
                text(canvas, 45, top + 14 + 12 * line, part, size=9)
        if last:
            text(canvas, 40, 800, last, size=9)

    return draw


def _read(pack: Pack, draw: Draw) -> Reading:
    (reading,) = read_bytes(pdf(draw), "tool.pdf", pack)
    return reading


def _missing(reading: Reading) -> list[str]:
    return [problem.where for problem in reading.problems if problem.code == "page-missing"]


def test_a_whole_observation_is_not_asked_about(pack: Pack) -> None:
    reading = _read(pack, _observation(_BOXES, _SIGNED))
    assert not _missing(reading)
    assert reading.fields["strengths"] == "Said of box 2."


def test_a_last_box_that_may_go_on_upon_a_page_that_is_not_there_is_asked_about(pack: Pack) -> None:
    reading = _read(pack, _observation(_BOXES))
    assert _missing(reading) == [""]
    assert reading.status.value == "review"


def test_a_short_observation_without_the_lines_to_sign_on_is_not_asked_about(pack: Pack) -> None:
    assert not _missing(_read(pack, _observation(_BOXES, height=60)))


def test_a_box_that_is_not_there_between_others_is_asked_about(pack: Pack) -> None:
    reading = _read(pack, _observation([_BOXES[0], *_BOXES[2:]], _SIGNED))
    assert _missing(reading) == [""]
    assert any("Strengths identified" in problem.message for problem in reading.problems)


def test_a_grade_beside_rows_that_are_missing_is_not_believed(pack: Pack) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 40, 50, "TIER 1 GENERIC AUDIT TOOL", "Helvetica-Bold", 13)
        grid(canvas, 65, [("Case ID:", "900123", "Completed by:", "Tess Hawthorn")], (40, 110, 250, 340, 550))
        second = ("Allocated social worker:", "Silas Vole", "Date:", "15/01/2014")
        grid(canvas, 89, [second], (40, 170, 280, 340, 550))
        rows = [(str(n), AREAS[n - 1], "2", f"Found in area {n}.") for n in (1, 2, 6, 7, 8)]
        grid(canvas, 150, [HEADS, *rows])
        text(canvas, 40, 450, "Overall judgement of the case file: Good", "Helvetica-Bold")

    reading = _read(pack, draw)
    assert [answer.grade for answer in reading.answers] == [2, None, None, None, None, None, 2, 2]
    assert _missing(reading) == ["answers.2.grade", "answers.6.grade", ""]


def test_half_a_comment_is_offered_as_the_whole_where_its_row_was_cut(
    pack: Pack,
) -> None:
    def first(canvas: Canvas) -> None:
        text(canvas, 40, 50, "TIER 1 GENERIC AUDIT TOOL", "Helvetica-Bold", 13)
        header = ("Case ID:", "900123", "Completed by:", "Tess Hawthorn")
        grid(canvas, 65, [header], (40, 110, 250, 340, 550))
        second = ("Allocated social worker:", "Silas Vole", "Date:", "15/01/2014")
        grid(canvas, 89, [second], (40, 170, 280, 340, 550))
        rows = [(str(n), AREAS[n - 1], "2", f"Found in area {n}.") for n in range(1, 6)]
        grid(canvas, 150, [HEADS, *rows, ("", "Does planning address any", "", "Seen alone")])

    def second(canvas: Canvas) -> None:
        rows = [(str(n), AREAS[n - 1], "2", f"Found in area {n}.") for n in (7, 8)]
        cut = ("6", "specific needs such as\nreligion or disability?", "", "on 3 January.")
        grid(canvas, 60, [cut, *rows])
        text(canvas, 40, 420, "Any other comments:", "Helvetica-Bold")
        text(canvas, 40, 450, "Overall judgement of the case file: Good", "Helvetica-Bold")

    for pages in ((first, second), (second, first)):
        (reading,) = read_bytes(pdf(*pages), "tool.pdf", pack)
        said = {problem.where for problem in reading.problems if problem.code == "half-row"}
        assert reading.answers[5].comment in ("Seen alone", "on 3 January.")
        assert said == {"answers.6.comment"}
