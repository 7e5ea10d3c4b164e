"""Audits held in chat, in a browser: from Home to whoever must be told, over two days, by two people, by keys."""

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from framework.dates_in_words import in_words
from framework.london import day
from store.tables import ConversationRow, TurnRow
from tests.journeys.at_screen import PATIENCE, AtScreen
from tests.journeys.world import PACK, World, council

AUDITOR, DIRECTOR, WORKER = (
    "max.manager@council.example",
    "ada.north@council.example",
    "sol.south@council.example",
)
CARED_FOR = "900503,sol.south@council.example,Team One,Cared for Children,Cared for,,,2013-06-01,\n"
MOST_CLICKS = 30


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """With the case of a child in care, which all eight areas of a Tier 1 audit are about."""
    with council(tmp_path) as made:
        for name, change in (("cases", str), ("people", _heads_both_services)):
            file = tmp_path / f"{name}.csv"
            file.write_text(change(file.read_text("utf-8")) + (CARED_FOR if name == "cases" else ""), "utf-8")
        made.import_directory()
        yield made


def _heads_both_services(people: str) -> str:
    return people.replace(
        "head-of-service,,First Response", "head-of-service,,First Response; Cared for Children"
    )


@pytest.fixture
def auditor(world: World, chromium: Browser) -> Iterator[AtScreen]:
    with world.running():
        assert world.workspace.wait_for_bot(30)
        at = AtScreen(chromium, world.server.url, AUDITOR)
        yield at
        at.close()


def begin(at: AtScreen, tool: str) -> None:
    at.go("Home")
    at.press_on_home(f"Start: {tool}")
    at.go("Direct messages")


def test_an_inadequate_case_takes_a_first_time_user_more_than_thirty_clicks_or_does_not_reach_the_director(
    auditor: AtScreen, world: World, chromium: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    at = auditor
    begin(at, "Tier 1 audit")
    at.sees("Which case is it?")
    at.fill("Your answer", "900503")
    at.press("Go on", "allocated social worker")
    at.press("Go on", "When is the audit?")
    at.press("Go on", "together with the practitioner")
    at.press("Yes, sitting together", "done well")
    at.fill("Your answer", "Visits are kept, and the record says why each was made.")
    at.press("Go on", "1 of 8")
    areas = PACK.form("tier1-generic").areas
    for number, area in enumerate(areas, start=1):
        at.sees(f"{number} of 8. {area.label.shown}")
        at.fill("Comments", f"Nobody has written down what was found in area {number}.")
        if number == 3:
            at.picture("audit-area")
        at.press("4 Inadequate")
    at.sees("Who asked the child")
    at.press("Nobody", "Why was nobody able")
    at.fill("Your answer", "Away with the carers this week.")
    at.press("Go on", "anything else to say")
    at.press("Go on", "overall judgement of this case file")
    at.press("Inadequate", "Which themes")
    at.press("Go on", "What does the practitioner say")
    at.press("Go on", "What is to be done")
    at.press("No action is needed", "Check your answers")
    at.picture("audit-check")
    while at.screen.get_by_role("button", name="Next page").count():
        at.press("Next page")
        expect(at.screen.get_by_role("button", name="Previous page")).to_be_visible(timeout=PATIENCE)
    at.press("Submit the audit", "named no action")
    at.press("Yes, submit it")
    expect(at.page.locator("main")).to_contain_text("The audit is recorded", timeout=PATIENCE)
    with capsys.disabled():
        sys.stdout.write(f"\na Tier 1 audit of eight areas by a first-time user: {at.clicks} clicks\n")
    assert at.clicks <= MOST_CLICKS
    world.wait_until(lambda: DIRECTOR in world.told(), "the Assistant Director was not told")
    director = AtScreen(chromium, world.server.url, DIRECTOR)
    message = director.page.locator("li.message").filter(has_text="900503").first
    expect(message).to_contain_text("Inadequate", timeout=PATIENCE)
    director.picture("audit-told")
    director.close()


def test_a_tier_2_audit_left_in_the_middle_is_lost_by_the_next_day_and_on_another_device(
    world: World, chromium: Browser
) -> None:
    """The next day: the bot is stopped, what it keeps is made a day older, and it is begun again."""
    with world.running():
        assert world.workspace.wait_for_bot(30)
        at = AtScreen(chromium, world.server.url, AUDITOR)
        begin(at, "Tier 2 audit")
        at.sees("Which case is it?")
        at.fill("Your answer", "900501")
        at.press("Go on", "social worker")
        while not at.screen.get_by_role("button", name="2 Good").count():
            _any_answer(at)
        section, asked = at.screen.locator("strong, b").first.inner_text(), at.screen.inner_text()
        at.fill("Comments", "Half a thought about this area, not finished")
        at.press("More choices")
        at.page.get_by_role("menuitem", name="Save and leave").click()
        at.sees("Everything that you gave is kept")
        at.close()
    _a_day_later(world)
    yesterday = day(dt.datetime.now(dt.UTC)) - dt.timedelta(days=1)
    with world.running():
        assert world.workspace.wait_for_bot(30)
        at = AtScreen(chromium, world.server.url, AUDITOR)
        at.go("Home")
        expect(at.page.locator("main")).to_contain_text(
            f"Tier 2 audit, case 900501. Last moved on {in_words(yesterday)}", timeout=PATIENCE
        )
        at.picture("audit-home")
        at.press_on_home("Go on with it")
        at.go("Direct messages")
        expect(at.screen.get_by_label("Comments")).to_have_value(
            "Half a thought about this area, not finished", timeout=PATIENCE
        )
        assert section in at.screen.inner_text() and asked
        _to_the_end(at)
        at.close()
    (audit,) = world.export("audits")
    assert (audit["form"], audit["case_id"], audit["status"]) == ("tier2", "900501", "accepted")
    assert "Half a thought about this area, not finished" in str(audit["answers"])


def _a_day_later(world: World) -> None:
    """Everything in the conversations happened a day before."""
    day = dt.timedelta(days=1)
    with world.store.writing() as work:
        row = work.session.scalars(select(ConversationRow)).one()
        row.begun, row.moved = row.begun - day, row.moved - day
        for number, at in work.session.execute(select(TurnRow.number, TurnRow.at)).all():
            work.session.execute(update(TurnRow).where(TurnRow.number == number).values(at=at - day))
        work.commit()


def _any_answer(at: AtScreen) -> None:
    """Whatever leads on from a question that is no area."""
    before = at.screen.inner_text()
    for label in (
        "Yes, sitting together",
        "Yes",
        "2 Good",
        "Good",
        "No action is needed",
        "Nobody",
        "Meeting",
    ):
        button = at.screen.get_by_role("button", name=label, exact=True)
        if button.count():
            button.click()
            break
    else:
        _fill_in(at)
        at.screen.get_by_role("button", name="Go on", exact=True).click()
    expect(at.screen).not_to_have_text(before, timeout=PATIENCE, use_inner_text=True)


def _fill_in(at: AtScreen) -> None:
    today = dt.datetime.now(dt.UTC).date()
    for field in at.screen.locator("input[type=date]").all():
        if not field.input_value():
            field.fill(today.isoformat())
    for field in at.screen.locator("textarea, input[type=text]").all():
        if not field.input_value():
            field.fill("Said in a few words.")


def _to_the_end(at: AtScreen) -> None:
    for _ in range(80):
        if at.screen.get_by_role("button", name="Next page").count():
            at.press("Next page")
            expect(at.screen.get_by_role("button", name="Previous page")).to_be_visible(timeout=PATIENCE)
            continue
        if at.screen.get_by_role("button", name="Submit the audit").count():
            at.press("Submit the audit")
            expect(at.page.locator("main")).to_contain_text("The audit is recorded", timeout=PATIENCE)
            return
        _any_answer(at)
    raise AssertionError("it never ends")


def test_an_observation_of_practice_cannot_be_done_by_two_people_in_their_two_parts(
    auditor: AtScreen, world: World, chromium: Browser
) -> None:
    at = auditor
    begin(at, "Observation of practice")
    at.fill("Your answer", "Sol South")
    at.press("Go on", "What was observed?")
    _until(at, "Finish my part")
    at.press("Finish my part")
    expect(at.page.locator("main")).to_contain_text("Your part is finished", timeout=PATIENCE)
    practitioner = AtScreen(chromium, world.server.url, WORKER)
    practitioner.go("Home")
    practitioner.press_on_home("Go on with it")
    practitioner.go("Direct messages")
    _until(practitioner, "Submit the audit")
    practitioner.picture("observation-check")
    practitioner.press("Submit the audit")
    expect(practitioner.page.locator("main")).to_contain_text("The audit is recorded", timeout=PATIENCE)
    practitioner.close()
    (audit,) = world.export("audits")
    assert (audit["form"], audit["completed_by"], audit["status"]) == (
        "observation",
        "Max Manager",
        "accepted",
    )


def _until(at: AtScreen, button: str) -> None:
    """Answer whatever is asked until that button is there."""
    for _ in range(30):
        asked, wanted = at.page.get_by_text("You may also write"), at.page.get_by_role("button", name=button)
        asked.or_(wanted).first.wait_for()
        if at.screen.get_by_role("button", name=button).count():
            return
        _any_answer(at)
    raise AssertionError(f"there is never a button {button}")


def test_an_audit_cannot_be_done_by_keys_alone_or_nobody_sees_where_they_are(
    auditor: AtScreen, world: World
) -> None:
    """Tab, Enter and typing: what has the focus is seen, and stands after what had it before."""
    keys = ByKeys(auditor.page)
    keys.to("Home")
    keys.press_enter()
    expect(auditor.page.get_by_role("heading", name="Welcome to auditbot")).to_be_visible(timeout=PATIENCE)
    keys.to("Start: Observation of practice")
    keys.press_enter()
    expect(auditor.page.get_by_role("button", name="Go on with it")).to_be_visible(timeout=PATIENCE)
    keys.to("Direct messages", backwards=True)
    keys.press_enter()
    auditor.sees("Go on")
    for field, words in WRITTEN:
        before = auditor.screen.inner_text()
        if field:
            keys.to(field)
            keys.write(words)
        keys.to("Go on" if words else "Meeting")
        keys.press_enter()
        expect(auditor.screen).not_to_have_text(before, timeout=PATIENCE, use_inner_text=True)
        assert keys.tabs_to_the_next <= 20, "the way to the next question is too long"
    keys.to("Finish my part")
    auditor.picture("audit-by-keys")
    keys.press_enter()
    expect(auditor.page.locator("main")).to_contain_text("Your part is finished", timeout=PATIENCE)


WRITTEN = (("Your answer", "Sol South"), ("", ""), ("", "as it stands"), ("Your answer", "Calm."))
WRITTEN += (("Your answer", "A meeting."), ("Your answer", "A summary."))


class ByKeys:
    """Somebody who uses no mouse. Whatever gets the focus on the way must be seen to have it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.tabs_to_the_next = 0

    def to(self, name: str, *, backwards: bool = False) -> None:
        """Press Tab until what has that name is reached."""
        self.tabs_to_the_next = 0
        for _ in range(60):
            self._page.keyboard.press("Shift+Tab" if backwards else "Tab")
            self.tabs_to_the_next += 1
            self._page.wait_for_timeout(20)
            found = self._page.evaluate(_FOCUSED)
            if not found["seen"]:
                self._page.wait_for_timeout(300)  # it is on its way
                found = self._page.evaluate(_FOCUSED)
            assert found["seen"], f"nobody sees that {found['name']} has the focus"
            if found["name"].startswith(name):
                return
        raise AssertionError(f"Tab never leads to {name}")

    def press_enter(self) -> None:
        self._page.keyboard.press("Enter")

    def write(self, words: str) -> None:
        self._page.keyboard.press("Control+A")
        self._page.keyboard.type(words)


_FOCUSED = """() => {
  const one = document.activeElement;
  const labelled = document.getElementById(one.getAttribute("aria-labelledby"));
  const label = one.labels?.[0]?.textContent ?? labelled?.textContent;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    name: (label ?? one.getAttribute("aria-label") ?? one.textContent ?? "").replace(/^[^A-Za-z]+/, "").trim(),
    seen: one === document.body || one.matches(".main")
      || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && box.bottom > 0 && box.top < innerHeight),
  };
}"""
