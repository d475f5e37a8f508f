"""A cache that all servers of one run share: precompiled headers are dear."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache directory of every server that does not need one of its own."""
    return tmp_path_factory.mktemp("cache")
