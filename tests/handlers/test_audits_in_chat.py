"""An audit held in Slack, over Socket Mode and the unmodified Bolt app: by clicks, by words, by both."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from framework.reading import Reading
from handlers.about import About, ConcernFacts
from handlers.auditing.concerns import QA_TEAM
from handlers.notice import Notice
from handlers.notices.concern import concern
from handlers.rendering import to_letter, to_slack
from store.tables import Audit
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, HEAD, MANAGER, QA, WORKER
from tests.handlers.seats import wait_for


class AtTheAudit:
    """Somebody at their seat with one audit; `screen` is the message in which it is shown."""

    def __init__(self, bench: Bench, form: str = "tier1-generic", email: str = AUDITOR) -> None:
        self.bench, self.email = bench, email
        self.seat = bench.ws.as_member(email)
        self.clicks = 0
        self.seat.command("/audit", f"start {form}")
        wait_for(lambda: self.bench.inbox(email))

    @property
    def screen(self) -> dict[str, Any]:
        return self.bench.inbox(self.email)[-1]

    @property
    def text(self) -> str:
        return str(self.screen["blocks"])

    def until(self, part: str) -> None:
        wait_for(lambda: part in self.text)

    def buttons(self) -> dict[str, dict[str, Any]]:
        rows = [block for block in self.screen["blocks"] if block["type"] == "actions"]
        return {e["text"]["text"]: e for row in rows for e in row["elements"] if e["type"] == "button"}

    def press(self, label: str, then: str, **given: str) -> None:
        """Press a button with words in the fields beside it, and wait for what it leads to."""
        self.clicks += 1
        button = next(e for name, e in self.buttons().items() if name.startswith(label))
        fields = {f"slot|{path}": {"value": words} for path, words in given.items()}
        self.seat.press(self.screen["ts"], button["action_id"], given=fields)
        self.until(then)


@pytest.fixture
def auditing(bench: Bench) -> Iterator[AtTheAudit]:
    with bench.chatting():
        yield AtTheAudit(bench)


def recorded(bench: Bench) -> Audit:
    with bench.store.reading() as work:
        return work.session.scalars(select(Audit)).one()


def test_an_inadequate_case_audited_by_clicks_reaches_the_head_of_service(
    auditing: AtTheAudit, bench: Bench
) -> None:
    at = auditing
    at.until("Which case is it?")
    at.press("Go on", "allocated social worker", **{"case_id": CASE})
    at.press("Go on", "When is the audit?", **{"social_worker": "Wanda Worker"})
    at.press("Go on", "together with the practitioner")
    at.press("Yes, sitting together", "done well")
    at.press("Go on", "1 of 7", **{"strengths": "Made up."})
    for number, area in enumerate(bench.pack.form("tier1-generic").areas[:7], start=1):
        following = f"{number + 1} of 7" if number < 7 else "Who asked the child"
        at.press("4 Inadequate", following, **{f"areas.{area.id}.comment": f"Seen in area {number}."})
    at.press("Nobody", "Why was nobody able")
    at.press("Go on", "anything else to say", **{"child_not_asked_because": "Away."})
    at.press("Go on", "overall judgement of this case file")
    at.press("Inadequate", "Which themes")
    at.press("Go on", "What does the practitioner say")
    at.press("Go on", "What is to be done")
    at.press("No action is needed", "Check your answers")
    at.press("Submit the audit", "named no action. Is that right?")
    at.press("Yes, submit it", "Thank you")
    assert "Hugo Head (Head of Service)" in at.text and "Mira Manager (Team Manager)" in at.text
    assert "Not in Slack: Ada Assistant." in at.text
    assert "Wanda Worker gets what may be shared" in at.text
    assert at.clicks <= 30
    audit = recorded(bench)
    assert (audit.source, audit.overall, audit.auditor_email) == ("chat", "inadequate", AUDITOR)
    reading = Reading.model_validate(audit.reading)
    assert [each.grade for each in reading.answers] == [4] * 7 + [None]
    assert reading.answers[2].comment == "Seen in area 3."
    bench.deliver()
    assert bench.inbox(HEAD)


def test_words_and_clicks_are_one_conversation(auditing: AtTheAudit) -> None:
    at = auditing
    first = ((CASE, "allocated social worker"), ("Wanda Worker", "When is the audit?"), ("today", "together"))
    for words, then in first:
        at.seat.say(words)
        at.until(then)
    at.press("Yes, sitting together", "done well")
    at.seat.say("Swimming.")
    at.until("1 of 7")
    at.seat.say("back")
    at.until("Swimming.")
    assert "Skip for now" in at.buttons()


def test_what_was_written_is_kept_whatever_way_on_is_taken(auditing: AtTheAudit) -> None:
    at = auditing
    at.press("Go on", "allocated social worker", **{"case_id": CASE})
    at.press("Back", "Which case is it?", **{"social_worker": "Wanda Worker"})
    at.press("Go on", "Wanda Worker")
    at.press("Skip for now", "When is the audit?")


def test_what_cannot_be_a_case_reference_is_refused_in_the_same_place(auditing: AtTheAudit) -> None:
    auditing.press("Go on", "Never give a child", **{"case_id": "Jane Example"})


def test_a_concern_reaches_the_manager_and_the_head_of_service_at_once_and_the_audit_goes_on(
    auditing: AtTheAudit, bench: Bench
) -> None:
    at = auditing
    at.press("Go on", "allocated social worker", **{"case_id": CASE})
    at.seat.say("I am worried about this child now: nobody has seen her for weeks")
    at.until("Nobody has been told yet")
    assert "This tells Mira Manager and Hugo Head now" in at.text and "nobody has seen her" in at.text
    bench.deliver()
    assert bench.inbox(MANAGER) == []
    button = at.buttons()["Tell them now"]
    at.seat.press(at.screen["ts"], button["action_id"], given={"worry": "Her school rang."})
    at.until("Being told now:")
    assert "allocated social worker" in at.text and "no emergency line" in at.text
    assert QA_TEAM not in at.text
    bench.deliver()
    for email in (MANAGER, HEAD):
        told = str(bench.inbox(email))
        assert "nobody has seen her for weeks" in told and "Her school rang." in told and CASE in told
        assert len(bench.inbox(email)) == 1
        assert all(CASE not in message["text"] for message in bench.inbox(email))
    assert bench.inbox(QA) == []


def test_a_concern_before_a_case_is_named_reaches_somebody_who_can_find_out(
    auditing: AtTheAudit, bench: Bench
) -> None:
    auditing.press("I am worried", f"{QA_TEAM} now, in a direct message. Nobody has been told yet")
    auditing.press("Tell them now", f"{QA_TEAM}. This is no emergency line")
    bench.deliver()
    assert "not named yet" in str(bench.inbox(QA))


def test_a_concern_about_a_case_that_the_caseload_lacks_reaches_its_head_of_service(
    auditing: AtTheAudit, bench: Bench
) -> None:
    at = auditing
    at.press("Go on", "I do not know case 99999999", **{"case_id": "99999999"})
    at.press("It is right", "service area")
    at.seat.say("First Response")
    at.until("allocated social worker")
    at.press("I am worried", "Nobody has been told yet")
    at.press("Tell them now", "Being told now")
    bench.deliver()
    assert "99999999" in str(bench.inbox(HEAD))


def test_one_tap_tells_of_a_concern_or_a_field_that_cannot_be_kept_stands_in_its_way(
    auditing: AtTheAudit, bench: Bench
) -> None:
    at = auditing
    at.press("I am worried", "Nobody has been told yet", **{"case_id": "Jane Example"})
    at.press("No, go on", "Which case is it?")
    bench.deliver()
    assert bench.inbox(QA) == []


def test_the_words_of_a_concern_are_in_no_e_mail() -> None:
    at = dt.datetime(2013, 12, 12, 14, 5, tzinfo=dt.UTC)
    facts = ConcernFacts("Max Manager", "max@council.example", "10234", at, "Not seen for weeks")
    notice = concern(About(1, "concern", "hal@council.example", concern=facts))
    assert isinstance(notice, Notice)
    letter = to_letter(notice)
    assert "Not seen" not in letter.subject + letter.text + letter.html
    assert "Not seen for weeks" in str(to_slack(notice))


def test_an_audit_left_on_one_device_is_gone_on_with_from_home(auditing: AtTheAudit, bench: Bench) -> None:
    at = auditing
    at.press("Go on", "allocated social worker", **{"case_id": CASE})
    at.seat.say("leave")
    at.until("Everything that you gave is kept")
    at.seat.open_home()
    at.seat.wait_for_home(f"Tier 1 audit, case {CASE}")
    at.seat.press_in_home("talk-come-back-1")
    at.until("allocated social worker")


def test_an_audit_begins_with_one_click_on_home(bench: Bench) -> None:
    with bench.chatting():
        seat = bench.ws.as_member(AUDITOR)
        seat.open_home()
        seat.wait_for_home("Start: Tier 2 audit")
        seat.press_in_home("talk-begin-3")
        seat.wait_for_text("Which case is it?")


def test_a_social_worker_begins_no_audit(bench: Bench) -> None:
    with bench.chatting():
        seat = bench.ws.as_member(WORKER)
        seat.command("/audit", "start tier1-generic")
        seat.wait_for_text("Audits are begun by managers")
