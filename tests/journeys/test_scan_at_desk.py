"""A scanned audit tool: each grade beside its picture at the review desk, and nothing recorded before that."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.test_review_desk import SUPPORT, home_of, window
from tests.journeys.world import World, council, mail
from tests.reading import scanned
from tests.servers.programs import require


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    require("tesseract")
    with council(tmp_path) as made:
        yield made


def _with(image: Image.Image) -> bytes:
    message = message_from_bytes(mail(None), policy=policy.default)
    message.add_attachment(scanned.png(image), maintype="image", subtype="png", filename="scan.png")
    return message.as_bytes()


def test_a_grade_from_a_scan_counts_before_a_person_has_seen_its_picture(
    world: World, chromium: Browser
) -> None:
    world.post("scan", _with(scanned.scanned(scanned.page())))
    with world.running():
        world.wait_until(
            lambda: "review" in {m["state"] for m in world.export("messages")}, "nothing waits", 120
        )
        page = home_of(world, chromium, SUPPORT)
        page.get_by_role("button", name="Open the review desk").click(timeout=30_000)
        window(page).get_by_role("button", name="Open", exact=True).click(timeout=30_000)
        expect(window(page)).to_contain_text("read from a scan", timeout=30_000)
        window(page).get_by_role("button", name="File", exact=True).click()
        expect(window(page)).to_contain_text("It cannot be filed yet", timeout=30_000)
        window(page).get_by_role("button", name="Compare with the scan").first.click()
        pictures = window(page).get_by_role("img", name="From the scan")
        expect(pictures.first).to_be_visible(timeout=60_000)
        expect(window(page)).to_contain_text("page 1 of 2")
        window(page).get_by_role("button", name="Keep, next page").click()
        expect(window(page)).to_contain_text("page 2 of 2", timeout=30_000)
        expect(pictures.first).to_be_visible(timeout=60_000)
        assert pictures.first.evaluate("picture => picture.naturalWidth") > 300
        window(page).get_by_role("combobox", name="7. ").select_option("Requires improvement (3)")
        window(page).get_by_label("I have looked").check()
        window(page).get_by_role("button", name="Keep", exact=True).click()
        expect(window(page)).to_contain_text("Nothing in it is unsettled", timeout=30_000)
        window(page).get_by_role("button", name="File", exact=True).click()
        expect(window(page)).to_contain_text("recorded as audit", timeout=30_000)
        page.close()
    (audit,) = world.export("audits")
    assert audit["status"] == "accepted"
    assert [answer["grade"] for answer in audit["answers"]] == [*scanned.GRADES[:6], 3, *scanned.GRADES[7:]]
