"""What is particular to folders: files half written, renamed, written anew, and lists that are lost."""

import datetime as dt
import fcntl
import json
import multiprocessing
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mail.mailboxes import cursor as cursors
from mail.mailboxes.folder import LIST, FolderMailbox
from mail.mailboxes.port import Arrived, MailboxError
from tests.mail.letters import letter, wire


def eml(path: Path, subject: str = "x") -> Path:
    path.write_bytes(wire(letter(subject)))
    time.sleep(0.03)
    return path


def opened(path: Path, settle: float = 0.02) -> FolderMailbox:
    return FolderMailbox(name="audits", path=path, settle_seconds=settle)


def subjects(mailbox: FolderMailbox, cursor: str | None = None) -> list[str]:
    messages = [step for step in mailbox.fetch(cursor) if isinstance(step, Arrived)]
    lines = [line for message in messages for line in message.raw.decode().splitlines()]
    return [line[9:] for line in lines if line.startswith("Subject: ")]


def cursor_after(mailbox: FolderMailbox, cursor: str | None = None) -> str:
    return [step.cursor for step in mailbox.fetch(cursor)][-1]


def test_half_a_message_would_be_read_while_it_is_written(tmp_path: Path) -> None:
    mailbox = opened(tmp_path, settle=0.4)
    with (tmp_path / "a.eml").open("wb") as stream:
        for _ in range(5):
            stream.write(b"Subject: whole\r\n")
            stream.flush()
            assert subjects(mailbox) == []
            time.sleep(0.1)
        stream.write(b"\r\nWords.")
    time.sleep(0.5)
    assert len(subjects(mailbox)) == 5


@pytest.mark.parametrize("name", ["a.eml.tmp", ".a.eml", "a.eml.part", "a.eml~", "a.txt", "a.EML.crdownload"])
def test_a_file_that_is_no_finished_message_would_be_read(tmp_path: Path, name: str) -> None:
    eml(tmp_path / name)
    (tmp_path / "folder.eml").mkdir()
    (tmp_path / "link.eml").symlink_to("/etc/hostname")
    mailbox = opened(tmp_path)
    assert subjects(mailbox) == []
    (tmp_path / name).rename(tmp_path / "A.Eml")
    time.sleep(0.03)
    assert subjects(mailbox) == ["x"]


def test_a_file_completed_late_would_be_kept_as_the_half_it_was(tmp_path: Path) -> None:
    file = eml(tmp_path / "a.eml", "half")
    mailbox = opened(tmp_path)
    cursor = cursor_after(mailbox)
    with file.open("ab") as stream:
        stream.write(b"the rest")
    time.sleep(0.03)
    assert subjects(mailbox, cursor) == ["half"]


def test_another_message_of_the_same_name_would_be_skipped(tmp_path: Path) -> None:
    mailbox = opened(tmp_path)
    cursor: str | None = None
    for subject in ("one", "two", "six"):
        eml(tmp_path / "audit.eml", subject)
        assert subjects(mailbox, cursor) == [subject]
        message = next(step for step in mailbox.fetch(cursor) if isinstance(step, Arrived))
        cursor = message.cursor
        mailbox.file(message.uid, "Filed")
    assert len(list((tmp_path / "Filed").iterdir())) == 3


def test_a_message_never_read_would_be_moved_for_one_of_its_name(tmp_path: Path) -> None:
    file = eml(tmp_path / "audit.eml", "one")
    mailbox = opened(tmp_path)
    message = next(step for step in mailbox.fetch(None) if isinstance(step, Arrived))
    file.unlink()
    eml(file, "another, longer")
    mailbox.file(message.uid, "Filed")
    assert subjects(mailbox, message.cursor) == ["another, longer"]


def test_old_messages_copied_in_would_be_skipped_for_their_dates(tmp_path: Path) -> None:
    eml(tmp_path / "b.eml", "new")
    mailbox = opened(tmp_path)
    cursor = mailbox.baseline()
    old = eml(tmp_path / "a.eml", "old")
    os.utime(old, (1_389_000_000, 1_389_000_000))
    time.sleep(0.03)
    assert subjects(mailbox, cursor) == ["old"]


def test_a_clock_set_back_would_lose_mail(tmp_path: Path) -> None:
    eml(tmp_path / "a.eml", "one")
    mailbox = opened(tmp_path)
    future = eml(tmp_path / "b.eml", "two")
    tomorrow = time.time() + 86_400
    os.utime(future, (tomorrow, tomorrow))
    time.sleep(0.03)
    cursor = cursor_after(mailbox)
    eml(tmp_path / "c.eml", "three")
    assert subjects(mailbox, cursor) == ["three"]


def test_a_list_that_is_lost_would_escalate_the_past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cursors, "_CLOCKS_DIFFER", dt.timedelta())
    old = eml(tmp_path / "a.eml", "old")
    os.utime(old, (1_389_000_000, 1_389_000_000))
    cursor = opened(tmp_path).baseline()
    time.sleep(1.1)
    eml(tmp_path / "b.eml", "new")
    for damage in (lambda list_: list_.unlink(), lambda list_: list_.write_text("nonsense")):
        damage(tmp_path / LIST)
        assert subjects(opened(tmp_path), cursor) == ["new"]


def test_the_list_would_grow_for_ever(tmp_path: Path) -> None:
    mailbox = opened(tmp_path)
    for number in range(60):
        eml(tmp_path / f"{number}.eml")
        for step in mailbox.fetch(None):
            if isinstance(step, Arrived):
                mailbox.file(step.uid, "Filed")
    assert list(mailbox.fetch(mailbox.baseline())) == []
    lines = (tmp_path / LIST).read_text().splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])[1] == 60


@pytest.mark.parametrize("folder", ["../outside", "/etc", "", "..", ".hidden", "a/../../b"])
def test_a_message_would_be_moved_out_of_its_mailbox(tmp_path: Path, folder: str) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    eml(inbox / "a.eml")
    mailbox = opened(inbox)
    message = next(step for step in mailbox.fetch(None) if isinstance(step, Arrived))
    with pytest.raises(MailboxError):
        mailbox.file(message.uid, folder)
    assert subjects(mailbox) == ["x"]


def test_a_maildir_would_be_read_anew_whenever_somebody_reads_in_it(tmp_path: Path) -> None:
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    eml(tmp_path / "new" / "1.M1.host", "one")
    eml(tmp_path / "tmp" / "2.M2.host", "not yet there")
    mailbox = opened(tmp_path)
    message = next(step for step in mailbox.fetch(None) if isinstance(step, Arrived))
    assert message.raw.count(b"Subject: one") == 1
    (tmp_path / "new" / "1.M1.host").rename(tmp_path / "cur" / "1.M1.host:2,S")
    assert list(mailbox.fetch(message.cursor)) == []
    mailbox.file(message.uid, "Filed/2014")
    assert [file.name for file in (tmp_path / ".Filed.2014" / "cur").iterdir()] == ["1.M1.host:2,S"]
    assert {part.name for part in (tmp_path / ".Filed.2014").iterdir()} == {
        "new",
        "cur",
        "tmp",
        "maildirfolder",
    }


def _numbers(path: str, results: "multiprocessing.Queue[list[str]]") -> None:
    mailbox = opened(Path(path))
    results.put([step.uid for step in mailbox.fetch(None) if isinstance(step, Arrived)])


def test_two_bots_on_one_folder_would_number_its_messages_differently(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.eml").write_bytes(wire(letter()))
    time.sleep(0.05)
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[list[str]] = context.Queue()
    bots = [context.Process(target=_numbers, args=(str(tmp_path), results)) for _ in range(3)]
    for bot in bots:
        bot.start()
    found = [results.get(timeout=30) for _ in bots]
    for bot in bots:
        bot.join()
    assert len(found[0]) == 20
    assert found[0] == found[1] == found[2]


def test_two_bots_would_write_one_list_at_once(tmp_path: Path) -> None:
    opened(tmp_path).check()
    with (tmp_path / ".auditbot-lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        other = threading.Thread(target=opened(tmp_path).check)
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join(5)
    assert not other.is_alive()


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A folder of its own, while this process is nobody in particular: root may read and write anything."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65_534)
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    yield folder
    os.seteuid(before)
    shutil.rmtree(folder)


def test_a_file_that_cannot_be_read_would_stop_all_others(as_nobody: Path) -> None:
    for name in ("a.eml", "b.eml", "c.eml"):
        eml(as_nobody / name, name)
    (as_nobody / "b.eml").chmod(0)
    time.sleep(0.03)
    messages = [step for step in opened(as_nobody).fetch(None) if isinstance(step, Arrived)]
    assert [bool(message.problem) for message in messages] == [False, True, False]
    assert "b.eml" in messages[1].problem
    assert b"Subject: (the file b.eml" in messages[1].raw


def test_a_folder_that_may_not_be_written_would_fail_without_a_word(as_nobody: Path) -> None:
    eml(as_nobody / "a.eml")
    as_nobody.chmod(0o555)
    with pytest.raises(
        MailboxError, match=r"The mailbox folder .* cannot be used .*allowed to read it and write in it"
    ):
        opened(as_nobody).check()
