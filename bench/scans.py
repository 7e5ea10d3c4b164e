"""How much memory reading large pictures takes: the most that a reader's child held, by kind of picture.

That of tesseract, a program apart, stands beside it: it goes by its languages (Latin: 270 MiB), not by pictures.

The target: under 200 MiB. `python -m bench.scans` reads a few large pictures; with `long` also a scanned
PDF of 50 pages, which takes minutes.
"""

import io
import multiprocessing
import os
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from mail.reading.processes.child import ReaderPool
from tests.reading import scanned

TARGET_MIB = 200.0
_A4_AT_600 = (7016, 4960)
_STACKED = 10
_PAGES = 50


def main(*words: str) -> dict[str, float]:
    """Prints and returns the peaks in MiB, by kind of picture."""
    makers: dict[str, Callable[[], bytes]] = {
        "PNG at 600 dpi": lambda: _file(_large("L"), "PNG"),
        "PNG at 600 dpi, in colour": lambda: _file(_large("RGB"), "PNG"),
        "PNG at 600 dpi, with transparency": lambda: _file(_large("RGBA"), "PNG"),
        "TIFF at 600 dpi, in colour": lambda: _file(_large("RGB"), "TIFF", compression="tiff_lzw"),
        "JPEG at 600 dpi, in colour": lambda: _file(_large("RGB"), "JPEG"),
        f"{_STACKED} pages in one PNG": lambda: _file(_stacked(), "PNG"),
    }
    if "long" in words:
        makers[f"PDF of {_PAGES} scanned pages"] = _long
    figures: dict[str, float] = {}
    print(f"{'':36}{'reader':>10}{'tesseract':>15}")
    for name, make in makers.items():
        content = make()
        started = time.perf_counter()
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            peak, engine = pool.apply(_read_apart, (content,))
        figures[name] = peak
        met = "met" if peak < TARGET_MIB else "NOT MET"
        took = time.perf_counter() - started
        print(f"{name:36}{peak:6.0f} MiB {engine:10.0f} MiB   target {TARGET_MIB:.0f}  {met}   {took:5.1f} s")
    return figures


def _large(mode: str) -> Image.Image:
    return scanned.page().resize(_A4_AT_600).convert(mode)


def _stacked() -> Image.Image:
    width, height = scanned.SIZE
    whole = Image.new("RGB", (width, height * _STACKED), "white")
    whole.paste(scanned.page().convert("RGB"))
    blank = scanned.page(("",) * len(scanned.GRADES)).convert("RGB")
    for number in range(1, _STACKED):
        whole.paste(blank, (0, height * number))
    return whole


def _long() -> bytes:
    out = io.BytesIO()
    pages = [scanned.page().convert("L")] * _PAGES
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return out.getvalue()


def _file(image: Image.Image, format: str, **how: str) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **how)
    return out.getvalue()


def _read_apart(content: bytes) -> tuple[float, float]:
    """Reads in a child, itself measured in a process of its own: MiB of the child, and of the engine it calls."""
    with ReaderPool("rochdale-2013") as readers:
        readings = readers.read(content, "large")
        if not any(reading.form == "tier1-generic" for reading in readings):
            said = [problem.code for reading in readings for problem in reading.problems]
            raise AssertionError(f"the picture must be read for its memory to be measured, and not {said}")
        child = max(_held(path) for path in Path("/proc").glob("[0-9]*/status") if _is_child(path))
    return child, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _is_child(status: Path) -> bool:
    try:
        return f"PPid:\t{os.getpid()}\n" in status.read_text()
    except OSError:  # it has ended
        return False


def _held(status: Path) -> float:
    return int(re.findall(r"VmHWM:\s*(\d+) kB", status.read_text())[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
