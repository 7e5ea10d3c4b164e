"""Scans and photographs: what they say is offered, and nothing of it is believed before a person has looked."""

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.reading import read_bytes
from mail.reading.child import ReaderPool
from tests.reading import scanned
from tests.reading.scanned import GRADES, cell_of_grade, page, png
from tests.servers.programs import require

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture(scope="module")
def engine() -> None:
    require("tesseract")


def read(image: Image.Image, pack: Pack) -> Reading:
    (reading,) = read_bytes(png(image), "scan.png", pack)
    return reading


def grades_of(reading: Reading) -> list[int | None]:
    return [answer.grade for answer in reading.answers]


def codes(reading: Reading) -> set[tuple[str, str]]:
    return {(problem.code, problem.where) for problem in reading.problems}


def test_a_scanned_grade_counts_before_anybody_has_compared_it(pack: Pack) -> None:
    reading = read(scanned.scanned(page()), pack)
    assert reading.status is Status.REVIEW
    assert ("from-a-scan", "") in codes(reading)
    assert grades_of(reading) == list(GRADES)
    assert (reading.case_id, str(reading.date), reading.completed_by) == (
        "900501",
        "2014-01-15",
        "Max Manager",
    )
    assert reading.overall is not None
    assert reading.overall.value == "good"
    assert reading.answers[4].comment == "Seen in the file of area 5."
    assert reading.comments == "He has moved and likes it there."


def test_a_photograph_of_a_sheet_on_a_table_is_not_read(pack: Pack) -> None:
    reading = read(scanned.photographed(page()), pack)
    assert grades_of(reading) == list(GRADES)
    assert reading.case_id == "900501"


@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_that_lies_the_wrong_way_round_is_not_read(turn: int, pack: Pack) -> None:
    reading = read(scanned.scanned(page(), skew=-0.8).rotate(turn, expand=True), pack)
    assert grades_of(reading) == list(GRADES)


def test_the_picture_beside_a_grade_would_show_another_grade(pack: Pack) -> None:
    """Regions are of the picture as it came, not of the page as it was straightened."""
    taken = scanned.photographed(page(("", "", "", "", "", "", 4, "")))
    reading = read(taken, pack)
    region = reading.evidence["answers.7.grade"].region
    assert region is not None
    width, height = taken.size
    dots = np.asarray(taken)[
        int(region.top * height) : int(region.bottom * height),
        int(region.left * width) : int(region.right * width),
    ]
    inside = dots[12:-12, 12:-12]
    assert inside.shape[1] < width / 6
    assert (inside < 0.5 * np.median(inside)).sum() > 50, "the cell that is shown holds no grade"


@pytest.mark.parametrize("mark", ["ring", "tick", "scribble"])
def test_a_mark_by_hand_is_taken_for_a_grade_or_for_nothing(mark: str, pack: Pack) -> None:
    sheet = page(("", *GRADES[1:]))
    left, top, right, bottom = cell_of_grade(1)
    draw = ImageDraw.Draw(sheet)
    if mark == "ring":
        draw.ellipse((left + 60, top + 15, right - 60, bottom - 15), outline=0, width=4)
    elif mark == "tick":
        draw.line(((left + 60, top + 50), (left + 80, bottom - 15), (right - 50, top + 12)), fill=0, width=5)
    else:
        points = [(left + 30 + 12 * n, top + 20 + 50 * (n % 2)) for n in range(12)]
        draw.line(points, fill=0, width=4)
    reading = read(scanned.scanned(sheet), pack)
    assert grades_of(reading) == [None, *GRADES[1:]]
    assert [problem.code for problem in reading.problems if problem.where == "answers.1.grade"] != ["missing"]


def test_a_grade_too_smudged_to_read_is_guessed(pack: Pack) -> None:
    sheet = np.asarray(page()).copy()
    left, top, right, bottom = cell_of_grade(3)
    cell = sheet[top + 6 : bottom - 6, left + 6 : right - 6]
    small = Image.fromarray(cell).resize((9, 4), Image.Resampling.BOX)
    cell[:] = np.asarray(small.resize((cell.shape[1], cell.shape[0]), Image.Resampling.NEAREST))
    cell[:] = np.where(cell < 250, cell // 2, cell)
    reading = read(Image.fromarray(sheet), pack)
    assert reading.answers[2].grade is None
    assert reading.answers[3].grade == GRADES[3]


def test_a_blank_form_that_was_scanned_is_an_audit(pack: Pack) -> None:
    reading = read(scanned.scanned(page(("",) * 8, judgement="")), pack)
    assert grades_of(reading) == [None] * 8
    assert reading.status is not Status.ACCEPTED


def test_several_pages_in_one_tiff_are_not_all_read(pack: Pack) -> None:
    whole = page()
    cut = cell_of_grade(5)[1]
    first, second = whole.copy(), Image.new("L", whole.size, 255)
    first.paste(255, (0, cut + 2, *whole.size))
    second.paste(whole.crop((0, cut, *whole.size)), (0, 120))
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=[second])
    (reading,) = read_bytes(out.getvalue(), "scan.tif", pack)
    assert grades_of(reading) == list(GRADES)
    assert reading.evidence["answers.6.grade"].place.startswith("page 2")


def test_a_scan_breaks_the_limits_of_a_child_process(pack: Pack) -> None:
    with ReaderPool("rochdale-2013") as pool:
        (reading,) = pool.read(png(page()), "scan.png")
    assert grades_of(reading) == list(GRADES)


def test_a_scan_without_the_engine_is_an_error_that_nobody_understands(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    reading = read(page(), pack)
    assert (reading.status, codes(reading)) == (Status.REJECTED, {("engine-missing", "")})


def test_an_engine_that_hangs_keeps_a_mail_for_ever(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("mail.reading.scans.PAGE_SECONDS", 1.0)
    assert codes(read(page(), pack)) == {("took-too-long", "")}
