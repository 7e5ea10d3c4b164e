"""What is particular to folders: files half written, renamed, written anew, and what may not be read."""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mail.mailboxes.folder import FolderMailbox
from mail.mailboxes.port import MailboxError
from tests.mail.letters import letter, wire


def eml(path: Path, subject: str = "x") -> Path:
    path.write_bytes(wire(letter(subject)))
    time.sleep(0.03)
    return path


def opened(path: Path, settle: float = 0.02) -> FolderMailbox:
    return FolderMailbox(name="audits", path=path, settle_seconds=settle)


def ids(mailbox: FolderMailbox, cursor: str | None = None) -> list[str]:
    return [message.uid for page in mailbox.list(cursor) for message in page.messages]


def subjects(mailbox: FolderMailbox, cursor: str | None = None) -> list[str]:
    raws = [message.raw for message in mailbox.fetch(ids(mailbox, cursor))]
    lines = [line for raw in raws if raw for line in raw.decode().splitlines()]
    return [line[9:] for line in lines if line.startswith("Subject: ")]


def cursor_after(mailbox: FolderMailbox, cursor: str | None = None) -> str:
    return [page.cursor for page in mailbox.list(cursor)][-1]


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
    (before,) = ids(mailbox)
    cursor = cursor_after(mailbox)
    with file.open("ab") as stream:
        stream.write(b"the rest")
    time.sleep(0.03)
    (after,) = mailbox.fetch(ids(mailbox, cursor))
    assert after.uid != before
    assert (after.raw or b"").endswith(b"the rest")


def test_another_message_of_the_same_name_would_be_skipped(tmp_path: Path) -> None:
    mailbox = opened(tmp_path)
    cursor: str | None = None
    for subject in ("one", "two", "six"):
        eml(tmp_path / "audit.eml", subject)
        assert subjects(mailbox, cursor) == [subject]
        (uid,) = ids(mailbox, cursor)
        cursor = cursor_after(mailbox, cursor)
        mailbox.file(uid, "Filed")
    assert len(list((tmp_path / "Filed").iterdir())) == 3


def test_a_message_never_read_would_be_moved_for_one_of_its_name(tmp_path: Path) -> None:
    file = eml(tmp_path / "audit.eml", "one")
    mailbox = opened(tmp_path)
    (uid,) = ids(mailbox)
    cursor = cursor_after(mailbox)
    file.unlink()
    eml(file, "another, longer")
    assert mailbox.file(uid, "Filed") is None
    assert subjects(mailbox, cursor) == ["another, longer"]


@pytest.mark.parametrize("which", [0, 1])
def test_one_of_two_files_of_one_name_would_be_moved_on_for_the_other(tmp_path: Path, which: int) -> None:
    mailbox = opened(tmp_path)
    there: list[str] = []
    for subject in ("one", "two"):
        eml(tmp_path / "audit.eml", subject)
        there += [mailbox.file(uid, "Review") or "" for uid in ids(mailbox)]
    assert mailbox.file(there[which], "Filed")
    (filed,) = (tmp_path / "Filed").iterdir()
    assert [b"Subject: one", b"Subject: two"][which] in filed.read_bytes()


def test_old_messages_copied_in_would_be_skipped_for_their_dates(tmp_path: Path) -> None:
    eml(tmp_path / "b.eml", "new")
    mailbox = opened(tmp_path)
    cursor = cursor_after(mailbox)
    old = eml(tmp_path / "a.eml", "old")
    os.utime(old, (1_389_000_000, 1_389_000_000))
    time.sleep(0.03)
    assert [page.anew for page in mailbox.list(cursor)] == [False]
    assert subjects(mailbox, cursor) == ["old"]


def test_an_old_message_put_in_while_the_bot_was_down_would_be_skipped_for_its_date(tmp_path: Path) -> None:
    eml(tmp_path / "b.eml", "past")
    first = opened(tmp_path)
    assert [page.anew for page in first.list(None)] == [True]
    cursor = cursor_after(first)
    assert [page.anew for page in opened(tmp_path).list(cursor)] == [False]
    old = eml(tmp_path / "a.eml", "old")
    os.utime(old, (1_389_000_000, 1_389_000_000))
    time.sleep(0.03)
    again = opened(tmp_path)
    assert [page.anew for page in again.list(cursor)] == [False]
    assert sorted(subjects(again, cursor)) == ["old", "past"]


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


@pytest.mark.parametrize("stamp", [-(2**34), 0, 2**33])
def test_a_file_from_no_time_at_all_would_stop_the_listing(tmp_path: Path, stamp: int) -> None:
    file = eml(tmp_path / "a.eml")
    os.utime(file, (stamp, stamp))
    time.sleep(0.03)
    assert subjects(opened(tmp_path)) == ["x"]


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.eml", "Grö:ße %41 @.eml".encode(), b"a\nb.eml", b"x" * 251 + b".eml"]
)
def test_a_file_with_an_unusual_name_would_be_lost(tmp_path: Path, name: bytes) -> None:
    eml(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)))
    mailbox = opened(tmp_path)
    (uid,) = ids(mailbox)
    assert uid.isascii()
    assert subjects(mailbox) == ["x"]
    moved = mailbox.file(uid, "Grün/2014")
    assert moved is not None
    assert mailbox.file(moved, "Filed") is not None
    assert [os.fsencode(file.name) for file in (tmp_path / "Filed").iterdir()] == [name]


@pytest.mark.parametrize("folder", ["../outside", "/etc", "..", ".hidden", "a/../../b"])
def test_a_message_would_be_moved_out_of_its_mailbox(tmp_path: Path, folder: str) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    eml(inbox / "a.eml")
    mailbox = opened(inbox)
    (uid,) = ids(mailbox)
    with pytest.raises(MailboxError):
        mailbox.file(uid, folder)
    assert subjects(mailbox) == ["x"]


def test_a_maildir_would_be_read_anew_whenever_somebody_reads_in_it(tmp_path: Path) -> None:
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    eml(tmp_path / "new" / "1.M1.host", "one")
    eml(tmp_path / "tmp" / "2.M2.host", "not yet there")
    mailbox = opened(tmp_path)
    (uid,) = ids(mailbox)
    cursor = cursor_after(mailbox)
    (tmp_path / "new" / "1.M1.host").rename(tmp_path / "cur" / "1.M1.host:2,S")
    assert subjects(mailbox) == ["one"]
    assert ids(mailbox, cursor) == []
    moved = mailbox.file(uid, "Filed/2014")
    assert [file.name for file in (tmp_path / ".Filed.2014" / "cur").iterdir()] == ["1.M1.host:2,S"]
    made = {part.name for part in (tmp_path / ".Filed.2014").iterdir()}
    assert made == {"new", "cur", "tmp", "maildirfolder"}
    assert moved
    assert mailbox.file(moved, "Review")
    assert [file.name for file in (tmp_path / ".Review" / "cur").iterdir()] == ["1.M1.host:2,S"]


def test_two_bots_would_know_one_message_by_two_ids(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.eml").write_bytes(wire(letter()))
    time.sleep(0.05)
    assert ids(opened(tmp_path)) == ids(opened(tmp_path))
    assert len(set(ids(opened(tmp_path)))) == 20


def test_two_bots_that_move_files_of_one_name_would_lose_one(tmp_path: Path) -> None:
    for round_ in range(15):
        uids: list[str] = []
        for number in range(4):
            (tmp_path / str(number)).mkdir(exist_ok=True)
            eml(tmp_path / str(number) / "a.eml", f"{round_} {number}")
            uids += [f"{uid}:{number}" for uid in ids(opened(tmp_path / str(number)))]
        boxes = [opened(tmp_path) for _ in range(4)]
        moves = [
            threading.Thread(target=box.file, args=(uid, "Filed"))
            for box, uid in zip(boxes, uids, strict=True)
        ]
        for move in moves:
            move.start()
        for move in moves:
            move.join()
    assert len(list((tmp_path / "Filed").iterdir())) == 60


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


def test_nobody_would_know_which_file_cannot_be_read(as_nobody: Path) -> None:
    for name in ("a.eml", "b.eml", "c.eml"):
        eml(as_nobody / name, name)
    (as_nobody / "b.eml").chmod(0)
    time.sleep(0.03)
    mailbox = opened(as_nobody)
    messages = list(mailbox.fetch(ids(mailbox)))
    assert [bool(message.problem) for message in messages] == [False, True, False]
    assert "b.eml" in messages[1].problem


def test_a_folder_that_may_not_be_written_would_fail_without_a_word(as_nobody: Path) -> None:
    eml(as_nobody / "a.eml")
    as_nobody.chmod(0o555)
    mailbox = opened(as_nobody)
    assert "no message can be moved" in mailbox.check()
    (uid,) = ids(mailbox)
    with pytest.raises(MailboxError, match=r"could not be moved .* to write in it if mails are moved"):
        mailbox.file(uid, "Filed")


def test_a_folder_that_may_not_be_read_would_be_an_empty_one(as_nobody: Path) -> None:
    as_nobody.chmod(0o300)
    with pytest.raises(MailboxError, match=r"The mailbox folder .* cannot be used .*allowed to read it"):
        opened(as_nobody).check()
