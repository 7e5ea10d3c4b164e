"""Pages as people lay them on the glass: with a note stuck on a cell."""

from PIL import ImageDraw

from framework.pack import Pack
from mail.reading import read_bytes
from tests.reading import scanned
from tests.servers.programs import require


def test_a_grade_under_a_note_stuck_on_the_page_is_taken_from_its_neighbour(pack: Pack) -> None:
    require("tesseract")
    sheet = scanned.page()
    draw = ImageDraw.Draw(sheet)
    left, top, right, _ = scanned.cell_of_grade(3)
    draw.rectangle((left - 60, top + 20, right + 160, scanned.cell_of_grade(4)[3] - 10), fill=235)
    draw.text((left - 40, top + 40), "Ask Max: is it 2?", font=scanned.TEXT, fill=20)
    (reading,) = read_bytes(scanned.png(sheet), "scan.png", pack)
    grades = [answer.grade for answer in reading.answers]
    assert grades == [*scanned.GRADES[:2], None, None, *scanned.GRADES[4:]]
    told = {problem.where for problem in reading.problems}
    assert {"answers.3.grade", "answers.4.grade"} <= told
