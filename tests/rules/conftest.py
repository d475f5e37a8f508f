"""Ends what the tests of the rules share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.rules import check


@pytest.fixture(autouse=True, scope="session")
def shared_worker() -> Iterator[None]:
    """The clang worker and the compiled programs live as long as the run."""
    yield
    check.close()
