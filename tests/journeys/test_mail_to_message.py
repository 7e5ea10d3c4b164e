"""From mail to message: the main job, with the real program, over real sockets."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from framework.words import Judgement
from tests.journeys.world import PACK, SENT, World, audit_tool, council, mail

HEAD = "hal.east@council.example"
DIRECTOR = "ada.north@council.example"
MANAGER = "tess.west@council.example"
AUDITOR = "max.manager@council.example"
QA_TEAM = "quin.quality@council.example"
FORWARDER = "bo.support@council.example"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with council(tmp_path) as world:
        yield world


def settled(world: World, mails: int) -> None:
    """Wait until that many mails are done with and nothing waits to be delivered."""

    def done() -> bool:
        messages, deliveries = world.export("messages"), world.export("deliveries")
        going = [d for d in deliveries if d["state"] in ("waiting", "sending")]
        return sum(m["state"] in ("filed", "review", "ignored") for m in messages) == mails and not going

    world.wait_until(done, f"{mails} mails were not worked through")


def everything(message: dict[str, Any]) -> str:
    return message["text"] + str(message["blocks"])


def button(message: dict[str, Any], text: str) -> str:
    elements = [e for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]
    return next(e["action_id"] for e in elements if e["text"]["text"] == text)


def test_an_inadequate_audit_is_heard_of_by_exactly_those_whom_the_framework_names(world: World) -> None:
    with world.running():
        world.post("one", mail(audit_tool(Judgement.INADEQUATE)))
        settled(world, 1)
    told = world.told()
    assert set(told) == {HEAD, DIRECTOR, MANAGER, AUDITOR}
    assert {email: len(messages) for email, messages in told.items()} == dict.fromkeys(told, 1)
    (audit,) = world.export("audits")
    assert {(e["role"], e["person"]) for e in audit["escalated_to"]} == {
        ("head-of-service", HEAD),
        ("assistant-director", DIRECTOR),
    }
    escalation = everything(told[DIRECTOR][0])
    assert "900501" in escalation
    assert "Inadequate" in escalation
    assert "Max Manager" in escalation
    assert "Seen in the file" not in escalation
    (message,) = world.export("messages")
    assert (message["kind"], message["state"], message["audits"]) == ("audit", "filed", [audit["id"]])


def test_open_shows_all_areas_to_those_who_were_told_and_to_nobody_else(world: World) -> None:
    with world.running():
        world.post("one", mail(audit_tool(Judgement.INADEQUATE)))
        settled(world, 1)
        director = world.workspace.as_member(DIRECTOR)
        (message,) = director.messages()
        director.press(message["ts"], button(message, "Open"))
        world.wait_until(
            lambda: "Seen in the file, 7." in str(director.open_view()), "Open did not show the audit"
        )
        shown = str(director.open_view())
        for area in PACK.form("tier1-generic").areas:
            assert area.label.shown.split("&")[0].split("(")[0].strip()[:30] in shown.replace("&amp;", "&")
    looks = [entry for entry in world.export("log") if entry["what"] == "audit-opened"]
    assert [entry["who"] for entry in looks] == [DIRECTOR]


def test_a_mail_that_comes_again_and_then_corrected_counts_once_and_is_corrected(world: World) -> None:
    first = audit_tool(Judgement.GOOD, grade=2)
    with world.running():
        world.post("1", mail(first))
        settled(world, 1)
        world.post(
            "2",
            mail(first, sender=FORWARDER, subject="FW: Completed audit", message_id="<f@council.example>"),
        )
        settled(world, 2)
        assert len(world.export("audits")) == 1
        assert len(world.told()[MANAGER]) == 1
        later = SENT + dt.timedelta(hours=2)
        world.post("3", mail(audit_tool(Judgement.INADEQUATE), sent=later, message_id="<c@council.example>"))
        settled(world, 3)
    first_audit, corrected = world.export("audits")
    assert corrected["supersedes"] == first_audit["id"]
    assert first_audit["supersedes"] is None
    messages = world.export("messages")
    assert [m["audits"] for m in messages] == [[first_audit["id"]], [first_audit["id"]], [corrected["id"]]]
    told = world.told()
    correction = everything(told[MANAGER][-1])
    assert len(told[MANAGER]) == 2
    assert "Good" in correction
    assert "Inadequate" in correction
    assert len(told[HEAD]) == len(told[DIRECTOR]) == 1
    kinds = {(d["recipient"], d["kind"]) for d in world.export("deliveries") if d["kind"] != "receipt"}
    assert kinds == {
        (MANAGER, "escalation"),
        (MANAGER, "correction"),
        (HEAD, "escalation"),
        (DIRECTOR, "escalation"),
    }


def test_a_doubtful_audit_tool_waits_for_a_person_and_nobody_else_hears_of_it(world: World) -> None:
    with world.running():
        world.post("1", mail(audit_tool(Judgement.INADEQUATE, case_id="No number")))
        settled(world, 1)
    (message,) = world.export("messages")
    assert message["state"] == "review"
    assert set(world.told()) == {QA_TEAM, AUDITOR}


def test_ingesting_the_same_mails_again_changes_nothing(world: World) -> None:
    mails = world.folder / "mails"
    mails.mkdir()
    (mails / "a.eml").write_bytes(mail(audit_tool(Judgement.GOOD, grade=2)))
    (mails / "b.eml").write_bytes(mail(None, message_id="<b@council.example>"))
    tables = ("messages", "audits", "actions", "deliveries")
    ingest = ("ingest", "--config", str(world.config), str(mails))
    world.auditbot(*ingest)
    before = {table: world.export(table) for table in tables}
    world.auditbot(*ingest)
    assert {table: world.export(table) for table in tables} == before
    assert [m["received"][:10] for m in before["messages"]] == ["2014-01-16", "2014-01-16"]


def test_a_correction_that_bears_the_same_date_header_is_still_the_later_one(world: World) -> None:
    mails = world.folder / "mails"
    mails.mkdir()
    (mails / "a.eml").write_bytes(mail(audit_tool(Judgement.GOOD, grade=2)))
    (mails / "b.eml").write_bytes(mail(audit_tool(Judgement.INADEQUATE), message_id="<b@council.example>"))
    world.auditbot("ingest", "--config", str(world.config), str(mails))
    first, corrected = world.export("audits")
    assert (corrected["supersedes"], corrected["overall"]) == (first["id"], "inadequate")
