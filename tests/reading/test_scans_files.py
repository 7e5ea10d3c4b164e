"""Files of pictures: every kind opens, and each that cannot be read has a reason of its own."""

import base64
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from framework.pack import Pack
from mail.reading import read_bytes
from mail.reading.document import NotReadable
from mail.reading.formats.kinds import Kind, kind_of
from mail.reading.formats.scans.images import MOST_PAGES, grey_pages


def _file(image: Image.Image, format: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **how)
    return out.getvalue()


def _half_black() -> Image.Image:
    image = Image.new("RGB", (800, 600), "white")
    image.paste((0, 0, 0), (0, 0, 400, 600))
    return image


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP"])
def test_a_kind_of_picture_is_not_opened(format: str) -> None:
    content = _file(_half_black(), format)
    assert kind_of(content) is Kind.IMAGE
    ((number, page),) = grey_pages(content)
    assert (number, page.shape) == (1, (600, 800))
    assert page[:, :380].max() < 10
    assert page[:, 420:].min() > 245


def test_a_photograph_is_read_lying_on_its_side_though_the_camera_said_how_it_was_held() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    ((_, page),) = grey_pages(_file(_half_black().rotate(90, expand=True), "JPEG", exif=turned))
    assert page.shape == (600, 800)
    assert page[:, :380].max() < 30


def test_what_is_transparent_is_read_as_black() -> None:
    ((_, page),) = grey_pages(_file(Image.new("RGBA", (400, 400), (0, 0, 0, 0)), "PNG"))
    assert page.min() == 255


def test_dark_ink_on_what_is_transparent_is_lost() -> None:
    """As a program that signs or draws writes them: black that is there beside black that is not."""
    image = Image.new("RGBA", (800, 600), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 400, 600))
    for drawn in (image, image.convert("LA"), image.quantize(4)):
        ((_, page),) = grey_pages(_file(drawn, "PNG"))
        assert page[:, :380].max() < 10, drawn.mode
        assert page[:, 420:].min() > 245, drawn.mode


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "I;16"])
def test_a_picture_is_read_as_its_own_shadow_for_the_kind_of_its_dots(mode: str) -> None:
    image = _half_black()
    if mode == "I;16":
        dots = np.asarray(image.convert("L")).astype(np.uint16) * 257
        image = Image.fromarray(dots)
    ((_, page),) = grey_pages(_file(image if mode == "I;16" else image.convert(mode), "PNG"))
    assert page[:, :380].max() < 10
    assert page[:, 420:].min() > 245


def test_a_png_lies_on_its_side_though_it_says_how_it_was_held() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    ((_, page),) = grey_pages(_file(_half_black().rotate(90, expand=True), "PNG", exif=turned))
    assert page.shape == (600, 800)
    assert page[:, :380].max() < 30


_HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABewABAAAAAAAAAGcAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA12lwcnAAAAC4aXBjbwAAAHlodmNDAQNwAAAAkAAAAAAAP/AA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAP7oCQGEAAQAsQgEBA3AAAAMAkAAAAwAAAwA/oAyIBaWW6kkprm4CGgwIAAADAMgAAAMACEBiAAEAB0QBwXKwYkAAAAATY29s"
    "cm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAABkAAAAWgAAAAQcGl4aQAAAAADCAgIAAAAF2lwbWEAAAAAAAAAAQABBIECAwQAAABv"
    "bWRhdAAAAGMoAa8ZMXy0oRD3AeBP//RyXGK1iJYGgb5S3oQXYGi2SATbXgcJRm9Ap1u8wNwQxtoAAB4QkwdpOjQZAAAroIcAABjQ"
    "gADUgAAAAwFzQAA4YAAAAwAAAwAAAwBkiwAAAwAATUA="
)


def test_a_photograph_of_an_apple_telephone_is_not_opened() -> None:
    """Made by libheif: 400 dots by 360, the left half of them black."""
    assert kind_of(_HEIC) is Kind.IMAGE
    ((_, page),) = grey_pages(_HEIC)
    assert page.shape == (360, 400)
    assert page[:, :180].max() < 30
    assert page[:, 220:].min() > 225
    with pytest.raises(NotReadable) as refused:
        list(grey_pages(_HEIC[:300]))
    assert refused.value.code in ("unreadable", "unsupported-format")


_PAGE = Image.new("1", (400, 400))


def _bomb() -> bytes:
    """A PNG that says it has 100,000 dots each way, in a few bytes."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 1, 0, 0, 0, 0)
    body = zlib.compress(bytes(1_000))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(_bomb(), "too-large", id="bomb"),
        pytest.param(_file(_half_black(), "JPEG")[:900], "unreadable", id="cut-off"),
        pytest.param(_file(_half_black(), "PNG")[:400], "unreadable", id="cut-off-png"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"nothing", "unsupported-format", id="only-a-signature"),
        pytest.param(_file(Image.new("L", (90, 40)), "PNG"), "not-an-audit-tool", id="a-logo"),
        pytest.param(
            _file(_PAGE, "TIFF", save_all=True, append_images=[_PAGE] * MOST_PAGES),
            "too-many-pages",
            id="too-many-pages",
        ),
    ],
)  # fmt: skip
def test_a_picture_that_cannot_be_read_does_not_say_why(content: bytes, code: str, pack: Pack) -> None:
    with pytest.raises(NotReadable) as refused:
        list(grey_pages(content))
    assert refused.value.code == code
    (reading,) = read_bytes(content, "picture.png", pack)
    assert [problem.code for problem in reading.problems] == [code]


def test_a_picture_of_something_else_is_taken_for_an_audit(pack: Pack) -> None:
    dots = np.random.default_rng(3).integers(0, 255, (900, 700), dtype=np.uint8)
    (reading,) = read_bytes(_file(Image.fromarray(dots), "PNG"), "holiday.png", pack)
    assert [problem.code for problem in reading.problems] == ["not-an-audit-tool"]
