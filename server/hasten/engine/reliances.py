"""Whether the other files that a proposal relies on are still what they were."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from hasten.nouns import Reliance


def changed(reliances: Iterable[Reliance]) -> tuple[Reliance, ...]:
    """The files that hold something else by now, or cannot be read."""
    return tuple(one for one in reliances if _digest(Path(one.path)) != one.digest)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
