"""Large pictures: read without ever being held in colour, whole or turned, and not told from small ones."""

import io
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from mail.reading.document import NotReadable
from mail.reading.formats.scans.images import grey_page, grey_pages
from mail.reading.formats.scans.ruling import ruling_of
from mail.reading.formats.scans.sheet import Box, Picture, parts_of, straighten, thin_ink
from mail.reading.formats.scans.strips import strips
from tests.reading import scanned

_A4_AT_600 = (7016, 4960)
_PAGE_IN_GREY = 34.0  # MiB at 600 dots to an inch
_ROOM = """
import sys
from pathlib import Path
from mail.reading.formats.scans.images import grey_page
def held():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
content, before = Path(sys.argv[1]).read_bytes(), held()
grey_page(content, 1)
print(held() - before)
"""


def _file(image: Image.Image, format: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **how)
    return out.getvalue()


def _noise(mode: str) -> Image.Image:
    """Every filter that a PNG may use for a row comes in it: rows of a strip build on the one before."""
    dots = np.random.default_rng(7).integers(0, 255, (503, 411, len(mode)), dtype=np.uint8)
    dots[100:300] = np.arange(411, dtype=np.uint8)[None, :, None]
    dots[300:400] = np.arange(100, dtype=np.uint8)[:, None, None]
    return Image.fromarray(dots.squeeze(), mode)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "RGB", "L"])
def test_a_strip_of_a_picture_holds_other_dots_than_the_picture(mode: str) -> None:
    image = _noise(mode)
    read = np.concatenate([np.asarray(strip.image) for strip in strips(_file(image, "PNG"), 64)])
    assert (read == np.asarray(image)).all()


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_large_page_put_into_grey_in_strips_is_another_than_the_same_page_at_once(mode: str) -> None:
    content = _file(_noise("RGB").resize((4_110, 3_203)).convert(mode), "PNG")
    whole = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert whole is not None and whole.size > 12_000_000
    factor = 2_500 / min(whole.shape)
    shrunk = cv2.resize(whole, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    assert (grey_page(content, 1) == shrunk).all()


@pytest.mark.parametrize("harm", ["cut short", "a byte flipped"])
def test_half_a_picture_is_read_as_if_it_were_whole(harm: str) -> None:
    image = scanned.page().resize((4_000, 3_200)).convert("RGBA")
    content = bytearray(_file(image, "PNG"))
    if harm == "cut short":
        del content[len(content) // 2 :]
    else:
        content[len(content) // 2] ^= 4
    with pytest.raises(NotReadable) as refused:
        list(grey_pages(bytes(content)))
    assert refused.value.code == "unreadable"


@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("RGB", "PNG"), ("L", "PNG"), ("RGB", "TIFF")])
def test_a_large_page_takes_four_times_the_room_of_its_dots_in_grey(
    tmp_path: Path, mode: str, kind: str
) -> None:
    whole = scanned.page().resize(_A4_AT_600).convert(mode)
    packing = {"compress_level": 1} if kind == "PNG" else {"compression": "tiff_lzw"}
    content = _file(whole, kind, **packing)
    path = tmp_path / "large"
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", _ROOM, path], capture_output=True, text=True, timeout=120, check=True
    )
    assert float(done.stdout) < 2.5 * _PAGE_IN_GREY


def test_a_large_tiff_is_turned_twice_or_not_at_all() -> None:
    held = Image.Exif()
    held[0x0112] = 6
    image = Image.new("RGB", (3_200, 4_000), "white")
    image.paste((0, 0, 0), (0, 0, 3_200, 2_000))
    page = grey_page(_file(image, "TIFF", exif=held), 1)
    assert page.shape[1] > page.shape[0]
    assert page[:, : page.shape[1] // 2 - 20].min() > 245
    assert page[:, page.shape[1] // 2 + 20 :].max() < 10


def test_a_picture_kept_packed_comes_back_changed() -> None:
    dots = np.random.default_rng(3).integers(0, 255, (4_000, 3_100), dtype=np.uint8)
    kept = Picture(dots)
    assert (kept.height, kept.width) == (4_000, 3_100)
    for box in (
        Box(0, 0, 3_100, 4_000),
        Box(7, 499, 800, 501),
        Box(3, 500, 9, 1_000),
        Box(0, 3_990, 5, 4_000),
    ):
        assert (kept.cut(box) == box.cut(dots)).all()


def test_ink_at_the_seam_of_two_bands_is_seen_otherwise_than_elsewhere() -> None:
    page = np.full((1_200, 300), 230, np.uint8)
    for top in (470, 490, 499, 500, 520, 990, 1_000):
        cv2.line(page, (20, top), (280, top + 3), 60, 2)
    whole = cv2.morphologyEx(page, cv2.MORPH_CLOSE, np.ones((23, 23), np.uint8))
    wanted = cv2.threshold(cv2.subtract(whole, page), 70, 255, cv2.THRESH_BINARY)[1]
    assert (thin_ink(page, 70) == wanted).all()


def test_a_page_cut_out_of_a_long_picture_points_elsewhere_than_it_stands() -> None:
    page = np.asarray(scanned.page())
    long = np.vstack([page] * 4)
    parts = parts_of(long)
    assert [part.picture.packed for part in parts] == [True] * 4
    tables = [straighten(part) for part in parts]
    for number, sheet in enumerate(tables):
        box = ruling_of(sheet.grey).tables[0].box
        region = sheet.region(box, 1)
        assert region.top * len(long) == pytest.approx(140 + number * len(page), abs=12)
        assert region.left * long.shape[1] == pytest.approx(100, abs=12)
