"""What tests share that is dear to make and depends on no program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

NewCache = Callable[[Path], Path]

_MADE_ONCE = Path(__file__).parents[1] / ".pytest_cache" / "d"


def made_once(name: str) -> Path:
    """A directory for what all runs and workers of pytest share: it depends on no test."""
    place = _MADE_ONCE / f"hasten-{name}"
    place.mkdir(parents=True, exist_ok=True)
    return place


@pytest.fixture(scope="session")
def new_cache() -> NewCache:
    """Make a cache directory without results, but with the headers that other tests have made."""

    def made(cache: Path) -> Path:
        cache.mkdir(parents=True)
        for name in ("pch", "clang", "toolchains"):
            (cache / name).symlink_to(made_once(name))
        return cache

    return made
