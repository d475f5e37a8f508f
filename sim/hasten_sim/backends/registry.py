"""Finds backends by name: Hasten's own, and other people's through entry points of one group.

An entry point names a room (a package, as `hasten_sim.backends` is one) or a single module. A room
holds a module or a package for each backend, called as the backend is (with `_` for `-`); the
one that is asked for is imported, and no other.
"""

from __future__ import annotations

import logging
import pkgutil
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

import hasten_sim.backends
from hasten_sim.backends import Backend, BackendKind, Opening
from hasten_sim.errors import ToolMissing

GROUP = "hasten.backends"
ATTRIBUTE = "BACKEND"
_log = logging.getLogger(__name__)


async def open_backend(name: str, opening: Opening) -> Backend:
    """The backend of that name. Raises ToolMissing when there is none, or its tool is not there."""
    kind = find_backend(name)
    if kind is None:
        known = ", ".join(repr(one.name) for one in all_backends())
        raise ToolMissing(f"There is no backend named {name!r}.", f"There are {known}.")
    return await kind.open(opening)


def find_backend(name: str, points: Iterable[EntryPoint] | None = None) -> BackendKind | None:
    """The backend of that name, None when no installed package brings one.

    Raises ToolMissing when two packages bring one.
    """
    found = [
        (kind, module)
        for room in _rooms(points)
        for module in _modules(room, name)
        if (kind := _kind_of(module)) is not None and kind.name == name
    ]
    if len({id(kind) for kind, _ in found}) > 1:
        homes = " and in ".join(module.__name__ for _, module in found)
        raise ToolMissing(
            f"Two backends are called {name!r}: in {homes}.", "Uninstall one of the two packages."
        )
    return found[0][0] if found else None


def all_backends(points: Iterable[EntryPoint] | None = None) -> tuple[BackendKind, ...]:
    """Every installed backend, by name. A module that cannot be imported is logged, and left out.

    Raises ToolMissing when two have the same name.
    """
    points = tuple(points) if points is not None else None
    names = {
        kind.name
        for room in _rooms(points)
        for module in _modules(room)
        if (kind := _kind_of(module)) is not None
    }
    found = (find_backend(name, points) for name in sorted(names))
    return tuple(kind for kind in found if kind is not None)


def _rooms(points: Iterable[EntryPoint] | None) -> list[ModuleType]:
    rooms: list[ModuleType] = [hasten_sim.backends]
    known = entry_points(group=GROUP) if points is None else points
    for point in sorted(known, key=lambda one: (one.name, one.value)):
        try:
            rooms.append(point.load())
        except Exception:
            _log.exception("the backends of %s (%s) cannot be loaded", point.name, point.value)
    return rooms


def _modules(room: ModuleType, name: str = "") -> list[ModuleType]:
    """The modules of a room that may hold a backend, or the one of that name; the room itself."""
    found = [room]
    for info in pkgutil.iter_modules(getattr(room, "__path__", ())):
        if name and info.name != name.replace("-", "_"):
            continue
        try:
            found.append(import_module(f"{room.__name__}.{info.name}"))
        except Exception:
            _log.exception("the backend %s of %s cannot be loaded", info.name, room.__name__)
    return found


def _kind_of(module: ModuleType) -> BackendKind | None:
    kind = getattr(module, ATTRIBUTE, None)
    return kind if isinstance(kind, BackendKind) else None
