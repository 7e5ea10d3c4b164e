"""A backlog through a real IMAP server: mails a second, memory, and how long a new mail waits behind it.

Measured beside what cannot be less: imap-tools fetching the same mails in bulk and the standard library taking
them apart. `make bench ARGS="intake 1000"` takes a backlog of another size.
"""

import contextlib
import io
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

from imap_tools import MailBoxUnencrypted
from sqlalchemy import func, select

from framework.words import Judgement
from store.messages import DONE
from store.tables import Audit, Message
from tests.journeys.world import World, audit_tool, council, mail
from tests.servers.dovecot import PASSWORD, Dovecot

MAILS = 10_000
ONE_IN = 3  # so many mails carry an audit tool
NEW_CASES = ("999001", "999002")
_TEMPLATE_CASE = "912345"
_WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document"


def main(mails: int = MAILS) -> None:
    """Print what was measured."""
    with Dovecot() as dovecot, tempfile.TemporaryDirectory() as folder:
        with MailBoxUnencrypted("127.0.0.1", dovecot.imap).login("audits", PASSWORD):
            dovecot.lay_in("audits", _backlog(mails))
        bare = _bare(dovecot)
        _print("bare loop", f"{mails / bare:,.0f} mails a second")
        mailbox = (
            f'name = "audits"\nkind = "imap"\nhost = "127.0.0.1"\nport = {dovecot.imap}\nsecurity = "none"\n'
            f'username = "audits"\npassword = "{PASSWORD}"\npoll_seconds = 5\nfirst = "all"'
        )
        with council(Path(folder), mailbox=mailbox) as world, world.running() as process:
            _watch(world, process, dovecot, mails, bare)


def _watch(
    world: World, process: "subprocess.Popen[bytes]", dovecot: Dovecot, mails: int, bare: float
) -> None:
    began = time.perf_counter()
    memory = _Memory(process.pid)
    kept = _until(lambda: _mails(world) >= mails // 2, began)
    _print("kept, first half", f"{mails / 2 / kept:,.0f} mails a second")
    _print("new mail while the rest is fetched", f"{_new(world, dovecot, NEW_CASES[0]):.1f} s until recorded")
    marks = [mark for mark in (1_000, 5_000, 10_000) if mark <= mails] or [mails]
    marks = sorted({*marks, mails // 2, mails})
    for mark in marks:
        took = _until(lambda mark=mark: _mails(world, *DONE) >= mark, began)
        own, readers = memory.peak()
        rate = f"{mark / took:,.1f} mails a second"
        _print(f"{mark:,} worked through", f"{rate}, peak memory {own:,.0f} MB, readers {readers:,.0f} MB")
        if mark == mails // 2:
            _print("new mail in the middle", f"{_new(world, dovecot, NEW_CASES[1]):.1f} s until recorded")
        if mark == mails:
            _print("ratio to the bare loop", f"{took / bare:.1f}")
    memory.stop()
    lost = mails + len(NEW_CASES) - _mails(world)
    audits = _audits(world)
    expected = len(range(0, mails, ONE_IN)) + len(NEW_CASES)
    _print("lost", f"{lost} mails; {audits:,} of {expected:,} audits recorded")


def _backlog(mails: int) -> Iterator[bytes]:
    """One in three with an audit tool of its own, the others letters with a page of text."""
    template = audit_tool(Judgement.GOOD, grade=2, case_id=_TEMPLATE_CASE)
    for number in range(mails):
        message = MIMEMultipart()
        message["From"], message["To"] = "max.manager@council.example", "cscaudits@council.example"
        message["Subject"], message["Message-ID"] = f"Mail {number}", f"<bench-{number}@council.example>"
        message["Date"] = "Thu, 16 Jan 2014 10:00:00 +0000"
        message.attach(MIMEText("This is a made-up letter about nothing at all.\n" * 60))
        if number % ONE_IN == 0:
            tool = _with_case(template, f"9{number:05}")
            part = MIMEApplication(tool, _WORD)
            part.add_header("Content-Disposition", "attachment", filename="audit.docx")
            message.attach(part)
        yield message.as_bytes().replace(b"\n", b"\r\n")


def _with_case(document: bytes, case_id: str) -> bytes:
    """The same document about another case, without writing it anew."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            content = old.read(entry).replace(_TEMPLATE_CASE.encode(), case_id.encode())
            new.writestr(entry.filename, content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return made.getvalue()


def _bare(dovecot: Dovecot) -> float:
    """Seconds to fetch every mail in bulk and decode every part of it."""
    began = time.perf_counter()
    with MailBoxUnencrypted("127.0.0.1", dovecot.imap).login("audits", PASSWORD) as box:
        for message in box.fetch(mark_seen=False, bulk=50):
            for part in message.obj.walk():
                part.get_payload(decode=True)
    return time.perf_counter() - began


def _new(world: World, dovecot: Dovecot, case_id: str) -> float:
    """Seconds from the delivery of a new audit until it is recorded."""
    raw = mail(
        audit_tool(Judgement.GOOD, grade=2, case_id=case_id), message_id=f"<{case_id}@council.example>"
    )
    began = time.perf_counter()
    dovecot.deliver("audits", raw)
    return _until(lambda: _audits(world, case_id), began)


def _mails(world: World, *states: str) -> int:
    counted = select(func.count(Message.id))
    with world.store.reading() as work:
        return work.session.scalar(counted.where(Message.state.in_(states)) if states else counted) or 0


def _audits(world: World, case_id: str = "") -> int:
    counted = select(func.count(Audit.id)).where(Audit.status == "accepted")
    with world.store.reading() as work:
        return work.session.scalar(counted.where(Audit.case_id == case_id) if case_id else counted) or 0


def _until(true: Callable[[], object], began: float) -> float:
    """Seconds from `began` until it is true."""
    while not true():
        time.sleep(0.05)
    return time.perf_counter() - began


class _Memory:
    """The most memory that a process, and its children together, have had since they were last asked, in MB."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._own = self._children = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def peak(self) -> tuple[float, float]:
        found = self._own, self._children
        self._own = self._children = 0.0
        time.sleep(0.5)
        return found

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.2):
            self._own = max(self._own, _resident(self._pid))
            self._children = max(self._children, sum(map(_resident, _descendants(self._pid))))


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *_descendants(child)]
    return found


def _resident(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "VmRSS: 0 kB")
    return int(line.split()[1]) / 1024


def _print(name: str, said: str) -> None:
    print(f"{name:>36}: {said}", flush=True)


if __name__ == "__main__":
    main()
