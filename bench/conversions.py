"""Conversions a second: our pool of LibreOffices against one `soffice --convert-to` after the other.

Both convert the same files in the same run: .doc and .rtf of filled Tier 2 tools, as LibreOffice itself saves them.
"""

import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mail.reading.office.converter import Converter
from tests.reading.old_files import filled, made

FILES = 12  # of each kind
WORKERS = 2


def main() -> dict[str, float]:
    """Prints and returns conversions a second: one at a time, with the pool, and how many times more that is."""
    soffice = shutil.which("soffice")
    if soffice is None:
        print("LibreOffice is not installed; nothing to measure.")
        return {}
    with tempfile.TemporaryDirectory() as folder:
        files = _files(Path(folder))
        alone = len(files) / _one_at_a_time(soffice, files, Path(folder))
        pooled = len(files) / _pooled(files)
    print(f"{len(files)} files, one soffice at a time {alone:6.2f} a second")
    print(
        f"{len(files)} files, the pool ({WORKERS} workers)  {pooled:6.2f} a second   {pooled / alone:5.1f} times"
    )
    return {"one at a time": alone, "pool": pooled, "ratio": pooled / alone}


def _files(folder: Path) -> list[Path]:
    files: list[Path] = []
    for kind in ("doc", "rtf"):
        content = made(filled(), ".docx", kind, folder)
        for number in range(FILES):
            files.append(folder / f"{number}.{kind}")
            files[-1].write_bytes(content)
    return files


def _one_at_a_time(soffice: str, files: list[Path], folder: Path) -> float:
    """As a program does it that calls LibreOffice for each file; its profile is ready before the clock starts."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "docx", "--outdir", str(folder / "out")]
    subprocess.run([*command, str(files[0])], check=True, capture_output=True)
    begun = time.perf_counter()
    for file in files:
        subprocess.run([*command, str(file)], check=True, capture_output=True)
    return time.perf_counter() - begun


def _pooled(files: list[Path]) -> float:
    with Converter(workers=WORKERS) as converter, ThreadPoolExecutor(WORKERS) as threads:
        converter.convert(files[0].read_bytes(), files[0].suffix)
        begun = time.perf_counter()
        list(threads.map(lambda file: converter.convert(file.read_bytes(), file.suffix), files))
        return time.perf_counter() - begun
