"""What others build on: every key of the export, as the contract has it."""

import datetime as dt
import hashlib
import json
import tracemalloc
from typing import Any

import pytest

from framework.reading import Reading
from framework.words import Role
from store.export import TABLES, export
from store.tables import Attachment, LogEntry
from tests.store.clock import NOON, SettableClock
from tests.store.council import (
    AUDITOR,
    CASE,
    DIRECTOR,
    HEAD,
    IRO,
    MANAGER,
    QA,
    WORKER,
    Council,
    audit_of,
    audit_tool,
    doubtful,
)

GOOD, INADEQUATE = 2, 4
AT_NOON = "2014-01-20T12:00:00+00:00"
ACTION_NOTICE = "(action notice, beyond the framework)"


def _export(council: Council, table: str) -> list[dict[str, Any]]:
    """The rows, as they come out of JSON again."""
    with council.store.reading() as work:
        return [json.loads(json.dumps(row)) for row in export(work, table, council.pack)]


def _only(council: Council, table: str) -> dict[str, Any]:
    (row,) = _export(council, table)
    return row


def test_a_mail_is_exported_with_what_became_of_it(council: Council) -> None:
    with council.store.writing() as work:
        message = work.messages.get(work.messages.keep("audits", b"a mail").id)
        message.message_id, message.sender = "<1@council.example>", "b.support@council.example"
        message.original_sender, message.subject = AUDITOR, "FW: audit"
        message.received = dt.datetime(2014, 1, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
        message.kind = "audit"
        work.messages.keep_attachments(
            message, [Attachment(path="a.docx", size=7, sha256="0" * 64, outcome="recorded")]
        )
        work.messages.end(message, "filed", "One audit recorded.")
        work.commit()
    assert _only(council, "messages") == {
        "id": message.id,
        "mailbox": "audits",
        "message_id": "<1@council.example>",
        "sender": "b.support@council.example",
        "original_sender": AUDITOR,
        "subject": "FW: audit",
        "received": "2014-01-20T08:30:00+00:00",
        "arrived": AT_NOON,
        "sha256": hashlib.sha256(b"a mail").hexdigest(),
        "kind": "audit",
        "state": "filed",
        "reason": "One audit recorded.",
        "attempts": 0,
        "attachments": [
            {"path": "a.docx", "size": 7, "sha256": "0" * 64, "outcome": "recorded", "reason": ""}
        ],
        "audits": [],
        "trusted_by": None,
        "answers": None,
        "steps": 0,
    }


def test_a_mail_that_was_not_looked_at_yet_is_exported_as_received(council: Council) -> None:
    with council.store.writing() as work:
        work.messages.keep("voice", b"a mail")
        work.commit()
    row = _only(council, "messages")
    assert (row["state"], row["kind"], row["received"], row["sender"]) == ("received", None, None, None)


def test_a_mail_names_every_audit_that_it_brought_and_an_audit_its_first_mail(council: Council) -> None:
    council.all_come(audit_tool(), audit_tool(case_id="900202"))
    council.comes(audit_tool(), day=22)
    first, second = (audit["id"] for audit in _export(council, "audits"))
    messages = _export(council, "messages")
    assert [message["audits"] for message in messages] == [[first, second], [first]]
    assert [audit["message"] for audit in _export(council, "audits")] == [messages[0]["id"]] * 2


def test_an_audit_is_exported_as_it_was_read_and_with_whom_it_was_escalated_to(council: Council) -> None:
    recorded = council.comes(audit_tool(INADEQUATE))
    row = _only(council, "audits")
    read = recorded.reading.as_contract()
    assert set(read) == {
        "file",
        "part",
        "form",
        "status",
        "case_id",
        "completed_by",
        "social_worker",
        "date",
        "answers",
        "overall",
        "comments",
        "actions",
        "fields",
        "problems",
        "notices",
    }
    assert {name: row[name] for name in read} == read
    told = {name: row.pop(name) for name in ("escalated_to", "action_notices", "copies", "not_told")}
    assert row.pop("replies") == []
    assert (row.pop("for_moderation"), row.pop("moderations")) == (False, [])
    assert {name: value for name, value in row.items() if name not in read} == {
        "id": audit_of(recorded).id,
        "message": 1,
        "source": "mail",
        "service_area": "Cared for Children",
        "team": "Otters",
        "sent": AT_NOON,
        "submitted": AT_NOON,
        "recorded": AT_NOON,
        "version": 1,
        "supersedes": None,
        "replaced_by": None,
        "withdrawn": None,
        "amended_because": "",
        "auditor_email": AUDITOR,
        "social_worker_email": WORKER,
    }
    assert [(each["role"], each["person"]) for each in told["escalated_to"]] == [
        ("head-of-service", HEAD),
        ("assistant-director", DIRECTOR),
    ]
    assert [(each["role"], each["person"]) for each in told["action_notices"]] == [
        ("team-manager", MANAGER),
        ("iro", IRO),
    ]
    assert told["escalated_to"][0]["why"] == (
        "Head of Service for Cared for Children, and an audit was judged inadequate "
        "(framework, escalation requirements)."
    )
    assert all(ACTION_NOTICE in each["why"] for each in told["action_notices"])
    assert told["copies"] == []
    assert [(n["role"], n["person"], n["kind"], n["reason"]) for n in told["not_told"]] == [
        ("conference-chair", None, "action-notice", "not-relevant")
    ]


def test_the_evidence_of_a_doubt_stays_in_the_store(council: Council) -> None:
    council.comes(doubtful(audit_tool()))
    row = _only(council, "audits")
    assert (row["status"], row["version"], row["problems"][0]["code"]) == ("review", None, "two-ticks")
    assert "evidence" not in row


def test_an_audit_names_the_one_that_it_supersedes(council: Council) -> None:
    council.comes(audit_tool(GOOD))
    council.comes(audit_tool(INADEQUATE), day=22)
    first, second = _export(council, "audits")
    assert (first["supersedes"], second["supersedes"]) == (None, first["id"])
    assert (first["version"], second["version"]) == (1, 2)


def test_what_waited_for_a_person_names_the_audit_that_came_in_its_place(council: Council) -> None:
    council.comes(doubtful(audit_tool(GOOD)))
    council.comes(audit_tool(GOOD), day=22)
    waited, clean = _export(council, "audits")
    assert (waited["status"], waited["replaced_by"]) == ("review", clean["id"])


def test_an_observation_is_exported_with_its_copies(council: Council) -> None:
    council.comes(
        Reading(
            form="observation",
            status=audit_tool().status,
            completed_by="Pia Plover",
            social_worker="Sam Stork",
            date=audit_tool().date,
            fields={"nature": "A home visit", "record": "Made up for a test."},
        )
    )
    row = _only(council, "audits")
    assert [each["person"] for each in row["copies"]] == [WORKER, MANAGER, QA]
    assert row["escalated_to"] == []
    assert row["fields"]["nature"] == "A home visit"


def test_an_action_is_exported_with_who_must_do_it_and_by_when(council: Council) -> None:
    recorded = council.comes(audit_tool(GOOD))
    assert _export(council, "actions")[0] == {
        "id": 1,
        "audit": audit_of(recorded).id,
        "number": 1,
        "case_id": CASE,
        "action": "Update the chronology",
        "who": "Sam Stork",
        "person": WORKER,
        "timescale": "31/01/2014",
        "due": "2014-01-31",
        "state": "open",
        "completed": None,
        "reviews": [],
    }


def test_a_delivery_is_exported_with_how_far_it_got(council: Council, clock: SettableClock) -> None:
    recorded = council.comes(audit_tool(GOOD))
    clock.forward(seconds=3)
    council.deliver()
    assert _only(council, "deliveries") == {
        "id": 1,
        "kind": "escalation",
        "recipient": MANAGER,
        "channel": "slack",
        "period": None,
        "audit": audit_of(recorded).id,
        "message": None,
        "state": "sent",
        "attempts": 1,
        "created": AT_NOON,
        "sent": "2014-01-20T12:00:03+00:00",
        "seen": None,
        "error": "",
    }


def test_a_delivery_that_could_not_be_made_says_why(council: Council) -> None:
    with council.store.writing() as work:
        work.outbox.add("reminder", HEAD, period="2014-W04")
        work.outbox.give_up(work.outbox.claim(1, dt.timedelta(1))[0], "The mail server refused.")
        work.commit()
    row = _only(council, "deliveries")
    assert (row["state"], row["period"], row["error"], row["sent"]) == (
        "failed",
        "2014-W04",
        "The mail server refused.",
        None,
    )


def test_the_log_is_exported_in_its_order(council: Council) -> None:
    council.comes(audit_tool(GOOD))
    council.comes(audit_tool(INADEQUATE), day=22)
    rows = _export(council, "log")
    assert [(row["what"], row["record"]) for row in rows] == [
        ("audit-recorded", "audit 1"),
        ("audit-corrected", "audit 2"),
    ]
    assert rows[0] == {
        "id": 1,
        "at": AT_NOON,
        "who": "auditbot",
        "what": "audit-recorded",
        "record": "audit 1",
        "detail": {"form": "tier1-generic", "source": "mail"},
    }


def test_ids_stay_from_one_export_to_the_next(council: Council) -> None:
    council.comes(audit_tool(GOOD))
    before = {table: _export(council, table) for table in TABLES}
    council.comes(audit_tool(GOOD, case_id="900202"), day=22)
    for table, rows in before.items():
        assert _export(council, table)[: len(rows)] == rows


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_the_contract_can_be_exported_while_it_is_empty(council: Council, table: str) -> None:
    assert _export(council, table) == []


def test_a_table_that_there_is_not_is_refused_by_name(council: Council) -> None:
    with council.store.reading() as work, pytest.raises(ValueError, match="no table 'people' to export"):
        export(work, "people", council.pack)


def test_a_large_table_is_exported_without_having_it_all_in_memory(council: Council) -> None:
    with council.store.writing() as work:
        for number in range(12_000):
            work.session.add(
                LogEntry(at=NOON, who=Role.QA_TEAM.value, what="x" * 50, record=f"audit {number}", detail={})
            )
        work.commit()
    with council.store.reading() as work:
        next(export(work, "log", council.pack))
        tracemalloc.start()
        count = sum(1 for _ in export(work, "log", council.pack))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == 12_000
    assert peak < 3_000_000  # all of them at once take several times as much
