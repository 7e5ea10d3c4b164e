"""What the tests of reading share."""

import pytest

from framework.pack import Pack, load_pack


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The pack whose forms the corpus is made of."""
    return load_pack("rochdale-2013")
