"""Fixtures that more than one folder of tests uses."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.servers.browser import chromium_browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; skipped where it is not installed, but not in CI."""
    with chromium_browser() as browser:
        yield browser
