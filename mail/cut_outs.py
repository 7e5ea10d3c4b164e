"""Parts of an attachment's pages as pictures: what a value was read from, for the person who compares the two.

Drawn in a process of its own with limits, never in the bot's: the attachment may be anything.
"""

import io
import resource
from collections.abc import Callable, Sequence
from typing import Any

from framework.reading import Region
from mail.parts.kinds import kind_of
from mail.pictures import NoPictures
from mail.reading.processes.worker import Died, Late, Worker

MOST = 40  # parts at once
_SECONDS = 30.0
_MEMORY = 1_500_000_000
_SCALE = 2  # 144 dots to an inch
_MOST_PIXELS = 12_000_000  # of a page
_WIDEST = 1_600  # pixels of a cut-out
_BEFORE, _AFTER, _AROUND = 0.36, 0.06, 0.012  # of the page, left and right of the value, and above and below
_NOT_DRAWN = "The pictures could not be drawn. Open the attachment in the mailbox, with care."


def cut_outs(content: bytes, regions: Sequence[Region]) -> list[bytes]:
    """A PNG picture of each region (at most `MOST`), with what stands left of it. NoPictures if that cannot be."""
    worker = Worker(_start)
    try:
        return worker.ask(_cut, content, list(regions[:MOST]), seconds=_SECONDS)
    except (Late, Died, RuntimeError) as error:
        raise NoPictures(_NOT_DRAWN) from error
    finally:
        worker.close()


# In the child

Draw = Callable[[int], Any]  # a page by its number


def _start() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _cut(content: bytes, regions: list[Region]) -> list[bytes]:
    page = _of_pdf(content) if kind_of(content, "") == "pdf" else _of_picture(content)
    parts: dict[Region, bytes] = {}
    for number in sorted({each.page for each in regions}):
        drawn = page(number)  # one at a time: they are large
        parts |= {each: _part(drawn, each) for each in regions if each.page == number}
    return [parts[each] for each in regions]


def _of_pdf(content: bytes) -> Draw:
    import pypdfium2  # only where it is needed: the bot's own process loads this module too

    document = pypdfium2.PdfDocument(content)

    def draw(number: int) -> Any:
        page = document[number - 1]
        scale = min(_SCALE, (_MOST_PIXELS / max(page.get_width() * page.get_height(), 1.0)) ** 0.5)
        return page.render(scale=scale, grayscale=True).to_pil()

    return draw


def _of_picture(content: bytes) -> Draw:
    from PIL import Image

    from mail.reading.formats.scans.images import grey_page

    return lambda number: Image.fromarray(grey_page(content, number))


def _part(page: Any, region: Region) -> bytes:
    width, height = page.size
    box = (
        round(max(region.left - _BEFORE, 0) * width),
        round(max(region.top - _AROUND, 0) * height),
        round(min(region.right + _AFTER, 1) * width),
        round(min(region.bottom + _AROUND, 1) * height),
    )
    part = page.crop(box)
    if part.width > _WIDEST:
        part = part.resize((_WIDEST, max(part.height * _WIDEST // part.width, 1)))
    out = io.BytesIO()
    part.save(out, "PNG")
    return out.getvalue()
