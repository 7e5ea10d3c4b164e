"""What a newcomer sees: the demo's page in a browser, as the Assistant Director."""

import re
import signal
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from framework.pack import load_pack
from tests.journeys.world import AUDITBOT


@pytest.fixture
def demo() -> Iterator[str]:
    """The demo as a newcomer starts it; the address that it says to open as the Assistant Director."""
    with subprocess.Popen(
        [AUDITBOT, "demo", "--port", "0"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        address = None
        for line in process.stderr:
            if found := re.search(r"As the Assistant Director:\s+(\S+)", line):
                address = found[1]
                break
        assert address, "the demo printed no address"
        yield address
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(timeout=30) == 0


def inadequate(page: Page):  # noqa: ANN201
    """The message about the audit that was judged inadequate."""
    return page.locator("article, li, .message").filter(has_text="900114").filter(has_text="Inadequate").first


def test_the_assistant_director_sees_the_inadequate_audit_and_open_shows_all_its_areas(
    demo: str, chromium: Browser
) -> None:
    page = chromium.new_page(viewport={"width": 1200, "height": 860})
    page.goto(demo)
    message = inadequate(page)
    expect(message).to_be_visible(timeout=60_000)
    expect(message).to_contain_text("Theo Alder")
    message.get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("PEP", timeout=15_000)
    for area in load_pack("rochdale-2013").form("tier1-generic").areas:
        expect(dialog).to_contain_text(area.label.shown)
    page.close()


def test_somebody_who_was_not_told_sees_nothing_of_it(demo: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(demo)
    expect(inadequate(page)).to_be_visible(timeout=60_000)
    page.goto(demo.replace("ottoline.ash", "silas.vole"))
    expect(page.get_by_text("auditbot").first).to_be_visible(timeout=15_000)
    expect(page.locator("body")).not_to_contain_text("900114")
    page.close()
