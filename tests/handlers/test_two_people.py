"""Two people in one audit: handed over, taken back, gone on with for who has left; an observation by two."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.workspace import PersonError
from handlers.about import HeldFacts
from handlers.notice import Notice
from handlers.notices import notice_of
from handlers.slack.audits.listening import clicked_on
from handlers.slack.visiting import Desk, Did
from store.tables import Audit, ConversationRow
from tests.handlers import council
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, HEAD, MANAGER, QA, SUPPORT, WORKER
from tests.handlers.noticed import about
from tests.handlers.seats import filled_view, labels, wait_for
from tests.handlers.test_audits_in_chat import AtTheAudit


@pytest.fixture
def auditing(bench: Bench) -> Iterator[AtTheAudit]:
    with bench.chatting():
        at = AtTheAudit(bench)
        at.press("Go on", "allocated social worker", **{"case_id": CASE})
        yield at


def user_of(bench: Bench, email: str) -> str:
    return next(m.id for m in bench.ws.state.members.values() if m.email == email)


def choose(bench: Bench, by: str, to: str) -> dict[str, str]:
    """In the window: somebody is chosen. What is wrong with that, by field."""
    seat = bench.ws.as_member(by)
    seat.wait_for_view(title="Hand over")
    return seat.submit({"to": to})


def from_the_menu(at: AtTheAudit, **given: str) -> None:
    menu = next(
        e
        for b in at.screen["blocks"]
        if b["type"] == "actions"
        for e in b["elements"]
        if e["type"] == "overflow"
    )
    option = next(each for each in menu["options"] if each["text"]["text"] == "Hand over to somebody")
    fields = {f"slot|{path}": {"value": words} for path, words in given.items()}
    at.seat.press(at.screen["ts"], "talk-more", option["value"], given=fields)


def home(bench: Bench, email: str, part: str = "Welcome") -> str:
    """Home of somebody, once it says so."""
    seat = bench.ws.as_member(email)
    seat.open_home()
    return str(seat.wait_for_home(part)["blocks"])


def press_last(bench: Bench, email: str, label: str) -> None:
    """A button of the last message that somebody got."""
    message = bench.inbox(email)[-1]
    button = next(
        e
        for b in message["blocks"]
        if b["type"] == "actions"
        for e in b["elements"]
        if e["text"]["text"] == label
    )
    bench.ws.as_member(email).press(message["ts"], button["action_id"])


def test_an_audit_that_is_handed_over_loses_words_or_reaches_nobody(
    auditing: AtTheAudit, bench: Bench
) -> None:
    at = auditing
    from_the_menu(at, social_worker="Wanda Worker")
    assert choose(bench, AUDITOR, MANAGER) == {}
    at.until("This is with Mira Manager from now on")
    bench.deliver()
    (message,) = bench.inbox(MANAGER)
    assert message["text"] == "You have been handed an audit tool"
    assert "Paula Auditor" in str(message["blocks"]) and CASE in str(message["blocks"])
    press_last(bench, MANAGER, "Go on with it")
    wait_for(lambda: "Wanda Worker" in str(bench.inbox(MANAGER)[-1]["blocks"]))
    home(bench, AUDITOR, "Mira Manager has it.")


def test_an_audit_cannot_be_taken_back_though_nobody_has_touched_it(
    auditing: AtTheAudit, bench: Bench
) -> None:
    from_the_menu(auditing)
    assert choose(bench, AUDITOR, HEAD) == {}
    auditing.until("Take it back")
    press_last(bench, AUDITOR, "Take it back")
    auditing.until("allocated social worker")
    bench.deliver()
    assert bench.inbox(HEAD) == []  # it is not theirs any more, so they are not told


def test_an_audit_is_taken_from_somebody_who_has_gone_on_with_it(auditing: AtTheAudit, bench: Bench) -> None:
    from_the_menu(auditing)
    assert choose(bench, AUDITOR, HEAD) == {}
    bench.deliver()
    press_last(bench, HEAD, "Go on with it")
    wait_for(lambda: "allocated social worker" in str(bench.inbox(HEAD)[-1]["blocks"]))
    bench.ws.as_member(HEAD).say("Wanda Worker")
    wait_for(lambda: "When is the audit" in str(bench.inbox(HEAD)[-1]["blocks"]))
    press_last(bench, AUDITOR, "Take it back")
    wait_for(lambda: "gone on with it meanwhile" in str(bench.inbox(AUDITOR)))
    wait_for(lambda: "Take it back" not in home(bench, AUDITOR))


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (WORKER, "own work"),
        (SUPPORT, "may not do audits"),
        (AUDITOR, "have it already"),
    ],
)
def test_an_audit_is_handed_to_somebody_who_may_not_do_it(
    auditing: AtTheAudit, bench: Bench, to: str, why: str
) -> None:
    auditing.press("Go on", "When is the audit", **{"social_worker": "Wanda Worker"})
    auditing.seat.say(f"hand this audit over to {to}")
    wait_for(lambda: why in str(bench.inbox(AUDITOR)))
    from_the_menu(auditing)
    with pytest.raises(PersonError, match="not one of the options"):
        choose(bench, AUDITOR, to)
    assert bench.deliveries(kind="handed-over") == []


def test_an_audit_is_handed_to_whose_work_is_audited(auditing: AtTheAudit, bench: Bench) -> None:
    auditing.press("Go on", "When is the audit", **{"social_worker": "Mira Manager"})
    from_the_menu(auditing)
    with pytest.raises(PersonError, match="not one of the options"):
        choose(bench, AUDITOR, MANAGER)


def test_the_audit_of_somebody_who_left_is_nobodys_for_ever(auditing: AtTheAudit, bench: Bench) -> None:
    from_the_menu(auditing)
    assert choose(bench, AUDITOR, MANAGER) == {}
    bench.people_are([p for p in council.people() if p.email != MANAGER])
    home(bench, QA, "who has left")
    home(bench, AUDITOR, "who has left")
    bench.ws.as_member(QA).press_in_home("talk-hand-over-1")
    assert choose(bench, QA, HEAD) == {}
    bench.deliver()
    assert "handed an audit tool" in bench.inbox(HEAD)[-1]["text"]


def test_the_audit_of_who_was_handed_it_counts_as_that_of_who_began_it(
    auditing: AtTheAudit, bench: Bench
) -> None:
    from_the_menu(auditing)
    assert choose(bench, AUDITOR, MANAGER) == {}
    bench.deliver()
    press_last(bench, MANAGER, "Go on with it")
    seat = bench.ws.as_member(MANAGER)
    words = [
        "Wanda Worker",
        "today",
        "1",
        "Well.",
        *["2"] * 7,
        "nobody",
        "Away",
        "skip",
        "Good",
        "skip",
        "skip",
        "none",
        "submit",
    ]
    for one in words:
        before = str(bench.inbox(MANAGER))
        seat.say(one)
        wait_for(lambda before=before: str(bench.inbox(MANAGER)) != before)
        wait_for(lambda: bench.inbox(MANAGER)[-1]["by_bot"])
    wait_for(lambda: "Thank you" in str(bench.inbox(MANAGER)[-1]["blocks"]))
    with bench.store.reading() as work:
        audit = work.session.scalars(select(Audit)).one()
    assert (audit.auditor_email, audit.completed_by) == (MANAGER, "Mira Manager")


# Observation of practice


class Observation(AtTheAudit):
    """An observation, begun by Paula; `observe` is her part."""

    def observe(self, who: str = "Wanda Worker") -> None:
        words = [who, "Home visits", "today", "She listened.", "A visit.", "Silence.", "submit"]
        for one in words:
            before = str(self.screen["blocks"])
            self.seat.say(one)
            wait_for(lambda before=before: self.screen["by_bot"] and str(self.screen["blocks"]) != before)


@pytest.fixture
def observed(bench: Bench) -> Iterator[Observation]:
    with bench.chatting():
        yield Observation(bench, "observation")


def test_the_feedback_session_waits_and_nobody_is_told(observed: Observation, bench: Bench) -> None:
    observed.observe()
    observed.until("Wanda Worker and Mira Manager have been told")
    assert "Go on with it" not in observed.buttons()  # Paula is neither of the two
    bench.deliver()
    for email in (WORKER, MANAGER):
        (message,) = bench.inbox(email)
        assert labels(message) == ["Go on with it"]
        assert message["text"] == "A part of an audit tool waits for you"
        assert "She listened" not in str(message)
    home(bench, AUDITOR, "waits for Wanda Worker or Mira Manager")
    home(bench, MANAGER, "It waits for the next part.")


def test_an_observation_done_by_two_people_reaches_not_the_three_who_get_a_copy(
    observed: Observation, bench: Bench
) -> None:
    observed.observe()
    bench.deliver()
    press_last(bench, WORKER, "Go on with it")
    wait_for(lambda: "What do you conclude together" in str(bench.inbox(WORKER)[-1]["blocks"]))
    home(bench, MANAGER, "Wanda Worker has it.")
    press_last(bench, MANAGER, "Go on with it")
    wait_for(lambda: "This audit is with Wanda Worker" in str(bench.inbox(MANAGER)[-1]["blocks"]))
    seat = bench.ws.as_member(WORKER)
    for words, then in (
        ("Keep on.", "Which actions"),
        ("None.", "reflected on"),
        ("Pace.", "Check your"),
        ("submit", "Thank you"),
    ):
        seat.say(words)
        wait_for(lambda then=then: then in str(bench.inbox(WORKER)[-1]["blocks"]))
    bench.deliver()
    copies = {row.recipient for row in bench.deliveries(kind="copy", state="sent")}
    assert copies == {WORKER, MANAGER, QA}
    with bench.store.reading() as work:
        audit = work.session.scalars(select(Audit)).one()
    assert (audit.auditor_email, audit.completed_by) == (AUDITOR, "Paula Auditor")
    assert audit.reading["fields"]["conclusions"] == "Keep on."


def test_the_supervisor_opens_what_the_practitioner_had_handed_to_them(
    observed: Observation, bench: Bench
) -> None:
    observed.observe()
    bench.deliver()
    press_last(bench, WORKER, "Go on with it")
    wait_for(lambda: "What do you conclude" in str(bench.inbox(WORKER)[-1]["blocks"]))
    at = AtSeat(bench, WORKER)
    from_the_menu(at)
    with pytest.raises(PersonError, match="not one of the options"):
        choose(bench, WORKER, HEAD)
    assert bench.ws.as_member(WORKER).submit({"to": MANAGER}) == {}
    bench.deliver()
    press_last(bench, MANAGER, "Go on with it")
    wait_for(lambda: "What do you conclude" in str(bench.inbox(MANAGER)[-1]["blocks"]))


def test_an_observation_of_somebody_unknown_never_ends(observed: Observation, bench: Bench) -> None:
    observed.observe("Somebody Unheard-of")
    observed.until("nobody could be told")
    assert {"Go on with it", "Hand it over"} <= set(observed.buttons())
    press_last(bench, AUDITOR, "Hand it over")
    assert choose(bench, AUDITOR, MANAGER) == {}
    bench.deliver()
    assert "handed an audit tool" in bench.inbox(MANAGER)[-1]["text"]


def test_a_stranger_to_the_audit_opens_it_by_a_button_they_found(observed: Observation, bench: Bench) -> None:
    observed.observe()
    desk = Desk(bench.store, bench.pack, bench.slack)
    for action in ("talk-come-back", "talk-hand-over", "talk-take-back"):
        did = Did(key=f"x-{action}", user=user_of(bench, SUPPORT), value="1:9::")
        clicked_on(desk, did, action)
    assert "What do you conclude" not in str(bench.inbox(SUPPORT))
    with bench.store.reading() as work:
        assert work.session.scalars(select(ConversationRow)).one().holder is None


def test_the_two_do_not_see_what_the_observer_wrote(observed: Observation, bench: Bench) -> None:
    observed.observe()
    bench.deliver()
    press_last(bench, MANAGER, "Go on with it")
    wait_for(lambda: "What do you conclude" in str(bench.inbox(MANAGER)[-1]["blocks"]))
    assert "She listened" not in str(bench.inbox(MANAGER)[-1])
    press_last(bench, MANAGER, "What the observer wrote")
    shown = filled_view(bench, MANAGER)
    assert "She listened." in shown and "Which strengths did you see?" in shown and "Silence." in shown


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("Hand this audit over to Mira Manager.", "This is with Mira Manager from now on"),
        ("hand over the audit to hugo@council.example", "This is with Hugo Head from now on"),
        ("hand this audit over to Somebody Unheard-of", "not in the directory"),
        ("hand this audit over to Bess Support", "may not do audits"),
    ],
)
def test_who_works_by_keyboard_cannot_hand_over(auditing: AtTheAudit, words: str, then: str) -> None:
    auditing.seat.say(words)
    auditing.until(then)


def test_words_about_handing_over_are_lost_as_an_answer(auditing: AtTheAudit, bench: Bench) -> None:
    auditing.press("Go on", "When is the audit", **{"social_worker": "Wanda Worker"})
    for words, then in (
        ("today", "together"),
        ("1", "done well"),
        ("Hand over to a new team: good.", "1 of 7"),
    ):
        auditing.seat.say(words)
        auditing.until(then)
    assert bench.deliveries(kind="handed-over") == []


class AtSeat(AtTheAudit):
    """Somebody whose last message is the screen of an audit."""

    def __init__(self, bench: Bench, email: str) -> None:
        self.bench, self.email, self.seat, self.clicks = bench, email, bench.ws.as_member(email), 0


def test_who_is_told_by_mail_has_no_way_to_the_audit() -> None:
    held: Any = HeldFacts(3, 7, "Observation of practice", None, None, "Paula Auditor", "Wanda Worker", False)
    found = notice_of(about("your-part", MANAGER, held=held))
    assert isinstance(found, Notice) and "Home tab" in found.without_buttons
