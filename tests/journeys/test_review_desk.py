"""What no program could settle: from the mail to the review desk in a browser, and on to whoever must be told."""

import datetime as dt
from base64 import b64decode
from collections.abc import Iterator
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from framework.reading import Answer, Reading, Status
from framework.words import Judgement
from mail.writing import write
from tests.journeys.world import PACK, World, council, mail

SUPPORT, SENDER = "bo.support@council.example", "max.manager@council.example"
HEAD, ASSISTANT = "hal.east@council.example", "ada.north@council.example"
FORM = PACK.form("tier2")
AREA = FORM.areas[1]
GOOD = 3  # the column
DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def two_ticks_in_one_row() -> bytes:
    """A Tier 2 audit tool, judged inadequate, in which Max Manager ticked two grades of the second area."""
    reading = Reading(
        form=FORM.id,
        status=Status.ACCEPTED,
        case_id="900501",
        completed_by="Max Manager",
        social_worker="Sol South",
        date=dt.date(2014, 1, 15),
        answers=tuple(Answer(number=a.number, grade=3, comment="Seen in the file.") for a in FORM.areas),
        overall=Judgement.INADEQUATE,
        comments="The plan now says who visits, and when.",
    )
    tool = Document(BytesIO(write(FORM, reading, PACK)))
    row = next(row for table in tool.tables for row in table.rows if AREA.label.shown in row.cells[0].text)
    assert [cell.text for cell in row.cells[1:5]] == ["", "X", "", ""]
    row.cells[GOOD].text = "X"
    spoilt = BytesIO()
    tool.save(spoilt)
    return spoilt.getvalue()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with council(tmp_path) as made:
        yield made


def home_of(world: World, chromium: Browser, email: str) -> Page:
    """The app's Home of that person."""
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.goto(f"{world.server.url}?as={email}")
    page.get_by_role("link", name="Home").click()
    return page


def window(page: Page) -> Locator:
    return page.get_by_role("dialog")


def test_two_ticks_in_one_row_cannot_be_settled_at_the_desk_or_nobody_is_told_then(
    world: World, chromium: Browser
) -> None:
    world.post("audit", mail(two_ticks_in_one_row()))
    with world.running():
        world.wait_until(lambda: "review" in {m["state"] for m in world.export("messages")}, "nothing waits")
        page = home_of(world, chromium, SUPPORT)
        page.get_by_role("button", name="Open the review desk").click(timeout=30_000)
        expect(window(page)).to_contain_text("Max Manager", timeout=30_000)
        assert HEAD not in world.told()
        window(page).get_by_role("button", name="Open", exact=True).click()
        expect(window(page)).to_contain_text("In the document", timeout=30_000)
        window(page).get_by_role("button", name="File", exact=True).click()
        expect(window(page)).to_contain_text("It cannot be filed yet", timeout=30_000)
        window(page).get_by_role("combobox", name=AREA.label.shown).select_option("Good (2)")
        expect(window(page)).to_contain_text("Nothing in it is unsettled", timeout=30_000)
        window(page).get_by_role("button", name="Correct something else").click()
        expect(window(page)).to_contain_text("What to correct", timeout=30_000)
        window(page).get_by_role("button", name="Back", exact=True).click()
        window(page).get_by_role("button", name="File", exact=True).click()
        expect(window(page)).to_contain_text("recorded as audit", timeout=30_000)
        expect(window(page)).to_contain_text("Hal East (Head of Service)")
        for email in (HEAD, ASSISTANT, SENDER):
            world.wait_until(lambda email=email: email in world.told(), f"{email} was not told")
        world.wait_until(lambda: "is settled" in str(world.told()[SENDER]), "the sender was not told")
        page.close()
    (audit,) = world.export("audits")
    assert (audit["status"], audit["overall"]) == ("accepted", "inadequate")
    assert (audit["answers"][0]["grade"], audit["answers"][1]["grade"]) == (3, 2)
    said = str(world.told()[HEAD])
    assert "900501" in said
    assert "Inadequate" in said


def test_an_audit_on_a_photo_cannot_be_keyed_in_page_by_page(world: World, chromium: Browser) -> None:
    """The photo is no document, so a person types what it says: pages to send, and one to go back to."""
    form = PACK.form("tier1-generic")
    world.post("photo", photo())
    with world.running():
        world.wait_until(lambda: "review" in {m["state"] for m in world.export("messages")}, "nothing waits")
        page = home_of(world, chromium, SUPPORT)
        page.get_by_role("button", name="Open the review desk").click(timeout=30_000)
        window(page).get_by_role("button", name="Open", exact=True).click(timeout=30_000)
        menu = window(page).get_by_role("combobox").filter(has_text="Key in an audit").first
        menu.select_option(form.short_title, timeout=30_000)
        fill(
            page,
            **{"Case ID": "900501", "Completed by": "Max Manager", "Allocated social worker": "Sol South"},
        )
        fill(page, Date="15/01/2014")
        window(page).get_by_label("Overall judgement").select_option("Inadequate (4)")
        window(page).get_by_role("button", name="Keep, next page").click()
        for area in form.areas:
            window(page).get_by_label(f"{area.number}. {area.label.shown}").select_option(
                "Good (2)", timeout=30_000
            )
        fill(page, **{"1. Comments": "Seen in the file."})
        window(page).get_by_role("button", name="Keep, and to the page before").click()
        expect(window(page).get_by_label("Case ID")).to_have_value("900501", timeout=30_000)
        for number, label in enumerate(("Keep, next page", "Keep, next page", "Keep"), start=1):
            expect(window(page)).to_contain_text(f"page {number} of 3", timeout=30_000)
            window(page).get_by_role("button", name=label, exact=True).click()
        expect(window(page)).to_contain_text("Nothing in it is unsettled", timeout=30_000)
        window(page).get_by_role("button", name="File", exact=True).click()
        expect(window(page)).to_contain_text("recorded as audit", timeout=30_000)
        world.wait_until(lambda: HEAD in world.told(), "the Head of Service was not told")
        page.close()
    (audit,) = world.export("audits")
    assert {answer["grade"] for answer in audit["answers"]} == {2}
    assert audit["answers"][0]["comment"] == "Seen in the file."


def fill(page: Page, **fields: str) -> None:
    for label, written in fields.items():
        window(page).get_by_label(label).fill(written, timeout=30_000)


def photo() -> bytes:
    """A mail with a photo in which nothing can be read."""
    message = message_from_bytes(mail(None), policy=policy.default)
    message.add_attachment(DOT, maintype="image", subtype="png", filename="photo.png")
    return message.as_bytes()
