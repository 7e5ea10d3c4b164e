"""Scanning attachments for viruses, by ClamAV's daemon over its socket.

Own client: the library for it is under the GPL, bounds no scan as a whole in time, and loses what clamd answers to
what is too large.
"""

import errno
import re
import socket as sockets
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from mail.parts import Part

SCANNER = "virus scanner"  # what a trouble with it is called
_CHUNK = 256 * 1024
_ANSWER = 4096
_PROBE_SECONDS = 10.0
_LONGEST_NAME = 100


class ScannerGone(Exception):
    """The scanner cannot be used: `reason` says why and what to do.

    `midway`: it was in use, and went away over what it was given. `lasting`: it will not come back by itself.
    """

    def __init__(self, reason: str, *, midway: bool = False, lasting: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.midway, self.lasting = reason, midway, lasting


class NotScanned(Exception):
    """The scanner is well, but could not scan this: the text says why."""


class Scanner(Protocol):
    """Looks for viruses. Threads may share one."""

    def scan(self, content: bytes) -> str | None:
        """The name of what was found, or None. ScannerGone; NotScanned if it cannot scan this."""
        ...


@dataclass(frozen=True)
class Scanned:
    """The parts of a mail, those not to be read marked so; `alarms` says what was found in which.

    `asked`: the scanner was asked, and answered.
    """

    parts: tuple[Part, ...]
    alarms: tuple[str, ...] = ()
    asked: bool = False


def scan_parts(parts: Sequence[Part], scanner: Scanner, *, seconds: float) -> Scanned:
    """Scan every part of a mail, containers too. What is infected, or lay in what is, is not to be read.

    After `seconds` nothing more is scanned, and what was not is not to be read. ScannerGone.
    """
    end = time.monotonic() + seconds
    known: dict[str, _Verdict] = {}
    infected: dict[str, str] = {}
    done: list[Part] = []
    alarms: list[str] = []
    for part in parts:
        around = next((path for path in infected if part.path.startswith(f"{path}/")), None)
        if around is not None:
            done.append(_refused(part, f"Not read: it lay in an attachment in which {infected[around]}."))
            continue
        if part.sha256 not in known:
            known[part.sha256] = _verdict(part, scanner, end)
        verdict = known[part.sha256]
        if verdict.found:
            infected[part.path] = f"ClamAV found {verdict.found}"
            alarms.append(f"ClamAV found {verdict.found} in {part.name}.")
        done.append(_refused(part, verdict.refusal) if verdict.refusal else part)
    return Scanned(tuple(done), tuple(alarms), asked=True)


@dataclass(frozen=True)
class _Verdict:
    refusal: str = ""
    found: str = ""


def _verdict(part: Part, scanner: Scanner, end: float) -> _Verdict:
    if not part.content:
        return _Verdict()
    if time.monotonic() >= end:
        return _Verdict("Not read: the virus scanner took all the time that one mail has.")
    try:
        found = scanner.scan(part.content)
    except NotScanned as error:
        return _Verdict(f"Not read: {error}")
    return _Verdict(f"Not read: ClamAV found {found} in it.", found) if found else _Verdict()


def _refused(part: Part, outcome: str) -> Part:
    return replace(part, state="not read", outcome=outcome)


class Clamd:
    """ClamAV's daemon, on a `socket` of this machine or at `host` and `port`.

    `timeout` is how many seconds it may take with one attachment.
    """

    def __init__(
        self, *, socket: Path | None = None, host: str = "", port: int = 3310, timeout: float = 30.0
    ) -> None:
        if (socket is None) == (not host):
            raise ValueError("a scanner has either a socket or a host")
        self._socket = socket
        self._address = (host, port)
        self._timeout = timeout
        self.name = str(socket) if socket else f"{host}:{port}"

    def scan(self, content: bytes) -> str | None:
        """The name of what was found, or None.

        NotScanned if clamd cannot do it with this though it is well; else ScannerGone.
        """
        try:
            answer = self._stream(content, self._timeout)
        except TimeoutError:
            why = f"the virus scanner was not done with it within {self._timeout:g} seconds."
        except OSError:
            why = "the virus scanner broke off over it."
        else:
            if answer.endswith(" FOUND"):
                return _name_in(answer)
            if answer.endswith(": OK"):
                return None
            if "size limit exceeded" in answer:
                raise NotScanned(_TOO_LARGE)
            why = "the virus scanner could not scan it."
        self._probe(midway=True)
        raise NotScanned(why)

    def check(self) -> str:
        """The version of the engine and of its signatures. ScannerGone if it does not answer or scan."""
        with self._session(min(self._timeout, _PROBE_SECONDS)) as session:
            try:
                session.send(b"zVERSION\0")
                said = session.answer()
            except OSError as error:
                raise self._gone(error) from error
        self._probe()
        engine, _, signatures = said.partition("/")
        return f"{engine}, signatures {signatures.replace('/', ' of ', 1)}" if signatures else engine

    def _probe(self, *, midway: bool = False) -> None:
        """Whether it scans what nothing can be wrong with. ScannerGone if not."""
        try:
            answer = self._stream(b"auditbot", min(self._timeout, _PROBE_SECONDS))
        except ScannerGone as gone:
            raise ScannerGone(gone.reason, midway=midway, lasting=gone.lasting) from gone
        except OSError as error:
            raise self._gone(error, midway=midway) from error
        if not answer.endswith(": OK"):
            why = f"The virus scanner at {self.name} answers, but cannot scan. Look into its log."
            raise ScannerGone(why)

    def _stream(self, content: bytes, seconds: float) -> str:
        """What clamd says of it. ScannerGone if it is not there, OSError if it went away over this."""
        with self._session(seconds) as session:
            try:
                session.send(b"zINSTREAM\0")
                for start in range(0, len(content), _CHUNK):
                    chunk = content[start : start + _CHUNK]
                    session.send(struct.pack("!L", len(chunk)) + chunk)
                session.send(struct.pack("!L", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it may have said why before it closed
            return session.answer()

    @contextmanager
    def _session(self, seconds: float) -> Iterator["_Session"]:
        """A connection on which clamd has answered: what fails on it afterwards fails over what it was given."""
        try:
            session = self._connect(seconds)
        except OSError as error:
            raise self._gone(error) from error
        with session.socket:
            try:
                session.send(b"zIDSESSION\0zPING\0")
                session.answer()
            except OSError as error:
                raise self._gone(error) from error
            yield session

    def _connect(self, seconds: float) -> "_Session":
        end = time.monotonic() + seconds
        if self._socket is None:
            return _Session(sockets.create_connection(self._address, timeout=seconds), end)
        connected = sockets.socket(sockets.AF_UNIX)
        try:
            connected.settimeout(seconds)
            connected.connect(str(self._socket))
        except OSError:
            connected.close()
            raise
        return _Session(connected, end)

    def _gone(self, error: OSError, *, midway: bool = False) -> ScannerGone:
        told, lasting = _why(error)
        return ScannerGone(f"The virus scanner at {self.name} {told}", midway=midway, lasting=lasting)


class _Session:
    """A socket with a time by which everything must be done. TimeoutError then."""

    def __init__(self, socket: sockets.socket, end: float) -> None:
        self.socket = socket
        self._end = end

    def send(self, data: bytes) -> None:
        self._set_time()
        self.socket.sendall(data)

    def answer(self) -> str:
        """Its answer, to the byte 0 or the end. ConnectionError if there is none."""
        said = b""
        while len(said) < _ANSWER and not said.endswith(b"\0"):
            self._set_time()
            received = self.socket.recv(_ANSWER)
            if not received:
                break
            said += received
        if not said:
            raise ConnectionResetError(errno.ECONNRESET, "no answer")
        words = said.rstrip(b"\0\n").decode("utf-8", errors="replace").strip()
        return re.sub(r"^\d+: ", "", words)

    def _set_time(self) -> None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.socket.settimeout(left)


_TOO_LARGE = "it is larger than the virus scanner takes (StreamMaxLength in the settings of clamd)."


def _name_in(answer: str) -> str:
    name = answer.removesuffix(" FOUND").partition(": ")[2]
    return "".join(ch for ch in name if ch.isprintable())[:_LONGEST_NAME] or "something"


def _why(error: OSError) -> tuple[str, bool]:
    """What is wrong and what to do, and whether it will last."""
    if isinstance(error, TimeoutError):
        return "does not answer in time. Look whether clamd is busy or hangs, and restart it.", False
    if isinstance(error, FileNotFoundError):
        return "has no socket there. Start clamd (on Debian: clamav-daemon), or put the path right.", False
    if isinstance(error, PermissionError):
        return "does not let the bot in. Put the bot's user into the group of the socket (clamav).", True
    if isinstance(error, sockets.gaierror):
        return "is at no machine of that name. Put virus_scanner.host right.", False
    if isinstance(error, ConnectionRefusedError):
        return "does not run. Start clamd (on Debian: clamav-daemon).", False
    return "broke off. Look whether clamd runs, and into its log.", False
