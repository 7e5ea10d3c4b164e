"""Where the tests' files go, how many tests run at once, and fixtures that more than one folder of tests uses."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.servers.browser import chromium_browser

_IN_MEMORY = Path("/dev/shm")
_ROOM = 4 * 1024**3  # bytes; a container without more than its few megabytes there keeps to the disk


def _keep_files_in_memory() -> None:
    """A database waits for its disk at every commit, and that is most of what many a test does."""
    if "TMPDIR" in os.environ or not os.access(_IN_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(_IN_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = str(_IN_MEMORY)  # the programs that a test starts follow
        tempfile.tempdir = None


_keep_files_in_memory()


def pytest_xdist_auto_num_workers() -> int:
    """Two tests for each processor: a test waits for servers and other processes half of its time."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; skipped where it is not installed, but not in CI."""
    with chromium_browser() as browser:
        yield browser
