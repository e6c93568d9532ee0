"""The fixture "parhelion"."""

from collections.abc import Iterator

import pytest

from . import Server, start


@pytest.fixture(scope="session")
def parhelion_settings() -> dict[str, object]:
    """Settings of the server. Define a fixture with this name in conftest.py to change them."""
    return {}


@pytest.fixture(scope="session")
def parhelion(parhelion_settings: dict[str, object]) -> Iterator[Server]:
    """A Parhelion server that is started once, with a temporary folder."""
    with start(parhelion_settings) as server:
        yield server
