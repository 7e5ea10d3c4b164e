"""Pictures as files: opened with limits, turned as the camera says, one grey page at a time."""

import io
import struct
from collections.abc import Iterator

import cv2
import numpy as np
import pi_heif
from cv2.typing import MatLike
from PIL import Image, UnidentifiedImageError

from mail.reading.document import NotReadable
from mail.reading.formats.scans.strips import can_be_stripped, strips

MOST_PAGES = 60
MOST_PIXELS = 60_000_000  # of one page
MOST_JPEG_PIXELS = 250_000_000  # a JPEG is shrunk while it is decoded
WIDEST = 2_500  # pixels of the shorter side, to which a larger page is shrunk
_ENOUGH = 2_000  # the same, which a JPEG is at least decoded to
_FEW_GREY = 0.001  # of a page: dots neither black nor white
_LARGE = 12_000_000  # dots, from which the room that a page takes in colour is too much
_STRIP = 64  # rows of a page made grey at a time
_BAND = 1_000  # rows of a page looked at at a time
_SMALLEST_SIDE = 350  # pixels, below which no form could be read

_ORIENTATION = 0x0112  # the number of what a camera says of how it was held
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP", "HEIF")
_GREY = cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION
_OPAQUE = ("1", "L", "RGB", "P")
_SIXTEEN_BIT = ("I", "I;16", "I;16B", "I;16L", "I;16N", "F")

Image.MAX_IMAGE_PIXELS = None  # the limits here have their own reasons
pi_heif.register_heif_opener(thumbnails=False)


def grey_pages(content: bytes) -> Iterator[tuple[int, MatLike]]:
    """The pages of a picture, numbered from 1, as its viewer shows them. NotReadable, each reason its own."""
    try:
        with _opened(content) as image:
            pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if pages > MOST_PAGES:
            raise NotReadable(
                "too-many-pages",
                f"The picture has more than {MOST_PAGES} pages. Ask for fewer at a time.",
            )
        for number in range(pages):
            yield number + 1, grey_page(content, number + 1)
    except UnidentifiedImageError as error:
        raise NotReadable(
            "unsupported-format",
            "The picture is of a kind that is not read here. Ask for a .jpg, .png or PDF.",
        ) from error
    except (OSError, SyntaxError, ValueError, struct.error, EOFError, IndexError, TypeError) as error:
        raise NotReadable("unreadable", "The picture is damaged. Ask the sender to send it again.") from error


def grey_page(content: bytes, number: int) -> MatLike:
    """The page of that number, from 1, no larger than reading needs; Pillow's errors where it is damaged.

    Nothing else of the picture is held once it is there: the reading needs room itself.
    """
    with _opened(content) as image:
        image.seek(number - 1)
        _check(image)
        grey, turn = _grey(content, number, image)
    shrunk = _shrunk(grey)
    return shrunk if turn is None else np.asarray(Image.fromarray(shrunk).transpose(turn))


def smoothed(page: MatLike) -> MatLike:
    """A page of nothing but black and white dots, as a fax machine makes it, softened: else every speck is ink."""
    between = sum(
        cv2.countNonZero(cv2.inRange(page[top : top + _BAND], (21,), (234,)))
        for top in range(0, len(page), _BAND)
    )
    return cv2.GaussianBlur(page, (5, 5), 0.9) if between < _FEW_GREY * page.size else page


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=_FORMATS)


def _check(image: Image.Image) -> None:
    width, height = image.size
    if width * height > (MOST_JPEG_PIXELS if image.format == "JPEG" else MOST_PIXELS):
        raise NotReadable(
            "too-large", "The picture has more dots than any page needs. Ask for a smaller one."
        )
    if min(width, height) < _SMALLEST_SIDE:
        raise NotReadable(
            "not-an-audit-tool", "The picture is too small to hold an audit tool that can be read."
        )


def _grey(content: bytes, number: int, image: Image.Image) -> tuple[MatLike, Image.Transpose | None]:
    """A page in grey and how to turn it; a large one is never held in colour, which takes four times the room."""
    large = image.width * image.height > _LARGE
    if image.format == "PNG" and image.mode in _OPAQUE and "transparency" not in image.info:
        in_bands = large and can_be_stripped(content)
        return (_grey_in_bands(content, image.size) if in_bands else _grey_of_png(content)), _turn_of_png(
            image
        )
    if large and image.format == "PNG" and can_be_stripped(content):
        return _grey_in_strips(content, image.size), _turn_of_png(image)
    if large and image.format == "TIFF" and image.mode == "RGB":
        grey = _grey_of_tiff(content, number)
        if grey is not None:
            return grey, None
    return _grey_of(image), _turn(image)  # asked afterwards: some are turned while they are loaded


def _turn(image: Image.Image) -> Image.Transpose | None:
    return _TURNS.get(image.getexif().get(_ORIENTATION, 1))


def _turn_of_png(image: Image.Image) -> Image.Transpose | None:
    """Without decoding the picture, as Pillow's own search does."""
    held = Image.Exif()
    held.load(image.info.get("exif", b""))
    return _TURNS.get(held.get(_ORIENTATION, 1))


def _grey_of_png(content: bytes) -> MatLike:
    grey = cv2.imdecode(np.frombuffer(content, np.uint8), _GREY)
    if grey is None:
        raise OSError("the picture is damaged")
    return grey


def _grey_in_bands(content: bytes, size: tuple[int, int]) -> MatLike:
    """The same, in half the room: decoding holds a picture twice."""
    width, height = size
    grey = np.empty((height, width), np.uint8)
    for at, strip in enumerate(strips(content, _STRIP)):
        rows = _grey_of_png(strip.png)[strip.lead :]
        grey[at * _STRIP : at * _STRIP + len(rows)] = rows
    return grey


def _grey_of_tiff(content: bytes, number: int) -> MatLike | None:
    """Turned as it says it was held; None for a kind of TIFF that only Pillow knows."""
    done, found = cv2.imdecodemulti(np.frombuffer(content, np.uint8), _GREY, range=(number - 1, number))
    return found[0] if done and len(found) == 1 else None


def _grey_in_strips(content: bytes, size: tuple[int, int]) -> MatLike:
    width, height = size
    times = max(min(size) // _ENOUGH, 1)
    grey = np.full((-(-height // times), -(-width // times)), 255, np.uint8)
    for at, strip in enumerate(strips(content, _STRIP * times)):
        part = _on_white(strip.image, times)
        grey[at * _STRIP : at * _STRIP + len(part)] = part
    return grey


def _grey_of(image: Image.Image) -> MatLike:
    if image.format == "JPEG":
        factor = _ENOUGH / min(image.size)
        image.draft("L", (round(image.width * factor), round(image.height * factor)))
    image.load()
    if image.mode == "P":
        return _of_palette(image)
    times = max(min(image.size) // _ENOUGH, 1)
    return _on_white(image.reduce(times) if image.mode in ("L", "RGB") and times > 1 else image, times)


def _of_palette(image: Image.Image) -> MatLike:
    """A picture of at most 256 colours, each put into grey, and on white paper where it is transparent."""
    image.apply_transparency()
    has_alpha = image.palette is not None and image.palette.mode == "RGBA"
    colours = np.asarray(image.getpalette("RGBA" if has_alpha else "RGB"), np.float32)
    colours = colours.reshape(-1, 4 if has_alpha else 3)
    grey = colours[:, :3] @ np.array([0.299, 0.587, 0.114], np.float32)
    if has_alpha:
        grey = 255 - (255 - grey) * colours[:, 3] / 255
    table = np.full(256, 255, np.uint8)
    table[: len(grey)] = grey[:256].round().astype(np.uint8)
    return cv2.LUT(np.asarray(image), table)


def _shrunk(page: MatLike) -> MatLike:
    """A page no wider (or higher, whichever is less) than WIDEST: a long one may hold many pages."""
    factor = WIDEST / min(page.shape[:2])
    if factor >= 1:
        return page
    return cv2.resize(page, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def _on_white(image: Image.Image, times: int) -> MatLike:
    """In grey, what is transparent on white paper; there so many dots become one, as long as enough are left."""
    if image.mode in _SIXTEEN_BIT:
        values = np.asarray(image, dtype=np.float32)
        return np.clip(values * (255 / max(float(values.max()), 1.0)), 0, 255).astype(np.uint8)
    if "A" in image.getbands():
        alpha = np.asarray(image.getchannel("A").reduce(times))
        ink = cv2.bitwise_not(np.asarray(image.convert("L").reduce(times)))
        return cv2.bitwise_not(cv2.multiply(ink, alpha, scale=1 / 255))
    if "transparency" in image.info:
        return _on_white(image.convert("RGBA"), times)
    return np.asarray(image if image.mode == "L" else image.convert("L"))
