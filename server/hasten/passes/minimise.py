"""A list made as short as it can be without losing anything (section 3.2 of the LLM Compiler).

Passes that do not matter are dropped, neighbours are sorted by name where their order does not
matter, and single passes are tried at every place, to a fixed point.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from attrs import define, frozen

from hasten.passes.plan import Pipeline

Measure = Callable[[Pipeline], Awaitable[int | None]]
"""The size that a list gives; None when it fails."""


@frozen
class Minimised:
    """A short list, its size, and the evaluations that it took. `complete`: at the fixed point."""

    pipeline: Pipeline
    size: int
    evaluations: int
    complete: bool


@define
class Minimiser:
    """Makes one list short, within a budget of evaluations.

    `words` are the passes that insertion tries; with none, nothing is inserted.
    """

    measure: Measure
    budget: int
    words: Sequence[str] = ()
    _used: int = 0
    _known: dict[Pipeline, int | None] | None = None

    async def run(self, pipeline: Pipeline, size: int) -> Minimised:
        """The shortest list that was found whose size is no larger."""
        self._known, self._used = {pipeline: size}, 0
        while True:
            before = (pipeline, size)
            pipeline, size = await self._dropped(pipeline, size)
            pipeline, size = await self._sorted(pipeline, size)
            pipeline, size = await self._inserted(pipeline, size)
            if (pipeline, size) == before or self._is_spent:
                return Minimised(pipeline, size, self._used, not self._is_spent)

    @property
    def _is_spent(self) -> bool:
        return self._used >= self.budget

    async def _size(self, pipeline: Pipeline) -> int | None:
        """The size of a list, None as well when the budget is used up."""
        assert self._known is not None
        if pipeline not in self._known:
            if self._is_spent:
                return None
            self._used += 1
            self._known[pipeline] = await self.measure(pipeline)
        return self._known[pipeline]

    async def _dropped(self, pipeline: Pipeline, size: int) -> tuple[Pipeline, int]:
        """Without what does not matter: halves, quarters and so on first, then single passes."""
        length = max(1, len(pipeline) // 2)
        while pipeline:
            at = 0
            while at < len(pipeline):
                shorter = pipeline[:at] + pipeline[at + length :]
                found = await self._size(shorter)
                if found is not None and found <= size:
                    pipeline, size = shorter, found
                else:
                    at += length
            if length == 1:
                break
            length //= 2
        return pipeline, size

    async def _sorted(self, pipeline: Pipeline, size: int) -> tuple[Pipeline, int]:
        """With neighbours in the order of their names where that changes nothing (bubble sort)."""
        for _ in range(len(pipeline)):
            swapped = False
            for at in range(len(pipeline) - 1):
                one, other = pipeline[at : at + 2]
                if one <= other:
                    continue
                changed = (*pipeline[:at], other, one, *pipeline[at + 2 :])
                found = await self._size(changed)
                if found is not None and found <= size:
                    pipeline, size, swapped = changed, found, True
            if not swapped:
                break
        return pipeline, size

    async def _inserted(self, pipeline: Pipeline, size: int) -> tuple[Pipeline, int]:
        """With one more pass, wherever that makes it smaller."""
        for at in range(len(pipeline) + 1):
            for word in self.words:
                longer = (*pipeline[:at], word, *pipeline[at:])
                found = await self._size(longer)
                if found is not None and found < size:
                    pipeline, size = longer, found
        return pipeline, size
