"""What a source of candidates is: rules today, models and pass lists by the same protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hasten.engine.events import Stage
from hasten.nouns import Candidate, Trial


class Generator(Protocol):
    """Yields candidates in rounds and is fed the trials of all rounds before.

    A round is a deterministic function of the trials so far, so that a search with the same budget
    of trials finds the same on every machine, however the trials of a round were scheduled.
    """

    name: str

    @property
    def stage(self) -> Stage:
        """What the latest round was for."""
        ...

    async def next_round(self, trials: Sequence[Trial]) -> Sequence[Candidate]:
        """Return the candidates of the next round; none means that the generator is done."""
        ...

    def look_ahead(self, trials: Sequence[Trial], pending: Sequence[Candidate]) -> None:
        """Take note of the trials so far and of what is under way, whenever that changes.

        It is a chance to prepare for what comes next; what the next round is does not depend on it.
        """
        ...
