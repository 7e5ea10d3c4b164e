"""A file that is made to harm gets no network, no secret, no time and no room while it is converted."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from framework.reading import Status
from mail.reading.document import NotReadable
from mail.reading.office import folders, launching
from mail.reading.office.converter import Converter, Stopped
from mail.reading.processes.child import ReaderPool
from tests.reading.old_files import made
from tests.servers.programs import require

RTF = b"{\\rtf1\\ansi Nothing\\par}"


def stand_in(folder: Path, script: str) -> str:
    """A program in LibreOffice's place. Its first start, which makes the profile ready, does nothing."""
    program = folder / "soffice"
    program.write_text(f'#!/bin/sh\ncase "$*" in *--terminate_after_init*) exit 0;; esac\n{script}\n')
    program.chmod(0o755)
    return str(program)


def code(converter: Converter) -> str:
    with pytest.raises(NotReadable) as caught:
        converter.convert(RTF, ".rtf")
    return caught.value.code


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where everything must have been removed from at the end of each test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def runs(process_id: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return False


def is_over(process_id: int) -> bool:
    end = time.monotonic() + 10
    while runs(process_id) and time.monotonic() < end:
        time.sleep(0.02)
    return not runs(process_id)


def written(file: Path) -> int:
    """The number in a file that is about to be written."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if file.exists() and (text := file.read_text()).endswith("\n"):
            return int(text)
        time.sleep(0.02)
    raise AssertionError("it never began")


def test_a_conversion_that_hangs_ends_with_all_that_it_has_begun(tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    program = stand_in(tmp_path, f"sleep 300 & echo $! > {noted}; wait")
    with Converter(program, seconds=1) as converter:
        assert code(converter) == "took-too-long"
    assert is_over(written(noted))


def test_a_reading_that_waits_for_a_hanging_conversion_says_so(tmp_path: Path) -> None:
    converter = Converter(stand_in(tmp_path, "sleep 300"), seconds=1)
    with ReaderPool("rochdale-2013", converter=converter) as pool:
        (reading,) = pool.read(RTF, "audit.rtf")
        assert (reading.status, reading.problems[0].code) == (Status.REJECTED, "took-too-long")


@pytest.mark.parametrize("script", ["kill -9 $$", "exit 77", "exit 0"])
def test_a_conversion_that_dies_or_makes_nothing_is_an_unreadable_file(tmp_path: Path, script: str) -> None:
    with Converter(stand_in(tmp_path, script)) as converter:
        assert code(converter) == "unreadable"


def test_a_conversion_cannot_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launching, "LARGEST_FILE", 1_000_000)
    noted = tmp_path / "noted"
    script = f"sleep 0.3; head -c 9000000 /dev/zero > big; wc -c < big > {noted}"
    with Converter(stand_in(tmp_path, script)) as converter:
        assert code(converter) == "unreadable"
    assert 0 < written(noted) <= 1_000_000


def test_a_conversion_cannot_eat_all_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launching, "MEMORY", 300_000_000)
    noted = tmp_path / "noted"
    eat = f"{sys.executable} -S -c 'bytearray(400_000_000)' 2> /dev/null; echo $? > {noted}"
    with Converter(stand_in(tmp_path, f"sleep 0.3; {eat}")) as converter:
        assert code(converter) == "unreadable"
    assert written(noted) != 0


def test_a_conversion_knows_no_secret_and_no_proxy_of_the_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AUDITBOT_SLACK__BOT_TOKEN", "http_proxy", "HTTPS_PROXY", "SMTP_PASSWORD"):
        monkeypatch.setenv(name, "made-up-secret")
    noted = tmp_path / "noted"
    with Converter(stand_in(tmp_path, f"env > {noted}")) as converter:
        assert code(converter) == "unreadable"
    said = noted.read_text()
    assert "HOME=" in said
    assert "made-up-secret" not in said


def test_two_files_are_converted_at_once_and_a_third_waits(tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    script = f"echo + >> {noted}; sleep 1; echo - >> {noted}"
    with Converter(stand_in(tmp_path, script), workers=2) as converter, ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda _: code(converter), range(3)))
    counts = {"+": 1, "-": -1}
    steps = [counts[line] for line in noted.read_text().split()]
    assert max(sum(steps[: n + 1]) for n in range(len(steps))) == 2


def test_closing_ends_what_is_being_converted(tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    converter = Converter(stand_in(tmp_path, f"echo $$ > {noted}; sleep 300"))
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(converter.convert, RTF, ".rtf")
        process_id = written(noted)
        converter.close()
        with pytest.raises(Stopped):
            waiting.result(timeout=10)
    assert is_over(process_id)
    with pytest.raises(Stopped):
        converter.convert(RTF, ".rtf")


def test_no_conversion_and_no_folder_outlives_a_bot_that_was_killed(
    tmp_path: Path, own_temporary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require("setpriv")
    noted = tmp_path / "noted"
    program = stand_in(tmp_path, f"echo $$ > {noted}; exec sleep 300")
    killed = (
        f"from mail.reading.office.converter import Converter; Converter({program!r}).convert(b'', '.rtf')"
    )
    environment = {**os.environ, "TMPDIR": str(own_temporary_folder)}
    bot = subprocess.Popen([sys.executable, "-c", killed], env=environment)
    process_id = written(noted)
    (left,) = own_temporary_folder.iterdir()
    folders.sweep()
    assert left.exists()  # too young, and in use
    monkeypatch.setattr(folders, "_YOUNG_SECONDS", -1.0)
    folders.sweep()
    assert left.exists()  # in use
    os.kill(bot.pid, signal.SIGKILL)
    bot.wait()
    assert is_over(process_id)
    folders.sweep()
    assert not left.exists()


LINKED = """<?xml version="1.0"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:mimetype="application/vnd.oasis.opendocument.text" office:version="1.2"><office:body><office:text>
<text:p>Before<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">
<draw:image xlink:href="{server}/picture.png" xlink:type="simple"/></draw:frame></text:p>
<text:section text:name="A"><text:section-source xlink:href="{file}" text:filter-name="Text"/>
<text:p>old</text:p></text:section>
<text:section text:name="B"><text:section-source xlink:href="{server}/text.txt"/><text:p>old</text:p></text:section>
<text:p>After</text:p></office:text></office:body></office:document>
"""


class Server:
    """Notes every request, and answers none."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self.asked.append(connection.recv(1_000))

    def close(self) -> None:
        self._socket.close()


@pytest.mark.needs("soffice")
def test_a_document_full_of_links_reaches_no_server_no_file_and_no_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the kernel would let it: what keeps it then are LibreOffice's own settings."""
    server = Server()
    secret, started = tmp_path / "secret.txt", tmp_path / "started"
    secret.write_text("made-up-secret")
    linked = LINKED.format(server=server.address, file=secret.as_uri()).encode()
    old_word = made(linked, ".fodt", "doc", tmp_path)
    assert server.asked, "this document must be one that LibreOffice follows the links of"
    fields = [
        f'INCLUDEPICTURE "{server.address}/a.png"', f'INCLUDETEXT "{secret}"', f'DDEAUTO "/bin/touch" "{started}"',
        f'LINK Word.Document.8 "{secret}" "" \\\\a \\\\t', f'IMPORT "{server.address}/b.png"',
    ]  # fmt: skip
    told = "".join(rf"{{\field{{\*\fldinst {field}}}{{\fldrslt old}}}}\par " for field in fields)
    rich = rf"{{\rtf1\ansi{{\*\template {server.address}/a.dot}}{told}}}".encode()
    server.asked.clear()
    monkeypatch.setattr(launching, "has_no_network", lambda: False)
    with Converter() as converter:
        results = [converter.convert(old_word, ".doc"), converter.convert(rich, ".rtf")]
    server.close()
    assert server.asked == []
    assert not started.exists()
    for number, result in enumerate(results):
        package = tmp_path / f"{number}.zip"
        package.write_bytes(result)
        shutil.unpack_archive(package, tmp_path / str(number))
        text = "".join(part.read_text() for part in (tmp_path / str(number)).rglob("*.xml"))
        assert "old" in text
        assert "made-up-secret" not in text


def test_what_is_run_where_the_kernel_allows_it_sees_no_network(tmp_path: Path) -> None:
    if not launching.has_no_network():
        pytest.skip("this kernel lets nobody have a network of their own")
    noted = tmp_path / "noted"
    with Converter(stand_in(tmp_path, f"cat /proc/net/dev > {noted}")) as converter:
        assert code(converter) == "unreadable"
    devices = [line.split(":")[0].strip() for line in noted.read_text().splitlines()[2:]]
    assert devices == ["lo"]
