"""What the framework has done in the child's record after an audit: told, ticked off, undone, never forgotten."""

import io
from typing import Any

from docx import Document

from handlers.notices.record import PREVIEW, PREVIEW_COPY
from store.recording import Submission, record
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, HEAD, SECRET, SENT, audit, supervision
from tests.handlers.held import amended, submitted
from tests.handlers.seats import wait_for
from tests.mail.writing_samples import all_text


def asking(bench: Bench) -> dict[str, Any]:
    """The newest message that asks for what is left to do."""
    return [m for m in bench.inbox(AUDITOR) if m["text"] == PREVIEW][-1]


def with_files(bench: Bench) -> list[dict[str, Any]]:
    return [message for message in bench.inbox(AUDITOR) if message.get("files")]


def document(bench: Bench, message: dict[str, Any]) -> str:
    (file,) = message["files"]
    with bench.ws.reading() as state:
        content = state.files[file["id"]].content
    assert content is not None
    return all_text(Document(io.BytesIO(content)))


def press(bench: Bench, email: str, message: dict[str, Any], action: str) -> None:
    bench.ws.as_member(email).press(message["ts"], action)


def test_an_auditor_is_asked_for_all_three_with_the_words_to_copy_and_nothing_of_what_the_audit_says(
    bench: Bench,
) -> None:
    submitted(bench)
    bench.deliver()
    shown = str(asking(bench)["blocks"])
    assert "Three things are left to do in the child’s record" in shown
    assert repr("Audit Case Note\nAudit completed: ")[1:-1] in shown
    assert "Auditor: Paula Auditor" in shown and "chronology" in shown
    assert SECRET not in shown and "Good" not in shown
    assert CASE not in asking(bench)["text"]


def test_the_document_comes_once_without_what_is_about_staff_and_says_what_was_left_out(bench: Bench) -> None:
    submitted(bench, "tier1-plo")
    bench.deliver()
    (message,) = with_files(bench)
    written = document(bench, message)
    assert f"Seen in the file, {SECRET}." in written and CASE in written
    assert f"Managers said {SECRET}." not in written
    assert "Managers’ and Social Workers’ Comments" in message["text"]
    assert CASE not in message["text"] and CASE not in message["files"][0]["name"]


def test_a_document_whose_arrival_was_not_confirmed_is_looked_for_and_not_put_there_again(
    bench: Bench,
) -> None:
    submitted(bench)
    bench.ws.faults.drop_answer("files.completeUploadExternal")
    bench.deliver()
    assert [row.state for row in bench.deliveries(kind="record-copy")] == ["waiting"]
    bench.later()
    bench.deliver()
    assert len(with_files(bench)) == 1
    assert [row.state for row in bench.deliveries(kind="record-copy")] == ["sent"]


def test_where_slack_takes_no_files_the_auditor_is_told_and_can_ask_again(bench: Bench) -> None:
    submitted(bench)
    bench.ws.faults.fail("files.getUploadURLExternal", error="missing_scope")
    bench.deliver()
    (told,) = [m for m in bench.inbox(AUDITOR) if m["text"] == PREVIEW_COPY]
    assert "could not be put here" in str(told["blocks"]) and "nothing is lost" in str(told["blocks"])
    with bench.chatting():
        press(bench, AUDITOR, told, "record-copy")
        wait_for(lambda: len(bench.deliveries(kind="record-copy")) == 2)
    bench.deliver()
    assert len(with_files(bench)) == 1


def test_what_is_ticked_off_says_who_and_when_and_can_be_taken_back(bench: Bench) -> None:
    submitted(bench)
    bench.deliver()
    with bench.chatting():
        press(bench, AUDITOR, asking(bench), "record-done-case-note")
        wait_for(lambda: "Paula Auditor said so on" in str(asking(bench)["blocks"]))
        assert "Two things are left" in str(asking(bench)["blocks"])
        press(bench, AUDITOR, asking(bench), "record-undone-case-note")
        wait_for(lambda: "Three things are left" in str(asking(bench)["blocks"]))
    assert [entry.who for entry in bench.log("duty-done") + bench.log("duty-not-done")] == [AUDITOR] * 2


def test_nobody_else_can_say_that_it_is_done(bench: Bench) -> None:
    submitted(bench)
    bench.deliver()
    with bench.store.writing() as work:
        (row,) = [each for each in work.outbox.of_audit(1) if each.kind == "duties"]
        work.outbox.add("duties", HEAD, audit_id=row.audit_id)
        work.commit()
    bench.deliver()
    message = next(m for m in bench.inbox(HEAD) if m["text"] == PREVIEW)
    with bench.chatting():
        press(bench, HEAD, message, "record-done-upload")
        wait_for(lambda: "only they can say" in str(bench.inbox(HEAD)[-1]))
    with bench.store.reading() as work:
        assert all(duty.done_at is None for duty in work.duties.of(1))


def test_everything_left_stands_on_home_and_in_a_window_until_it_is_done(bench: Bench) -> None:
    submitted(bench)
    seat = bench.ws.as_member(AUDITOR)
    with bench.chatting():
        seat.open_home()
        seat.wait_for_home("Audit Case Note, chronology and document")
        seat.press_in_home("record-list")
        seat.wait_for_view(title="In children’s records")
        wait_for(lambda: "Add it to the chronology" in str(seat.open_view()))
        for kind in ("case-note", "chronology", "upload"):
            seat.press_in_view(f"record-done-{kind}")
            wait_for(lambda k=kind: not _open(bench, k))
        wait_for(lambda: "Nothing is left to do" in str(seat.open_view()))
        wait_for(lambda: "Left to do in the children" not in str(seat.home()))


def _open(bench: Bench, kind: str) -> bool:
    with bench.store.reading() as work:
        return any(duty.kind == kind and duty.done_at is None for duty in work.duties.of(1))


def test_an_amended_audit_calls_for_its_document_again_and_keeps_what_else_was_done(bench: Bench) -> None:
    first = submitted(bench)
    bench.deliver()
    with bench.store.writing() as work:
        for kind in ("case-note", "chronology", "upload"):
            assert work.duties.tick(1, kind, AUDITOR)
        work.commit()
    second = amended(bench, first, overall="outstanding")
    assert second.audit_id == 2
    bench.deliver()
    assert "One thing is left" in str(asking(bench)["blocks"])
    assert ["audit-2-" in message["files"][0]["name"] for message in with_files(bench)] == [True]
    with bench.store.reading() as work:
        assert [duty.kind for duty in work.duties.open_of(AUDITOR)] == ["upload"]


def test_the_document_is_called_for_again_when_only_what_stands_beside_the_form_was_amended(
    bench: Bench,
) -> None:
    first = submitted(bench)
    bench.deliver()
    with bench.store.writing() as work:
        assert work.duties.tick(1, "upload", AUDITOR)
        work.commit()
    bench.later()
    assert amended(bench, first, child_not_asked_because="In hospital").audit_id == 1
    bench.deliver()
    assert len(with_files(bench)) == 2
    assert "In hospital" in document(bench, with_files(bench)[-1])
    assert _open(bench, "upload")


def test_a_superseded_audit_is_asked_for_no_more(bench: Bench) -> None:
    first = submitted(bench)
    amended(bench, first, overall="outstanding")
    bench.deliver()
    assert [m["text"] for m in bench.inbox(AUDITOR)].count(PREVIEW) == 1
    with bench.store.reading() as work:
        assert {duty.audit_id for duty in work.duties.open_of(AUDITOR)} == {2}


def test_an_audit_that_comes_by_mail_has_the_reminder_on_its_form_and_is_not_asked_for(bench: Bench) -> None:
    bench.record(audit(bench.pack))
    with bench.store.reading() as work:
        assert work.duties.open_of(AUDITOR) == []


def test_a_record_of_supervision_goes_into_no_childs_record(bench: Bench) -> None:
    with bench.store.writing() as work:
        done = record(work, supervision(bench.pack), Submission("chat", SENT), bench.pack)
        assert done.audit is not None and done.audit.version == 1
        assert work.duties.of(done.audit.id) == []
        assert [row.kind for row in work.outbox.of_audit(done.audit.id) if row.kind == "record-copy"] == []
