"""A made-up Tier 1 audit tool as a scanner or a telephone sees it, drawn dot by dot."""

import io
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from framework.pack import load_pack

FORM = load_pack("rochdale-2013").form("tier1-generic")
GRADES = (2, 3, 1, 4, 2, 3, 2, 1)
SIZE = (2339, 1654)  # A4 at 200 dots to an inch, lying on its side
TEXT = ImageFont.load_default(28)
_TITLE = ImageFont.load_default(40)
_COLUMNS = (100, 180, 940, 1140, 2230)  # edges of the columns of the areas
_HEADER = (100, 240, 480, 700, 1080, 1380, 1760, 1860, 2230)


_SAID = ("900501", "Max Manager", "Sol South", "15/01/2014")


def blank_page() -> Image.Image:
    """The whole form with nothing filled in."""
    return page(("",) * 8, judgement="", said=("",) * 4, comment="", comments="")


def page(
    grades: Sequence[object] = GRADES,
    judgement: str = "Good",
    said: Sequence[str] = _SAID,
    comment: str = "Seen in the file of area {}.",
    comments: str = "He has moved and likes it there.",
) -> Image.Image:
    """The whole form on one page. A grade is written as `str` has it; "" leaves its cell empty.

    `said` are case reference, auditor, social worker and date; `comment` is that on each area, `{}` its number.
    """
    image = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(image)
    draw.text((100, 60), "TIER 1 GENERIC AUDIT TOOL", font=_TITLE, fill=0)
    labels = ("Case ID:", "Completed by:", "Social worker:", "Date:")
    _row(draw, _HEADER, 140, 200, [text for pair in zip(labels, said, strict=True) for text in pair])
    heads = ("No.", "Area for Evaluation", "Grade (1-4)", "Comments (if any)")
    _row(draw, _COLUMNS, 240, 300, heads)
    top = 300
    for area, grade in zip(FORM.areas, grades, strict=True):
        texts = (
            str(area.number),
            _short(area.label.shown),
            str(grade),
            comment.format(area.number),
        )
        _row(draw, _COLUMNS, top, top + 90, texts)
        top += 90
    draw.text((100, top + 40), "Any other comments:", font=TEXT, fill=0)
    draw.text((100, top + 90), comments, font=TEXT, fill=0)
    draw.text((100, top + 160), f"Overall judgement of the case file: {judgement}", font=TEXT, fill=0)
    return image


def options_page() -> tuple[Image.Image, dict[str, tuple[int, int, int, int]]]:
    """Two areas of the form and the judgement with its options printed; where each option stands."""
    last = cell_of_grade(3)[1]
    whole = page(judgement="")
    sheet = Image.new("L", (SIZE[0], last + 300), 255)
    sheet.paste(whole.crop((0, 0, SIZE[0], last + 2)))
    draw = ImageDraw.Draw(sheet)
    top = last + 120
    draw.text((100, top), "Overall judgement of the case file:", font=TEXT, fill=0, anchor="lt")
    left = 700
    options: dict[str, tuple[int, int, int, int]] = {}
    for name in ("Outstanding", "Good", "Requires improvement", "Inadequate"):
        draw.text((left, top), name, font=TEXT, fill=0, anchor="lt")
        at = draw.textbbox((left, top), name, font=TEXT, anchor="lt")
        options[name] = (round(at[0]), round(at[1]), round(at[2]), round(at[3]))
        left = round(at[2]) + 60
    return sheet, options


def cell_of_grade(number: int) -> tuple[int, int, int, int]:
    """Where the grade of an area is written: left, top, right, bottom."""
    top = 300 + 90 * (number - 1)
    return _COLUMNS[2], top, _COLUMNS[3], top + 90


def png(image: Image.Image) -> bytes:
    """As a file."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def scanned(image: Image.Image, *, skew: float = 1.4, noise: float = 8) -> Image.Image:
    """Laid on the glass askew, with the noise of a scanner."""
    dots = np.asarray(image)
    height, width = dots.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
    turned = cv2.warpAffine(dots, matrix, (width, height), borderValue=(255,))
    grain = np.random.default_rng(7).normal(0, noise, turned.shape)
    return Image.fromarray(np.clip(turned + grain, 0, 255).astype(np.uint8))


def photographed(image: Image.Image) -> Image.Image:
    """On a dark table, seen from one side, in light that fades."""
    dots = np.asarray(image)
    height, width = dots.shape
    seen = np.array(
        [(220, 160), (width + 160, 90), (width + 260, height + 190), (150, height + 120)], np.float32
    )
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, seen)
    taken = cv2.warpPerspective(dots, matrix, (width + 400, height + 300), borderValue=(80,))
    light = np.linspace(0.6, 1.0, taken.shape[1])[None, :]
    grain = np.random.default_rng(8).normal(0, 5, taken.shape)
    return Image.fromarray(np.clip(taken * light + grain, 0, 255).astype(np.uint8))


def _short(label: str) -> str:
    words = label.split()
    middle = len(words) // 2 if len(label) > 45 else len(words)
    return "\n".join(filter(None, (" ".join(words[:middle]), " ".join(words[middle:]))))


def _row(
    draw: ImageDraw.ImageDraw, edges: Sequence[int], top: int, bottom: int, texts: Sequence[str]
) -> None:
    for left, right, text in zip(edges, edges[1:], texts, strict=False):
        draw.rectangle((left, top, right, bottom), outline=0, width=2)
        draw.multiline_text((left + 12, top + 10), text, font=TEXT, fill=0, spacing=8)
