"""Stored lists, made from searches: what won anywhere, tried everywhere, the best few kept.

First every module is searched, and the pipelines that its functions ended up with are collected,
shortened. Then each of the most used ones is tried on all functions of all modules. Last, a list is
chosen greedily: each next pipeline is the one that adds most to those before it, where every
function takes the best of what was chosen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from hasten.passes.plan import Pipeline, Plan
from hasten.passes.stitching import split
from hasten.passes.stored import Stored
from hasten.passes.tuning import Tuned
from hasten_sim.backends.opt_size import Measurer, Recipe, Run, Sizes, Step

Sizing = Mapping[Pipeline, Mapping[str, int]]
"""The bytes of a module's functions, by what was run on them."""


@frozen
class Winners:
    """What won in one module: pipelines of functions and lists over the module, by bytes."""

    module: str
    gain: float
    functions: tuple[tuple[Pipeline, int], ...]
    lists: tuple[Pipeline, ...]


def winners(tuned: Tuned) -> Winners:
    """What a search found worth keeping."""
    offer = tuned.best
    plan = offer.plan if offer is not None else None
    sizes = offer.made.sizes.functions if offer is not None else {}
    found: Counter[Pipeline] = Counter()
    if plan is not None:
        for pipeline, names in plan.groups().items():
            found[pipeline] += sum(sizes.get(name, 0) for name in names)
        for element in plan.tail[:1] if not plan.stitched else ():
            # One pipeline for all functions.
            if element.startswith("function("):
                found[tuple(split(element))] += sum(sizes.values())
    start = tuned.baseline.plan.passes
    lists = [one.plan for one in tuned.searched.board.top[:2] if one.plan.passes != start]
    return Winners(
        tuned.request.module.digest,
        tuned.gain(offer),
        tuple(found.most_common()),
        tuple(one.passes for one in lists if not one.tail),
    )


def candidates(rows: Iterable[Winners], known: Iterable[Pipeline], most: int) -> list[Pipeline]:
    """The pipelines to try everywhere: those known, then those that most bytes ended up with."""
    used: Counter[Pipeline] = Counter()
    for row in rows:
        whole = sum(size for _, size in row.functions) or 1
        for pipeline, size in row.functions:
            # Each module counts alike, however large it is.
            used[pipeline] += 1000 * size // whole
    return list(dict.fromkeys([*known, *(one for one, _ in used.most_common())]))[:most]


async def sizing(
    measurer: Measurer, prefix: Pipeline, pipelines: Sequence[Pipeline], tail: Pipeline
) -> dict[Pipeline, dict[str, int]]:
    """The sizes of a module's functions under every pipeline, after one beginning."""
    found: dict[Pipeline, dict[str, int]] = {}
    for pipeline in pipelines:
        steps: list[Step] = [*map(Run, prefix), Run(f"function({','.join(pipeline)})")]
        recipe = Recipe((*steps, *map(Run, tail)))
        made = await measurer.measure(recipe, functions=True, keep=(len(prefix),))
        if isinstance(made, Sizes):
            found[pipeline] = dict(made.functions)
    return found


def chosen(modules: Sequence[Sizing], most: int) -> list[Stored]:
    """The pipelines that together make functions smallest, in the order of what each adds."""
    candidates = list(dict.fromkeys(one for sizes in modules for one in sizes))
    best: list[dict[str, int]] = [{} for _ in modules]
    kept: list[Stored] = []
    while len(kept) < most and candidates:
        gains = {one: _gain(one, modules, best) for one in candidates}
        top = max(candidates, key=lambda one: gains[one])
        if kept and gains[top] <= 0:
            break
        candidates.remove(top)
        used = 0
        for sizes, so_far in zip(modules, best, strict=True):
            if _improve(so_far, sizes.get(top, {})):
                used += 1
        kept.append(Stored("function", top, 0.0 if not kept else 100 * gains[top], used))
    return kept


def _gain(pipeline: Pipeline, modules: Sequence[Sizing], best: list[dict[str, int]]) -> float:
    """By how much a pipeline shrinks the modules, as the mean of the logarithm of the ratio."""
    total = 0.0
    for sizes, so_far in zip(modules, best, strict=True):
        mine = sizes.get(pipeline)
        if mine is None:
            continue
        if not so_far:
            # The first pipeline is the one that is best alone: compared with the worst there is.
            before = max(sum(one.values()) for one in sizes.values())
            after = sum(mine.values())
        else:
            before = sum(so_far.values())
            after = sum(min(size, mine.get(name, size)) for name, size in so_far.items())
        total += math.log(max(1, before) / max(1, after))
    return total / max(1, len(modules))


def _improve(so_far: dict[str, int], mine: Mapping[str, int]) -> bool:
    improved = False
    for name, size in mine.items():
        if size < so_far.get(name, math.inf):
            so_far[name] = size
            improved = True
    return improved


async def sizes_of_lists(
    measurer: Measurer, lists: Sequence[Pipeline], attributes: bool
) -> dict[Pipeline, dict[str, int]]:
    """A module's size under each of some lists over the whole module, as of one function."""
    found: dict[Pipeline, dict[str, int]] = {}
    for passes in lists:
        made = await measurer.measure(Plan(passes, attributes=attributes).recipe())
        if isinstance(made, Sizes):
            found[passes] = {"": made.of("text+data")}
    return found
