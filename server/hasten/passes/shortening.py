"""A plan made as short as it can be: each of its lists, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import define, evolve

from hasten.passes.attributes import less, without_idle
from hasten.passes.minimise import Minimiser
from hasten.passes.plan import Board, Changes, Pipeline, Plan, Scored, total
from hasten_sim.backends.opt_size import Measurer, Metric, Sizes


@define
class Shortening:
    """Shortens plans until `is_over`. A plan whose one list is `untouched` stays as it is."""

    measurer: Measurer
    metric: Metric
    untouched: str
    is_over: Callable[[], bool]

    async def of_board(self, board: Board, budget: int) -> tuple[Plan, Plan]:
        """The best plan without and with flags, as short as so many evaluations make them."""
        best, flagged = board.best, board.flagged
        if flagged.size >= best.size:
            plan, _ = await self._shorter(best, budget)
            return plan, plan
        plan, used = await self._shorter(best, budget // 2)
        short = evolve(plan, flags=flagged.plan.flags)
        size = await self._size(short)
        # Flags were found with another plan: the shorter one serves when it is no larger.
        start = flagged if size is None or size > flagged.size else Scored(short, size)
        other, _ = await self._shorter(start, budget - used - 1)
        return plan, other

    async def _shorter(self, start: Scored, budget: int) -> tuple[Plan, int]:
        """A plan without what does not matter in it, and the evaluations that took."""
        plan, size, used = start.plan, start.size, 0
        if plan.passes == (self.untouched,) and not plan.stitched:
            return plan, 0
        if plan.stitched and self.metric != "text+rodata+data" and not plan.flags:
            short, used = await self._shorter_functions(plan, budget)
            found = await self._size(short) if short != plan else None
            if found is not None and found <= size:
                plan, size = short, found
        if plan.dressed:
            plan, size, spent = await self._less_dressed(plan, size)
            used += spent
        for name in ("flags", "tail", "passes"):
            pipeline: Pipeline = getattr(plan, name)
            if not pipeline:
                continue

            async def measure(
                changed: Pipeline, name: str = name, whole: Plan = plan
            ) -> int | None:
                return await self._size(evolve(whole, **{name: changed}))

            short = await Minimiser(measure, budget - used).run(pipeline, size)
            plan, size = evolve(plan, **{name: short.pipeline}), short.size
            used += short.evaluations
        return plan, used

    async def _less_dressed(self, plan: Plan, size: int) -> tuple[Plan, int, int]:
        """The plan with those attributes alone that make functions smaller; the evaluations."""
        before = await self._functions(plan)
        changes = dict(plan.dressed)
        most = max(map(len, changes.values()))
        trials = [dict[str, Changes]()]
        trials += [dict(less(changes, part)) for part in range(most) if most > 1]
        for fewer in trials:
            trial = evolve(plan, dressed=tuple(sorted(fewer.items())))
            sizes = await self._functions(trial)
            if before is None or sizes is None:
                return plan, size, 2
            kept = without_idle(changes, before, fewer, sizes)
            smaller = {name: min(before.get(name, 0), sizes.get(name, 0)) for name in changes}
            before, changes = {**before, **smaller}, dict(kept)
        short = evolve(plan, dressed=tuple(sorted(changes.items())))
        measured = await self._size(short)
        if measured is not None and measured <= size:
            plan, size = short, measured
        return plan, size, 2 + len(trials)

    async def _functions(self, plan: Plan) -> Mapping[str, int] | None:
        if self.is_over():
            return None
        found = await self.measurer.measure(plan.recipe(), self.metric, functions=True)
        return found.functions if isinstance(found, Sizes) else None

    async def _shorter_functions(self, plan: Plan, budget: int) -> tuple[Plan, int]:
        """The plan with shorter pipelines for its functions.

        Each is tried on all functions at once, which is quicker than to stitch the module anew;
        what the others come to does not matter.
        """
        used = 0
        shorter: dict[str, Pipeline] = dict(plan.stitched)
        for pipeline, names in plan.groups().items():

            async def measure(changed: Pipeline, names: tuple[str, ...] = names) -> int | None:
                return await self._bytes(plan, changed, names)

            size = await measure(pipeline)
            used += 1
            if size is None or used >= budget:
                continue
            found = await Minimiser(measure, min(budget - used, _fair(plan, budget))).run(
                pipeline, size
            )
            used += found.evaluations
            shorter |= dict.fromkeys(names, found.pipeline)
        return evolve(plan, stitched=tuple(sorted(shorter.items()))), used

    async def _bytes(self, plan: Plan, pipeline: Pipeline, names: tuple[str, ...]) -> int | None:
        """What some functions come to when a pipeline is run on all."""
        if self.is_over():
            return None
        element = (f"function({','.join(pipeline)})",) if pipeline else ()
        alone = evolve(plan, stitched=(), tail=(*element, *plan.tail))
        keep = (plan.parting,)
        recipe = alone.recipe()
        found = await self.measurer.measure(recipe, self.metric, functions=True, keep=keep)
        return total(found, names) if isinstance(found, Sizes) else None

    async def _size(self, plan: Plan) -> int | None:
        if self.is_over():
            return None
        found = await self.measurer.measure(plan.recipe(), self.metric)
        return found.of(self.metric) if isinstance(found, Sizes) else None


def _fair(plan: Plan, budget: int) -> int:
    """The evaluations that one of the plan's pipelines may take, so that the others get theirs."""
    return max(2, 2 * budget // (1 + len(plan.groups())))
