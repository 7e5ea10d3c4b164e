"""Parts of an attachment's pages as pictures: what a value was read from, for the person who compares the two.

Drawn in a process of its own with limits, never in the bot's: the attachment may be anything.
"""

import io
import math
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
_HALF = 0.5  # of the page: how wide a picture may become for what stands left of the value
_FRAME = 3  # pixels
_ORANGE = (240, 140, 0)
_ASKEW = 0.5  # of 1, below which what is turned cannot be told from the edges around it
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
    """The region framed, the right way up and straight, with what stands around it."""
    from PIL import Image, ImageDraw

    turn = math.radians(region.turned)
    along, down = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
    corners = [(x, y) for x in (0, page.width) for y in (0, page.height)]
    left, right = _span(corners, along)
    top, bottom = _span(corners, down)
    inner = _inner(region, page.size, along, down)
    before = max(min(_BEFORE, _HALF - (inner[2] - inner[0]) / (right - left)), _AFTER)
    outer = (
        max(inner[0] - before * (right - left), left),
        max(inner[1] - _AROUND * (bottom - top), top),
        min(inner[2] + _AFTER * (right - left), right),
        min(inner[3] + _AROUND * (bottom - top), bottom),
    )
    size = max(round(outer[2] - outer[0]), 1), max(round(outer[3] - outer[1]), 1)
    scale = max(size[0] / _WIDEST, 1.0)
    size = max(round(size[0] / scale), 1), max(round(size[1] / scale), 1)
    start = [outer[0] * along[axis] + outer[1] * down[axis] for axis in (0, 1)]
    way = [(along[axis] * scale, down[axis] * scale, start[axis]) for axis in (0, 1)]
    part = page.transform(
        size,
        Image.Transform.AFFINE,
        (*way[0], *way[1]),
        Image.Resampling.BICUBIC,
        fillcolor=255,
    ).convert("RGB")
    frame = [round((edge - outer[n % 2]) / scale) for n, edge in enumerate(inner)]
    ImageDraw.Draw(part).rectangle(
        (frame[0] - _FRAME, frame[1] - _FRAME, frame[2] + _FRAME, frame[3] + _FRAME),
        outline=_ORANGE,
        width=_FRAME,
    )
    out = io.BytesIO()
    part.save(out, "PNG")
    return out.getvalue()


def _span(points: Sequence[tuple[float, float]], axis: tuple[float, float]) -> tuple[float, float]:
    """From where to where points lie along an axis."""
    lengths = [x * axis[0] + y * axis[1] for x, y in points]
    return min(lengths), max(lengths)


def _inner(
    region: Region, size: tuple[int, int], along: tuple[float, float], down: tuple[float, float]
) -> tuple[float, float, float, float]:
    """The region along its own axes: what is turned within the edges that the page's axes gave it."""
    width, height = (region.right - region.left) * size[0], (region.bottom - region.top) * size[1]
    x, y = (region.left + region.right) / 2 * size[0], (region.top + region.bottom) / 2 * size[1]
    straight, askew = abs(along[0]), abs(along[1])
    even = straight**2 - askew**2
    if abs(even) > _ASKEW:
        own = (width * straight - height * askew) / even, (height * straight - width * askew) / even
        width, height = max(own[0], 1.0), max(own[1], 1.0)
    middle = x * along[0] + y * along[1], x * down[0] + y * down[1]
    return middle[0] - width / 2, middle[1] - height / 2, middle[0] + width / 2, middle[1] + height / 2
