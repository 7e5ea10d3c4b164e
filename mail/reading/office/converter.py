"""Files of other formats made into ones that have a reader, by LibreOffice: a process and profile a file."""

import shutil
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from mail.reading.document import NotReadable
from mail.reading.formats.package import MAX_FILE
from mail.reading.office.folders import OwnFolder, sweep
from mail.reading.office.launching import MISSING, Gone, Running, find_engine
from mail.reading.office.profile import write_profile

SECONDS = 60.0  # for one file
_STARTS = 3  # a profile of its own is ready at the second
_WRITER = "docx:MS Word 2007 XML"
_CALC = "xlsx:Calc MS Excel 2007 XML"

_LATE = "The file took too long to convert. Open it, and key in what it says."
_BROKEN = (
    "The file could not be converted, so it is damaged or unlike others of its kind. Open it, and key in what "
    "it says."
)


class Stopped(Exception):
    """The converter was closed while it converted: no fault of the file."""


class _Way(NamedTuple):
    made_by: tuple[str, ...]  # LibreOffice's names of the format, tried in turn; "": it finds out
    into: str


_WAYS = {
    ".doc": _Way(("MS Word 97", "MS Word 95", "MS WinWord 6.0"), _WRITER),
    ".rtf": _Way(("Rich Text Format",), _WRITER),
    ".xls": _Way(("MS Excel 97",), _CALC),
    ".wps": _Way(("",), _WRITER),
    ".wpd": _Way(("",), _WRITER),
    ".pages": _Way(("",), _WRITER),
}
CONVERTED = frozenset(_WAYS)
"""The endings of the kinds that are converted."""
_TO_PDF = _Way(("MS Word 2007 XML",), "pdf:writer_pdf_Export")


class Converter:
    """Converts with at most `workers` LibreOffices at once; threads may share it. Nothing starts before it
    is needed.

    `program` is LibreOffice's, by name or path. `seconds` is the time that one conversion may take.
    """

    def __init__(self, program: str = "soffice", workers: int = 2, seconds: float = SECONDS) -> None:
        self._program = program
        self._seconds = seconds
        self._turns = threading.BoundedSemaphore(workers)
        self._running = Running()
        self._preparing = threading.Lock()
        self._folder: OwnFolder | None = None
        self._closed = False

    def convert(self, content: bytes, suffix: str) -> bytes:
        """`content` as .docx, or a spreadsheet as .xlsx. `suffix` is one of CONVERTED and tells its kind.

        NotReadable: `engine-missing`, `took-too-long`, `unreadable`, `too-large`. Stopped once it is closed.
        """
        return self._made(content, suffix, _WAYS[suffix])

    def to_pdf(self, document: bytes) -> bytes:
        """A .docx as a PDF; raises as `convert` does."""
        return self._made(document, ".docx", _TO_PDF)

    def close(self) -> None:
        """Ends what runs and removes every file of it."""
        self._closed = True
        self._running.stop()
        with self._preparing:
            if self._folder is not None:
                self._folder.remove()
                self._folder = None

    def _made(self, content: bytes, suffix: str, way: _Way) -> bytes:
        engine = find_engine(self._program)
        if engine is None:
            raise NotReadable("engine-missing", MISSING)
        with self._turns:
            job = Path(tempfile.mkdtemp(dir=self._prepared(engine)))
            try:
                return self._converted(engine, job, content, suffix, way)
            except Gone as gone:
                if self._closed:
                    raise Stopped from gone
                raise NotReadable("took-too-long", _LATE) from gone
            finally:
                shutil.rmtree(job, ignore_errors=True)

    def _converted(self, engine: str, job: Path, content: bytes, suffix: str, way: _Way) -> bytes:
        home, made = job / "home", job / "made"
        shutil.copytree(job.parent / "template", home)
        made.mkdir()
        source = job / f"file{suffix}"
        source.write_bytes(content)
        result = made / f"file.{way.into.partition(':')[0]}"
        saving = ["--convert-to", way.into, "--outdir", str(made), str(source)]
        for made_by in way.made_by:
            reading = [f"--infilter={made_by}"] if made_by else []
            self._running.run([*_command(engine, home), *reading, *saving], home, self._seconds)
            if result.is_file():
                break
        if not result.is_file():
            raise NotReadable("unreadable", _BROKEN)
        if result.stat().st_size > MAX_FILE:
            raise NotReadable(
                "too-large", "The file becomes larger than a document should. Look at it with care."
            )
        return result.read_bytes()

    def _prepared(self, engine: str) -> Path:
        """Our folder, with a profile that is ready in it: its first start takes longer than a conversion."""
        with self._preparing:
            if self._closed:
                raise Stopped
            if self._folder is None:
                sweep()
                folder = OwnFolder()
                try:
                    self._make_template(engine, folder.path / "template")
                except BaseException:
                    folder.remove()
                    raise
                self._folder = folder
            return self._folder.path

    def _make_template(self, engine: str, home: Path) -> None:
        home.mkdir()
        write_profile(home / "profile")
        try:
            for _ in range(_STARTS):
                if (
                    self._running.run(
                        [*_command(engine, home), "--terminate_after_init"], home, self._seconds
                    )
                    == 0
                ):
                    return
        except Gone as gone:
            if self._closed:
                raise Stopped from gone
            raise NotReadable("took-too-long", _LATE) from gone

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _command(engine: str, home: Path) -> list[str]:
    return [
        engine,
        f"-env:UserInstallation={(home / 'profile').as_uri()}",
        f"-env:OSL_SOCKET_PATH={home}",
        "-env:SecureUserConfig=false",  # keeps no copies of a profile that is thrown away
        "--headless",
        "--invisible",
        "--norestore",
        "--nologo",
        "--nolockcheck",
        "--nodefault",
    ]
