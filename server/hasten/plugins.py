"""Loads what packages bring through entry points: Hasten's own parts and other people's alike."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import TypeVar

from hasten.errors import HastenError

_log = logging.getLogger(__name__)

Part = TypeVar("Part")


def load_parts(
    points: Iterable[EntryPoint],
    attribute: str,
    kind: type[Part],
    name_of: Callable[[Part], str],
    noun: str,
) -> tuple[Part, ...]:
    """What the modules of the named packages hold under `attribute`, sorted by name.

    A package of which any module cannot be imported is logged and left out whole. Raises
    HastenError when two parts claim the same name; `noun` says then what they are.
    """
    homes: dict[str, tuple[Part, str]] = {}
    for point in sorted(points, key=lambda p: (p.name, p.value)):
        for module in _modules_of(point, noun):
            part = getattr(module, attribute, None)
            if not isinstance(part, kind):
                continue
            name = name_of(part)
            known, home = homes.setdefault(name, (part, module.__name__))
            if known is not part:
                raise HastenError(
                    f"two {noun}s are called {name!r}: in {home} and in {module.__name__}",
                    f"Uninstall one of the two packages, or give one {noun} another name.",
                )
    return tuple(homes[name][0] for name in sorted(homes))


def _modules_of(point: EntryPoint, noun: str) -> list[ModuleType]:
    try:
        return list(_walk(point.load()))
    except Exception:
        _log.exception(
            "the %s package %s (%s) cannot be loaded and is skipped", noun, point.name, point.value
        )
        return []


def _walk(module: ModuleType) -> Iterator[ModuleType]:
    yield module
    for info in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{module.__name__}."):
        yield from _walk(importlib.import_module(info.name))
