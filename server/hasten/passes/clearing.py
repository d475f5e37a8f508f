"""Flags that fail the screens together: those of them that pass."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from attrs import evolve

from hasten.passes.plan import Plan

MOST_TRIES = 12

Objection = Callable[[Plan], Awaitable[str]]
"""Why a plan must not be offered, "" when nothing speaks against it."""


async def cleared(plan: Plan, objection: Objection, most: int = MOST_TRIES) -> Plan | None:
    """The plan with as many of its flags as pass together, found by adding halves of halves.

    One bad flag among n is left out after about twice the logarithm of n tries. None when no flag
    passes, or none did within `most` tries.
    """
    waiting = _halves(plan.flags)
    kept: tuple[str, ...] = ()
    while waiting and most > 0:
        part = waiting.pop(0)
        chosen = {*kept, *part}
        most -= 1
        if not await objection(evolve(plan, flags=tuple(f for f in plan.flags if f in chosen))):
            kept = tuple(f for f in plan.flags if f in chosen)
        elif len(part) > 1:
            waiting = [*_halves(part), *waiting]
    return evolve(plan, flags=kept) if kept else None


def _halves(flags: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Two halves; one flag is not split."""
    middle = len(flags) // 2
    return [half for half in (flags[:middle], flags[middle:]) if half]
