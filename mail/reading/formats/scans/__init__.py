"""Scans and photographs: pictures in, a Document out, by ruling lines and recognition. Never believed unseen.

Places read "page 1, table 2, row 4, column 3" and "page 1, line 5". Regions are fractions of the picture as a
viewer shows it (turned as the camera says), however it had to be turned or flattened to be read.
"""

import os
from collections.abc import Iterable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread costs memory, and children have little

import cv2
from cv2.typing import MatLike

from mail.reading.document import Document, NotReadable
from mail.reading.formats.scans.images import MOST_PAGES, grey_pages, smoothed
from mail.reading.formats.scans.margins import without_margins
from mail.reading.formats.scans.page import Page, read_pages
from mail.reading.formats.scans.recognition import program
from mail.reading.patience import RECOGNITION, Allowance, allowed, take_time

PAGE_SECONDS = 40.0  # of a processor: other programs may be at work on the machine

cv2.setNumThreads(1)


def read_image(content: bytes) -> Document:
    """A picture (JPEG, PNG, TIFF with its pages, HEIC, BMP, GIF, WebP) as a document. NotReadable, and why."""
    return read_scans(grey_pages(content))


def read_scans(pages: Iterable[tuple[int, MatLike]], end: Allowance | None = None) -> Document:
    """Pages (their number from 1, and a grey picture, dark on light) as a document, looked at one at a time.

    A page for which there is no time (40 seconds of a processor, 5 minutes for all) is named in `late`.
    NotReadable: `engine-missing`, `too-many-pages`. TakesLonger where whoever asked is in a hurry.
    """
    program()
    take_time()
    end = end or allowed(RECOGNITION)
    found: list[Page] = []
    for number, picture in pages:
        if end.left <= 0:
            found.append(Page(f"page {number} and what follows it", number, 1, late=True))
            break
        shown = read_pages(smoothed(picture), number, PAGE_SECONDS, end)
        del picture
        for page in shown:
            if len(found) == MOST_PAGES:
                message = f"More than {MOST_PAGES} pages are scans. Ask for fewer at a time."
                raise NotReadable("too-many-pages", message)
            found.append(page)
    return _document(found)


def _document(pages: list[Page]) -> Document:
    edges = without_margins([page for page in pages if not page.late])
    document = Document([block for page in pages for _, block in page.blocks], edges, scanned=True)
    document.late = [page.name for page in pages if page.late]
    for page in pages:
        document.regions.update(page.regions)
        document.unsure.update(page.unsure)
    return document
