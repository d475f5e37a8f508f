"""What follows from an object alone is found once, and kept with it as long as it lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Of = TypeVar("Of")
Found = TypeVar("Found")


def once(find: Callable[[Of], Found]) -> Callable[[Of], Found]:
    """Remember what a function of one object finds, as `cached_property` does for a method.

    A text of ten thousand lines is asked about once for each of its functions, and by many rules.
    The object must be one that is compared by identity and has a `__dict__`; what is found is
    shared by all who ask, so it must not be changed. Threads that ask at once may both look.
    """
    name = f"{find.__module__}.{find.__qualname__}"

    @wraps(find)
    def found(of: Of) -> Found:
        kept: dict[str, Any] = vars(of)
        if name not in kept:
            kept[name] = find(of)
        return kept[name]

    return found
