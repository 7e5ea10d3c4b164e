"""Scans and photographs: what they say is offered, and nothing of it is believed before a person has looked."""

import io
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from cv2.typing import MatLike
from PIL import Image, ImageDraw

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.reading import read_bytes
from mail.reading.audit_tool.reading import read_document
from mail.reading.formats.scans import read_scans
from mail.reading.processes.child import ReaderPool
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
    """In a child process, so within its limits."""
    with ReaderPool("rochdale-2013") as pool:
        (reading,) = pool.read(png(scanned.scanned(page())), "scan.png")
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


def test_a_photograph_that_lies_on_its_side_is_not_read_or_shows_another_grade(pack: Pack) -> None:
    """Regions are of the picture as it came, not of the page as it was straightened."""
    taken = scanned.photographed(page(("", "", 2, "", "", "", 4, ""))).rotate(90, expand=True)
    reading = read(taken, pack)
    assert grades_of(reading) == [None, None, 2, None, None, None, 4, None]
    assert reading.case_id == "900501"
    region = reading.evidence["answers.7.grade"].region
    assert region is not None
    width, height = taken.size
    dots = np.asarray(taken)[
        int(region.top * height) : int(region.bottom * height),
        int(region.left * width) : int(region.right * width),
    ]
    inside = dots[12:-12, 12:-12]
    assert inside.shape[0] < height / 6
    assert (inside < 0.5 * np.median(inside)).sum() > 50, "the cell that is shown holds no grade"


def test_a_mark_by_hand_or_a_smudged_grade_is_taken_for_a_grade_or_for_nothing(pack: Pack) -> None:
    sheet = page(("", "", "", *GRADES[3:]))
    draw = ImageDraw.Draw(sheet)
    left, top, right, bottom = cell_of_grade(1)
    draw.ellipse((left + 60, top + 15, right - 60, bottom - 15), outline=0, width=4)
    left, top, right, bottom = cell_of_grade(2)
    draw.line(((left + 60, top + 50), (left + 80, bottom - 15), (right - 50, top + 12)), fill=0, width=5)
    left, top, _, _ = cell_of_grade(3)
    draw.line([(left + 30 + 12 * n, top + 20 + 50 * (n % 2)) for n in range(12)], fill=0, width=4)
    reading = read(scanned.scanned(_smudged(sheet, 5)), pack)
    assert grades_of(reading) == [None, None, None, GRADES[3], None, *GRADES[5:]]
    told = {problem.where: problem.code for problem in reading.problems}
    assert all(told.get(f"answers.{area}.grade", "missing") != "missing" for area in (1, 2, 3))


def _smudged(sheet: Image.Image, area: int) -> Image.Image:
    dots = np.asarray(sheet).copy()
    left, top, right, bottom = cell_of_grade(area)
    cell = dots[top + 6 : bottom - 6, left + 6 : right - 6]
    small = Image.fromarray(cell).resize((9, 4), Image.Resampling.BOX)
    cell[:] = np.asarray(small.resize((cell.shape[1], cell.shape[0]), Image.Resampling.NEAREST))
    cell[:] = np.where(cell < 250, cell // 2, cell)
    return Image.fromarray(dots)


@pytest.mark.parametrize("mark", ["ring", "bold", "strike"])
def test_the_wrong_one_of_printed_judgements_is_taken(mark: str, pack: Pack) -> None:
    """Good is chosen: no other may be read, and where the mark is not seen, none."""
    sheet, options = scanned.options_page()
    draw = ImageDraw.Draw(sheet)
    left, top, right, bottom = options["Good"]
    if mark == "ring":
        draw.ellipse((left - 16, top - 14, right + 16, bottom + 14), outline=0, width=4)
    elif mark == "bold":
        draw.text((left + 1, top), "Good", font=scanned.TEXT, fill=0, anchor="lt", stroke_width=1)
    else:
        for name, (left, top, right, bottom) in options.items():
            if name != "Good":
                draw.line((left - 4, (top + bottom) // 2, right + 4, (top + bottom) // 2), fill=0, width=4)
    reading = read(sheet, pack)
    assert reading.form == "tier1-generic"
    assert reading.overall is None or reading.overall.value == "good"
    assert reading.status is Status.REVIEW


def test_a_blank_form_that_was_scanned_is_an_audit(pack: Pack) -> None:
    reading = read(scanned.scanned(scanned.blank_page()), pack)
    assert (reading.form, reading.status) == ("tier1-generic", Status.REJECTED)
    assert codes(reading) == {("blank", "")}


def test_pages_out_of_order_or_upside_down_are_read_as_they_lie_in_the_tray(pack: Pack) -> None:
    """In black and white only, as a fax machine makes them."""
    first, second = (each.convert("1") for each in _halves(page()))
    out = io.BytesIO()
    second.rotate(180).save(out, "TIFF", save_all=True, append_images=[first])
    (reading,) = read_bytes(out.getvalue(), "scan.tif", pack)
    assert grades_of(reading) == list(GRADES)
    assert reading.case_id == "900501"
    assert reading.evidence["answers.6.grade"].place.startswith("page 1")
    assert ("pages-out-of-order", "") in codes(reading)


def _halves(whole: Image.Image) -> tuple[Image.Image, Image.Image]:
    cut = cell_of_grade(5)[1]
    first, second = whole.copy(), Image.new("L", whole.size, 255)
    first.paste(255, (0, cut + 2, *whole.size))
    second.paste(whole.crop((0, cut, *whole.size)), (0, 120))
    return first, second


def test_a_scan_without_the_engine_is_an_error_that_nobody_understands(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    reading = read(page(), pack)
    assert (reading.status, codes(reading)) == (Status.REJECTED, {("engine-missing", "")})


@pytest.fixture
def slowed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Has the shell do something each time before the engine begins."""
    real = shutil.which("tesseract")

    def slow(before: str) -> None:
        program = tmp_path / "tesseract"
        program.write_text(f'#!/bin/sh\n{before}\nexec {real} "$@"\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return slow


def test_an_engine_that_hangs_keeps_a_mail_for_ever(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, slowed: Callable[[str], None]
) -> None:
    slowed("exec sleep 60")
    monkeypatch.setattr("mail.reading.formats.scans.PAGE_SECONDS", 1.0)
    assert codes(read(page(), pack)) == {("took-too-long", "")}


def test_a_scan_is_lost_because_the_machine_was_busy_with_something_else(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, slowed: Callable[[str], None]
) -> None:
    slowed("sleep 4")
    monkeypatch.setattr("mail.reading.formats.scans.PAGE_SECONDS", 15.0)
    began = time.monotonic()
    assert grades_of(read(page(), pack)) == list(GRADES)
    assert time.monotonic() - began > 15


def test_what_was_read_is_lost_with_the_page_for_which_there_was_no_time(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, slowed: Callable[[str], None], tmp_path: Path
) -> None:
    slowed(f"test -e {tmp_path}/late && exec sleep 60")
    first, second = _halves(page())

    def pages() -> Iterator[tuple[int, MatLike]]:
        yield 1, np.asarray(first)
        monkeypatch.setattr("mail.reading.formats.scans.PAGE_SECONDS", 0.5)
        (tmp_path / "late").touch()
        yield 2, np.asarray(second)

    (reading,) = read_document(read_scans(pages()), pack, file="scan.png", part="scan.png")
    assert grades_of(reading)[:4] == list(GRADES)[:4]
    (told,) = [problem for problem in reading.problems if problem.code == "pages-not-read"]
    assert "no time to read page 2 " in told.message
