"""A real virus scanner: ClamAV's daemon with one made-up signature, in a directory and on a port of its own."""

import contextlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from tests.servers.programs import require

VIRUS = b"A-MADE-UP-VIRUS-FOR-TESTS-THAT-HARMS-NOTHING"
FOUND = "Test.MadeUp.UNOFFICIAL"  # as clamd names a signature that is not ClamAV's own
STREAM_MAX = 2_000_000


class ClamdServer:
    """Knows `VIRUS` and nothing else. On `socket` and on `port`; `stop()` and `start()` as often as need be."""

    def __init__(self) -> None:
        self._program = require("clamd")
        self.directory = Path(tempfile.mkdtemp(prefix="clamd-"))
        self.socket = self.directory / "clamd.socket"
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        signatures = self.directory / "signatures"
        signatures.mkdir()
        (signatures / "made-up.ndb").write_text(f"Test.MadeUp:0:*:{VIRUS.hex()}\n")
        self._config = self.directory / "clamd.conf"
        self._config.write_text(
            f"LocalSocket {self.socket}\n"
            f"TCPSocket {self.port}\n"
            "TCPAddr 127.0.0.1\n"
            f"DatabaseDirectory {signatures}\n"
            f"TemporaryDirectory {self.directory}\n"
            f"LogFile {self.directory / 'log'}\n"
            f"StreamMaxLength {STREAM_MAX}\n"
            "SelfCheck 0\n"
            "Foreground yes\n"
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.resume()
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self) -> None:
        command = [self._program, "--config-file", str(self._config)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 30
        while not (self.socket.exists() and _answers(self.port)):
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"clamd did not start: {self.log()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends it, as a restart or a crash does."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait(timeout=20)
        self.socket.unlink(missing_ok=True)
        self._process = None

    def freeze(self) -> None:
        """Lets it take connections, as the system does for it, and answer nothing."""
        if self._process:
            self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets it go on."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)

    def log(self) -> str:
        with contextlib.suppress(FileNotFoundError):
            return (self.directory / "log").read_text(errors="replace")
        return ""


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
