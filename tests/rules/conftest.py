"""What the tests of the rules share, and which of them take turns of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import is_hypothesis_test

from tests.rules import check


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of rules that compile generated programs have a target of their own."""
    for item in items:
        is_property = is_hypothesis_test(getattr(item, "obj", None))
        if is_property and item.path.is_relative_to(check.ROOT / "tests" / "rules"):
            item.add_marker("properties")


@pytest.fixture(autouse=True, scope="session")
def shared_worker() -> Iterator[None]:
    """The clang worker and the compiled programs live as long as the run."""
    yield
    check.close()
