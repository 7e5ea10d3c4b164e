"""Paper on a scanner or under a telephone: noise, skew, grey light, JPEG, pages turned round."""

import io
import random
from typing import Any

import cv2
import numpy as np
import pypdfium2
from PIL import Image

Pixels = np.ndarray


def scanned(pdf: bytes, seed: int) -> bytes:
    """A PDF of scanned pages: 150 to 300 dpi, skewed by up to 2 degrees, noisy; one page in four turned."""
    rng = random.Random(seed)
    dpi = rng.choice((150, 200, 200, 300))
    pages = [_jpeg(_turned(_scan(page, rng), rng), rng.randint(55, 90)) for page in _pages(pdf, dpi)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return out.getvalue()


def tiff(pdf: bytes, seed: int) -> bytes:
    """A fax-like TIFF of many pages, black and white."""
    rng = random.Random(seed)
    pages = [Image.fromarray(_scan(page, rng)).convert("1") for page in _pages(pdf, 200)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=(200, 200))
    return out.getvalue()


def png(pdf: bytes, seed: int) -> bytes:
    """All pages in one long picture, as a screenshot tool makes."""
    pages = _pages(pdf, 130)
    out = io.BytesIO()
    Image.fromarray(np.vstack(pages)).save(out, "PNG", dpi=(130, 130))
    return out.getvalue()


def photo(pdf: bytes, seed: int) -> bytes:
    """A photograph of the pages below each other: in perspective, lit from one side."""
    rng = random.Random(seed)
    page = np.vstack(_pages(pdf, 200))
    height, width = page.shape[:2]
    page = cv2.copyMakeBorder(page, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(90, 100, 110))
    height, width = page.shape[:2]
    shift = [rng.uniform(0, 0.015) for _ in range(8)]
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array(
        [
            [shift[0] * width, shift[1] * width],
            [width * (1 - shift[2]), shift[3] * width],
            [width * (1 - shift[4]), height - shift[5] * width],
            [shift[6] * width, height - shift[7] * width],
        ],
        np.float32,
    )
    bent = cv2.warpPerspective(
        page, cv2.getPerspectiveTransform(square, seen), (width, height), borderValue=(90, 100, 110)
    )
    light = np.linspace(0.72, 1.0, width, dtype=np.float32)[None, :, None]
    lit = np.clip(bent * light, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(cv2.GaussianBlur(lit, (3, 3), 0.6)).save(out, "JPEG", quality=80, dpi=(200, 200))
    return out.getvalue()


def _pages(pdf: bytes, dpi: int) -> list[Pixels]:
    document: Any = pypdfium2.PdfDocument(pdf)
    try:
        return [np.array(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in document]
    finally:
        document.close()


def _scan(page: Pixels, rng: random.Random) -> Pixels:
    height, width = page.shape[:2]
    skew = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-2, 2), 1)
    turned = cv2.warpAffine(page, skew, (width, height), borderValue=(250, 250, 250))
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(2, 9), page.shape)
    return np.clip(turned * 0.96 + noise, 0, 255).astype(np.uint8)


def _turned(page: Pixels, rng: random.Random) -> Pixels:
    turns = rng.choice((0, 0, 0, 0, 0, 0, 1, 2))
    return np.ascontiguousarray(np.rot90(page, turns))


def _jpeg(page: Pixels, quality: int) -> Image.Image:
    out = io.BytesIO()
    Image.fromarray(page).save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue()))
