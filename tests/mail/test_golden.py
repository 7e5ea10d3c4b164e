"""The golden corpus: every raw mail of `golden/` becomes what stands beside it."""

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path

import pytest

from mail.parts import documents
from mail.parts.names import header_as_written
from tests.mail.golden.office import GOLDEN, Office, Truth, differences, made_office, truths

TRUTHS = truths()
ADDRESS = re.compile(rb"[\w.+'-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")
HOST = re.compile(rb"https?://([^/\s:<>\"'=]+)")
NO_ADDRESS = re.compile(
    rb"^(Message-ID|In-Reply-To|References|Resent-Message-ID|Content-ID|Original-Message-ID).*?$(\r?\n[ \t].*?$)*|"
    rb"^.*message/partial;.*$|cid:\S+",
    re.MULTILINE | re.IGNORECASE,
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the made-up council in it and no mail yet, to be copied."""
    folder = tmp_path_factory.mktemp("council")
    made_office(folder).close()
    return folder


@pytest.fixture
def office(empty: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    office = Office(tmp_path)
    yield office
    office.close()


@pytest.mark.parametrize("truth", TRUTHS.values(), ids=str)
def test_a_mail_becomes_something_else(truth: Truth, office: Office) -> None:
    for earlier in truth.after:
        office.take(TRUTHS[earlier])
    became = office.take(truth)
    wrong = differences(truth.becomes, became)
    assert not wrong, "\n".join([f"{truth.name}: {truth.what}", *wrong])


def test_a_mail_is_left_without_an_end_or_counted_twice_when_it_comes_again(office: Office) -> None:
    for truth in TRUTHS.values():
        office.put(truth)
    once = office.counts()
    assert once["messages"] == len(TRUTHS)
    assert set(office.states()) == {"filed", "review", "ignored"}
    for truth in TRUTHS.values():
        office.put(truth)
    assert office.counts() == once


def test_a_raw_mail_has_nothing_beside_it_that_says_what_it_is() -> None:
    raws = {path.stem for path in GOLDEN.iterdir() if path.suffix in (".eml", ".msg")}
    assert raws == set(TRUTHS)
    assert len(raws) >= 80


@pytest.mark.parametrize("truth", TRUTHS.values(), ids=str)
def test_a_golden_mail_names_somebody_who_may_exist(truth: Truth) -> None:
    """Every address and every name stands in made-up.txt, and every host ends in .example."""
    made_up = set((GOLDEN / "made-up.txt").read_text(encoding="utf-8").splitlines())
    raw = truth.path.read_bytes()
    for text in texts_of(raw):
        lines = re.sub(rb"=\r?\n", b"", text).replace(b"\r", b"\n")  # quoted-printable breaks addresses, too
        written = NO_ADDRESS.sub(b"", lines)
        assert {found.decode().lower() for found in ADDRESS.findall(written)} <= made_up
        hosts = {host for host in HOST.findall(written) if not host.startswith(b"schemas.")}
        assert all(host.endswith(b".example") for host in hosts)
    assert {name for name, _ in getaddresses(_address_headers(raw)) if name} <= made_up


def test_the_repository_holds_large_mails() -> None:
    sizes = {path.name: path.stat().st_size for path in GOLDEN.iterdir() if path.is_file()}
    assert max(sizes.values()) < 40_000
    assert sum(sizes.values()) < 3_000_000


def texts_of(raw: bytes) -> Iterator[bytes]:
    """The mail, every mail and text in it, and the words of every document."""
    yield raw
    for part in documents(raw):
        if part.kind == "docx":
            with zipfile.ZipFile(io.BytesIO(part.content)) as archive:
                yield from (archive.read(name) for name in archive.namelist())
        elif part.kind in ("mail", "text", "html", "report"):
            yield part.content


def _address_headers(raw: bytes) -> list[str]:
    message = message_from_bytes(raw, policy=policy.compat32)
    headers = ("From", "To", "Cc", "Sender", "Reply-To", "Resent-From")
    values = [value for name in headers for value in message.get_all(name, [])]
    return [header_as_written(value) for value in values]
