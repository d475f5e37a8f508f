"""What tests share that is dear to make and depends on no program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

NewCache = Callable[[Path], Path]


@pytest.fixture(scope="session")
def new_cache(tmp_path_factory: pytest.TempPathFactory) -> NewCache:
    """Make a cache directory without results, but with the headers that other tests have made."""
    made_once = tmp_path_factory.mktemp("made-once")
    for name in ("pch", "clang", "toolchains"):
        (made_once / name).mkdir()

    def made(cache: Path) -> Path:
        cache.mkdir(parents=True)
        for shared in made_once.iterdir():
            (cache / shared.name).symlink_to(shared)
        return cache

    return made
