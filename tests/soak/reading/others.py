"""The test files of other projects' readers: downloaded as source packages, read, and thrown away again."""

import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from framework.reading import Reading, Status
from mail.reading.processes.child import ReaderPool

PROJECTS = (
    *("python-docx", "docx2python", "docxcompose", "docxtpl", "mammoth", "docx2txt", "markitdown"),
    *("pypdf", "pdfplumber", "pdfminer.six", "pikepdf", "camelot-py", "img2table"),
    *("odfpy", "odfdo", "openpyxl", "xlrd", "striprtf", "olefile", "extract-msg"),
)
_ENDINGS = frozenset(
    {".docx", ".docm", ".dotx", ".odt", ".ods", ".rtf", ".doc", ".xlsx", ".xlsm", ".xls", ".pdf", ".html"}
    | {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic"}
)
_LARGEST = 20_000_000  # bytes of a test file
_MOST = 150  # files of a project, spread over its folders


@dataclass
class Project:
    """How the files of one project ended: by code of the reason, and what must not be."""

    name: str
    ends: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def main() -> bool:
    """Read them, print a table, and say whether none crashed a child or passed for an audit."""
    projects: list[Project] = []
    with ReaderPool("rochdale-2013", workers=2) as pool, ThreadPoolExecutor(2) as threads:
        for name in PROJECTS:
            with tempfile.TemporaryDirectory(prefix="others-") as folder:
                package = _downloaded(name, Path(folder))
                if package is None:
                    _say(f"{name:16} no source package came")
                    continue
                projects.append(_project(name, package, pool, threads))
    ends = sum((project.ends for project in projects), Counter[str]())
    problems = sum(len(project.problems) for project in projects)
    _say(f"\n{ends.total():,} files of {len(projects)} projects: {_told(ends)}; {problems} problems")
    return bool(projects) and not problems


def _project(name: str, package: Path, pool: ReaderPool, threads: ThreadPoolExecutor) -> Project:
    project = Project(name)
    files = list(_files(package))
    children = _children(pool)
    step = max(1, len(files) // _MOST)
    for done in [threads.submit(_read, pool, project, *file) for file in files[::step]]:
        done.result()
    if _children(pool) != children:
        project.problems.append("a child had to be replaced")
    _print(project)
    return project


def _children(pool: ReaderPool) -> list[int]:
    return [worker._process.pid for worker in pool._workers]


def _downloaded(name: str, folder: Path) -> Path | None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run(
        [*command, "--no-binary", name, "--dest", str(folder), name],
        capture_output=True,
        check=False,
        timeout=300,
    )
    return next((path for path in folder.iterdir() if path.name.endswith((".tar.gz", ".zip"))), None)


def _files(package: Path) -> Iterator[tuple[str, bytes]]:
    """The documents in a source package; read out of it and never written anywhere."""
    if package.suffix == ".zip":
        with zipfile.ZipFile(package) as opened:
            for entry in opened.infolist():
                if _wanted(entry.filename, entry.file_size):
                    yield entry.filename, opened.read(entry)
        return
    with tarfile.open(package) as archive:
        for member in archive:
            if (
                member.isfile()
                and _wanted(member.name, member.size)
                and (data := archive.extractfile(member))
            ):
                yield member.name, data.read()


def _wanted(name: str, size: int) -> bool:
    return PurePosixPath(name).suffix.lower() in _ENDINGS and size <= _LARGEST


def _read(pool: ReaderPool, project: Project, name: str, content: bytes) -> None:
    began = time.monotonic()
    readings = pool.read(content, PurePosixPath(name).name)
    took = time.monotonic() - began
    project.slowest = max(project.slowest, (took, name))
    for reading in readings:
        _hold(project, name, reading)


def _hold(project: Project, name: str, reading: Reading) -> None:
    code = reading.problems[0].code if reading.problems else "no reason"
    project.ends[code if reading.form is None else f"taken for {reading.form}"] += 1
    if reading.status is Status.ACCEPTED or reading.form is not None:
        project.problems.append(f"{name} passes for {reading.form} ({reading.status.value})")
    if code == "reader-died" or not reading.problems:
        project.problems.append(f"{name}: {code}")


def _print(project: Project) -> None:
    _say(f"{project.name:16}{project.ends.total():5} files: {_told(project.ends)}")
    if project.slowest[0] > 10:
        _say(f"{'':21} the slowest took {project.slowest[0]:.0f} s: {project.slowest[1]}")
    for problem in project.problems:
        _say(f"{'':21} PROBLEM {problem}")


def _told(ends: Counter[str]) -> str:
    return ", ".join(f"{code} {times:,}" for code, times in ends.most_common()) or "none"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
