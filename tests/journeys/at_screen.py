"""Somebody at a browser who does an audit in the local workspace: what they see, click, write, and how often.

With AUDITBOT_PICTURES set to a folder, pictures of what they see are put there: so those in docs/pictures are made.
"""

import os
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

PATIENCE = 30_000  # milliseconds


class AtScreen:
    """One person in one browser session. `clicks` counts what they clicked; what they type is not counted."""

    def __init__(self, chromium: Browser, url: str, email: str) -> None:
        self._context = chromium.new_context(viewport={"width": 1200, "height": 900})
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.clicks = 0
        self.page.goto(f"{url}?as={email}")

    def close(self) -> None:
        self._context.close()

    @property
    def screen(self) -> Locator:
        """The message in which the audit is shown."""
        return self.page.locator("li.message").filter(has=self.page.get_by_role("button")).last

    def go(self, place: str) -> None:
        self.clicks += 1
        self.page.get_by_role("link", name=place).click()

    def press(self, label: str, then: str = "", *, exact: bool = True) -> None:
        """A button of the audit, and what is seen afterwards."""
        self.clicks += 1
        self.screen.get_by_role("button", name=label, exact=exact).click()
        if then:
            self.sees(then)

    def press_on_home(self, label: str) -> None:
        self.clicks += 1
        self.page.locator("main").get_by_role("button", name=label, exact=True).first.click()

    def fill(self, label: str, words: str) -> None:
        """Type into a field of the audit."""
        self.screen.get_by_label(label).first.fill(words)

    def sees(self, words: str) -> None:
        expect(self.screen).to_contain_text(words, timeout=PATIENCE)

    def picture(self, name: str) -> None:
        folder = os.environ.get("AUDITBOT_PICTURES")
        if folder:
            self.page.wait_for_timeout(300)
            self.page.screenshot(path=Path(folder) / f"{name}.png")
