"""A file that takes too long, eats memory or kills its reader harms nothing but its own reading."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.parts import Limits
from mail.reading import read_bytes
from mail.reading.processes import child
from mail.reading.processes.child import ReaderPool
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth


@pytest.fixture(scope="module")
def filled() -> bytes:
    rng = random.Random(1)
    return build(make_truth("tier2", rng), Shape(), rng)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool("rochdale-2013", seconds=2) as pool:
        yield pool


def test_the_child_reads_what_is_read_here(pool: ReaderPool, filled: bytes, pack: Pack) -> None:
    assert pool.read(filled, "a.docx") == read_bytes(filled, "a.docx", pack)


def test_a_bad_file_comes_back_as_a_reading(pool: ReaderPool) -> None:
    (reading,) = pool.read(b"PK\x03\x04", "a.docx")
    assert reading.problems[0].code == "unreadable"


def _code(readings: list[Reading]) -> str:
    (reading,) = readings
    assert reading.status is Status.REJECTED
    return reading.problems[0].code


def _run(pool: ReaderPool, monkeypatch: pytest.MonkeyPatch, harm: object) -> list[Reading]:
    with monkeypatch.context() as patch:
        patch.setattr(child, "_read", harm)
        return pool.read(b"", "a.docx")


def sleep(*_: object) -> list[Reading]:
    time.sleep(60)
    return []


def die(*_: object) -> list[Reading]:
    os._exit(1)


def spin(content: bytes, name: str, sent: object) -> list[Reading]:
    resource.setrlimit(resource.RLIMIT_CPU, (1, resource.RLIM_INFINITY))
    while True:
        pass


def eat(content: bytes, name: str, sent: object) -> list[Reading]:
    try:
        held = bytearray(child.MEMORY)
    except MemoryError:
        return [Reading(file="refused")]
    return [Reading(file=str(len(held)))]


def write(content: bytes, name: str, sent: object) -> list[Reading]:
    try:
        Path(f"/tmp/auditbot-child-{os.getpid()}").write_text("harm")
    except OSError:
        return [Reading(file="refused")]
    return [Reading(file="written")]


@pytest.mark.parametrize(
    ("harm", "code"), [(sleep, "took-too-long"), (die, "reader-died"), (spin, "took-too-long")]
)
def test_a_reader_that_hangs_or_dies_is_replaced(
    harm: object, code: str, pool: ReaderPool, filled: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _code(_run(pool, monkeypatch, harm)) == code
    assert pool.read(filled, "a.docx")[0].form == "tier2"


@pytest.mark.parametrize("harm", [eat, write])
def test_the_child_cannot_eat_memory_or_write_files(
    harm: object, pool: ReaderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (reading,) = _run(pool, monkeypatch, harm)
    assert reading.file == "refused"


def who(content: bytes, name: str, sent: object) -> list[Reading]:
    return [Reading(file=str(os.getpid()), part=os.environ.get("AUDITBOT_SLACK__BOT_TOKEN", "none"))]


def test_a_child_that_dies_while_nobody_asks_is_replaced_and_no_file_is_blamed(
    pool: ReaderPool, filled: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (reading,) = _run(pool, monkeypatch, who)
    os.kill(int(reading.file), signal.SIGKILL)
    time.sleep(0.1)
    assert pool.read(filled, "a.docx")[0].form == "tier2"


def test_a_child_knows_no_secret_of_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITBOT_SLACK__BOT_TOKEN", "made-up-token")
    with ReaderPool("rochdale-2013") as pool:
        (reading,) = _run(pool, monkeypatch, who)
    assert reading.part == "none"


def test_a_mail_too_large_for_the_child_is_said_so_and_the_next_is_opened(filled: bytes) -> None:
    with ReaderPool("rochdale-2013", memory=400_000_000, seconds=20) as pool:
        large = b"Subject: Large\nFrom: max.manager@council.example\n\n" + bytes(300_000_000)
        opening = pool.open(large, Limits())
        assert opening.problem
        assert opening.mail.subject == "Large"
        assert not pool.open(b"Subject: Small\n\nHello", Limits()).problem


def test_no_child_outlives_a_bot_that_was_killed() -> None:
    program = (
        "import os\n"
        "from mail.reading.processes.child import ReaderPool\n"
        "pool = ReaderPool('rochdale-2013')\n"
        "pool.read(b'', 'a.docx')\n"
        "print(pool._workers[0]._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    child_id = int(done.stdout)
    end = time.monotonic() + 10
    while _runs(child_id) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _runs(child_id)


def _runs(process_id: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return False
