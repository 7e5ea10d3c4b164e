"""Running LibreOffice on a file from a stranger: no network, no secrets, limits, and an end to it in any case."""

import functools
import os
import resource
import shutil
import signal
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

from mail.reading.document import NotReadable

MEMORY = 3_000_000_000  # bytes of address space; it maps half a gigabyte before it opens anything
LARGEST_FILE = 200_000_000  # bytes of any one file that it writes
OPEN_FILES = 512

_NO_NETWORK = ("unshare", "--user", "--map-root-user", "--net", "--")
_ENDS_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")


class Gone(Exception):
    """It did not end by itself, or was ended from outside. `late`: because its time was over."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("the conversion did not come to its end")
        self.late = late


def find_engine(program: str) -> str | None:
    """The program to run: of an installed LibreOffice the binary itself, which starts quicker than its script."""
    found = shutil.which(program)
    if found is None:
        return None
    binary = Path(found).resolve().with_name("soffice.bin")
    return str(binary) if binary.is_file() else found


@functools.cache
def has_no_network() -> bool:
    """Whether what is run here is cut off from every network: where the kernel lets us, it is."""
    return _works(_NO_NETWORK)


@functools.cache
def _ends_with_us() -> bool:
    return _works(_ENDS_WITH_US)


def _works(prefix: tuple[str, ...]) -> bool:
    try:
        done = subprocess.run(
            [*prefix, "true"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


class Running:
    """The processes that run now, so that all can be ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(self, command: list[str], home: Path, seconds: float) -> int:
        """The exit code of `command`. Gone if it has to be killed, its whole process group with it.

        NotReadable (`engine-missing`) where it cannot be started at all.
        """
        process = self._begin(command, home, seconds)
        try:
            return process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise Gone(late=True) from error
        finally:
            _end(process)
            with self._lock:
                self._processes.discard(process)
            if self._stopped:
                raise Gone(late=False)

    def stop(self) -> None:
        """Ends all, and lets nothing begin any more."""
        with self._lock:
            self._stopped = True
            for process in self._processes:
                _kill(process)

    def _begin(self, command: list[str], home: Path, seconds: float) -> subprocess.Popen[bytes]:
        prefix = (*(_NO_NETWORK if has_no_network() else ()), *(_ENDS_WITH_US if _ends_with_us() else ()))
        with self._lock:
            if self._stopped:
                raise Gone(late=False)
            try:
                process = subprocess.Popen(
                    [*prefix, *command],
                    cwd=home,
                    env=_environment(home),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,  # it may say what stood in the file
                    start_new_session=True,
                )
            except OSError as error:
                raise NotReadable("engine-missing", MISSING) from error
            self._processes.add(process)
        _limit(process.pid, seconds)
        return process


MISSING = (
    "LibreOffice is not there, and this kind of file is read with its help. Key in what the file says, or ask the "
    "sender for a Word document (.docx)."
)


def _environment(home: Path) -> dict[str, str]:
    """Named one by one: no secret of the bot, no proxy, no display goes in."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        "SAL_DISABLE_OPENCL": "1",
        "SAL_DISABLE_CUPS": "1",
        "SAL_DISABLE_PRINTERLIST": "1",
        "OOO_DISABLE_RECOVERY": "1",
    }


def _limit(process_id: int, seconds: float) -> None:
    """Set from outside, so that nothing of ours need run in the process before it is what it shall be."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_FSIZE: LARGEST_FILE,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CPU: int(seconds) + 2,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        with suppress(ProcessLookupError):  # over already
            resource.prlimit(process_id, limit, (most, most))


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes]) -> None:
    _kill(process)
    process.wait()
